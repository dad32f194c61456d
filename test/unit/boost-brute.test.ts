import { describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { binCount, type Feature } from '../../sdk/model/feature.js';
import { boost } from '../../sdk/train/boost/boost.js';
import { expNegative32, log1pUnit32 } from '../../sdk/train/boost/gradients.js';
import type { TrainRows } from '../../sdk/train/train-rows.js';
import { categorical, leafOf, makeRows, numeric, SETTINGS } from './boost-cases.js';

/** A gain as a fraction: exact, and nothing of the booster's. */
interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

const isMore = (a: Fraction, b: Fraction) => a.top * b.bottom > b.top * a.bottom;

/**
 * G^2 / (H + lambda) of both sides, for squared error without weights: gradients are whole numbers of
 * 2^-14 and hessians count rows.
 */
function gainOf(
  gradients: readonly bigint[],
  isLeft: readonly boolean[],
  lambda: bigint,
): Fraction {
  let [gl, hl, gr, hr] = [0n, 0n, 0n, 0n];
  gradients.forEach((g, row) => {
    if (isLeft[row]) [gl, hl] = [gl + g, hl + 1n];
    else [gr, hr] = [gr + g, hr + 1n];
  });
  if (hl === 0n || hr === 0n) return { top: -1n, bottom: 1n };
  const [dl, dr] = [hl + lambda, hr + lambda];
  return { top: gl * gl * dr + gr * gr * dl, bottom: dl * dr };
}

/** Every set of a feature's bins that a split of it could send left, "missing" among them or not. */
function* everySide(feature: Feature): Generator<ReadonlySet<number>> {
  const missing = binCount(feature) - 1;
  const sides: number[][] = [];
  if (feature.kind === 'numeric') {
    for (let cut = 0; cut < missing - 1; cut++) {
      sides.push(Array.from({ length: cut + 1 }, (_, bin) => bin));
    }
  } else if (feature.codes.length <= 4) {
    for (let bin = 0; bin < missing; bin++) sides.push([bin]);
    sides.push(Array.from({ length: missing }, (_, bin) => bin));
  } else {
    for (let bits = 1; bits < 2 ** missing; bits++) {
      sides.push([...Array(missing).keys()].filter((bin) => (bits >> bin) & 1));
    }
  }
  for (const side of sides) {
    yield new Set(side);
    yield new Set([...side, missing]);
  }
}

function tinyRows(seed: number): TrainRows {
  const random = createRandom(seed);
  const features = [numeric('a', 1 + random.below(5)), categorical('b', 3), categorical('c', 6)];
  const rows = 2 + random.below(14);
  const bins = features.map((feature) =>
    Uint8Array.from({ length: rows }, () => random.below(binCount(feature))),
  );
  // Whole numbers of 2^-14, so that the booster's integers are exact.
  const target = Float64Array.from({ length: rows }, () => (random.below(2000) - 1000) / 2 ** 10);
  return { rows, features, bins, target };
}

describe('the first split of tiny tables', () => {
  it.each(['depth-wise', 'oblivious'] as const)(
    'is the best of all there are: %s',
    async (shape) => {
      for (let seed = 1; seed <= 60; seed++) {
        const rows = tinyRows(seed);
        const settings = { ...SETTINGS, shape, objective: 'squared-error', trees: 1 } as const;
        // Without lambda, the sorted partition of categories is the best of all partitions.
        const boosted = await boost(rows, {
          ...settings,
          depth: 1,
          lambda: 0,
          minChild: 0,
          eta: 1,
        });
        const { body, intercept } = boosted;
        const gradients = Array.from(rows.target, (t) => BigInt(intercept - t * 2 ** 14));

        let best: Fraction = { top: 0n, bottom: 1n };
        rows.features.forEach((feature, f) => {
          for (const side of everySide(feature)) {
            const isLeft = Array.from(rows.bins[f]!, (bin) => side.has(bin));
            const gain = gainOf(gradients, isLeft, 0n);
            if (isMore(gain, best)) best = gain;
          }
        });
        const leaves = Array.from({ length: rows.rows }, (_, row) =>
          leafOf(body, rows.features, (f) => rows.bins[f]![row]!, 0),
        );
        const found = gainOf(
          gradients,
          leaves.map((leaf) => leaf === 1),
          0n,
        );
        expect(isMore(best, found), `case ${seed}`).toBe(false);

        // And the leaves are what the rows in them ask for, cut off at two log-odds.
        for (const leaf of [1, 2]) {
          const inside = gradients.filter((_, row) => leaves[row] === leaf);
          const mean = -Number(inside.reduce((sum, g) => sum + g, 0n)) / inside.length;
          const wanted = Math.min(Math.max(Math.round(mean), -32768), 32767);
          expect(body.leaf[leaf], `case ${seed}`).toBe(wanted);
          expect(body.cover[leaf]).toBe(inside.length);
        }
      }
    },
  );
});

describe('splits of categories', () => {
  it.each(['depth-wise', 'oblivious'] as const)(
    'follow one order throughout a tree: %s',
    async (shape) => {
      let splits = 0;
      for (const lambda of [0, 30]) {
        const features = [categorical('some', 5), categorical('many', 40), numeric('n', 9)];
        const rows = makeRows(21 + lambda, 900, features);
        rows.target.forEach((y, row) => (rows.target[row] = Math.round(y * 2 ** 10) / 2 ** 10));
        const settings = { ...SETTINGS, shape, objective: 'squared-error', lambda } as const;
        const { body, intercept } = await boost(rows, { ...settings, trees: 1, depth: 5 });
        const { start, words } = body.categorySets;
        for (let node = 0; node < body.treeStart[1]!; node++) {
          const f = body.feature[node]!;
          if (f !== 0 && f !== 1) continue;
          const bins = [...Array(binCount(features[f]!) - 1).keys()];
          const residuals = bins.map((bin) =>
            [...rows.target].filter((_, row) => rows.bins[f]![row] === bin),
          );
          const ratio = residuals.map(
            (targets) =>
              targets.reduce((sum, y) => sum + intercept - y * 2 ** 14, 0) /
              (targets.length + lambda),
          );
          const order = bins
            .filter((bin) => residuals[bin]!.length > 0)
            .sort((x, y) => ratio[x]! - ratio[y]!);
          const first = start[body.split[node]!]!;
          const isLeft = order.map((bin) => (words[first + (bin >> 5)]! >>> (bin & 31)) & 1);
          expect(isLeft, `node ${node}`).toEqual([...isLeft].sort((x, y) => y - x));
          splits++;
        }
      }
      expect(splits).toBeGreaterThan(shape === 'oblivious' ? 2 : 8);
    },
  );
});

describe('float32 functions', () => {
  it('are as exact as they say', () => {
    let [exp, log] = [0, 0];
    for (let i = 0; i <= 40_000; i++) {
      const x = Math.fround(i / 500);
      exp = Math.max(exp, Math.abs(expNegative32(x) / Math.exp(-x) - 1));
      const e = Math.fround(Math.exp(-x));
      log = Math.max(log, Math.abs(log1pUnit32(e) / Math.log1p(e) - 1));
    }
    expect(exp).toBeLessThan(2e-7);
    expect(log).toBeLessThan(4e-7);
  });
});
