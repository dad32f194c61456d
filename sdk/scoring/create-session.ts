import { defaultAgainst, featureGame } from '../lowering/game.js';
import { selectMethod } from '../lowering/method.js';
import { decodeBundle } from '../model/bundle/decode.js';
import type { RiskModel } from '../model/model.js';
import { selectEngine } from '../engines/select.js';
import { ModelSession } from './model-session.js';
import type { Session, SessionOptions, SessionPlan } from './session.js';

/**
 * Verifies a bundle, and opens it in this thread: signature, digests and structure first, then an
 * engine by the plan.
 *
 * @param bytes - a whole `.insitu` file; not modified, and not needed afterwards.
 * @throws RiskError `BUNDLE_*`, `MODEL_INVALID`.
 */
export async function createSession(bytes: Uint8Array, options: SessionOptions): Promise<Session> {
  const { crypto, trust, now, engine = 'auto' } = options;
  const [bundle, choice] = await Promise.all([
    decodeBundle(bytes, trust ? { crypto, trust } : { crypto }),
    selectEngine(engine),
  ]);
  const { model, digest, signature, signedBy } = bundle;
  const facts = { digest, bundleBytes: bytes.byteLength, signature, signedBy };
  const plan = {
    engine: choice.name,
    reasons: choice.reasons,
    explain: methodOf(model),
  };
  return new ModelSession(model, facts, plan, (m, game) => choice.create(m, game, now));
}

/** How this model's scores are explained by default. */
function methodOf(model: RiskModel): SessionPlan['explain'] {
  if (model.body.kind === 'additive') return 'additive';
  return selectMethod(model.body, featureGame(model, defaultAgainst(model))).kind;
}
