import { readFile } from 'node:fs/promises';
import { webcrypto } from 'node:crypto';
import { RiskError } from './core/errors.js';
import { resolveOptions, type LoadOptions } from './options.js';
import { withDelta } from './runtime/delta-session.js';
import { readModel, type ModelSource } from './runtime/fetch-model.js';
import { createInlineLane } from './runtime/inline-lane.js';
import { withLimits } from './runtime/limits.js';
import { createPool } from './runtime/pool.js';
import type { OpenOptions } from './runtime/protocol.js';
import { createService } from './runtime/service.js';
import { openGraphInNode } from './runtime/node-graph.js';
import { createInsightSession } from './insight/create-insight-session.js';
import { applyAddition } from './train/delta/apply-addition.js';
import { askInPool, createLoadedModel, type LoadedModel } from './scorer.js';

export * from './index.js';
export { pretrainInNode as pretrain, type NodePretrainOptions } from './runtime/pretrain-node.js';

/** What only a page has. */
export type BrowserOption =
  | 'workers'
  | 'isolation'
  | 'workerUrl'
  | 'gpuWorkerUrl'
  | 'networkWorkerUrl'
  | 'insightWorkerUrl'
  | 'deltaWorkerUrl'
  | 'networkGpuWorkerUrl'
  | 'assets';

/**
 * Loads a risk model into this Node process. The same face, and the same integers, as in a page.
 *
 * There is no worker: calls run in this thread, batches in chunks with other work in between.
 *
 * @param source - a path, a `file:` or `http(s):` URL, or bytes.
 * @throws RiskError as in a page.
 * @example
 * const model = await loadModel('models/consumer-loan.insitu');
 * const { margin } = await model.score({ income: 42_000, age_of_file: 31 });
 */
export async function loadModel(
  source: ModelSource,
  options: Omit<LoadOptions, BrowserOption> = {},
): Promise<LoadedModel> {
  const resolved = resolveOptions(options, 1);
  const { request, onProgress, trust, delta } = resolved;
  const onGpu = resolved.engine === 'webgpu';
  const engine = onGpu ? 'auto' : resolved.engine;
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  const crypto = webcrypto.subtle as SubtleCrypto;
  const service = createService({
    createSession: async (bytes, given) => {
      const all = { ...given, openGraph: openGraphInNode, pause };
      return withDelta(await createInsightSession(bytes, all), bytes, all);
    },
    now: () => performance.now(),
    crypto,
    // Background work must not keep a script from ending.
    schedule: (slice) => setImmediate(slice).unref(),
  });
  const pool = createPool(() => Promise.resolve(createInlineLane(service, pause)), 1);
  try {
    return await withLimits(async (signal) => {
      const read = async (from: ModelSource) => {
        const path = filePath(from);
        const found = path === undefined ? from : await readBytes(path);
        return readModel(found, { request, signal, onProgress });
      };
      let bytes = await read(source);
      onProgress({ phase: 'verifying' });
      let opening: OpenOptions = trust ? { engine, trust } : { engine };
      let applied: object | undefined;
      if (delta !== undefined) {
        const keys = trust ? { crypto, trust } : { crypto };
        ({ bytes, ...applied } = await applyAddition(bytes, await read(delta), keys));
        // Verified, and put together here: nobody has signed the two as one.
        opening = { engine };
      }
      const first = await pool.open(bytes, opening);
      const opened = { ...first, info: { ...first.info, ...applied } };
      onProgress({ phase: 'ready' });
      if (!onGpu) return createLoadedModel(pool, opened, 'inline', askInPool);
      const reasons = [...opened.plan.reasons, 'there is no WebGPU in Node'];
      const plan = { ...opened.plan, reasons };
      return createLoadedModel(pool, { ...opened, plan }, 'inline', askInPool);
    }, resolved);
  } catch (error) {
    pool.dispose();
    throw error;
  }
}

/** A string without a scheme is a path; `C:\` is no scheme. */
function filePath(source: ModelSource): string | URL | undefined {
  if (source instanceof URL) return source.protocol === 'file:' ? source : undefined;
  if (typeof source !== 'string') return undefined;
  if (source.startsWith('file:')) return new URL(source);
  return /^[a-z][a-z\d+.-]+:/i.test(source) ? undefined : source;
}

async function readBytes(path: string | URL): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new RiskError('LOAD_FAILED', 'the model file could not be read', { cause: error });
  }
}
