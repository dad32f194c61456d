import fc from 'fast-check';
import { ZERO_BOUND } from '../../sdk/model/binning.js';
import {
  binCount,
  splitCount,
  type Feature,
  type NumericFeature,
} from '../../sdk/model/feature.js';
import { LEAF, type Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { ColumnTable } from '../../sdk/model/column-table.js';
import { Random } from '../fuzz/random.js';

/** What a random forest looks like. */
export interface ForestShape {
  readonly seed: number;
  readonly trees: number;
  readonly depth: number;
  /** How likely a node above `depth` is a leaf all the same. */
  readonly leafChance: number;
  /** Of features, from {@link KINDS}. */
  readonly kinds: readonly number[];
}

/** Cut points, comparison and kind of feature: one per way in which the kernels bin. */
const KINDS: readonly ((name: string, random: Random) => Feature)[] = [
  (name, random) => numeric(name, random, 1 + random.below(12), 'float32', 'less'),
  (name, random) => numeric(name, random, 40 + random.below(20), 'float32', 'less'),
  (name, random) => numeric(name, random, 200 + random.below(60), 'float32', 'less'),
  (name, random) => numeric(name, random, 700, 'float32', 'less'),
  (name, random) => numeric(name, random, 5000, 'float32', 'less-equal'),
  (name, random) => numeric(name, random, 1 + random.below(30), 'float32', 'less-equal'),
  (name, random) => numeric(name, random, 1 + random.below(90), 'float64', 'less'),
  (name, random) => numeric(name, random, 300, 'float64', 'less-equal'),
  (name, random) => categorical(name, 1 + random.below(6)),
  (name, random) => categorical(name, 70 + random.below(300)),
  (name, random) => crowded(name, random, 5, 'less'),
  (name, random) => crowded(name, random, 100, 'less-equal'),
  (name, random) => crowded(name, random, 400, 'less'),
  (name, random) => zeroIsMissing(name, random, 20),
  (name, random) => zeroIsMissing(name, random, 280),
];

export const forestShape = (depth: number, trees: number): fc.Arbitrary<ForestShape> =>
  fc.record({
    seed: fc.nat(),
    trees: fc.integer({ min: 1, max: trees }),
    depth: fc.integer({ min: 0, max: depth }),
    leafChance: fc.constantFrom(0, 0.1, 0.3),
    kinds: fc.array(fc.nat(KINDS.length - 1), { minLength: 1, maxLength: 9 }),
  });

/** Makes a model whose every number is decided by the shape. */
export function makeForestModel(shape: ForestShape): RiskModel {
  const random = new Random(shape.seed);
  const features = shape.kinds.map((kind, f) => KINDS[kind]!(`f${f}`, random));
  const grower = new Grower(random, features, shape);
  const body = grower.grow();
  return {
    name: 'random',
    version: '1',
    features,
    body,
    scaleBits: 22,
    intercept: random.below(2 ** 20) - 2 ** 19,
    link: 'logistic',
    calibration: { kind: 'identity' },
    reasons: features.map(({ name }, f) => ({ code: name, features: [f], label: {} })),
    recourse: [],
    card: {},
  };
}

class Grower {
  readonly #out = {
    feature: [] as number[],
    split: [] as number[],
    right: [] as number[],
    defaultLeft: [] as number[],
    leaf: [] as number[],
    cover: [] as number[],
  };
  readonly #setStart = [0];
  readonly #words: number[] = [];

  constructor(
    readonly random: Random,
    readonly features: readonly Feature[],
    readonly shape: ForestShape,
  ) {}

  grow(): Forest {
    const treeStart = [0];
    for (let tree = 0; tree < this.shape.trees; tree++) {
      this.#node(0, Math.fround(50 + 1000 * this.random.next()));
      treeStart.push(this.#out.feature.length);
    }
    const { feature, split, right, defaultLeft, leaf, cover } = this.#out;
    return {
      kind: 'forest',
      treeStart: Uint32Array.from(treeStart),
      feature: Uint16Array.from(feature),
      split: Uint16Array.from(split),
      right: Uint32Array.from(right),
      defaultLeft: Uint8Array.from(defaultLeft),
      leaf: Int32Array.from(leaf),
      cover: Float32Array.from(cover),
      categorySets: {
        start: Uint32Array.from(this.#setStart),
        words: Uint32Array.from(this.#words),
      },
    };
  }

  #node(level: number, cover: number): void {
    const { random, shape } = this;
    // Below the sixth level one child in two is a leaf, so that deep trees stay small.
    const inner = level < shape.depth && !random.chance(level > 6 ? 0.5 : shape.leafChance);
    const node = this.#out.feature.length;
    const f = random.below(this.features.length);
    const feature = this.features[f]!;
    this.#out.feature.push(inner ? f : LEAF);
    this.#out.split.push(
      !inner
        ? 0
        : feature.kind === 'numeric'
          ? random.below(splitCount(feature))
          : this.#set(feature),
    );
    this.#out.right.push(0);
    this.#out.defaultLeft.push(inner && random.chance(0.5) ? 1 : 0);
    this.#out.leaf.push(inner ? 0 : random.below(2 ** 18) - 2 ** 17);
    this.#out.cover.push(cover);
    if (!inner) return;
    const share = random.chance(0.03) ? 0 : 0.02 + 0.96 * random.next();
    const left = Math.fround(cover * share);
    this.#node(level + 1, left);
    this.#out.right[node] = this.#out.feature.length;
    this.#node(level + 1, Math.fround(cover - left));
  }

  #set(feature: Feature): number {
    for (let w = 0; w < (splitCount(feature) + 32) >>> 5; w++) {
      this.#words.push(this.random.below(2 ** 32));
    }
    this.#setStart.push(this.#words.length);
    return this.#setStart.length - 2;
  }
}

function numeric(
  name: string,
  random: Random,
  cuts: number,
  compare: 'float32' | 'float64',
  side: 'less' | 'less-equal',
): Feature {
  const values = new Set<number>([0]);
  while (values.size < cuts) {
    const value = (random.next() - 0.4) * 10 ** random.below(6);
    values.add(compare === 'float32' ? Math.fround(value) : value);
  }
  const sorted = Float64Array.from(values).sort();
  return { kind: 'numeric', name, missing: 'allowed', cuts: sorted, compare, side };
}

/** Cut points that float32 cannot tell apart, some of them next to each other in float64. */
function crowded(name: string, random: Random, cuts: number, side: 'less' | 'less-equal'): Feature {
  const start = random.pick([0.1, -7e8, 3.0000001, 1e300, -2e-310, 1]);
  const values = [start];
  while (values.length < cuts) {
    const last = values.at(-1)!;
    values.push(random.chance(0.5) ? nextUp(last) : last + Math.abs(last) * 2 ** -40 + 2 ** -1060);
  }
  const sorted = Float64Array.from(new Set(values)).sort();
  return { kind: 'numeric', name, missing: 'allowed', cuts: sorted, compare: 'float64', side };
}

function zeroIsMissing(name: string, random: Random, cuts: number): Feature {
  const feature = numeric(name, random, cuts, 'float64', 'less-equal') as NumericFeature;
  const sorted = Float64Array.of(...feature.cuts, ZERO_BOUND, 1e-36, -1e-30).sort();
  return { ...feature, cuts: sorted, zeroIsMissing: true };
}

/** The next float64 number. */
export function nextUp(value: number): number {
  const float = Float64Array.of(value || 0);
  const bits = new BigInt64Array(float.buffer);
  bits[0]! += value < 0 ? -1n : 1n;
  return float[0]!;
}

function categorical(name: string, codes: number): Feature {
  return {
    kind: 'categorical',
    name,
    missing: 'allowed',
    codes: Int32Array.from({ length: codes }, (_, k) => 3 * k),
    labels: [],
    unlisted: 'other',
  };
}

/** Rows on cut points, one float away from them, at -0, between, far away, missing; odd codes. */
export function makeRows(model: RiskModel, seed: number, rows: number): ColumnTable {
  const random = new Random(seed);
  const columns = model.features.map((feature) => {
    const column = random.chance(0.5) ? new Float64Array(rows) : new Float32Array(rows);
    for (let row = 0; row < rows; row++) column[row] = rowValue(feature, random);
    return column;
  });
  return { rows, columns };
}

function rowValue(feature: Feature, random: Random): number {
  if (random.chance(0.1)) return NaN;
  if (feature.kind === 'categorical') return random.below(3 * binCount(feature));
  const cut = random.pick([...feature.cuts]);
  switch (random.below(8)) {
    case 0:
      return cut;
    case 1:
      return cut + (random.chance(0.5) ? 1 : -1) * Math.abs(cut) * 2 ** -24;
    case 2:
      return random.chance(0.5) ? -0 : Math.sign(cut) * 3e38;
    case 3:
      return nextUp(cut);
    case 4:
      return -nextUp(-cut);
    case 5:
      return (
        random.pick([1, -1]) * random.pick([0, ZERO_BOUND, 1.0000001e-35, 9e-36, 1e-320, 1e301])
      );
    case 6:
      return (random.next() - 0.4) * 10 ** random.below(6);
    default:
      return random.below(100);
  }
}
