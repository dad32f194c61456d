import { RiskError } from '../core/errors.js';
import type { CallAnswer, CallRequest, CallTable, ServiceCalls } from './protocol.js';
import type { StartedWorker } from './spawn.js';
import { readError, toRiskError } from './wire-errors.js';

/** One thread that answers calls: a worker, or this thread itself (`inline-lane`). */
export interface Lane<Calls extends CallTable<Calls> = ServiceCalls> {
  /** How many answers are owed. */
  readonly pending: number;
  /** How many were given. */
  readonly answered: number;
  /** Whether it answers no more. */
  readonly hasEnded: boolean;
  /** Fulfils with the reason when this lane answers no more: it crashed, or was closed. */
  readonly ended: Promise<RiskError>;
  call<C extends keyof Calls & string>(
    name: C,
    parameters: Parameters<Calls[C]>,
    moved?: readonly Transferable[],
  ): ReturnType<Calls[C]>;
  /** Ends the lane if it gives no sign of life soon. */
  checkAlive(): void;
  /** Ends the lane: every call it owes an answer is rejected with `reason`. */
  close(reason: RiskError): void;
}

/** After a timeout: a worker that answers nothing for so long is stuck. Chunks take far less. */
const STUCK_MS = 2_000;

/** Some deaths raise no event. A worker that owes an answer and says nothing for so long is dead. */
const SILENT_MS = 60_000;

/** A call that waits for its answer. */
interface Owed {
  resolve(value: unknown): void;
  reject(error: RiskError): void;
}

/** Calls by message into a started worker, settled whatever becomes of it. */
export function createWorkerLane<Calls extends CallTable<Calls> = ServiceCalls>({
  worker,
  terminate,
}: StartedWorker): Lane<Calls> {
  const owed = new Map<number, Owed>();
  let sent = 0;
  let answered = 0;
  let heard = 0;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let reason: RiskError | undefined;
  let end!: (reason: RiskError) => void;
  const ended = new Promise<RiskError>((resolve) => {
    end = resolve;
  });

  const close = (error: RiskError) => {
    if (reason) return;
    reason = error;
    clearTimeout(watchdog);
    terminate();
    end(error);
    for (const { reject } of owed.values()) reject(error);
    owed.clear();
  };
  const crash = (what: string) => close(new RiskError('WORKER_CRASHED', `the worker ${what}`));

  // Neither event's text is passed on: it may hold a value.
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    crash('met an uncaught error');
  });
  worker.addEventListener('messageerror', () => crash('sent what cannot be read'));
  worker.addEventListener('message', ({ data }: MessageEvent<Partial<CallAnswer> | null>) => {
    heard += 1;
    const id = data?.id as number;
    const call = owed.get(id);
    if (!call) return;
    owed.delete(id);
    answered += 1;
    if (owed.size === 0) clearTimeout(watchdog);
    const answer = data as CallAnswer;
    if ('error' in answer) call.reject(readError(answer.error));
    else call.resolve(answer.value);
  });

  const endIfSilent = (ms: number, what: string) => {
    const before = heard;
    return setTimeout(() => {
      if (owed.size > 0 && heard === before) crash(what);
      else if (owed.size > 0) watch();
    }, ms);
  };
  const watch = () => {
    clearTimeout(watchdog);
    watchdog = endIfSilent(SILENT_MS, `has been silent for ${SILENT_MS} ms`);
  };

  const send = (call: string, parameters: readonly unknown[], moved: readonly Transferable[]) =>
    new Promise<unknown>((resolve, reject) => {
      if (reason) throw reason;
      const id = ++sent;
      try {
        worker.postMessage({ id, call, parameters } satisfies CallRequest, [...moved]);
      } catch (error) {
        refuseUnsendable(error);
      }
      if (owed.size === 0) watch();
      owed.set(id, { resolve, reject });
    });
  const call: Lane<Calls>['call'] = (name, parameters, moved = []) =>
    send(name, parameters, moved) as ReturnType<Calls[typeof name]>;

  return {
    get pending() {
      return owed.size;
    },
    get answered() {
      return answered;
    },
    get hasEnded() {
      return reason !== undefined;
    },
    ended,
    call,
    checkAlive: () => {
      if (reason) return;
      void send('ping', [], []).catch(() => undefined);
      endIfSilent(STUCK_MS, 'is stuck');
    },
    close,
  };
}

/** The browser's own words for what cannot be cloned quote the value. */
function refuseUnsendable(error: unknown): never {
  if (error instanceof DOMException && error.name === 'DataCloneError') {
    throw new RiskError('INPUT_INVALID', 'the input holds something that is no value');
  }
  throw toRiskError(error);
}
