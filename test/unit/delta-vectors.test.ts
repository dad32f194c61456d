import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { binOf } from '../../sdk/model/binning.js';
import type { Feature } from '../../sdk/model/feature.js';
import { correctionBlocks, groupRows } from '../../sdk/train/delta/correction-design.js';
import { fitCard } from '../../sdk/train/delta/fit-card.js';

const folder = join(import.meta.dirname, '../vectors/delta');

interface Vector {
  readonly features: readonly {
    readonly name: string;
    readonly kind: Feature['kind'];
    readonly missing: Feature['missing'];
    readonly cuts?: readonly number[];
    readonly codes?: readonly number[];
  }[];
  readonly histograms: readonly (readonly number[])[];
  readonly columns: readonly (readonly (number | null)[])[];
  readonly source: readonly number[];
  readonly labels: readonly number[];
  readonly expected: Record<'taus' | 'logEvidence' | 'weights' | 'coefficients', readonly number[]>;
}

function readVector(name: string) {
  const vector = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Vector;
  const features = vector.features.map(({ name, missing, cuts, codes }): Feature =>
    cuts
      ? {
          ...{ name, missing, kind: 'numeric', compare: 'float64', side: 'less' },
          cuts: Float64Array.from(cuts),
        }
      : {
          ...{ name, missing, kind: 'categorical', labels: [], unlisted: 'other' },
          codes: Int32Array.from(codes!),
        },
  );
  const blocks = correctionBlocks(features, vector.histograms);
  const bins = features.map((feature, f) =>
    vector.columns[f]!.map((value) => binOf(feature, value ?? NaN)),
  );
  const source = Float64Array.from(vector.source);
  const centre = source.reduce((sum, each) => sum + each, 0) / source.length;
  const rows = {
    ...{ blocks, groups: groupRows(blocks, bins), source },
    centred: source.map((each) => each - centre),
    labels: Uint8Array.from(vector.labels),
  };
  return { rows, expected: vector.expected };
}

describe('the delta card, against numpy', () => {
  it.each(readdirSync(folder))('%s: evidence, weights and coefficients', async (name) => {
    const { rows, expected } = readVector(name);
    const fit = await fitCard(rows);
    expect(fit.fits.map(({ tau }) => tau)).toEqual(expected.taus);
    fit.fits.forEach(({ logEvidence }, k) => {
      expect(Math.abs(logEvidence - expected.logEvidence[k]!)).toBeLessThan(1e-9);
    });
    expect(fit.coefficients).toHaveLength(expected.coefficients.length);
    fit.weights.forEach((each, k) => {
      expect(Math.abs(each - expected.weights[k]!)).toBeLessThan(1e-9);
    });
    fit.coefficients.forEach((each, k) => {
      expect(Math.abs(each - expected.coefficients[k]!)).toBeLessThan(1e-9);
    });
  });
});
