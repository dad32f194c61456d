import { selectEngine, type EngineChoice } from '../engines/select.js';
import { decodeBundle, type DecodedBundle } from '../model/bundle/decode.js';
import { openRules } from './create-session.js';
import { openNetwork, type AnySessionOptions } from './create-network-session.js';
import type { AsyncSession } from './session.js';

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
  const { crypto, trust, engine = 'auto' } = options;
  const bundle = await decodeBundle(bytes, trust ? { crypto, trust } : { crypto });
  if (bundle.model.body.kind === 'network') {
    return { bundle, session: await openNetwork(bundle, options), choice: undefined };
  }
  const choice = await selectEngine(engine);
  return { bundle, choice, session: openRules(bundle, choice, options) };
}
