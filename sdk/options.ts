import { RiskError } from './core/errors.js';
import type { BatchProgress } from './runtime/batch.js';
import type { LoadProgress, ModelSource } from './runtime/fetch-model.js';
import type { CallOptions } from './runtime/limits.js';
import type { Isolation, WorkerUrl } from './runtime/spawn.js';
import type { ExplainOptions } from './scoring/results.js';
import type { TrustedKey } from './model/bundle/suites.js';

/**
 * How a model is loaded. Every field is optional, and none is remembered beyond this model.
 *
 * @example
 * const options: LoadOptions = { engine: 'reference', workers: 1, timeoutMs: 10_000 };
 */
export interface LoadOptions {
  /**
   * Public keys: the bundle must be signed by one of them (JWK of a P-256 key, or base64 SPKI).
   * @defaultValue none: a signature is reported in `model.info.signature`, and not required
   */
  readonly trust?: readonly TrustedKey[];
  /**
   * An addition to the bundle, as `adapt` makes them: the two are loaded as one model. Signed as the
   * bundle is, where `trust` is given.
   * @defaultValue none
   */
  readonly delta?: ModelSource;
  /**
   * `wasm`, or `reference` (plain TypeScript): for everything. `webgpu`: batches on the GPU, in a
   * worker of its own, and single applicants as `auto` has them. `auto`: WASM where it runs, else
   * TypeScript, with a reason in `model.plan`; very large batches on the GPU, where a measurement on
   * the first of them says that it is quicker. All give the same integers. Networks are run by ONNX
   * Runtime: on WASM, and their batches on the GPU with `webgpu` alone.
   * @defaultValue 'auto'
   */
  readonly engine?: 'auto' | 'wasm' | 'reference' | 'webgpu';
  /**
   * At most so many workers, for batches; the second one starts when a batch needs it.
   * @defaultValue one less than the processor cores, 1 to 4
   */
  readonly workers?: number;
  /** Gives up loading, with the signal's own reason. */
  readonly signal?: AbortSignal;
  /** Told of each step, and of each piece of a download. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Rejects with `TIMEOUT` when loading takes more milliseconds. @defaultValue none */
  readonly timeoutMs?: number;
  /**
   * `worker`: a worker from its own URL, as closed as the policy header it is served with (see
   * SECURITY.md). `frame`: a worker that inherits a policy without any address to send to, for
   * hosts whose headers cannot be set; the page's own policy must allow `worker-src blob:`.
   * @defaultValue 'worker'
   */
  readonly isolation?: Isolation;
  /** The worker's script, when it does not lie beside this module. @defaultValue package-relative */
  readonly workerUrl?: WorkerUrl;
  /** The same for the worker with a GPU. @defaultValue package-relative */
  readonly gpuWorkerUrl?: WorkerUrl;
  /** The same for the worker that runs networks. @defaultValue package-relative */
  readonly networkWorkerUrl?: WorkerUrl;
  /** The same for the worker that answers questions. @defaultValue package-relative */
  readonly insightWorkerUrl?: WorkerUrl;
  /** The same for the worker that adapts models, and joins them with an addition. @defaultValue package-relative */
  readonly deltaWorkerUrl?: WorkerUrl;
  /** The same for the worker that runs networks on a GPU. @defaultValue package-relative */
  readonly networkGpuWorkerUrl?: WorkerUrl;
  /**
   * Folder with the engine's files, for networks only: `insitu assets` fills it. Never another
   * origin unless named here.
   * @defaultValue '/insitu-assets/'
   */
  readonly assets?: string | URL;
  /** For the fetch of the model: credentials, headers, cache mode. */
  readonly request?: RequestInit;
}

/**
 * How a batch runs.
 *
 * @example
 * const options: BatchOptions = { onProgress: ({ done, total }) => void (done / total) };
 */
export interface BatchOptions extends CallOptions {
  /** Rows that are done, at most twenty times a second and at the end. */
  readonly onProgress?: (progress: BatchProgress) => void;
}

/** {@link LoadOptions} with nothing left open. */
export interface ResolvedLoadOptions {
  readonly trust: readonly TrustedKey[] | undefined;
  readonly delta: ModelSource | undefined;
  readonly engine: NonNullable<LoadOptions['engine']>;
  readonly workers: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: LoadProgress) => void;
  readonly timeoutMs: number | undefined;
  readonly isolation: Isolation;
  readonly workerUrl: WorkerUrl | undefined;
  readonly gpuWorkerUrl: WorkerUrl | undefined;
  readonly networkWorkerUrl: WorkerUrl | undefined;
  readonly insightWorkerUrl: WorkerUrl | undefined;
  readonly deltaWorkerUrl: WorkerUrl | undefined;
  readonly networkGpuWorkerUrl: WorkerUrl | undefined;
  readonly assets: string | URL | undefined;
  readonly request: RequestInit | undefined;
}

/** Beyond this, a batch waits for memory and not for processors. */
const MAX_DEFAULT_WORKERS = 4;

const MAX_WORKERS = 64;

/** A timer in a browser counts in 31 bits. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const DEFAULTS: ResolvedLoadOptions = Object.freeze({
  trust: undefined,
  delta: undefined,
  engine: 'auto',
  workers: 1,
  signal: undefined,
  onProgress: () => undefined,
  timeoutMs: undefined,
  isolation: 'worker',
  workerUrl: undefined,
  gpuWorkerUrl: undefined,
  networkWorkerUrl: undefined,
  insightWorkerUrl: undefined,
  deltaWorkerUrl: undefined,
  networkGpuWorkerUrl: undefined,
  assets: undefined,
  request: undefined,
});

/**
 * Fills in what a caller left out, and refuses what nobody reads: a misspelt `trust` must not load
 * an unsigned model in silence.
 *
 * @param cores - processor cores, as far as known.
 * @throws RiskError `OPTION_INVALID` naming the option.
 */
export function resolveOptions(
  options: LoadOptions,
  cores: number | undefined,
): ResolvedLoadOptions {
  assertKnown(options, Object.keys(DEFAULTS));
  const workers = Math.min(MAX_DEFAULT_WORKERS, Math.max(1, (cores ?? 1) - 1));
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const resolved = { ...DEFAULTS, workers, ...Object.fromEntries(given) } as ResolvedLoadOptions;
  assertOneOf('engine', resolved.engine, ['auto', 'wasm', 'reference', 'webgpu']);
  assertOneOf('isolation', resolved.isolation, ['worker', 'frame']);
  assertWhole('workers', resolved.workers, MAX_WORKERS);
  assertCallOptions(resolved);
  if (typeof resolved.onProgress !== 'function') refuse('onProgress', 'a function');
  // An empty list would trust everybody or nobody, depending on who reads it.
  const { trust } = resolved;
  if (trust !== undefined && (!Array.isArray(trust) || trust.length === 0)) {
    refuse('trust', 'a list with at least one key');
  }
  return resolved;
}

const CALL_KEYS = ['signal', 'timeoutMs'];

/** @throws RiskError `OPTION_INVALID`. */
export function resolveCallOptions(options: CallOptions): CallOptions {
  assertKnown(options, CALL_KEYS);
  assertCallOptions(options);
  return options;
}

const EXPLAIN_KEYS = [
  'maxReasons',
  'direction',
  'locale',
  'by',
  'against',
  'interactions',
] as const;

/** More places than this say nothing to a reader, and overflow a batch's table. */
const MAX_REASONS = 255;

/**
 * Parts what a worker needs to know from what stays on the page.
 *
 * @throws RiskError `OPTION_INVALID`.
 */
export function resolveExplainOptions<T extends BatchOptions>(
  options: ExplainOptions & T,
  others: readonly string[] = CALL_KEYS,
): { readonly explain: ExplainOptions; readonly limits: T } {
  assertKnown(options, [...EXPLAIN_KEYS, ...others]);
  assertCallOptions(options);
  const {
    maxReasons = 4,
    direction,
    locale,
    by,
    against,
    interactions,
    contributions,
    ...limits
  } = options;
  if (!Number.isInteger(maxReasons) || maxReasons < 0 || maxReasons > MAX_REASONS) {
    refuse('maxReasons', `a whole number from 0 to ${MAX_REASONS}`);
  }
  assertOneOf('direction', direction ?? 'any', ['any', 'adverse']);
  assertOneOf('by', by ?? 'feature', ['feature', 'group']);
  assertOneOf('against', against ?? 'training', ['training', 'background']);
  assertOneOf('locale', locale ?? 'en', ['en', 'zh-CN']);
  const given = { maxReasons, direction, locale, by, against, interactions, contributions };
  const explain = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  return { explain, limits: limits as unknown as T };
}

/** Options of `explainBatch` beside those of an explanation. */
export const BATCH_KEYS: readonly string[] = [...CALL_KEYS, 'onProgress'];

/** @throws RiskError `OPTION_INVALID`. */
export function resolveBatchOptions(options: BatchOptions): BatchOptions {
  assertKnown(options, BATCH_KEYS);
  assertCallOptions(options);
  return options;
}

function assertCallOptions({ signal, timeoutMs }: CallOptions): void {
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    refuse('signal', 'an AbortSignal');
  }
  if (timeoutMs !== undefined) assertWhole('timeoutMs', timeoutMs, MAX_TIMEOUT_MS);
}

/** @throws RiskError `OPTION_INVALID`. */
export function assertKnown(options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) refuse('options', 'an object');
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) refuse(unknown, `one of ${known.join(', ')}`);
}

/** @throws RiskError `OPTION_INVALID`. */
export function assertOneOf(name: string, value: unknown, allowed: readonly string[]): void {
  if (!allowed.includes(value as string)) refuse(name, `one of ${allowed.join(', ')}`);
}

/** @throws RiskError `OPTION_INVALID`. */
export function assertWhole(name: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 1 || value > max) {
    refuse(name, `a whole number from 1 to ${max}`);
  }
}

/** @throws RiskError `OPTION_INVALID`. */
export function refuse(name: string, expected: string): never {
  throw new RiskError('OPTION_INVALID', `option "${name}" expected ${expected}`, { path: name });
}
