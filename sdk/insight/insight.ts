import type { Engine } from '../engines/engine.js';
import type { DecodedBundle } from '../model/bundle/decode.js';
import type { RiskModel } from '../model/model.js';
import { readApplicant, refuseInput } from '../scoring/applicant.js';
import type { Applicant } from '../scoring/results.js';
import type { AsyncSession } from '../scoring/session.js';
import { dependenceOf } from './dependence.js';
import { buildNotice } from './notice.js';
import type { Answers, Insight, Question } from './questions.js';
import { assertBins, findRecourse, type ScoredModel, type SearchHost } from './recourse.js';
import { findSafety } from './safety.js';
import { whatIf } from './what-if.js';

/** What questions are answered from. */
interface InsightHost {
  readonly model: RiskModel;
  readonly digest: string;
  readonly session: AsyncSession;
  /** Of forests and tables; `undefined` for networks. */
  readonly makeEngine: (() => Engine) | undefined;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Lets the thread hear what else is asked of it. */
  readonly pause: () => Promise<void>;
}

type Answer = Answers[keyof Answers];

/**
 * Answers questions about one model. Searches run in slices, so that others are heard between.
 * An applicant's values are wiped when the answer is made.
 */
function createInsight(host: InsightHost): Insight & { dispose(): void } {
  const { model, digest, session, now, pause } = host;
  /** Tokens of questions that somebody waits for. */
  const asked = new Set<number>();
  let engine: Engine | undefined;
  const scored = (): ScoredModel => {
    assertBins(model);
    engine ??= host.makeEngine!();
    return { model, digest, engine };
  };

  const read = async <T>(applicant: Applicant, use: (values: Float64Array) => T | Promise<T>) => {
    const values = new Float64Array(model.features.length);
    try {
      const issues = readApplicant(model.features, applicant, values);
      if (issues) refuseInput(issues);
      return await use(values);
    } finally {
      values.fill(0);
    }
  };
  const answer = (question: Question, search: SearchHost): Promise<Answer> => {
    switch (question.ask) {
      case 'recourse':
        return read(question.applicant, (values) =>
          findRecourse(scored(), values, question.options, search),
        );
      case 'safety':
        return read(question.applicant, (values) =>
          findSafety(scored(), values, question.options, search),
        );
      case 'whatIf':
        return read(question.applicant, async (values) => {
          const score = await session.score(question.applicant);
          return whatIf(model, session, score, values, question.options);
        });
      case 'dependence':
        return dependenceOf(model, session, question.options);
      case 'notice':
        return read(question.applicant, (values) => {
          const recourse = (budgetMs: number) =>
            findRecourse(scored(), values, { budgetMs }, search);
          const means = { model, session, findRecourse: recourse };
          return buildNotice(means, question.applicant, values, question.options);
        });
    }
  };
  return {
    ask: async (question, token) => {
      asked.add(token);
      try {
        return await answer(question, { now, pause, stopped: () => !asked.has(token) });
      } finally {
        asked.delete(token);
      }
    },
    stopAsking: (token) => void asked.delete(token),
    dispose: () => engine?.dispose(),
  };
}

/**
 * A session that answers questions as well.
 *
 * @param makeEngine - of forests and tables; `undefined` for networks.
 */
export function withInsight(
  session: AsyncSession,
  { model, digest }: DecodedBundle,
  { now, pause }: Pick<InsightHost, 'now' | 'pause'>,
  makeEngine: (() => Engine) | undefined,
): AsyncSession & Insight {
  const insight = createInsight({ model, digest, session, makeEngine, now, pause });
  const end = session.dispose.bind(session);
  return Object.assign(session, insight, {
    dispose: () => {
      insight.dispose();
      end();
    },
  });
}
