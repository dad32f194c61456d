import { describe, expect, it } from 'vitest';
import { isRiskError } from '../../sdk/core/errors.js';
import { boost } from '../../sdk/train/boost/boost.js';
import type { BoostSettings } from '../../sdk/train/boost/boost-types.js';
import type { TrainRows } from '../../sdk/train/train-rows.js';
import { categorical, digestOf, makeRows, numeric, SETTINGS } from './boost-cases.js';

const FEATURES = [numeric('a', 10), categorical('b', 6)];
const ROWS = makeRows(1, 800, FEATURES);

describe('"missing"', () => {
  const rowsOf = (bins: readonly number[], target: readonly number[]): TrainRows => ({
    rows: bins.length,
    features: [numeric('a', 3)],
    bins: [Uint8Array.from(bins)],
    target: Float64Array.from(target),
  });
  const settings = { ...SETTINGS, trees: 1, depth: 1, minChild: 0 };

  it('goes with the rows that it is like', async () => {
    for (const [like, left] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const rows = rowsOf([0, 0, 1, 1, 2, 2, 3, 3, 4, 4], [0, 0, 0, 0, 1, 1, 1, 1, like, like]);
      const { body } = await boost(rows, settings);
      expect([body.split[0], body.defaultLeft[0]]).toEqual([1, left]);
    }
  });

  it('goes where more rows go, where there is none to learn from', async () => {
    const fewLeft = await boost(rowsOf([0, 0, 2, 2, 3, 3, 3], [0, 0, 1, 1, 1, 1, 1]), settings);
    expect(fewLeft.body.defaultLeft[0]).toBe(0);
    const manyLeft = await boost(rowsOf([0, 0, 0, 0, 3, 3], [0, 0, 0, 0, 1, 1]), settings);
    expect(manyLeft.body.defaultLeft[0]).toBe(1);
  });
});

describe('early stopping', () => {
  it('keeps the trees up to the best validation loss', async () => {
    const settings: BoostSettings = { ...SETTINGS, depth: 5, trees: 60, eta: 0.5, lambda: 0.1 };
    const held = makeRows(1, 400, FEATURES, { missing: 0.3 });
    const all = await boost(ROWS, settings, held);
    const stopped = await boost(ROWS, { ...settings, patience: 4 }, held);
    const losses = [...all.validationLoss!];
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(best).toBeLessThan(50);
    expect(stopped.kept).toBe(best);
    expect([...stopped.validationLoss!]).toEqual(losses.slice(0, best + 4));
    expect(all.kept).toBe(60);
    const { treeStart, leaf } = all.body;
    expect(stopped.body.leaf).toEqual(leaf.subarray(0, treeStart[best]));
  });
});

describe('weights', () => {
  it('of 0 take a row out', async () => {
    const weight = Float64Array.from(ROWS.target, (_, row) => (row % 3 ? 1 : 0));
    const target = ROWS.target.map((y, row) => (row % 3 ? y : 1 - y));
    const one = await boost({ ...ROWS, weight }, SETTINGS);
    expect(digestOf(await boost({ ...ROWS, weight, target }, SETTINGS))).toBe(digestOf(one));
  });

  it('in other units of a power of two change nothing but the units', async () => {
    const double = ROWS.target.map(() => 4);
    const settings = { ...SETTINGS, lambda: 0, minChild: 0 };
    const { body } = await boost(ROWS, settings);
    const heavier = await boost({ ...ROWS, weight: double }, settings);
    expect(heavier.body.leaf).toEqual(body.leaf);
    expect(heavier.body.cover).toEqual(body.cover.map((cover) => 4 * cover));
  });
});

describe('hooks', () => {
  it('tell of each tree, and stop between levels', async () => {
    const seen: number[] = [];
    await boost(ROWS, SETTINGS, ROWS, {
      onProgress: ({ tree, loss }) => {
        seen.push(tree!);
        expect(loss!.train).toBe(loss!.validation);
      },
    });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    let asked = 0;
    const stop = new Error('nobody waits');
    const checkStop = () => {
      if (++asked === 5) throw stop;
    };
    await expect(boost(ROWS, SETTINGS, undefined, { checkStop })).rejects.toBe(stop);
  });
});

describe('refusals', () => {
  const refusal = async (rows: TrainRows, settings: Partial<BoostSettings> = {}) => {
    try {
      await boost(rows, { ...SETTINGS, ...settings });
    } catch (error) {
      if (isRiskError(error)) return [error.code, ...error.issues.map(({ path }) => path)];
    }
    return [];
  };

  it('name every setting that is out of range', async () => {
    expect(await refusal(ROWS, { depth: 9, eta: 0, lambda: NaN, trees: 0.5 })).toEqual([
      ...['OPTION_INVALID', 'trees', 'depth', 'eta', 'lambda'],
    ]);
    expect(await refusal(ROWS, { monotone: Int8Array.of(2, 1), interactions: [[0, 2]] })).toEqual([
      ...['OPTION_INVALID', 'monotone[0]', 'monotone[1]', 'interactions[0]'],
    ]);
    expect(await refusal(ROWS, { minChild: -1, columnShare: 2, patience: -1, seed: 0.5 })).toEqual([
      ...['OPTION_INVALID', 'minChild', 'columnShare', 'seed', 'patience'],
    ]);
  });

  it('name what is wrong with rows', async () => {
    const short = ROWS.target.subarray(1);
    expect(await refusal({ ...ROWS, target: short })).toEqual(['SHAPE_MISMATCH', 'rows.target']);
    expect(await refusal({ ...ROWS, bins: [ROWS.bins[0]!] })).toEqual([
      ...['SHAPE_MISMATCH', 'rows.bins'],
    ]);
    const target = ROWS.target.with(7, NaN);
    const weight = ROWS.target.with(3, -1);
    const bins = [ROWS.bins[0]!, ROWS.bins[1]!.with(5, 8)];
    expect(await refusal({ ...ROWS, target, weight, bins })).toEqual([
      ...['OPTION_INVALID', 'rows.target', 'rows.weight', 'rows.bins[1]'],
    ]);
    expect(await refusal(makeRows(1, 0, FEATURES))).toContain('OPTION_INVALID');
    expect(await refusal(makeRows(1, 9, [numeric('wide', 255)]))).toContain('features[0]');
  });

  it('say so where nothing can be learned', async () => {
    expect(await refusal({ ...ROWS, target: ROWS.target.map(() => 1) })).toEqual([
      'TRAINING_FAILED',
    ]);
    expect(await refusal({ ...ROWS, weight: ROWS.target.map(() => 0) })).toEqual([
      'TRAINING_FAILED',
    ]);
    const constant = ROWS.bins.map((column) => column.map(() => 2));
    expect(await refusal({ ...ROWS, bins: constant })).toEqual(['TRAINING_FAILED']);
  });
});
