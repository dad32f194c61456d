import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnValue, lowerColumns } from '../../sdk/lowering/columns.js';
import { binOf } from '../../sdk/model/binning.js';
import {
  missingBin,
  type CategoricalFeature,
  type Feature,
  type NumericFeature,
} from '../../sdk/model/feature.js';
import { goesLeft, LEAF, type Forest } from '../../sdk/model/forest.js';

/**
 * Law 1: binning loses nothing. What a bin, and then a virtual column, says of a split is held
 * against the rule of the source library on the raw value: XGBoost compares in float32 and goes
 * left when the value is below the threshold; LightGBM's `<=` in float64 stands for the others.
 */

const float32 = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e-45, -1e-45, 16777216, 3.4028234663852886e38),
);

function numeric(
  cuts: readonly number[],
  rules: Pick<NumericFeature, 'compare' | 'side'> = { compare: 'float32', side: 'less' },
): NumericFeature {
  const sorted = Float64Array.from(new Set(cuts.map((cut) => cut + 0))).sort();
  return { kind: 'numeric', name: 'x', missing: 'allowed', cuts: sorted, ...rules };
}

function categorical(codes: readonly number[]): CategoricalFeature {
  const sorted = Int32Array.from(new Set(codes)).sort();
  return {
    kind: 'categorical',
    name: 'c',
    missing: 'allowed',
    codes: sorted,
    labels: [],
    unlisted: 'other',
  };
}

/** One split for each cut of the feature, or for one category set; only the splits matter. */
function forestOf(
  feature: Feature,
  splits: number,
  defaultLeft: 0 | 1,
  words: Uint32Array,
): Forest {
  const nodes = splits * 3;
  const inner = (node: number) => node % 3 === 0;
  return {
    kind: 'forest',
    treeStart: Uint32Array.from({ length: splits + 1 }, (_, t) => 3 * t),
    feature: Uint16Array.from({ length: nodes }, (_, n) => (inner(n) ? 0 : LEAF)),
    split: Uint16Array.from({ length: nodes }, (_, n) =>
      inner(n) && feature.kind === 'numeric' ? n / 3 : 0,
    ),
    right: Uint32Array.from({ length: nodes }, (_, n) => (inner(n) ? n + 2 : 0)),
    defaultLeft: Uint8Array.from({ length: nodes }, (_, n) => (inner(n) ? defaultLeft : 0)),
    leaf: new Int32Array(nodes),
    cover: new Float32Array(nodes),
    categorySets: { start: Uint32Array.of(0, words.length), words },
  };
}

/** Checks every split of the forest for one value, through bins and through virtual columns. */
function check(
  feature: Feature,
  forest: Forest,
  value: number,
  rule: (split: number) => boolean,
): void {
  const missing = missingBin(feature);
  const bin = binOf(feature, value);
  expect(bin).toBeLessThanOrEqual(missing);
  expect(bin === missing).toBe(Number.isNaN(value));
  const { columns, column, threshold } = lowerColumns([feature], forest);
  for (let node = 0; node < forest.feature.length; node += 3) {
    const expected = rule(forest.split[node]!);
    const left = goesLeft(forest, node, bin, missing, feature.kind === 'categorical');
    expect(left).toBe(expected);
    const byte = columnValue(columns[column[node]!]!, bin, missing);
    expect(byte).toBeGreaterThanOrEqual(0);
    expect(byte).toBeLessThanOrEqual(255);
    expect(byte <= threshold[node]!).toBe(expected);
  }
}

const NO_WORDS = new Uint32Array(0);

describe('numeric splits', () => {
  it('are XGBoost: left when the float32 value is below the threshold', () => {
    const values = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), float32);
    fc.assert(
      fc.property(fc.array(float32, { minLength: 1, maxLength: 12 }), values, (cuts, value) => {
        const feature = numeric(cuts);
        const forest = forestOf(feature, feature.cuts.length, 0, NO_WORDS);
        for (const raw of [value, ...cuts, ...cuts.map(justBelow)]) {
          check(feature, forest, raw, (k) => Math.fround(raw) < feature.cuts[k]!);
        }
      }),
    );
  });

  it('compare in float64 and take equality to the left where the source does', () => {
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(doubles, { minLength: 1, maxLength: 12 }), doubles, (cuts, value) => {
        const feature = numeric(cuts, { compare: 'float64', side: 'less-equal' });
        const forest = forestOf(feature, feature.cuts.length, 0, NO_WORDS);
        for (const raw of [value, ...cuts]) {
          check(feature, forest, raw, (k) => raw <= feature.cuts[k]!);
        }
      }),
    );
  });

  it('round a float64 value to float32 before they compare', () => {
    const threshold = Math.fround(0.1);
    const feature = numeric([threshold]);
    // 0.1 is below float32(0.1), and rounds to it: XGBoost sends it right.
    expect(0.1).toBeLessThan(threshold);
    expect(binOf(feature, 0.1)).toBe(1);
    expect(binOf({ ...feature, compare: 'float64' }, 0.1)).toBe(0);
  });

  it('send values beyond float32, and infinities, past every cut', () => {
    const feature = numeric([-3.4028234663852886e38, 0, 3.4028234663852886e38]);
    for (const value of [1e39, Infinity]) expect(binOf(feature, value)).toBe(3);
    for (const value of [-1e39, -Infinity]) expect(binOf(feature, value)).toBe(0);
  });

  it('do not tell -0 from 0', () => {
    const feature = numeric([0]);
    expect(binOf(feature, -0)).toBe(1);
    expect(binOf(feature, 0)).toBe(1);
    expect(binOf(feature, -1e-45)).toBe(0);
  });

  it.each([0, 1] as const)('send missing by the default direction (%i)', (defaultLeft) => {
    const feature = numeric([1, 2, 3]);
    const forest = forestOf(feature, 3, defaultLeft, NO_WORDS);
    check(feature, forest, NaN, () => defaultLeft === 1);
  });

  it.each([254, 255, 256, 510, 511, 1000])('keep their order over %i cut points', (count) => {
    const feature = numeric(Array.from({ length: count }, (_, k) => k));
    for (const defaultLeft of [0, 1] as const) {
      const forest = forestOf(feature, count, defaultLeft, NO_WORDS);
      for (const value of [
        -1,
        0,
        0.5,
        253,
        254,
        254.5,
        255,
        256,
        509,
        510,
        511,
        count - 1,
        count,
      ]) {
        check(feature, forest, value, (k) => value < feature.cuts[k]!);
      }
      check(feature, forest, NaN, () => defaultLeft === 1);
    }
  });

  it('have a bin of their own for missing where there is no cut', () => {
    const feature = numeric([]);
    expect(binOf(feature, 5)).toBe(0);
    expect(binOf(feature, NaN)).toBe(1);
  });
});

describe('categorical splits', () => {
  const codes = fc.array(fc.integer({ min: -5, max: 80 }), { minLength: 1, maxLength: 70 });

  it('send listed codes by the set, any other to "other", missing by default', () => {
    const inputs = fc.record({
      codes,
      value: fc.integer({ min: -10, max: 2 ** 24 }),
      pattern: fc.infiniteStream(fc.boolean()),
      defaultLeft: fc.constantFrom(0 as const, 1 as const),
    });
    fc.assert(
      fc.property(inputs, ({ codes: given, value, pattern, defaultLeft }) => {
        const feature = categorical(given);
        const other = feature.codes.length;
        const left = Array.from({ length: other + 1 }, () => pattern.next().value);
        const words = new Uint32Array((other + 32) >>> 5);
        left.forEach((goes, bin) => {
          if (goes) words[bin >>> 5]! |= 1 << (bin & 31);
        });
        const forest = forestOf(feature, 1, defaultLeft, words);
        feature.codes.forEach((code, bin) => check(feature, forest, code, () => left[bin]!));
        const listed = feature.codes.indexOf(value);
        check(feature, forest, value, () => left[listed < 0 ? other : listed]!);
        check(feature, forest, NaN, () => defaultLeft === 1);
      }),
    );
  });

  it('take a fraction for no code', () => {
    const feature = categorical([0, 1, 2]);
    for (const value of [0.5, 1.9, -0.5, Infinity]) expect(binOf(feature, value)).toBe(3);
  });
});

/** The float32 number below. */
function justBelow(value: number): number {
  const bits = new Int32Array(1);
  const float = new Float32Array(bits.buffer);
  float[0] = value;
  if (value === 0) return -1e-45;
  bits[0]! += value > 0 ? -1 : 1;
  return float[0];
}
