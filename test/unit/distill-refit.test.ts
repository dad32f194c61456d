import { beforeAll, describe, expect, it } from 'vitest';
import { LEAF, type Forest } from '../../sdk/model/forest.js';
import { boost } from '../../sdk/train/boost/boost.js';
import type { Boosted } from '../../sdk/train/boost/boost-types.js';
import { refitLeaves } from '../../sdk/train/distill/refit-leaves.js';
import type { TrainRows } from '../../sdk/train/train-rows.js';
import { categorical, leafOf, makeRows, numeric, SETTINGS } from './boost-cases.js';

const FEATURES = [numeric('a', 12), numeric('b', 7), categorical('c', 5), numeric('d', 3)];
const LAMBDA = 3;
const FREE = new Int8Array(FEATURES.length);

function lesson(options: { weights?: boolean } = {}): TrainRows {
  const rows = makeRows(5, 600, FEATURES, { soft: true, ...options });
  const { bins } = rows;
  // Together they do what no sum of single features does.
  const target = rows.target.map(
    (y, row) => 3 * y + (bins[0]![row]! > 6 && bins[1]![row]! < 3 ? 1 : 0),
  );
  return { ...rows, target };
}

const grow = (rows: TrainRows, monotone = FREE) =>
  boost(rows, { ...SETTINGS, objective: 'squared-error', lambda: LAMBDA, trees: 12, monotone });

/** For each tree, the leaf of each row. */
function endsOf({ body }: Boosted, rows: TrainRows): number[][] {
  return Array.from({ length: body.treeStart.length - 1 }, (_, tree) =>
    Array.from({ length: rows.rows }, (_, row) =>
      leafOf(body, rows.features, (f) => rows.bins[f]![row]!, tree),
    ),
  );
}

/** Half the sum of squares and lambda times the squares of the leaves, in log-odds. */
function ridgeLoss({ body, intercept, scaleBits }: Boosted, rows: TrainRows): number {
  const unit = 2 ** -scaleBits;
  const ends = endsOf({ body } as Boosted, rows);
  let loss = 0;
  for (let row = 0; row < rows.rows; row++) {
    const margin = ends.reduce((sum, of) => sum + body.leaf[of[row]!]!, intercept);
    loss += (rows.weight?.[row] ?? 1) * (rows.target[row]! - margin * unit) ** 2;
  }
  return loss + LAMBDA * body.leaf.reduce((sum, leaf) => sum + (leaf * unit) ** 2, 0);
}

/** Largest leaf of each tree in 8 bits: what a last bit is worth. */
function bits({ treeStart, leaf }: Forest): number[] {
  return Array.from({ length: treeStart.length - 1 }, (_, tree) => {
    const most = Math.max(...leaf.slice(treeStart[tree], treeStart[tree + 1]).map(Math.abs));
    return 2 ** Math.max(0, Math.ceil(Math.log2(most / 127.5)));
  });
}

describe('leaves set anew', () => {
  const rows = lesson({ weights: true });
  let [grown, fitted]: Boosted[] = [];
  beforeAll(async () => {
    grown = await grow(rows);
    fitted = await refitLeaves(grown, rows, { lambda: LAMBDA, monotone: FREE }, {});
  });

  it('are nearer to the lesson, by the loss that they are to lower', () => {
    expect(ridgeLoss(fitted!, rows)).toBeLessThan(0.9 * ridgeLoss(grown!, rows));
    const { leaf: _, ...kept } = fitted!.body;
    expect(grown!.body).toMatchObject(kept);
  });

  it('are those of three sweeps in floating point, but for rounding', () => {
    const { body, intercept, scaleBits } = grown!;
    const unit = 2 ** -scaleBits;
    const ends = endsOf(grown!, rows);
    const value = Array.from(body.leaf, (leaf) => leaf * unit);
    for (let sweep = 0; sweep < 3; sweep++) {
      ends.forEach((end) => {
        for (const leaf of new Set(end)) {
          let [sum, weight] = [0, 0];
          for (let row = 0; row < rows.rows; row++) {
            if (end[row] !== leaf) continue;
            const others = ends.reduce((all, of) => all + (of === end ? 0 : value[of[row]!]!), 0);
            sum += rows.weight![row]! * (rows.target[row]! - intercept * unit - others);
            weight += rows.weight![row]!;
          }
          value[leaf] = sum / (weight + LAMBDA);
        }
      });
    }
    const worth = bits(fitted!.body);
    ends.forEach((end, tree) => {
      for (const leaf of new Set(end)) {
        const off = Math.abs(fitted!.body.leaf[leaf]! - value[leaf]! / unit);
        // Half a bit of its own, and what the rounding of others asked of it.
        expect(off).toBeLessThanOrEqual(1.5 * Math.max(...worth));
        if (tree === 0) expect(off).toBeLessThanOrEqual(worth[0]! / 2 + 2);
      }
    });
  });

  it('fit a byte times a power of two', () => {
    const { treeStart, leaf, feature } = fitted!.body;
    bits(fitted!.body).forEach((bit, tree) => {
      for (let node = treeStart[tree]!; node < treeStart[tree + 1]!; node++) {
        if (feature[node] === LEAF) expect(Math.abs(leaf[node]! % bit)).toBe(0);
      }
    });
  });

  it('take a weight of two for a row that is there twice', async () => {
    const once = lesson();
    const from = await grow(once);
    const settings = { lambda: LAMBDA, monotone: FREE };
    const weight = Float64Array.from({ length: once.rows }, (_, row) => 1 + (row % 2));
    const twice = Int32Array.from(
      [...weight].flatMap((times, row) => new Array<number>(times).fill(row)),
    );
    const copied: TrainRows = {
      ...once,
      rows: twice.length,
      bins: once.bins.map((column) => Uint8Array.from(twice, (row) => column[row]!)),
      target: Float64Array.from(twice, (row) => once.target[row]!),
    };
    const [a, b] = await Promise.all([
      refitLeaves(from, { ...once, weight }, settings, {}),
      refitLeaves(from, copied, settings, {}),
    ]);
    expect(a.body.leaf).toEqual(b.body.leaf);
  });

  it('keep the order that a direction asks for: such trees are only rounded', async () => {
    const monotone = Int8Array.of(0, 0, 0, -1);
    const from = await grow(rows, monotone);
    const { body } = await refitLeaves(from, rows, { lambda: LAMBDA, monotone }, {});
    const worth = bits(body);
    let [directed, others] = [0, 0];
    worth.forEach((bit, tree) => {
      const [start, end] = [body.treeStart[tree]!, body.treeStart[tree + 1]!];
      const asks = body.feature.slice(start, end).includes(3);
      const moved = [...body.leaf.slice(start, end)].map((leaf, i) =>
        Math.abs(leaf - from.body.leaf[start + i]!),
      );
      if (asks) {
        directed++;
        expect(Math.max(...moved)).toBeLessThanOrEqual(bit / 2);
      } else others += Math.max(...moved) > bit ? 1 : 0;
    });
    expect(directed).toBeGreaterThan(0);
    expect(others).toBeGreaterThan(0);
  });
});
