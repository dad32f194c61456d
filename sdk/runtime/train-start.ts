import { isRiskError, RiskError } from '../core/errors.js';
import {
  assertKnown,
  assertOneOf,
  assertWhole,
  resolveCallOptions,
  type LoadOptions,
} from '../options.js';
import { isBytes, readModel } from './fetch-model.js';
import { createWorkerLane, type Lane } from './lane.js';
import { withLimits, type CallOptions } from './limits.js';
import type { NetworkTeacher } from './network-teacher.js';
import { spawnWorker, type Isolation, type WorkerScript, type WorkerUrl } from './spawn.js';
import { isProgressMessage, type SentTeacher, type TrainCalls } from './train-protocol.js';
import type {
  DistillOptions,
  PackOptions,
  ReadOptions,
  TeacherSource,
  Trained,
  Trainer,
  TrainOptions,
} from './trainer.js';

/** Where training runs. Every field is optional. */
export interface TrainerOptions {
  /**
   * At most so many workers: the rows of large tables are shared out among them. The model is the
   * same, bit for bit, whatever their number.
   * @defaultValue one less than the processor cores, 1 to 4
   */
  readonly workers?: number;
  /** Rows that are worth another worker. @defaultValue 50,000: it starts in some 50 ms */
  readonly rowsPerWorker?: number;
  /** As for loading a model. @defaultValue 'worker' */
  readonly isolation?: Isolation;
  /** The worker's script, when it does not lie beside this module. @defaultValue package-relative */
  readonly trainWorkerUrl?: WorkerUrl;
  /** For teachers that are networks: as for loading one. @defaultValue package-relative */
  readonly networkWorkerUrl?: WorkerUrl;
  /** For teachers that are networks: as for loading one. @defaultValue '/insitu-assets/' */
  readonly assets?: string | URL;
}

/** Largest table that is opened, in bytes: what a tab can hold several times over. */
const MAX_BYTES = 2 ** 29;

const OF_CALLS = ['signal', 'timeoutMs'] as const satisfies (keyof CallOptions)[];

/** What each call knows of options: a name that is misspelt would change nothing, and nobody would know. */
const KNOWN = {
  read: ['encoding', 'separator', ...OF_CALLS] satisfies (keyof ReadOptions)[],
  inspect: OF_CALLS,
  train: ['onProgress', ...OF_CALLS] satisfies (keyof TrainOptions)[],
  distill: [
    ...(['copies', 'share', 'budget', 'reasonRows'] as const),
    ...(['onProgress', ...OF_CALLS] as const),
  ] satisfies (keyof DistillOptions)[],
  pack: [
    ...(['name', 'version', 'title', 'features', 'scale', 'bands', 'approve', 'key'] as const),
    ...OF_CALLS,
  ] satisfies (keyof PackOptions)[],
};

/** Ends a worker whose table is lost. */
const LOST = new RiskError('WORKER_CRASHED', 'the table was lost with its worker');

/** What a trainer calls: a lane into a worker, or this thread. */
export interface TrainLane {
  readonly call: Lane<TrainCalls>['call'];
  readonly checkAlive: () => void;
  /** Fulfils when it answers no more. */
  readonly ended: Promise<RiskError>;
  readonly close: (reason: RiskError) => void;
}

/** The lanes of one trainer. The first has the table; the others take a part of its rows. */
export interface TrainLanes {
  start(): Promise<TrainLane>;
  /** Told of progress by token, in whichever lane. */
  onProgress(listener: (data: unknown) => void): void;
  /** Opens a bundle that turned out to be a network. Absent where the first lane opens them itself. */
  readonly openNetwork?: (
    bundle: Uint8Array,
    options: Pick<LoadOptions, 'trust'>,
    signal: AbortSignal,
  ) => Promise<NetworkTeacher>;
  /** How many lanes beside the first a table of so many rows is worth. */
  readonly shards: (rows: number) => number;
}

/** Starts a trainer in locked workers. */
export function startInWorkers(options: TrainerOptions): Trainer {
  assertKnown(options, [
    ...['workers', 'rowsPerWorker', 'isolation', 'trainWorkerUrl', 'networkWorkerUrl', 'assets'],
  ]);
  const { isolation = 'worker', rowsPerWorker = 50_000, trainWorkerUrl } = options;
  const { networkWorkerUrl, assets } = options;
  assertWhole('rowsPerWorker', rowsPerWorker, 2 ** 31);
  assertOneOf('isolation', isolation, ['worker', 'frame']);
  const cores = typeof navigator === 'undefined' ? 1 : (navigator.hardwareConcurrency ?? 2);
  const workers = options.workers ?? Math.min(4, Math.max(1, cores - 1));
  assertWhole('workers', workers, 16);
  const script = trainScript(trainWorkerUrl);
  let listener: (data: unknown) => void = () => undefined;
  return createTrainer({
    start: async () => {
      const started = await spawnWorker({ isolation, workerUrl: undefined, script });
      const { worker } = started;
      worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => listener(data));
      return createWorkerLane<TrainCalls>(started);
    },
    onProgress: (given) => (listener = given),
    openNetwork: async (bundle, { trust }, signal) => {
      const { openNetworkTeacher } = await import('./network-teacher.js');
      return openNetworkTeacher(
        bundle,
        {
          isolation,
          ...(trust && { trust }),
          ...(networkWorkerUrl !== undefined && { networkWorkerUrl }),
          ...(assets !== undefined && { assets }),
        },
        signal,
      );
    },
    shards: (rows) => Math.min(workers, Math.floor(rows / rowsPerWorker)) - 1,
  });
}

/** As for the worker of trees: bundlers want the literals as they stand. */
function trainScript(workerUrl: WorkerUrl | undefined): WorkerScript {
  return {
    create: () =>
      workerUrl === undefined
        ? new Worker(new URL('./train.worker.js', import.meta.url), { type: 'module' })
        : new Worker(workerUrl as URL, { type: 'module' }),
    url: () => String(workerUrl ?? new URL('./train.worker.js', import.meta.url)),
  };
}

/** The public face over lanes. */
export function createTrainer(lanes: TrainLanes): Trainer {
  let disposed: RiskError | undefined;
  let tokens = 0;
  let open: { readonly file: Blob | Uint8Array; readonly options: ReadOptions } | undefined;
  let rows = 0;
  let first: Promise<TrainLane> | undefined;
  const others: (Promise<TrainLane> | undefined)[] = [];
  const listeners = new Map<number, (progress: never) => void>();
  lanes.onProgress((data) => {
    if (isProgressMessage(data)) listeners.get(data.token)?.(data.progress as never);
  });

  /** Starts a lane, and calls `forget` when it does not come up or answers no more. */
  const started = (forget: () => void): Promise<TrainLane> => {
    const starting = lanes.start();
    starting.then((each) => {
      if (disposed) each.close(disposed);
      void each.ended.then(forget);
    }, forget);
    return starting;
  };
  /** The lane with the table; after a crash another one, which reads the file again. */
  const lane = (): Promise<TrainLane> => {
    if (disposed) return Promise.reject(disposed);
    if (first) return first;
    const starting = started(() => {
      if (first === ready) first = undefined;
    });
    const ready = open
      ? starting.then(async (each) => {
          await readIn(each, open!.file, open!.options);
          return each;
        })
      : starting;
    first = ready;
    // A file that cannot be read again must not stand in the way of the next one.
    ready.catch(() => {
      open = undefined;
      starting.then((each) => each.close(LOST)).catch(() => undefined);
    });
    return ready;
  };
  const readIn = async (each: TrainLane, file: Blob | Uint8Array, options: ReadOptions) => {
    const bytes = await bytesOf(file);
    return each.call('read', [bytes, sent(options)], [bytes.buffer]);
  };
  const limited = <T>(options: CallOptions, work: (signal: AbortSignal) => Promise<T>) =>
    withLimits(work, limitsOf(options), () => void first?.then((each) => each.checkAlive()));

  /** Ports into workers that take a part of the rows each. */
  const openShards = async (): Promise<MessagePort[]> => {
    const count = lanes.shards(rows);
    const ports: MessagePort[] = [];
    for (let i = 0; i < count; i++) {
      others[i] ??= started(() => (others[i] = undefined));
      const { port1, port2 } = new MessageChannel();
      await (await others[i]!).call('serveShards', [port1], [port1]);
      ports.push(port2);
    }
    return ports;
  };

  /** A call that tells of its progress, may be stopped, and shares out the rows. */
  const running = (
    options: TrainOptions,
    known: readonly string[],
    work: (
      started: TrainLane,
      token: number,
      ports: MessagePort[],
      signal: AbortSignal,
    ) => Promise<Trained>,
  ) =>
    limited(options, async (signal) => {
      assertKnown(options, known);
      const open = await lane();
      const token = ++tokens;
      if (options.onProgress) listeners.set(token, options.onProgress);
      const stop = () => void open.call('stop', [token]).catch(() => undefined);
      signal.addEventListener('abort', stop, { once: true });
      try {
        const ports = await openShards();
        signal.throwIfAborted();
        return await work(open, token, ports, signal);
      } finally {
        listeners.delete(token);
        signal.removeEventListener('abort', stop);
      }
    });

  return {
    read: (file, options = {}) =>
      limited(options, async () => {
        assertKnown(options, KNOWN.read);
        const profile = await readIn(await lane(), file, options);
        open = { file, options };
        rows = profile.file.rows;
        return profile;
      }),
    inspect: (plan, options = {}) =>
      limited(options, async () => {
        assertKnown(options, KNOWN.inspect);
        return (await lane()).call('inspect', [plan]);
      }),
    train: (plan, options = {}) =>
      running(options, KNOWN.train, (started, token, ports) =>
        started.call('train', [plan, token, ports], ports),
      ),
    distill: (plan, teacher, options = {}) =>
      running(options, KNOWN.distill, async (started, token, ports, signal) => {
        const source = await sentTeacher(teacher);
        const { onProgress: _told, ...settings } = sent(options);
        const ask = (from: SentTeacher, shards: MessagePort[], moved: MessagePort[] = []) =>
          started.call('distill', [plan, from, settings, token, shards], [...shards, ...moved]);
        try {
          return await ask(source, ports);
        } catch (error) {
          // A worker that trains knows no networks; it said so before it began.
          if (!lanes.openNetwork || !isNetwork(error) || !('bundle' in source)) throw error;
          const network = await lanes.openNetwork(source.bundle, source, signal);
          const { port, info } = network;
          try {
            signal.throwIfAborted();
            const shards = await openShards();
            return await ask({ ...source, network: { port, info } }, shards, [port]);
          } finally {
            network.close();
          }
        }
      }),
    pretrainRows: async (plan, options = {}) =>
      (await lane()).call('pretrainRows', [plan, options]),
    pack: (id, options = {}) =>
      limited(options, async () => {
        assertKnown(options, KNOWN.pack);
        return (await lane()).call('pack', [id, sent(options)]);
      }),
    applicant: async (id, row) => (await lane()).call('applicant', [id, row]),
    dispose: () => {
      if (disposed) return;
      const reason = new RiskError('DISPOSED', 'the trainer was disposed');
      disposed = reason;
      for (const each of [first, ...others]) {
        each?.then((lane) => lane.close(reason)).catch(() => undefined);
      }
    },
  };
}

function limitsOf({ signal, timeoutMs }: CallOptions): CallOptions {
  return resolveCallOptions({
    ...(signal !== undefined && { signal }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}

/** What may be sent of a call's options: no signal, no function. */
function sent<Options extends CallOptions>(options: Options): Omit<Options, keyof CallOptions> {
  const { signal: _signal, timeoutMs: _timeout, ...rest } = options;
  return rest;
}

/** Whether a bundle was refused because its body is a network. */
function isNetwork(error: unknown): boolean {
  return isRiskError(error) && error.issues[0]?.got === 'network';
}

async function sentTeacher(teacher: TeacherSource): Promise<SentTeacher> {
  const given = typeof teacher === 'object' && teacher !== null;
  if (!given || !['bundle', 'backbone', 'column', 'scores'].some((name) => name in teacher)) {
    throw new TypeError('"teacher" expected a bundle, a backbone, a column or scores');
  }
  if (!('bundle' in teacher)) return teacher;
  const limits = { request: undefined, signal: new AbortController().signal };
  const bundle = await readModel(teacher.bundle, { ...limits, onProgress: () => undefined });
  return { ...teacher, bundle };
}

async function bytesOf(file: Blob | Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const size = isBytes(file) ? file.byteLength : file.size;
  if (size > MAX_BYTES) {
    throw new RiskError('TABLE_INVALID', `the file is larger than ${MAX_BYTES / 2 ** 20} MiB`, {
      issues: [{ code: 'FILE_TOO_LARGE', path: 'file', expected: `${MAX_BYTES} bytes or fewer` }],
    });
  }
  try {
    return new Uint8Array(isBytes(file) ? file : await file.arrayBuffer());
  } catch (error) {
    throw new RiskError('TABLE_INVALID', 'the file could not be read', { cause: error });
  }
}
