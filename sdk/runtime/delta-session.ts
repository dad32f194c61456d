import { RiskError } from '../core/errors.js';
import type { Insight, Question } from '../insight/questions.js';
import { decodeBundle, type DecodedBundle } from '../model/bundle/decode.js';
import type { Columns } from '../scoring/results.js';
import type { AsyncSession, SessionOptions } from '../scoring/session.js';
import { adaptModel } from '../train/delta/adapt.js';
import { applyAddition, type AppliedAddition } from '../train/delta/apply-addition.js';
import type { Adaptation, AdaptSettings, LabelChoice } from '../train/delta/delta-types.js';
import { chooseRows } from '../train/delta/label-next.js';

/** What is asked about adapting a model: a question beside those about applicants. */
export type DeltaQuestion =
  | {
      readonly ask: 'adapt';
      readonly columns: Columns;
      readonly labels: ArrayLike<unknown>;
      readonly settings: AdaptSettings;
    }
  | { readonly ask: 'labelNext'; readonly columns: Columns; readonly count: number }
  | { readonly ask: 'apply'; readonly addition: Uint8Array };

/** The answer to each. */
export interface DeltaAnswers {
  readonly adapt: Adaptation;
  readonly labelNext: LabelChoice;
  readonly apply: AppliedAddition;
}

type DeltaAnswer = DeltaAnswers[keyof DeltaAnswers];

/** A session with an {@link Insight} that answers these questions as well. */
export type DeltaSession = AsyncSession & {
  ask(question: Question | DeltaQuestion, token: number): Promise<unknown>;
  stopAsking(token: number): void;
};

/** Thrown inside once nobody waits any more; whoever asked has had the signal's reason by then. */
const STOPPED = 'nobody waits for this answer any more';

/**
 * Lets a session adapt the model that it holds.
 *
 * @param bytes - of the bundle that it was opened from; kept, and read again when the first asks.
 */
export function withDelta(
  session: AsyncSession & Insight,
  bytes: Uint8Array,
  options: SessionOptions & { readonly pause: () => Promise<void> },
): DeltaSession {
  const { crypto, trust, now, pause } = options;
  const asked = new Set<number>();
  const decodeOptions = trust ? { crypto, trust } : { crypto };
  let bundle: Promise<DecodedBundle> | undefined;

  const answer = async (question: DeltaQuestion, token: number): Promise<DeltaAnswer> => {
    if (question.ask === 'apply') return applyAddition(bytes, question.addition, decodeOptions);
    if (question.ask === 'labelNext') {
      const { logOdds } = await session.scoreBatch(question.columns);
      return chooseRows(logOdds, question.count);
    }
    bundle ??= decodeBundle(bytes, decodeOptions);
    const { columns, labels, settings } = question;
    const source = { bytes, bundle: await bundle, session, crypto, now };
    const checkStop = () => {
      if (!asked.has(token)) throw new RiskError('DISPOSED', STOPPED);
    };
    return adaptModel(source, columns, labels, settings, { checkStop, pause });
  };
  const { ask, stopAsking } = session;
  return Object.assign(session, {
    ask: async (question: Question | DeltaQuestion, token: number) => {
      if (!isDelta(question)) return ask(question, token);
      asked.add(token);
      try {
        return await answer(question, token);
      } finally {
        asked.delete(token);
      }
    },
    stopAsking: (token: number) => {
      asked.delete(token);
      stopAsking(token);
    },
  });
}

function isDelta(question: Question | DeltaQuestion): question is DeltaQuestion {
  return ['adapt', 'labelNext', 'apply'].includes(question.ask);
}
