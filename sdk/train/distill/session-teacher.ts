import { isRiskError, RiskError, type Issue } from '../../core/errors.js';
import { exactLog } from '../../core/exact-math.js';
import type { RiskModel } from '../../model/model.js';
import type { Columns } from '../../scoring/results.js';
import type { AsyncSession } from '../../scoring/session.js';
import type { Teacher } from './teacher.js';
import { codeUnlisted } from './unlisted-words.js';

/** As many reasons as a notice names. */
const REASONS = 4;

/** Least probability that log-odds are made of; isotonic tables have zeros. */
const LEAST = 1e-6;

/** What teaching asks of a session, wherever that is. */
export type TeachingSession = Pick<AsyncSession, 'info' | 'scoreBatch' | 'explainBatch'>;

/**
 * An open model as a teacher: calibrated log-odds, and its reasons against the applicant. It says
 * nothing of whether it had seen the rows: a bundle cannot be trained again without them.
 *
 * @param model - what the session was opened from.
 */
export function sessionTeacher(session: TeachingSession, model: RiskModel): Teacher {
  const { link, calibration, body, features } = model;
  const { name, digest, bundleBytes } = session.info;
  const explains = body.kind !== 'network' || body.background !== undefined;
  const score = async (columns: Columns): Promise<Float64Array> => {
    const { logOdds, probability } = await asked(() =>
      session.scoreBatch(codeUnlisted(features, columns)),
    );
    if (link === 'identity' || calibration.kind === 'identity') return logOdds;
    if (calibration.kind === 'platt') {
      return logOdds.map((margin) => calibration.slope * margin + calibration.intercept);
    }
    return probability.map(logit);
  };
  return {
    ...{ name, kind: body.kind, digest, bytes: bundleBytes, score },
    ...(link === 'identity' && { unscaled: true }),
    ...(explains && {
      explain: (columns: Columns) =>
        asked(() =>
          session.explainBatch(codeUnlisted(features, columns), {
            ...{ maxReasons: REASONS, direction: 'adverse', contributions: false },
          }),
        ),
    }),
  };
}

/**
 * What a model says of raw cells. Rows are made up or taken in pieces, so that their numbers would
 * mislead: columns are what is named.
 */
async function asked<T>(question: () => T | Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (!isRiskError(error) || error.code !== 'INPUT_INVALID') throw error;
    const byPath = new Map<string, Issue>();
    for (const issue of error.issues) {
      const path = issue.path.replace(/\[\d+\]$/, '');
      byPath.set(path, { ...issue, path });
    }
    const issues = [...byPath.values()];
    const names = issues.map(({ path }) => `"${path.replace(/^columns\./, '')}"`).join(', ');
    const message = `the teacher cannot read the table: ${names}`;
    throw new RiskError('INPUT_INVALID', message, { issues });
  }
}

/** ln(p / (1 - p)), of a probability that is kept from 0 and 1. */
export function logit(probability: number): number {
  const p = Math.min(Math.max(probability, LEAST), 1 - LEAST);
  return exactLog(p / (1 - p));
}
