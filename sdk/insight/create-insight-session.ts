import { featureGame } from '../lowering/game.js';
import { openAny, type AnySessionOptions } from '../scoring/create-any-session.js';
import type { AsyncSession } from '../scoring/session.js';
import { createInsight } from './insight.js';
import type { Insight } from './questions.js';

/**
 * Opens a bundle of any kind in this thread, to score it and to answer questions about it.
 *
 * @param bytes - a whole `.insitu` file; not modified, and not needed afterwards.
 * @throws RiskError as `createAnySession` does.
 */
export async function createInsightSession(
  bytes: Uint8Array,
  options: AnySessionOptions,
): Promise<AsyncSession & Insight> {
  const { bundle, session, choice } = await openAny(bytes, options);
  const { model, digest } = bundle;
  const { now, pause } = options;
  const insight = createInsight({
    model,
    digest,
    session,
    makeEngine: choice && (() => choice.create(model, featureGame(model, 'training'), now)),
    now,
    pause,
  });
  const end = session.dispose.bind(session);
  return Object.assign(session, insight, {
    dispose: () => {
      insight.dispose();
      end();
    },
  });
}
