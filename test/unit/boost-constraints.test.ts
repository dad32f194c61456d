import { describe, expect, it } from 'vitest';
import { binCount, type Feature } from '../../sdk/model/feature.js';
import { LEAF, type Forest } from '../../sdk/model/forest.js';
import { boost } from '../../sdk/train/boost/boost.js';
import { categorical, digestOf, makeRows, marginOf, numeric, SETTINGS } from './boost-cases.js';

const SHAPES = ['depth-wise', 'oblivious'] as const;

/** Every combination of bins. */
function* everyRow(features: readonly Feature[]): Generator<number[]> {
  const row = features.map(() => 0);
  for (;;) {
    yield row;
    let f = 0;
    while (f < features.length && row[f] === binCount(features[f]!) - 1) row[f++] = 0;
    if (f === features.length) return;
    row[f]!++;
  }
}

/** Features on each path from a root to a leaf. */
function pathsOf(body: Forest): number[][] {
  const paths: number[][] = [];
  const walk = (node: number, path: number[]): void => {
    if (body.feature[node] === LEAF) paths.push(path);
    else {
      const next = [...path, body.feature[node]!];
      walk(node + 1, next);
      walk(body.right[node]!, next);
    }
  };
  for (const root of body.treeStart.subarray(0, -1)) walk(root, []);
  return paths;
}

describe('monotone constraints', () => {
  const features = [numeric('a', 6), numeric('b', 5), numeric('c', 3), categorical('d', 5)];

  it.each(SHAPES)('hold for every applicant there can be: %s', async (shape) => {
    for (let seed = 1; seed <= 4; seed++) {
      // Against the data for some features: what is learned there is next to nothing, but holds.
      const monotone = Int8Array.of(seed % 2 ? 1 : -1, -1, seed % 3 ? 0 : 1, 0);
      const rows = makeRows(seed, 1500, features);
      const settings = { ...SETTINGS, shape, depth: 5, eta: 0.5, lambda: 0.1, minChild: 0.5 };
      const boosted = await boost(rows, { ...settings, trees: 15, monotone });
      let moves = 0;
      for (const row of everyRow(features)) {
        for (const f of [0, 1, 2]) {
          // The last bin is "missing", which has no place in the order.
          if (monotone[f] === 0 || row[f]! >= binCount(features[f]!) - 2) continue;
          const here = marginOf(boosted, features, (g) => row[g]!);
          const next = marginOf(boosted, features, (g) => row[g]! + (g === f ? 1 : 0));
          if (next !== here) moves++;
          if ((next - here) * monotone[f]! < 0) expect.fail(`feature ${f} of case ${seed} turns`);
        }
      }
      expect(moves).toBeGreaterThan(100);
    }
  });

  it('are needed: the same rows without them turn', async () => {
    const boosted = await boost(makeRows(1, 1500, features), { ...SETTINGS, depth: 5, eta: 0.5 });
    let turns = 0;
    for (const row of everyRow(features)) {
      if (row[1]! >= binCount(features[1]!) - 2) continue;
      const here = marginOf(boosted, features, (g) => row[g]!);
      const next = marginOf(boosted, features, (g) => row[g]! + (g === 1 ? 1 : 0));
      if (next > here) turns++;
    }
    expect(turns).toBeGreaterThan(0);
  });
});

describe('interaction constraints', () => {
  it.each(SHAPES)('keep features apart: %s', async (shape) => {
    const features = [...Array(5).keys()].map((f) => numeric(`n${f}`, 8));
    const rows = makeRows(3, 2000, features);
    const sets = [
      [0, 1, 2],
      [2, 3],
    ];
    const boosted = await boost(rows, { ...SETTINGS, shape, depth: 4, interactions: sets });
    const paths = pathsOf(boosted.body);
    const allowed = [...sets, [4]];
    for (const path of paths) {
      expect(allowed.some((set) => path.every((f) => set.includes(f)))).toBe(true);
    }
    expect(paths.some((path) => new Set(path).size > 1)).toBe(true);
    expect(paths.some((path) => path.includes(4))).toBe(true);
  });
});

describe('columns', () => {
  it('are drawn for each tree, by the seed', async () => {
    const features = [...Array(8).keys()].map((f) => numeric(`n${f}`, 8));
    const rows = makeRows(4, 1000, features);
    const settings = { ...SETTINGS, depth: 5, columnShare: 0.25, trees: 12 };
    const boosted = await boost(rows, settings);
    const { treeStart, feature } = boosted.body;
    for (let tree = 0; tree < boosted.kept; tree++) {
      const used = feature.subarray(treeStart[tree], treeStart[tree + 1]);
      expect(new Set(used.filter((f) => f !== LEAF)).size).toBeLessThanOrEqual(2);
    }
    expect(new Set(feature).size).toBeGreaterThan(5);
    expect(digestOf(await boost(rows, settings))).toBe(digestOf(boosted));
    expect(digestOf(await boost(rows, { ...settings, seed: 2 }))).not.toBe(digestOf(boosted));
  });
});
