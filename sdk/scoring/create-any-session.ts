import { selectEngine, type EngineChoice } from '../engines/select.js';
import type { OpenGraph } from '../engines/network/graph-runner.js';
import { decodeBundle, type DecodedBundle } from '../model/bundle/decode.js';
import { factsOf, openRules } from './create-session.js';
import { NetworkSession } from './network-session.js';
import type { AsyncSession, SessionOptions } from './session.js';

/** What networks need besides: who runs a graph, and a breath between the rows of a long call. */
export interface AnySessionOptions extends SessionOptions {
  readonly openGraph: OpenGraph;
  readonly pause: () => Promise<void>;
  /** Why a network runs where it runs, for its plan. */
  readonly reason?: string;
}

/** A session of any kind, with what it was opened from. */
export interface OpenedAny {
  readonly bundle: DecodedBundle;
  readonly session: AsyncSession;
  /** Makes further engines; `undefined` for networks. */
  readonly choice: EngineChoice | undefined;
}

/**
 * Verifies a bundle, and opens it in this thread, whatever its body is. Nothing is asked of
 * `openGraph` unless the body is a network.
 *
 * @param bytes - a whole `.insitu` file; not modified, and not needed afterwards.
 * @throws RiskError `BUNDLE_*`, `MODEL_INVALID`, `NETWORK_FAILED`, and what `openGraph` throws.
 */
export async function createAnySession(
  bytes: Uint8Array,
  options: AnySessionOptions,
): Promise<AsyncSession> {
  return (await openAny(bytes, options)).session;
}

/** The session with its bundle and engine, for a session around it. */
export async function openAny(bytes: Uint8Array, options: AnySessionOptions): Promise<OpenedAny> {
  const { crypto, trust, engine = 'auto', openGraph, pause, reason } = options;
  const bundle = await decodeBundle(bytes, trust ? { crypto, trust } : { crypto });
  const { body } = bundle.model;
  if (body.kind !== 'network') {
    const choice = await selectEngine(engine);
    return { bundle, choice, session: openRules(bundle, choice, options) };
  }
  const runner = await openGraph(body.graph);
  try {
    const reasons = reason === undefined ? [] : [reason];
    if (engine === 'reference') reasons.push('networks have no reference engine');
    const host = { runner, pause, reasons };
    const session = await NetworkSession.open(bundle.model, body, factsOf(bundle), host);
    return { bundle, session, choice: undefined };
  } catch (error) {
    runner.dispose();
    throw error;
  }
}
