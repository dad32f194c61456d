import { describe, expect, it } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import { runBatch, type BatchProgress } from '../../sdk/runtime/batch.js';
import type { Pool } from '../../sdk/runtime/pool.js';
import type { BatchExplanation, BatchResult, Columns } from '../../sdk/scoring/results.js';
import { openFakePool } from './runtime-fakes.js';

const features = ['x', 'y'];
const never = new AbortController().signal;

function columnsOf(rows: number): { x: Float64Array; y: Float32Array } {
  return {
    x: Float64Array.from({ length: rows }, (_, row) => row),
    y: Float32Array.from({ length: rows }, (_, row) => row % 7),
  };
}

interface Changes {
  readonly firstRows?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BatchProgress) => void;
}

function score(pool: Pool, columns: Columns, changes: Changes = {}): Promise<BatchResult> {
  return runBatch<BatchResult>(pool, {
    features,
    columns,
    firstRows: changes.firstRows ?? 100,
    rowsPerWorker: 300,
    call: (lane, part, moved) => lane.call('scoreRows', [part], moved),
    signal: changes.signal ?? never,
    onProgress: changes.onProgress,
  });
}

function explain(pool: Pool, columns: Columns, firstRows: number): Promise<BatchExplanation> {
  return runBatch<BatchExplanation>(pool, {
    features,
    columns,
    firstRows,
    rowsPerWorker: 300,
    call: (lane, part, moved) => lane.call('explainRows', [part, {}], moved),
    signal: never,
    onProgress: undefined,
  });
}

describe('a batch over several lanes', () => {
  it('gives the same result for every split', async () => {
    const columns = columnsOf(5001);
    const whole = await explain(await openFakePool(1), columns, 6000);
    for (const [lanes, firstRows] of [
      [1, 50],
      [3, 50],
      [3, 777],
      [4, 5000],
    ] as const) {
      const split = await explain(await openFakePool(lanes), columns, firstRows);
      expect(split).toEqual(whole);
    }
    expect(whole.rows).toBe(5001);
    expect(whole.contributions.length).toBe(10_002);
    expect(whole.contributions[5000]).toBe(5000);
    expect(whole.contributions[5001 + 13]).toBe(13 % 7);
  });

  it('takes plain arrays, and leaves the caller its columns', async () => {
    const columns = { ...columnsOf(1000), z: [Symbol('not for the model')] };
    const plain = { x: [...columns.x], y: [...columns.y] };
    const typed = await score(await openFakePool(2), columns as unknown as Columns);
    expect(await score(await openFakePool(1), plain)).toEqual(typed);
    expect(columns.x.length).toBe(1000);
    expect(columns.x[999]).toBe(999);
  });

  it('has no rows when there are none', async () => {
    const result = await score(await openFakePool(2), columnsOf(0));
    expect(result.rows).toBe(0);
    expect(result.margin.length).toBe(0);
  });

  it('starts another lane only for work that is worth it', async () => {
    const small = await openFakePool(4);
    await score(small, columnsOf(300));
    expect(small.started()).toBe(1);
    const large = await openFakePool(4);
    await score(large, columnsOf(10_000));
    expect(large.started()).toBe(4);
  });

  it('does without a lane that cannot start', async () => {
    const pool = await openFakePool(3, { failFrom: 1 });
    const result = await score(pool, columnsOf(2000));
    expect(result.margin[1999]).toBe(1999 + (1999 % 7));
  });

  it('does not wait for a lane that is still starting', async () => {
    const pool = await openFakePool(2, { neverFrom: 1 });
    expect((await score(pool, columnsOf(2000))).rows).toBe(2000);
  });

  it('reports progress up to the last row', async () => {
    const seen: BatchProgress[] = [];
    const onProgress = (progress: BatchProgress) => void seen.push(progress);
    await score(await openFakePool(2), columnsOf(3000), { onProgress });
    expect(seen.at(-1)).toEqual({ done: 3000, total: 3000 });
    expect(seen.map(({ done }) => done)).toEqual(
      seen.map(({ done }) => done).toSorted((a, b) => a - b),
    );
  });

  it('sends no more chunks once it is cancelled', async () => {
    const pool = await openFakePool(1, { delayMs: 2 });
    const control = new AbortController();
    const onProgress = () => control.abort(new Error('enough'));
    const running = score(pool, columnsOf(100_000), {
      firstRows: 32,
      signal: control.signal,
      onProgress,
    });
    await expect(running).rejects.toThrow('enough');
    expect(pool.calls('scoreRows')).toBeLessThan(10);
  });
});

describe('a batch that is refused', () => {
  it('names rows of the whole, by column and then by row, whatever the split', async () => {
    const columns = columnsOf(2000);
    for (const row of [1999, 3, 1500]) columns.x[row] = Infinity;
    columns.y[77] = Infinity;
    for (const [lanes, firstRows] of [
      [1, 5000],
      [1, 64],
      [3, 64],
    ] as const) {
      const pool = await openFakePool(lanes);
      const error = await score(pool, columns, { firstRows }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(RiskError);
      expect((error as RiskError).code).toBe('INPUT_INVALID');
      expect((error as RiskError).issues.map(({ path }) => path)).toEqual([
        'columns.x[3]',
        'columns.x[1500]',
        'columns.x[1999]',
        'columns.y[77]',
      ]);
    }
  });

  it('sends no values when columns do not belong together', async () => {
    const pool = await openFakePool(1);
    const columns = { x: new Float64Array(5).fill(42), y: new Float64Array(4).fill(42) };
    await expect(score(pool, columns)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const sent = pool.lastParameters()[0] as Record<string, Uint8Array>;
    expect([...sent.x!, ...sent.y!]).toEqual(new Array(9).fill(0));
  });
});
