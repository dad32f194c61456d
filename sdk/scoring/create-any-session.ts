import { selectEngine } from '../engines/select.js';
import type { OpenGraph } from '../engines/network/graph-runner.js';
import { decodeBundle } from '../model/bundle/decode.js';
import { factsOf, openRules } from './create-session.js';
import { NetworkSession } from './network-session.js';
import type { AsyncSession, SessionOptions } from './session.js';

/** What networks need besides: who runs a graph, and a breath between the rows of a long call. */
export interface AnySessionOptions extends SessionOptions {
  readonly openGraph: OpenGraph;
  readonly pause: () => Promise<void>;
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
  const { crypto, trust, engine = 'auto', openGraph, pause } = options;
  const bundle = await decodeBundle(bytes, trust ? { crypto, trust } : { crypto });
  const { body } = bundle.model;
  if (body.kind !== 'network') return openRules(bundle, await selectEngine(engine), options);
  const runner = await openGraph(body.graph);
  try {
    const reasons = engine === 'reference' ? ['networks have no reference engine'] : [];
    const host = { runner, pause, reasons };
    return await NetworkSession.open(bundle.model, body, factsOf(bundle), host);
  } catch (error) {
    runner.dispose();
    throw error;
  }
}
