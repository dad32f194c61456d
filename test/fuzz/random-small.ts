import { weightOf } from '../../sdk/model/bundle/weight-coding.js';
import { binCount, splitCount, type Feature } from '../../sdk/model/feature.js';
import { LEAF, type Forest } from '../../sdk/model/forest.js';
import type { Additive } from '../../sdk/model/additive.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { Random } from './random.js';
import { randomModel } from './random-model.js';

/** A sound model whose numbers are small, as trained ones are, and enough of them to be packed so. */
export function randomSmallModel(random: Random): RiskModel {
  for (;;) {
    const model = randomModel(random);
    const features = model.features.map((feature): Feature => {
      if (feature.kind === 'categorical') return feature;
      // Cuts that fit two bytes, four, or neither.
      const unit = random.pick([1, 0.5, 0.1]);
      const ranks = feature.cuts.map((_, i) => (i - 3) * unit);
      return { ...feature, cuts: feature.compare === 'float32' ? ranks.map(Math.fround) : ranks };
    });
    const tested = features.flatMap((feature, f) => (splitCount(feature) > 0 ? [f] : []));
    if (tested.length === 0) continue;
    const body = random.chance(0.8)
      ? smallForest(random, features, tested)
      : smallTables(random, features);
    return { ...model, features, body };
  }
}

interface Test {
  readonly feature: number;
  readonly split: number;
  readonly defaultLeft: number;
}

/** Full trees that test one thing a level, or trees of any shape: 256 leaves at least. */
function smallForest(random: Random, features: readonly Feature[], tested: number[]): Forest {
  const byLevel = random.chance(0.5);
  const hasCover = random.chance(0.8);
  const limit = random.pick([100, 30_000]);
  const nodes: number[][] = [];
  const treeStart = [0];
  const setStart = [0];
  const words: number[] = [];
  const drawTest = (): Test => {
    const feature = random.pick(tested);
    const { kind } = features[feature]!;
    const count = splitCount(features[feature]!);
    if (kind === 'categorical') {
      for (let w = 0; w <= count >>> 5; w++) words.push(Math.floor(random.next() * 2 ** 32));
      setStart.push(words.length);
    }
    const split = kind === 'categorical' ? setStart.length - 2 : random.below(count);
    return { feature, split, defaultLeft: random.chance(0.3) ? 1 : 0 };
  };
  let leaves = 0;
  while (leaves < 256) {
    const depth = random.below(7);
    const levels = Array.from({ length: depth }, () => drawTest());
    const shift = random.below(4);
    const grow = (level: number): number => {
      const stops = level === depth || (!byLevel && random.chance(0.1));
      const node = nodes.length;
      if (stops) {
        leaves++;
        const leaf = (random.below(2 * limit) - limit) << shift;
        const cover = hasCover ? weightOf(random.below(90)) : 0;
        nodes.push([LEAF, 0, 0, 0, leaf, cover]);
        return node;
      }
      const { feature, split, defaultLeft } = byLevel ? levels[level]! : drawTest();
      nodes.push([feature, split, 0, defaultLeft, 0, 0]);
      grow(level + 1);
      const right = grow(level + 1);
      nodes[node]![2] = right;
      nodes[node]![5] = nodes[node + 1]![5]! + nodes[right]![5]!;
      return node;
    };
    grow(0);
    treeStart.push(nodes.length);
  }
  const column = (i: number): number[] => nodes.map((node) => node[i]!);
  return {
    kind: 'forest',
    treeStart: Uint32Array.from(treeStart),
    feature: Uint16Array.from(column(0)),
    split: Uint16Array.from(column(1)),
    right: Uint32Array.from(column(2)),
    defaultLeft: Uint8Array.from(column(3)),
    leaf: Int32Array.from(column(4)),
    cover: Float32Array.from(column(5)),
    categorySets: { start: Uint32Array.from(setStart), words: Uint32Array.from(words) },
  };
}

function smallTables(random: Random, features: readonly Feature[]): Additive {
  const limit = random.pick([100, 30_000]);
  const terms: Additive['terms'][number][] = [];
  let entries = 0;
  while (entries < 256) {
    const feature = random.below(features.length);
    const size = binCount(features[feature]!);
    entries += size;
    terms.push({
      features: [feature],
      table: Int32Array.from({ length: size }, () => random.below(2 * limit) - limit),
      weight: Float32Array.from({ length: size }, () => weightOf(random.below(90))),
    });
  }
  return { kind: 'additive', terms };
}
