import type { Link } from '../../model/calibration.js';
import { readDecimal } from './read-numbers.js';

/**
 * Objectives whose raw score is the predicted number itself or, times a factor, a log-odds
 * (`ConvertOutput` in src/objective/*.hpp). Before 2.3 the cross entropy wrote its alias.
 */
const LINKS: Readonly<Record<string, Link>> = {
  binary: 'logistic',
  cross_entropy: 'logistic',
  xentropy: 'logistic',
  regression: 'identity',
  regression_l1: 'identity',
  huber: 'identity',
  fair: 'identity',
  quantile: 'identity',
  mape: 'identity',
};

/** What the others predict, for the refusal. */
const OTHERS: Readonly<Record<string, string>> = {
  cross_entropy_lambda: 'which predicts an intensity',
  xentlambda: 'which predicts an intensity',
  poisson: 'which predicts an exponential',
  gamma: 'which predicts an exponential',
  tweedie: 'which predicts an exponential',
  multiclass: 'of several classes',
  multiclassova: 'of several classes',
  lambdarank: 'which ranks',
  rank_xendcg: 'which ranks',
  custom: 'which the file does not hold',
};

export interface Objective {
  readonly name: string;
  readonly link: Link;
  /** Log-odds of one unit of raw score: the parameter `sigmoid` of `binary`, else 1. */
  readonly sigmoid: number;
}

/**
 * Reads the header's `objective`, such as `binary sigmoid:1`.
 *
 * @returns the objective, or in words what cannot be carried.
 */
export function readObjective(line: string): Objective | string {
  const [name, ...options] = line.split(' ').filter((word) => word !== '') as [
    string?,
    ...string[],
  ];
  if (name === undefined || !Object.hasOwn(LINKS, name)) {
    const known = name !== undefined && Object.hasOwn(OTHERS, name);
    return known
      ? `the objective ${name}, ${OTHERS[name]!}`
      : `the objective ${JSON.stringify(name?.slice(0, 40) ?? '')}, which is not known`;
  }
  let sigmoid: number | undefined = 1;
  for (const option of options) {
    if (option === 'sqrt') return `the objective ${name} sqrt, which predicts a square`;
    const [, value] = /^sigmoid:(.+)$/.exec(option) ?? [];
    if (name !== 'binary' || value === undefined)
      return `the objective ${name} with an option that is not known`;
    sigmoid = readDecimal(value);
    // LightGBM stops with an error there.
    if (sigmoid === undefined || !(sigmoid > 0 && sigmoid < Infinity)) {
      return `the objective ${name} with a sigmoid that is not a positive number`;
    }
  }
  return { name, link: LINKS[name]!, sigmoid };
}
