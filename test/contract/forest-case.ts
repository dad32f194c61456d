import { binCount, splitCount, type Feature } from '../../sdk/model/feature.js';
import { LEAF, type Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { ColumnTable } from '../../sdk/model/column-table.js';
import { Random } from '../fuzz/random.js';

/** Numbers with few and with many cut points, and categories of one and of several words. */
const FEATURES: readonly Feature[] = [
  ...[1, 5, 17, 60, 254, 700].map((cuts, f): Feature => numeric(`n${f}`, cuts)),
  ...[3, 40].map((codes, f): Feature => categorical(`c${f}`, codes)),
];

/** A forest of full-ish trees over all kinds of features; the same on every machine. */
export function forestModel(seed: number, trees: number, depth: number): RiskModel {
  const random = new Random(seed);
  const feature: number[] = [];
  const split: number[] = [];
  const right: number[] = [];
  const defaultLeft: number[] = [];
  const leaf: number[] = [];
  const cover: number[] = [];
  const treeStart = [0];
  const setStart = [0];
  const words: number[] = [];

  const addSet = (of: Feature): number => {
    for (let w = 0; w < (splitCount(of) + 32) >>> 5; w++) words.push(random.below(2 ** 32));
    setStart.push(words.length);
    return setStart.length - 2;
  };
  const grow = (level: number, weight: number): void => {
    const node = feature.length;
    const inner = level < depth && !(level > 1 && random.chance(0.1));
    const f = inner ? random.below(FEATURES.length) : LEAF;
    const tested = FEATURES[f];
    feature.push(f);
    split.push(
      tested ? (tested.kind === 'numeric' ? random.below(splitCount(tested)) : addSet(tested)) : 0,
    );
    right.push(0);
    defaultLeft.push(inner && random.chance(0.5) ? 1 : 0);
    leaf.push(inner ? 0 : random.below(2 ** 20) - 2 ** 19);
    cover.push(weight);
    if (!inner) return;
    const share = Math.fround(0.05 + 0.9 * random.next());
    grow(level + 1, Math.fround(weight * share));
    right[node] = feature.length;
    grow(level + 1, Math.fround(weight * (1 - share)));
  };
  for (let t = 0; t < trees; t++) {
    grow(0, 1000);
    treeStart.push(feature.length);
  }
  const body: Forest = {
    kind: 'forest',
    treeStart: Uint32Array.from(treeStart),
    feature: Uint16Array.from(feature),
    split: Uint16Array.from(split),
    right: Uint32Array.from(right),
    defaultLeft: Uint8Array.from(defaultLeft),
    leaf: Int32Array.from(leaf),
    cover: Float32Array.from(cover),
    categorySets: { start: Uint32Array.from(setStart), words: Uint32Array.from(words) },
  };
  return {
    name: 'contract',
    version: '1',
    features: FEATURES,
    body,
    scaleBits: 22,
    intercept: -123_456,
    link: 'logistic',
    calibration: { kind: 'identity' },
    reasons: FEATURES.map(({ name }, f) => ({ code: name, features: [f], label: { en: name } })),
    recourse: [],
    card: {},
  };
}

/**
 * The same forest as LightGBM would have it: numbers compared in float64, the cut itself to the
 * left, a zero of every other feature missing. The cuts lie closer than float32 can tell.
 */
export function inFloat64(model: RiskModel): RiskModel {
  const features = model.features.map((feature, f): Feature => {
    if (feature.kind === 'categorical') return feature;
    const cuts = feature.cuts.map((_, k) => (k - 3) * 2 ** -26);
    const zeros = f % 2 === 0 ? { zeroIsMissing: true as const } : {};
    return { ...feature, ...zeros, cuts, compare: 'float64', side: 'less-equal' };
  });
  return { ...model, features };
}

/** Rows on the cut points of {@link inFloat64}, between them, and a float64 step beside them. */
export function doubleRows(seed: number, rows: number): ColumnTable {
  const random = new Random(seed);
  const columns = FEATURES.map((feature) => {
    const bins = binCount(feature);
    return Float64Array.from({ length: rows }, () => {
      if (random.chance(0.1)) return NaN;
      if (feature.kind === 'categorical') return random.below(bins + 2);
      const cut = (random.below(bins) - 3) * 2 ** -26;
      return random.pick([cut, cut + 2 ** -80, cut * (1 - 2 ** -53), cut + 2 ** -27, cut * 1e300]);
    });
  });
  return { rows, columns };
}

/** Rows on, beside and far from the cut points; codes known and not; one value in ten missing. */
export function randomRows(seed: number, rows: number): ColumnTable {
  const random = new Random(seed);
  const columns = FEATURES.map((feature) => {
    const column = new Float32Array(rows);
    const bins = binCount(feature);
    for (let row = 0; row < rows; row++) {
      if (random.chance(0.1)) column[row] = NaN;
      else if (feature.kind === 'categorical') column[row] = random.below(bins + 2);
      else column[row] = random.chance(0.3) ? random.below(bins) / 2 : random.next() * bins * 0.6;
    }
    return column;
  });
  return { rows, columns };
}

function numeric(name: string, cuts: number): Feature {
  return {
    kind: 'numeric',
    name,
    missing: 'allowed',
    cuts: Float64Array.from({ length: cuts }, (_, k) => k / 2),
    compare: 'float32',
    side: 'less',
  };
}

function categorical(name: string, codes: number): Feature {
  return {
    kind: 'categorical',
    name,
    missing: 'allowed',
    codes: Int32Array.from({ length: codes }, (_, k) => k),
    labels: [],
    unlisted: 'other',
  };
}
