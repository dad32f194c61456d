import { readFile } from 'node:fs/promises';
import { webcrypto } from 'node:crypto';
import { RiskError } from './core/errors.js';
import { resolveOptions, type LoadOptions } from './options.js';
import { readModel, type ModelSource } from './runtime/fetch-model.js';
import { createInlineLane } from './runtime/inline-lane.js';
import { withLimits } from './runtime/limits.js';
import { createPool } from './runtime/pool.js';
import { createService } from './runtime/service.js';
import { openGraphInNode } from './runtime/node-graph.js';
import { createInsightSession } from './insight/create-insight-session.js';
import { askInPool, createLoadedModel, type LoadedModel } from './scorer.js';

export * from './index.js';

/** What only a page has. */
export type BrowserOption =
  | 'workers'
  | 'isolation'
  | 'workerUrl'
  | 'gpuWorkerUrl'
  | 'networkWorkerUrl'
  | 'insightWorkerUrl'
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
  const { request, onProgress, trust } = resolved;
  const onGpu = resolved.engine === 'webgpu';
  const engine = onGpu ? 'auto' : resolved.engine;
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  const service = createService({
    createSession: (bytes, given) =>
      createInsightSession(bytes, { ...given, openGraph: openGraphInNode, pause }),
    now: () => performance.now(),
    crypto: webcrypto.subtle as SubtleCrypto,
    // Background work must not keep a script from ending.
    schedule: (slice) => setImmediate(slice).unref(),
  });
  const pool = createPool(() => Promise.resolve(createInlineLane(service, pause)), 1);
  try {
    return await withLimits(async (signal) => {
      const path = filePath(source);
      const bytes =
        path === undefined
          ? await readModel(source, { request, signal, onProgress })
          : await readModel(await readBytes(path), { request, signal, onProgress });
      onProgress({ phase: 'verifying' });
      const opened = await pool.open(bytes, trust ? { engine, trust } : { engine });
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
