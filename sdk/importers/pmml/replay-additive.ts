import { fromFixedPoint } from '../../core/fixed-point.js';
import { binOf } from '../../model/binning.js';
import { Deck } from '../trees/probe-rows.js';
import { above, below } from './cuts.js';
import type { AdditiveModel, BinnedField, MarginLine } from './build-additive.js';
import type { SourceTerm } from './prediction.js';
import type { Raw } from './raw-field.js';

const SAMPLE_ROWS = 1024;
/** Stops a model that is large beyond reason. */
const MAX_CELLS = 2 ** 22;

interface Probe {
  readonly raw: Raw;
  readonly bin: number;
}

/**
 * Scores the same rows twice and compares: the file's own predicates and expressions on raw
 * values, added up in float64; and our bins and integers. The rows lie on every cut point and one
 * number below and above it, in every category, in none, and on missing.
 */
export function replayAdditive(
  terms: readonly SourceTerm[],
  base: number,
  line: MarginLine,
  model: AdditiveModel,
): { largestMarginDifference: number; sampleRows: number } {
  const { inputs, body } = model;
  const probes = inputs.map(probesOf);
  const decks = probes.map((each, f) => new Deck(each.length, f));
  const rows = Math.max(
    1,
    Math.min(SAMPLE_ROWS, Math.floor(MAX_CELLS / (inputs.length + terms.length + 1))),
  );
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    const dealt = probes.map((each, f) => each[decks[f]!.deal()]!);
    let points = base;
    let units = model.intercept;
    terms.forEach((term, t) => {
      const { features, table } = body.terms[t]!;
      points += term.evaluate(features.map((f) => dealt[f]!.raw))!;
      const [first, second] = features.map((f) => dealt[f]!.bin);
      const stride = second === undefined ? 1 : inputs[features[1]!]!.raws.length;
      units += table[first! * stride + (second ?? 0)]!;
    });
    const theirs = (points - line.zero) * line.slope;
    largest = Math.max(largest, Math.abs(fromFixedPoint(units, model.scaleBits) - theirs));
  }
  return { largestMarginDifference: largest, sampleRows: rows };
}

function probesOf({ field, feature, raws, numbers, closed }: BinnedField): Probe[] {
  const probes: Probe[] = [];
  const add = (raw: Raw, value: number): void => {
    probes.push({ raw, bin: binOf(feature, value) });
  };
  raws.forEach((raw, k) => {
    if (closed[k]) return;
    const value = numbers[k]!;
    add(raw, value);
    if (field.kind === 'categorical' || raw === null) return;
    const { grid, min, max } = field.domain;
    for (const near of [below(value, grid), above(value, grid)]) {
      if (near >= min && near <= max) add(near, near);
    }
  });
  return probes;
}
