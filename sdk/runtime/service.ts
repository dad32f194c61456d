import { RiskError } from '../core/errors.js';
import type { Plan } from '../scoring/results.js';
import type { ServedSession, SessionOptions } from '../scoring/session.js';
import type { OpenOptions, ServiceCalls } from './protocol.js';
import { startWarmUp } from './warm-up.js';
import { toRiskError } from './wire-errors.js';

/** A session that may answer questions as well; nobody asks one that does not. */
type AskedSession = ServedSession & {
  ask?(question: never, token: number): Promise<unknown>;
  stopAsking?(token: number): void;
};

export type CreateSession = (
  bytes: Uint8Array,
  options: SessionOptions & OpenOptions,
) => Promise<AskedSession>;

/** What the service needs from the thread it runs in. */
export interface ServiceHost extends Pick<SessionOptions, 'now' | 'crypto'> {
  readonly createSession: CreateSession;
  readonly isolation?: () => Promise<NonNullable<Plan['isolation']>>;
  /** Called before each answer; throws when this thread is not to be trusted any more. */
  readonly assertSafe?: () => void;
  /** Runs a slice of background work soon, after whatever waits already. */
  readonly schedule: (slice: () => void, delayMs?: number) => void;
}

export interface Service extends ServiceCalls {
  dispose(): void;
}

/**
 * One model in one thread, behind calls that can cross a border: in a worker, or in Node's own
 * thread. Whatever a call throws is a RiskError.
 */
export function createService(host: ServiceHost): Service {
  let session: AskedSession | undefined;
  let stopWarmUp = () => {};

  const opened = () => {
    if (session) return session;
    throw new RiskError('INTERNAL', 'the worker has no model open');
  };
  const guarded = async <T>(run: () => T | Promise<T>): Promise<T> => {
    try {
      host.assertSafe?.();
      const result = await run();
      host.assertSafe?.();
      return result;
    } catch (error) {
      throw toRiskError(error);
    }
  };

  return {
    open: (bytes, options) =>
      guarded(async () => {
        const { createSession, now, crypto } = host;
        session = await createSession(bytes, { ...options, now, crypto });
        stopWarmUp = startWarmUp(session, host.schedule);
        const { info, plan } = session;
        const isolation = await host.isolation?.();
        return isolation ? { info, plan, isolation } : { info, plan };
      }),
    score: (applicant) => guarded(() => opened().score(applicant)),
    explain: (applicant, options) => guarded(() => opened().explain(applicant, options)),
    validate: (applicant) => guarded(() => opened().validate(applicant)),
    scoreRows: (columns) => guarded(() => opened().scoreBatch(columns)),
    explainRows: (columns, options) => guarded(() => opened().explainBatch(columns, options)),
    measure: (options, threads) => guarded(() => opened().measure!(options, threads)),
    ask: (question, token) => guarded(() => opened().ask!(question as never, token)),
    stopAsking: (token) => guarded(() => opened().stopAsking!(token)),
    ping: () => Promise.resolve(true),
    dispose: () => {
      stopWarmUp();
      session?.dispose();
      session = undefined;
    },
  };
}
