import { decodeRules } from '../model/bundle/decode.js';
import { selectEngine } from '../engines/select.js';
import type { RiskModel } from '../model/model.js';
import { ModelSession } from './model-session.js';
import type { Session, SessionOptions } from './session.js';

/**
 * Verifies a bundle, and opens it in this thread: signature, digests and structure first, then an
 * engine by the plan.
 *
 * @param bytes - a whole `.insitu` file; not modified, and not needed afterwards.
 * @throws RiskError `BUNDLE_*`, `MODEL_INVALID`.
 */
export async function createSession(bytes: Uint8Array, options: SessionOptions): Promise<Session> {
  return (await openBundle(bytes, options)).session;
}

/** The session with the model that it holds, for a session around it. */
export async function openBundle(
  bytes: Uint8Array,
  options: SessionOptions,
): Promise<{ readonly model: RiskModel; readonly session: Session }> {
  const { crypto, trust, now, engine = 'auto' } = options;
  const [bundle, choice] = await Promise.all([
    decodeRules(bytes, trust ? { crypto, trust } : { crypto }),
    selectEngine(engine),
  ]);
  const { model, digest, signature, signedBy } = bundle;
  const facts = { digest, bundleBytes: bytes.byteLength, signature, signedBy };
  const { name, reasons } = choice;
  const session = new ModelSession(model, facts, { engine: name, reasons }, (m, game) =>
    choice.create(m, game, now),
  );
  return { model, session };
}
