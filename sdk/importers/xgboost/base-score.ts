import type { IssueList } from '../../model/check/issues.js';

/** Objectives whose margin is a log-odds or the predicted number itself, with their link. */
export const OBJECTIVES = {
  'binary:logistic': { link: 'logistic', baseScoreIs: 'probability' },
  'reg:logistic': { link: 'logistic', baseScoreIs: 'probability' },
  // LogisticRaw overrides ProbToMargin with the identity (regression_loss.h).
  'binary:logitraw': { link: 'logistic', baseScoreIs: 'margin' },
  'reg:squarederror': { link: 'identity', baseScoreIs: 'margin' },
} as const;

export type Objective = keyof typeof OBJECTIVES;

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The numbers of `base_score` in any form XGBoost has given it: a number, `"5E-1"` (to 3.0), and
 * since 3.1 a list in a string, `"[2.35E-1]"`. Empty when it is none of these.
 */
export function readBaseScores(raw: unknown): readonly number[] {
  if (typeof raw === 'number') return [raw];
  if (Array.isArray(raw)) return raw.every((item) => typeof item === 'number') ? raw : [];
  if (typeof raw !== 'string') return [];
  const text = raw.trim();
  const parts = (text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text).split(',');
  const numbers = parts.map((part) => part.trim());
  return numbers.every((part) => DECIMAL.test(part)) ? numbers.map(Number) : [];
}

/** From 3.2 on XGBoost moves a base score this close to 0 or 1 (kRtEps); before, it refuses 0 and 1. */
const CLAMP_SINCE = [3, 2] as const;
const CLAMP = Math.fround(1e-6);

/**
 * The margin before the first tree, in float32 as XGBoost computes it:
 * `-logf(1.0f / base_score - 1.0f)` for a probability (LogisticRegression::ProbToMargin).
 */
export function baseMargin(
  objective: Objective,
  baseScore: number,
  version: readonly number[],
  issues: IssueList,
): number {
  const path = 'learner.learner_model_param.base_score';
  let base = Math.fround(baseScore);
  if (OBJECTIVES[objective].baseScoreIs === 'margin') {
    issues.check(Number.isFinite(base), 'NOT_FINITE', path, 'a finite number');
    return base;
  }
  const clamps =
    version[0]! > CLAMP_SINCE[0] ||
    (version[0] === CLAMP_SINCE[0] && version[1]! >= CLAMP_SINCE[1]);
  if (clamps && base >= 0 && base <= 1) {
    base = Math.min(Math.max(base, CLAMP), Math.fround(1 - CLAMP));
  }
  const inRange = base > 0 && base < 1;
  if (!issues.check(inRange, 'RANGE', path, 'a probability between 0 and 1')) return 0;
  const odds = Math.fround(Math.fround(1 / base) - 1);
  return -Math.fround(Math.log(odds));
}
