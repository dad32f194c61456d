import { transfer, wrap, type Remote } from 'comlink';
import { RiskError } from '../core/errors.js';
import type { ServiceCall, ServiceCalls } from './protocol.js';
import type { StartedWorker } from './spawn.js';
import { installErrorTransfer, toRiskError } from './wire-errors.js';

/** One thread that answers calls: a worker, or this thread itself (`inline-lane`). */
export interface Lane {
  /** How many answers are owed. */
  readonly pending: number;
  /** How many were given. */
  readonly answered: number;
  /** Whether it answers no more. */
  readonly hasEnded: boolean;
  /** Fulfils with the reason when this lane answers no more: it crashed, or was closed. */
  readonly ended: Promise<RiskError>;
  call<C extends ServiceCall>(
    name: C,
    parameters: Parameters<ServiceCalls[C]>,
    moved?: readonly Transferable[],
  ): ReturnType<ServiceCalls[C]>;
  /** Ends the lane if it gives no sign of life soon. */
  checkAlive(): void;
  /** Ends the lane: every call it owes an answer is rejected with `reason`. */
  close(reason: RiskError): void;
}

/** After a timeout: a worker that answers nothing for so long is stuck. Chunks take far less. */
const STUCK_MS = 2_000;

/** Some deaths raise no event. A worker that owes an answer and says nothing for so long is dead. */
const SILENT_MS = 60_000;

/** Calls over Comlink into a started worker, settled whatever becomes of it. */
export function createWorkerLane({ worker, terminate }: StartedWorker): Lane {
  installErrorTransfer();
  const remote: Remote<ServiceCalls> = wrap(worker);
  let pending = 0;
  let answered = 0;
  let heard = 0;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let reason: RiskError | undefined;
  let end!: (reason: RiskError) => void;
  const ended = new Promise<RiskError>((resolve) => {
    end = resolve;
  });
  const rejected = ended.then((error): never => {
    throw error;
  });
  rejected.catch(() => undefined);

  const close = (error: RiskError) => {
    if (reason) return;
    reason = error;
    clearTimeout(watchdog);
    terminate();
    end(error);
  };
  const crash = (what: string) => close(new RiskError('WORKER_CRASHED', `the worker ${what}`));

  // Neither event's text is passed on: it may hold a value.
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    crash('met an uncaught error');
  });
  worker.addEventListener('messageerror', () => crash('sent what cannot be read'));
  worker.addEventListener('message', () => {
    heard += 1;
  });

  const endIfSilent = (ms: number, what: string) => {
    const before = heard;
    return setTimeout(() => {
      if (pending > 0 && heard === before) crash(what);
      else if (pending > 0) watch();
    }, ms);
  };
  const watch = () => {
    clearTimeout(watchdog);
    watchdog = endIfSilent(SILENT_MS, `has been silent for ${SILENT_MS} ms`);
  };

  const call: Lane['call'] = (name, parameters, moved = []) => {
    type Answer = ReturnType<ServiceCalls[typeof name]>;
    if (reason) return Promise.reject(reason) as Answer;
    if (pending++ === 0) watch();
    // Comlink looks for what to move on each parameter by itself.
    const [first, ...rest] = parameters as unknown[];
    const ready = [moved.length > 0 ? transfer(first as object, [...moved]) : first, ...rest];
    const send = remote[name] as unknown as (...values: unknown[]) => Promise<unknown>;
    return Promise.race([send(...ready).catch(refuseUnsendable), rejected]).finally(() => {
      answered += 1;
      if (--pending === 0) clearTimeout(watchdog);
    }) as Answer;
  };

  return {
    get pending() {
      return pending;
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
      void call('ping', []).catch(() => undefined);
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
