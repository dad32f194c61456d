/**
 * One column of scores: `scale * link(margin) + shift`, where the margin is a weighted sum of the
 * targets of tree ensembles.
 */
export interface ScoreColumn {
  /** Weight of each target, by {@link termKey}. */
  readonly terms: ReadonlyMap<number, number>;
  /** Added to the margin. */
  readonly constant: number;
  readonly link: 'identity' | 'logistic';
  /** On a logistic score only: an identity folds these into its terms. */
  readonly scale: number;
  readonly shift: number;
  /** Whether it came out of a classifier as one of its scores. */
  readonly ofClassifier: boolean;
}

/** Targets of one ensemble; more is no model of risk. */
export const MAX_TARGETS = 1024;

function termKey(ensemble: number, target: number): number {
  return ensemble * MAX_TARGETS + target;
}

export function ensembleOf(key: number): number {
  return Math.floor(key / MAX_TARGETS);
}

export function targetOf(key: number): number {
  return key % MAX_TARGETS;
}

/** The plain score of one target. */
export function targetScore(
  ensemble: number,
  target: number,
  constant: number,
  ofClassifier: boolean,
): ScoreColumn {
  const terms = new Map([[termKey(ensemble, target), 1]]);
  return { terms, constant, link: 'identity', scale: 1, shift: 0, ofClassifier };
}

/** `factor * score + addend`. */
export function affine(score: ScoreColumn, factor: number, addend: number): ScoreColumn {
  if (score.link === 'logistic') {
    return { ...score, scale: factor * score.scale, shift: factor * score.shift + addend };
  }
  const terms = new Map(Array.from(score.terms, ([key, weight]) => [key, factor * weight]));
  return { ...score, terms, constant: factor * score.constant + addend };
}

/** The sum of two scores; undefined when one has gone through a logistic function. */
export function addScores(a: ScoreColumn, b: ScoreColumn): ScoreColumn | undefined {
  if (a.link === 'logistic' || b.link === 'logistic') return undefined;
  const terms = new Map(a.terms);
  for (const [key, weight] of b.terms) terms.set(key, (terms.get(key) ?? 0) + weight);
  return { ...a, terms, constant: a.constant + b.constant };
}

/** The logistic function of a score; undefined when it has been taken already. */
export function logistic(score: ScoreColumn): ScoreColumn | undefined {
  return score.link === 'logistic' ? undefined : { ...score, link: 'logistic' };
}

/** Both columns of a softmax over two scores: each is a logistic function of the difference. */
export function softmax(a: ScoreColumn, b: ScoreColumn): readonly ScoreColumn[] | undefined {
  const second = addScores(b, affine(a, -1, 0));
  const first = addScores(a, affine(b, -1, 0));
  const columns = [first && logistic(first), second && logistic(second)];
  return columns.every((column) => column !== undefined) ? columns : undefined;
}

/**
 * A logistic score as the logistic function alone: `1 - logistic(m)` is `logistic(-m)`. Undefined
 * when the score is stretched or moved in any other way.
 */
export function plainScore(score: ScoreColumn): ScoreColumn | undefined {
  const { link, scale, shift } = score;
  if (link === 'identity' || (scale === 1 && shift === 0)) return score;
  if (scale !== -1 || shift !== 1) return undefined;
  const negative = affine({ ...score, link: 'identity' }, -1, 0);
  return { ...negative, link: 'logistic', scale: 1, shift: 0 };
}
