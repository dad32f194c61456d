import { MAX_MARGIN_UNITS } from '../../core/fixed-point.js';
import type { Additive } from '../additive.js';
import { binCount, type Feature } from '../feature.js';
import type { IssueList } from './issues.js';

export function checkAdditive(
  body: Additive,
  features: readonly Feature[],
  intercept: number,
  list: IssueList,
): void {
  let bound = Math.abs(intercept);
  body.terms.forEach((term, t) => {
    const path = `body.terms[${t}]`;
    const known = term.features.every((f) => Number.isInteger(f) && f >= 0 && f < features.length);
    const distinct = new Set(term.features).size === term.features.length;
    const sized = term.features.length === 1 || term.features.length === 2;
    if (
      !list.check(known && distinct && sized, 'TERM_FEATURES', path, 'one or two distinct features')
    )
      return;
    const size = term.features.reduce((n, f) => n * binCount(features[f]!), 1);
    if (!list.check(term.table.length === size, 'SHAPE', `${path}.table`, `${size} entries`))
      return;
    if (!list.check(term.weight.length === size, 'SHAPE', `${path}.weight`, `${size} entries`))
      return;
    let largest = 0;
    for (const value of term.table) largest = Math.max(largest, Math.abs(value));
    bound += largest + Math.abs(term.baseline ?? 0);
    const weightsOk = term.weight.every((w) => w >= 0 && w < Infinity);
    list.check(weightsOk, 'COVER', `${path}.weight`, 'finite numbers >= 0');
  });
  list.check(
    bound <= MAX_MARGIN_UNITS,
    'SCALE_OVERFLOW',
    'body',
    `|intercept| + sum of largest entries <= ${MAX_MARGIN_UNITS} units`,
  );
}
