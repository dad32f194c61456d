import { RiskError } from '../core/errors.js';
import { assertKnown, resolveCallOptions, type ResolvedLoadOptions } from '../options.js';
import type { Columns, ModelInfo } from '../scoring/results.js';
import type { Adaptation, AdaptSettings, LabelChoice } from '../train/delta/delta-types.js';
import type { AppliedAddition } from '../train/delta/apply-addition.js';
import { readModel } from './fetch-model.js';
import { startInsight, type Asker } from './insight-start.js';
import type { CallOptions } from './limits.js';

/** How far adapting has come. */
export interface AdaptProgress {
  /** `starting` a worker, `fitting` there, `done`. */
  readonly phase: 'starting' | 'fitting' | 'done';
}

/** How a model is adapted, and how long to wait for it. */
export interface AdaptOptions extends AdaptSettings, CallOptions {
  /** Told of each phase. */
  readonly onProgress?: (progress: AdaptProgress) => void;
}

const CALL_KEYS = ['signal', 'timeoutMs'] as const;
const ADAPT_KEYS = ['channel', 'population', 'sampling', 'key', 'onProgress', ...CALL_KEYS];

/** Has a worker fit the card: only columns of the model's features leave the page. */
export async function adaptIn(
  asker: () => Promise<Asker>,
  info: ModelInfo,
  columns: Columns,
  labels: ArrayLike<unknown>,
  options: AdaptOptions,
): Promise<Adaptation> {
  assertKnown(options, ADAPT_KEYS);
  const { onProgress, signal: _, timeoutMs: __, population, ...given } = options;
  const limits = limitsOf(options);
  if (!Array.isArray(labels) && !ArrayBuffer.isView(labels)) {
    throw new TypeError(`"labels" expected an array of 0 and 1, got type=${typeof labels}`);
  }
  assertTable(info);
  const question = {
    ask: 'adapt',
    columns: pickColumns(info, columns),
    labels,
    settings: { ...given, ...(population && { population: pickColumns(info, population) }) },
  } as const;
  onProgress?.({ phase: 'starting' });
  const { run } = await asker();
  onProgress?.({ phase: 'fitting' });
  const adaptation = await run(question, limits);
  onProgress?.({ phase: 'done' });
  return adaptation as Adaptation;
}

/** Has a worker choose the rows whose labels would tell most. */
export async function labelNextIn(
  asker: () => Promise<Asker>,
  info: ModelInfo,
  columns: Columns,
  count: number,
  options: CallOptions,
): Promise<LabelChoice> {
  const limits = resolveCallOptions(options);
  assertTable(info);
  const picked = pickColumns(info, columns);
  const { run } = await asker();
  return (await run({ ask: 'labelNext', columns: picked, count }, limits)) as LabelChoice;
}

/**
 * Puts a bundle and the addition that is wanted together, in a locked worker: both signatures, the
 * digests and the structure are checked there, before anything is used.
 *
 * @returns a bundle that needs no trust any more, and what it is said to be signed by.
 */
export async function applyDelta(
  bundle: Uint8Array,
  options: ResolvedLoadOptions,
  signal: AbortSignal,
): Promise<AppliedAddition> {
  const { delta, request } = options;
  const addition = await readModel(delta!, { request, signal, onProgress: () => undefined });
  const asker = await startInsight(bundle, options, true);
  try {
    return (await asker.run({ ask: 'apply', addition }, { signal })) as AppliedAddition;
  } finally {
    asker.dispose();
  }
}

function limitsOf({ signal, timeoutMs }: CallOptions): CallOptions {
  return resolveCallOptions({
    ...(signal !== undefined && { signal }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}

/** A network's worker knows nothing of this. */
function assertTable({ reproducible }: ModelInfo): void {
  if (reproducible) return;
  const path = 'model.body';
  const expected = 'trees or tables: a network has no bins to give points';
  throw new RiskError('TRAINING_FAILED', `"${path}" expected ${expected}`, {
    path,
    issues: [{ code: 'NETWORK', path, expected }],
  });
}

function pickColumns({ features }: ModelInfo, columns: Columns): Columns {
  if (typeof columns !== 'object' || columns === null || Array.isArray(columns)) {
    throw new TypeError(`"columns" expected an object, got type=${typeof columns}`);
  }
  return Object.fromEntries(
    features.flatMap(({ name }) => {
      const column = columns[name];
      return column === undefined ? [] : [[name, column]];
    }),
  );
}
