import { decodeRules, type DecodedBundle } from '../model/bundle/decode.js';
import { selectEngine, type EngineChoice } from '../engines/select.js';
import type { RiskModel } from '../model/model.js';
import { factsOf } from './model-info.js';
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
  const { crypto, trust, engine = 'auto' } = options;
  const [bundle, choice] = await Promise.all([
    decodeRules(bytes, trust ? { crypto, trust } : { crypto }),
    selectEngine(engine),
  ]);
  return { model: bundle.model, session: openRules(bundle, choice, options) };
}

/** Opens a decoded bundle of trees or tables. */
export function openRules(
  bundle: DecodedBundle,
  choice: EngineChoice,
  { now }: Pick<SessionOptions, 'now'>,
): Session {
  const { name, reasons } = choice;
  return new ModelSession(bundle.model, factsOf(bundle), { engine: name, reasons }, (m, game) =>
    choice.create(m, game, now),
  );
}
