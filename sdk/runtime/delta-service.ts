import { RiskError } from '../core/errors.js';
import { createSession } from '../scoring/create-session.js';
import { withDelta } from './delta-session.js';
import type { Lock } from './guard.js';
import { startWith } from './worker-service.js';

/** The service of the worker that adapts forests and tables, and joins them with additions. */
export function start(lock: Lock): void {
  startWith(lock, async (bytes, options) => {
    const session = await openTable(bytes, options);
    const answered = Object.assign(session, {
      ask: () => Promise.reject(new RiskError('INTERNAL', 'a question in the wrong worker')),
      stopAsking: () => undefined,
      warmUp: () => false,
    });
    return withDelta(answered, bytes, { ...options, pause }) as never;
  });
}

/** Other pages ask a network's own worker; what comes here is one that an addition is to join. */
async function openTable(...parameters: Parameters<typeof createSession>) {
  try {
    return await createSession(...parameters);
  } catch (error) {
    if (!(error instanceof RiskError) || error.issues[0]?.got !== 'network') throw error;
    const expected = 'trees or tables: a network takes no addition';
    throw new RiskError('MODEL_INVALID', `expected ${expected}`, {
      issues: [{ code: 'NETWORK', path: 'model.body', expected }],
    });
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
