import { describe, expect, it } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import { createAccelerator } from '../../sdk/runtime/accelerator.js';
import type { BatchJob } from '../../sdk/runtime/batch.js';
import type { Lane } from '../../sdk/runtime/lane.js';
import type { Pool } from '../../sdk/runtime/pool.js';
import type { Opened } from '../../sdk/runtime/protocol.js';
import type { BatchResult, ExplainOptions } from '../../sdk/scoring/results.js';
import type { Crossover } from '../../sdk/scoring/session.js';

interface Gpu {
  readonly crossover?: Crossover;
  readonly engine?: 'webgpu' | 'wasm';
  /** What becomes of each chunk. */
  readonly chunk?: () => Partial<BatchResult>;
  readonly start?: () => Error;
}

/** An accelerator between two pools that only say who they are. */
function setUp(wanted: 'auto' | 'webgpu', gpu: Gpu = {}) {
  const seen = { started: 0, measured: 0, disposed: 0 };
  const poolOf = (chunk: () => Partial<BatchResult>): Pool =>
    ({
      size: 2,
      lane: () => Promise.resolve({ chunk } as unknown as Lane),
      call: (name: string) => {
        expect(name).toBe('measure');
        seen.measured += 1;
        return Promise.resolve(gpu.crossover);
      },
      dispose: () => void (seen.disposed += 1),
    }) as unknown as Pool;
  const own = poolOf(() => ({ engine: 'wasm' }));
  const accelerator = createAccelerator(wanted, own, () => {
    seen.started += 1;
    if (gpu.start) return Promise.reject(gpu.start());
    const pool = poolOf(gpu.chunk ?? (() => ({ engine: 'webgpu' })));
    const plan = {
      engine: gpu.engine ?? 'webgpu',
      adapter: 'some',
      reasons: [],
      explain: 'blocks',
    };
    return Promise.resolve({ pool, opened: { plan } as unknown as Opened });
  });
  const run = (rows: number, options?: ExplainOptions) => {
    const job: BatchJob<BatchResult> = {
      features: ['x'],
      columns: { x: new Float32Array(rows) },
      firstRows: rows,
      rowsPerWorker: rows,
      call: (lane) => {
        const { chunk } = lane as unknown as { chunk: () => Partial<BatchResult> };
        return Promise.resolve().then(() => ({ rows, ...chunk() }) as BatchResult);
      },
      signal: new AbortController().signal,
      onProgress: undefined,
    };
    return accelerator.run(job, options).then(({ engine }) => engine);
  };
  return { accelerator, run, seen };
}

describe('auto', () => {
  it('asks for no GPU until a batch is large', async () => {
    const { run, seen, accelerator } = setUp('auto');
    expect(await run(262_143)).toBe('wasm');
    expect(await run(65_535, {})).toBe('wasm');
    expect(seen.started).toBe(0);
    expect(accelerator.plan).toBeUndefined();
  });

  it('uses it from the measured number of rows on, and measures once', async () => {
    const crossover = { fromRows: 400_000, reason: 'some: 1 us' };
    const { run, seen, accelerator } = setUp('auto', { crossover });
    expect(await run(300_000)).toBe('wasm');
    expect(await run(400_000)).toBe('webgpu');
    expect(await run(1000)).toBe('wasm');
    expect(seen).toEqual({ started: 1, measured: 1, disposed: 0 });
    expect(accelerator.plan).toEqual({
      engine: 'webgpu',
      adapter: 'some',
      reasons: ['some: 1 us'],
    });
  });

  it('measures each kind of task', async () => {
    const { run, seen } = setUp('auto', { crossover: { fromRows: 1, reason: '' } });
    for (let i = 0; i < 2; i++) {
      await run(300_000);
      await run(300_000, {});
      await run(300_000, { by: 'group' });
      await run(300_000, { contributions: false });
    }
    expect(seen).toMatchObject({ started: 1, measured: 4 });
  });

  it('ends the worker of a GPU that is slower, and does not ask again', async () => {
    const { run, seen, accelerator } = setUp('auto', { crossover: { reason: 'slower' } });
    expect(await run(300_000)).toBe('wasm');
    expect(await run(30_000_000)).toBe('wasm');
    expect(seen).toEqual({ started: 1, measured: 1, disposed: 1 });
    expect(accelerator.plan).toMatchObject({ engine: 'wasm', reasons: ['slower'] });
  });
});

describe('webgpu', () => {
  it('takes every batch, unmeasured', async () => {
    const { run, seen } = setUp('webgpu');
    expect(await run(10)).toBe('webgpu');
    expect(seen).toEqual({ started: 1, measured: 0, disposed: 0 });
  });

  it('is wasm where there is no adapter', async () => {
    const { run, seen, accelerator } = setUp('webgpu', { engine: 'wasm' });
    expect(await run(10)).toBe('wasm');
    expect(await run(10)).toBe('wasm');
    expect(seen).toEqual({ started: 1, measured: 0, disposed: 1 });
    expect(accelerator.plan!.engine).toBe('wasm');
  });

  it('is wasm where the worker does not start, with its reason', async () => {
    const start = () => new RiskError('WORKER_FAILED', 'no such script');
    const { run, accelerator } = setUp('webgpu', { start });
    expect(await run(10)).toBe('wasm');
    expect(accelerator.plan).toEqual({ engine: 'wasm', reasons: ['no such script'] });
  });

  it('runs a batch anew whose worker died, and leaves the GPU alone then', async () => {
    const chunk = () => {
      throw new RiskError('WORKER_CRASHED', 'the worker is stuck');
    };
    const { run, accelerator } = setUp('webgpu', { chunk });
    expect(await run(10)).toBe('wasm');
    expect(accelerator.plan).toMatchObject({ engine: 'wasm', reasons: ['the worker is stuck'] });
    expect(await run(10)).toBe('wasm');
  });

  it('hides no other error', async () => {
    const chunk = () => {
      throw new RiskError('EGRESS_BLOCKED', 'no');
    };
    await expect(setUp('webgpu', { chunk }).run(10)).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED',
    });
  });

  it('keeps a task from a GPU that could not finish it, and others not', async () => {
    let lost = true;
    const chunk = () =>
      lost ? { engine: 'wasm' as const, engineReason: 'lost' } : { engine: 'webgpu' as const };
    const { run, accelerator } = setUp('webgpu', { chunk });
    expect(await run(10, {})).toBe('wasm');
    expect(accelerator.plan!.reasons).toEqual(['lost']);
    lost = false;
    expect(await run(10, {})).toBe('wasm');
    expect(await run(10)).toBe('webgpu');
  });
});
