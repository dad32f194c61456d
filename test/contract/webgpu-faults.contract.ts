import { describe, expect, it } from 'vitest';
import { openDevice } from '../../sdk/engines/webgpu/device.js';
import { createWebgpuEngine } from '../../sdk/engines/webgpu/webgpu-engine.js';
import { featureGame } from '../../sdk/lowering/game.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { createAcceleratedSession } from '../../sdk/scoring/create-accelerated-session.js';
import { createSession } from '../../sdk/scoring/create-session.js';
import { forestModel, randomRows } from './forest-case.js';
import { patch, tapGpu, type GpuTap } from './gpu-case.js';

const ROWS = 1000;
const model = forestModel(13, 12, 5);
const table = randomRows(17, ROWS);
const columns = Object.fromEntries(model.features.map(({ name }, f) => [name, table.columns[f]!]));
const options = { crypto: crypto.subtle, now: () => performance.now() };

/** A session on a tapped GPU, and what an undisturbed one without a GPU says. */
async function openSessions(tap: GpuTap) {
  const bytes = await encodeBundle(model, { crypto: crypto.subtle });
  const plain = await createSession(bytes, options);
  const expected = { batch: plain.scoreBatch(columns), explained: plain.explainBatch(columns) };
  plain.dispose();
  return { session: await createAcceleratedSession(bytes, options, tap.gpu), ...expected };
}

/** What a GPU may do wrong, and that no number is wrong or lost for it. */
export function contract(): void {
  it('has a session without an adapter too, which says why', async () => {
    const gpu = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;
    const bytes = await encodeBundle(model, { crypto: crypto.subtle });
    const session = await createAcceleratedSession(bytes, options, gpu);
    expect(session.plan.reasons).toContain('WebGPU has no adapter here');
    expect((await session.scoreBatch(columns)).engine).toBe('wasm');
    session.dispose();
  });

  describe('on the adapter of this browser', () => {
    const check = (name: string, run: () => Promise<void>) =>
      it(name, async (context) => {
        const here = await openDevice(globalThis.navigator?.gpu);
        if (!here.device) return context.skip(here.reason);
        here.device.destroy();
        await run();
      });

    check('cuts batches to small limits, and frees what it takes', async () => {
      const tap = tapGpu((device) =>
        // 128 rows of 9 sums fit, and the sums of 3 players in a workgroup.
        patch(device, 'limits', {
          maxStorageBufferBindingSize: 128 * 9 * 4 * 6,
          maxBufferSize: 2 ** 20,
          maxComputeWorkgroupsPerDimension: 100,
          maxComputeWorkgroupStorageSize: 3 * 4 * 64,
        }),
      );
      const small = forestModel(13, 2, 3);
      const opened = await openDevice(tap.gpu);
      const game = featureGame(small, 'training');
      const choice = createWebgpuEngine(opened.device!, small, game, 'explain');
      const engine = choice.engine!;
      const placed = tap.buffers();
      const [margins, phi] = [new Int32Array(ROWS), new Int32Array(ROWS * game.players)];
      await engine.explain(table, 0, ROWS, margins, phi);
      expect(tap.buffers()).toBe(placed);
      engine.dispose();
      expect(tap.buffers()).toBe(0);
      opened.device!.destroy();
      const session = await createSession(
        await encodeBundle(small, { crypto: crypto.subtle }),
        options,
      );
      const expected = session.explainBatch(columns);
      expect(margins).toEqual(expected.margin);
      expect(phi).toEqual(expected.contributions);
    });

    check('finishes a batch whose device is lost, and says so', async () => {
      const tap = tapGpu();
      const { session, batch, explained } = await openSessions(tap);
      expect(session.plan.engine).toBe('webgpu');
      expect(await session.scoreBatch(columns)).toEqual({ ...batch, engine: 'webgpu' });
      const [running, waiting] = [session.scoreBatch(columns), session.explainBatch(columns)];
      tap.device().destroy();
      const after = [await running, await session.scoreBatch(columns), await waiting];
      for (const result of after) {
        expect(result.margin).toEqual(batch.margin);
        expect(result.engine).toBe('wasm');
        expect(result.engineReason).toMatch(/device/);
      }
      expect((await session.explainBatch(columns)).contributions).toEqual(explained.contributions);
      session.dispose();
      expect(tap.buffers()).toBe(0);
    });

    check('finds out a device that gives other numbers', async () => {
      const tap = tapGpu((device) => {
        const create = device.createShaderModule.bind(device);
        patch(device, 'createShaderModule', ({ code }: GPUShaderModuleDescriptor) =>
          create({ code: code.replace('sums[row] = sum;', 'sums[row] = sum + i32(row == 300u);') }),
        );
      });
      const { session, batch } = await openSessions(tap);
      const engineReason = 'the WebGPU device gave other numbers than this processor';
      expect(await session.scoreBatch(columns)).toEqual({ ...batch, engineReason });
      session.dispose();
    });

    check('finds out a device that goes wrong on the way', async () => {
      const tap = tapGpu();
      const { session, batch } = await openSessions(tap);
      expect((await session.scoreBatch(columns)).engine).toBe('webgpu');
      const device = tap.device();
      const create = device.createBuffer.bind(device);
      // No longer a buffer that a shader may read: what it computes is nothing.
      patch(device, 'createBuffer', (wanted: GPUBufferDescriptor) =>
        create({ ...wanted, usage: wanted.usage & ~0x80 }),
      );
      const after = await session.scoreBatch(columns);
      expect(after.margin).toEqual(batch.margin);
      expect(after.engine).toBe('wasm');
      expect(after.engineReason).toMatch(/^the WebGPU device failed/);
      session.dispose();
    });

    check('says what it does not explain', async () => {
      const deep = forestModel(13, 12, 11);
      const bytes = await encodeBundle(deep, { crypto: crypto.subtle });
      const session = await createAcceleratedSession(bytes, options, navigator.gpu);
      expect(session.plan.reasons).toEqual(["explanations by quadrature are not the GPU's"]);
      expect((await session.scoreBatch(columns)).engine).toBe('webgpu');
      const explained = await session.explainBatch(columns);
      expect(explained.engine).toBe('wasm');
      expect(explained.engineReason).toMatch(/trees this deep/);
      session.dispose();
    });
  });
}
