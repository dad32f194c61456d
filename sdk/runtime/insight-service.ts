import { RiskError } from '../core/errors.js';
import { createInsightSession } from '../insight/create-insight-session.js';
import { withDelta } from './delta-session.js';
import type { Lock } from './guard.js';
import { startWith } from './worker-service.js';

/**
 * The service of the worker that answers questions about forests and tables, and adapts them. Networks answer theirs
 * in the worker that runs them.
 */
export function start(lock: Lock): void {
  startWith(lock, async (bytes, options) => {
    const given = {
      ...options,
      // Pages ask a network's own worker; what comes here is a network that an addition is to join.
      openGraph: () =>
        Promise.reject(
          new RiskError('MODEL_INVALID', 'expected trees or tables: a network takes no addition'),
        ),
      pause,
    };
    const session = withDelta(await createInsightSession(bytes, given), bytes, given);
    // Tables for explanations are compiled when one is asked for, and not before.
    return Object.assign(session, { warmUp: () => false });
  });
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
