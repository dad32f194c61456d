import { RiskError } from '../core/errors.js';
import type { OpenGraph } from '../engines/network/graph-runner.js';
import { decodeBundle, type DecodedBundle } from '../model/bundle/decode.js';
import { factsOf } from './model-info.js';
import { NetworkSession } from './network-session.js';
import type { AsyncSession, SessionOptions } from './session.js';

/** What networks need besides: who runs a graph, and a breath between the rows of a long call. */
export interface AnySessionOptions extends SessionOptions {
  readonly openGraph: OpenGraph;
  readonly pause: () => Promise<void>;
  /** Why a network runs where it runs, for its plan. */
  readonly reason?: string;
}

/** A network's session, with what it was opened from. */
export interface OpenedNetwork {
  readonly bundle: DecodedBundle;
  readonly session: AsyncSession;
}

/**
 * Opens a bundle in a worker for networks, which has no engine for anything else.
 *
 * @throws RiskError `BUNDLE_*`, `MODEL_INVALID`, `NETWORK_FAILED`, and what `openGraph` throws.
 */
export async function createNetworkSession(
  bytes: Uint8Array,
  options: AnySessionOptions,
): Promise<OpenedNetwork> {
  const { crypto, trust } = options;
  const bundle = await decodeBundle(bytes, trust ? { crypto, trust } : { crypto });
  return { bundle, session: await openNetwork(bundle, options) };
}

/** Opens a decoded bundle of a network. */
export async function openNetwork(
  bundle: DecodedBundle,
  { engine, openGraph, pause, reason }: AnySessionOptions,
): Promise<AsyncSession> {
  const { body } = bundle.model;
  if (body.kind !== 'network')
    throw new RiskError('INTERNAL', 'a worker for networks got another model');
  const runner = await openGraph(body.graph);
  try {
    const reasons = reason === undefined ? [] : [reason];
    if (engine === 'reference') reasons.push('networks have no reference engine');
    const host = { runner, pause, reasons };
    return await NetworkSession.open(bundle.model, body, factsOf(bundle), host);
  } catch (error) {
    runner.dispose();
    throw error;
  }
}
