import { createNetworkSession, type AnySessionOptions } from '../scoring/create-network-session.js';
import type { AsyncSession } from '../scoring/session.js';
import { withInsight } from './insight.js';
import type { Insight } from './questions.js';

/**
 * Opens a bundle in a worker for networks, to score it and to answer questions about it.
 *
 * @throws RiskError as `createNetworkSession` does.
 */
export async function createNetworkInsight(
  bytes: Uint8Array,
  options: AnySessionOptions,
): Promise<AsyncSession & Insight> {
  const { bundle, session } = await createNetworkSession(bytes, options);
  return withInsight(session, bundle, options, undefined);
}
