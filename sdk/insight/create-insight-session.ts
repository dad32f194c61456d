import { featureGame } from '../lowering/game.js';
import { openAny } from '../scoring/create-any-session.js';
import type { AnySessionOptions } from '../scoring/create-network-session.js';
import type { AsyncSession } from '../scoring/session.js';
import { withInsight } from './insight.js';
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
  const { model } = bundle;
  const { now } = options;
  const makeEngine = choice && (() => choice.create(model, featureGame(model, 'training'), now));
  return withInsight(session, bundle, options, makeEngine);
}
