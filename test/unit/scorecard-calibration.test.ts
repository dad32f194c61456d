import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRiskError, type Issue } from '../../sdk/core/errors.js';
import { decodeBundle } from '../../sdk/model/bundle/decode.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { probabilityOf } from '../../sdk/model/calibration.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { applySpec, DEFAULT_SCALE, readSpec } from '../../sdk/scoring/apply-spec.js';
import { cardCases, importCase } from './scorecard-cases.js';

interface Vector {
  readonly calibration: { readonly kind: string };
  readonly logOdds: readonly number[];
  readonly probability: readonly number[];
}

function readVector(kind: string): Vector {
  const file = new URL(`../vectors/calibration/${kind}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Vector;
}

const logistic = importCase('toad-json-0.1.7').model;
const pointsOnly = importCase('optbinning-reversed-1.0.0').model;

function apply(model: RiskModel, spec: unknown): RiskModel {
  return applySpec(model, readSpec(spec));
}

function issuesOf(model: RiskModel, spec: unknown): readonly Issue[] {
  try {
    apply(model, spec);
  } catch (error) {
    if (isRiskError(error) && error.code === 'OPTION_INVALID') return error.issues;
    throw error;
  }
  return [];
}

describe.each(['platt', 'beta', 'isotonic'])('calibration %s', (kind) => {
  const vector = readVector(kind);

  it('gives the probabilities of the library it was fitted with, out of a bundle', async () => {
    const model = apply(logistic, { calibration: vector.calibration });
    const bytes = await encodeBundle(model, { crypto: crypto.subtle });
    const { calibration, link } = (await decodeBundle(bytes, { crypto: crypto.subtle })).model;
    vector.logOdds.forEach((logOdds, i) => {
      const probability = probabilityOf(link, calibration, logOdds);
      expect(Math.abs(probability - vector.probability[i]!)).toBeLessThan(1e-12);
    });
    expect(vector.logOdds.length).toBeGreaterThan(60);
  });

  it('leaves margin and points alone', () => {
    const model = apply(logistic, { calibration: vector.calibration });
    expect(model.body).toBe(logistic.body);
    expect(model.scale).toEqual(logistic.scale);
  });

  it('is refused for points without a meaning', () => {
    expect(issuesOf(pointsOnly, { calibration: vector.calibration })[0]).toMatchObject({
      path: 'spec.calibration',
      expected: 'a model whose margin is log-odds',
    });
  });
});

describe('a calibration that is none', () => {
  const table = (logOdds: unknown, probability: unknown): object => ({
    calibration: { kind: 'isotonic', logOdds, probability },
  });
  it.each([
    ['of an unknown kind', { calibration: { kind: 'spline' } }, 'spec.calibration.kind'],
    ['without a slope', { calibration: { kind: 'platt', intercept: 1 } }, 'spec.calibration.slope'],
    ['with a stranger', { calibration: { kind: 'identity', slope: 1 } }, 'spec.calibration.slope'],
    [
      'that turns risk around',
      { calibration: { kind: 'platt', slope: -1, intercept: 0 } },
      'spec.calibration.slope',
    ],
    [
      'with a negative beta',
      { calibration: { kind: 'beta', a: 1, b: -1, c: 0 } },
      'spec.calibration.b',
    ],
    ['that is flat', { calibration: { kind: 'beta', a: 0, b: 0, c: 0 } }, 'spec.calibration'],
    [
      'with an infinite number',
      { calibration: { kind: 'beta', a: Infinity, b: 1, c: 0 } },
      'spec.calibration.a',
    ],
    ['with an empty table', table([], []), 'spec.calibration.logOdds'],
    ['with tables of two lengths', table([0, 1], [0.5]), 'spec.calibration.probability'],
    ['with log-odds that repeat', table([0, 0], [0.1, 0.2]), 'spec.calibration.logOdds[1]'],
    ['with probabilities that fall', table([0, 1], [0.2, 0.1]), 'spec.calibration.probability[1]'],
    ['with more than certainty', table([0, 1], [0.2, 1.1]), 'spec.calibration.probability[1]'],
    ['with text', table(['0'], [0.2]), 'spec.calibration.logOdds[0]'],
  ])('%s', (_, spec, path) => {
    expect(issuesOf(logistic, spec).map((issue) => issue.path)).toContain(path);
  });
});

describe('the spec of a scorecard', () => {
  it('keeps the points of the card, whatever it adds to the scale', () => {
    const cutoffs = { approve: 620, review: 580 };
    const bands = [
      { id: 'C', from: 0 },
      { id: 'A', from: 640 },
    ];
    for (const name of cardCases) {
      const { model } = importCase(name);
      if (!model.scale) continue;
      const { offset, factor } = model.scale;
      expect(apply(model, { scale: { cutoffs, bands } }).scale).toEqual({
        offset,
        factor,
        bands,
        cutoffs,
      });
      expect(apply(model, {}).scale).toEqual(model.scale);
    }
  });

  it('keeps bands that the model came with, unless it names its own', () => {
    const bands = [{ id: 'A', from: 0 }];
    const banded: RiskModel = { ...logistic, scale: { ...logistic.scale!, bands } };
    expect(apply(banded, { scale: { min: 300 } }).scale).toMatchObject({ bands, min: 300 });
    expect(apply(banded, { scale: { bands: [] } }).scale).toMatchObject({ bands: [] });
  });

  it('gives log-odds without points the usual scale', () => {
    const { model } = importCase('optbinning-unscaled-1.0.0');
    expect(apply(model, {}).scale).toEqual(DEFAULT_SCALE);
    expect(issuesOf(model, { scale: { min: 300 } })[0]!.expected).toContain('pdo');
  });

  it('does not put odds to points that have none', () => {
    const scale = { pdo: 40, points: 600, odds: 20 };
    expect(issuesOf(pointsOnly, { scale })[0]).toMatchObject({ path: 'spec.scale.pdo' });
  });

  it('does not accept what the card has no points for', () => {
    const features = logistic.features.map((feature) => ({
      ...feature,
      missing: 'refused' as const,
    }));
    const refusing: RiskModel = { ...logistic, features };
    const { name } = features[0]!;
    expect(issuesOf(refusing, { features: [{ name, missing: 'allowed' }] })[0]).toMatchObject({
      code: 'FEATURE_REFUSED',
      path: 'spec.features[0].missing',
    });
    expect(issuesOf(logistic, { features: [{ name, missing: 'refused' }] })).toEqual([]);
  });

  it('names features, categories and reasons', () => {
    const spec = {
      features: [
        { name: 'hoehe', label: { en: 'Amount' }, unit: 'DM', min: 0, missing: 'refused' },
        {
          name: 'verw',
          label: { en: 'Purpose' },
          categories: [{ code: 0, text: { en: 'Travel' } }],
        },
      ],
      reasons: [
        { code: 'R1', features: ['hoehe', 'laufzeit'], adverse: { en: 'Too much for too long' } },
      ],
    };
    const { features, reasons } = apply(logistic, spec);
    expect(features.find(({ name }) => name === 'hoehe')).toMatchObject({ unit: 'DM', min: 0 });
    const purpose = features.find(({ name }) => name === 'verw');
    expect(purpose).toMatchObject({ label: { en: 'Purpose' } });
    expect(purpose?.kind === 'categorical' && purpose.categoryLabels?.[0]).toEqual({
      en: 'Travel',
    });
    expect(reasons[0]).toMatchObject({ code: 'R1', adverse: { en: 'Too much for too long' } });
    expect(reasons).toHaveLength(features.length - 1);
  });
});
