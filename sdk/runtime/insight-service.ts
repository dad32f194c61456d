import { RiskError } from '../core/errors.js';
import { createInsightSession } from '../insight/create-insight-session.js';
import type { Lock } from './guard.js';
import { startWith } from './worker-service.js';

/**
 * The service of the worker that answers questions about forests and tables. Networks answer theirs
 * in the worker that runs them.
 */
export function start(lock: Lock): void {
  startWith(lock, async (bytes, options) => {
    const session = await createInsightSession(bytes, {
      ...options,
      openGraph: () => Promise.reject(new RiskError('INTERNAL', 'a network in the wrong worker')),
      pause,
    });
    // Tables for explanations are compiled when one is asked for, and not before.
    return Object.assign(session, { warmUp: () => false });
  });
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
