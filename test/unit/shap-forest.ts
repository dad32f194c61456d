import type { Game } from '../../sdk/lowering/game.js';
import { binCount, missingBin, splitCount, type Feature } from '../../sdk/model/feature.js';
import {
  goesLeft,
  LEAF,
  treeCount,
  type BackgroundCounts,
  type Forest,
} from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';

/** A seeded source of numbers in [0, 1). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface RandomForest {
  readonly features?: number;
  readonly trees?: number;
  readonly depth?: number;
  /** Chance that an inner node stops early: unbalanced trees. */
  readonly stop?: number;
  /** Chance that a node has cover 0. */
  readonly empty?: number;
}

/** A model of numeric and categorical features, with missing values and repeated splits. */
export function randomModel(
  random: () => number,
  { features = 6, trees = 4, depth = 4, stop = 0.2, empty = 0.05 }: RandomForest = {},
): RiskModel {
  const below = (count: number): number => Math.floor(random() * count);
  const list = Array.from({ length: features }, (_, f): Feature => {
    const base = { name: `f${f}`, missing: 'allowed' } as const;
    const splits = 1 + below(5);
    return f % 3 === 2
      ? {
          ...base,
          kind: 'categorical',
          codes: Int32Array.from({ length: splits }, (_, i) => i),
          labels: [],
          unlisted: 'other',
        }
      : {
          ...base,
          kind: 'numeric',
          cuts: Float64Array.from({ length: splits }, (_, i) => i),
          compare: 'float64',
          side: 'less',
        };
  });
  const node = {
    feature: [] as number[],
    split: [] as number[],
    right: [] as number[],
    defaultLeft: [] as number[],
    leaf: [] as number[],
    cover: [] as number[],
  };
  const treeStart = [0];
  const setStart = [0];
  const words: number[] = [];
  const grow = (level: number, cover: number): void => {
    const at = node.feature.length;
    const leaf = level === depth || (level > 0 && random() < stop);
    const feature = leaf ? LEAF : below(features);
    const spec = list[feature];
    let split = 0;
    if (spec?.kind === 'numeric') split = below(splitCount(spec));
    if (spec?.kind === 'categorical') {
      split = setStart.length - 1;
      words.push(below(2 ** (spec.codes.length + 1)));
      setStart.push(words.length);
    }
    node.feature.push(feature);
    node.split.push(split);
    node.right.push(0);
    node.defaultLeft.push(leaf ? 0 : below(2));
    node.leaf.push(leaf ? below(2 ** 22) - 2 ** 21 : 0);
    node.cover.push(cover);
    if (leaf) return;
    const share = random() < empty ? 0 : random();
    grow(level + 1, cover * share);
    node.right[at] = node.feature.length;
    grow(level + 1, cover * (1 - share));
  };
  for (let tree = 0; tree < trees; tree++) {
    grow(0, 100);
    treeStart.push(node.feature.length);
  }
  const body: Forest = {
    kind: 'forest',
    treeStart: Uint32Array.from(treeStart),
    feature: Uint16Array.from(node.feature),
    split: Uint16Array.from(node.split),
    right: Uint32Array.from(node.right),
    defaultLeft: Uint8Array.from(node.defaultLeft),
    leaf: Int32Array.from(node.leaf),
    cover: Float32Array.from(node.cover),
    categorySets: { start: Uint32Array.from(setStart), words: Uint32Array.from(words) },
  };
  return testModel(list, body, 24, below(2 ** 20) - 2 ** 19);
}

/** A model with nothing but what scores and explains. */
export function testModel(
  features: readonly Feature[],
  body: RiskModel['body'],
  scaleBits: number,
  intercept: number,
): RiskModel {
  return {
    name: 'test',
    version: '1',
    features,
    body,
    scaleBits,
    intercept,
    link: 'logistic',
    calibration: { kind: 'identity' },
    reasons: [],
    recourse: [],
    card: {},
  };
}

export function randomBins(random: () => number, features: readonly Feature[]): number[] {
  return features.map((feature) => Math.floor(random() * binCount(feature)));
}

/** A raw value that falls into each bin. */
export function rawValues(features: readonly Feature[], bins: readonly number[]): Float64Array {
  return Float64Array.from(features, (feature, f) => {
    const bin = bins[f]!;
    if (bin === missingBin(feature)) return NaN;
    // Cuts and codes are 0, 1, 2...: value bin - 0.5 is past `bin` cuts; an unlisted code is 1000.
    if (feature.kind === 'numeric') return bin - 0.5;
    return bin < feature.codes.length ? bin : 1000;
  });
}

export function leftAt(model: RiskModel, node: number, bins: ArrayLike<number>): boolean {
  const forest = model.body as Forest;
  const f = forest.feature[node]!;
  const feature = model.features[f]!;
  const categorical = feature.kind === 'categorical';
  return goesLeft(forest, node, bins[f]!, missingBin(feature), categorical);
}

/** Calls back for each leaf with the nodes above it and whether the path turns left there. */
function eachPath(
  forest: Forest,
  visit: (leaf: number, path: readonly (readonly [node: number, left: boolean])[]) => void,
): void {
  const walk = (node: number, path: readonly (readonly [number, boolean])[]): void => {
    if (forest.feature[node] === LEAF) {
      visit(node, path);
      return;
    }
    walk(node + 1, [...path, [node, true]]);
    walk(forest.right[node]!, [...path, [node, false]]);
  };
  for (let tree = 0; tree < treeCount(forest); tree++) walk(forest.treeStart[tree]!, []);
}

/** What rows of bins do at each leaf, by the definition in `model/forest.ts`. */
function countBackground(model: RiskModel, rows: readonly ArrayLike<number>[]): BackgroundCounts {
  const forest = model.body as Forest;
  const start = [0];
  const pattern: number[] = [];
  const count: number[] = [];
  eachPath(forest, (_leaf, path) => {
    const features = [...new Set(path.map(([node]) => forest.feature[node]!))];
    const seen = new Map<number, number>();
    for (const bins of rows) {
      let bits = 2 ** features.length - 1;
      for (const [node, left] of path) {
        if (leftAt(model, node, bins) !== left)
          bits &= ~(1 << features.indexOf(forest.feature[node]!));
      }
      seen.set(bits, (seen.get(bits) ?? 0) + 1);
    }
    for (const [bits, times] of [...seen].sort(([a], [b]) => a - b)) {
      pattern.push(bits);
      count.push(times);
    }
    start.push(pattern.length);
  });
  return {
    population: 'test',
    rows: rows.length,
    start: Uint32Array.from(start),
    pattern: Uint32Array.from(pattern),
    count: Uint32Array.from(count),
  };
}

export function withBackground(model: RiskModel, rows: readonly ArrayLike<number>[]): RiskModel {
  const body = { ...(model.body as Forest), background: countBackground(model, rows) };
  return { ...model, body };
}

/** Features two by two: 0 and 1 are one player, 2 and 3 the next... */
export function pairedGame(features: number, against: Game['against']): Game {
  const playerOf = Uint16Array.from({ length: features }, (_, f) => f >> 1);
  return { against, players: (features + 1) >> 1, playerOf };
}
