import { RiskError } from '../core/errors.js';
import { createSession } from '../scoring/create-session.js';
import { answerCalls } from './answers.js';
import type { Lock } from './guard.js';
import { SERVICE_CALLS } from './protocol.js';
import { createService, type CreateSession } from './service.js';

/** Opens the service of a locked worker to its page. */
export function start(lock: Lock): void {
  startWith(lock, createSession);
}

/** The same around another kind of session. */
export function startWith(lock: Lock, createSession: CreateSession): void {
  const service = createService({
    createSession,
    now: () => performance.now(),
    crypto: crypto.subtle,
    isolation: async () => ({ deleted: lock.deleted, policy: await lock.policy }),
    assertSafe: () => {
      if (lock.refusals() === 0) return;
      throw new RiskError('EGRESS_BLOCKED', 'code in the worker tried to send; it stops here');
    },
    schedule: (slice, delayMs = 0) => setTimeout(slice, delayMs),
  });
  answerCalls(globalThis as unknown as MessagePort, service, SERVICE_CALLS);
}
