import { MAX_SCALE_BITS } from '../core/fixed-point.js';
import { RiskError, type Issue } from '../core/errors.js';
import { checkAdditive } from './check/additive.js';
import { checkDisclosure } from './check/disclosure.js';
import { checkFeatures } from './check/features.js';
import { checkForest } from './check/forest.js';
import { IssueList } from './check/issues.js';
import { checkNetwork } from './check/network.js';
import { checkPresentation } from './check/presentation.js';
import { checkRecourse } from './check/recourse.js';
import type { RiskModel } from './model.js';

/**
 * Everything that is wrong with a model, as data: indices out of range, trees that are not trees,
 * a scale that could overflow, names used twice... Empty when the model can be used.
 *
 * O(nodes); at most 200 issues.
 */
export function findModelIssues(model: RiskModel): readonly Issue[] {
  return findIssues(model, checkNetwork, checkAdvice);
}

/** Checks a body that needs checks of its own. */
export type NetworkCheck = typeof checkNetwork;

/** Checks what only some readers read: recourse rules and disclosure. */
export function checkAdvice(model: RiskModel, list: IssueList): void {
  checkRecourse(model, list);
  checkDisclosure(model, list);
}

/**
 * The same, with the checks of networks and of advice as arguments: readers that refuse the one or
 * pass over the other do without.
 */
export function findIssues(
  model: RiskModel,
  network?: NetworkCheck,
  advice?: typeof checkAdvice,
): readonly Issue[] {
  const list = new IssueList();
  list.check(model.name !== '', 'NAME_EMPTY', 'name', 'a name');
  const bits = model.scaleBits;
  list.check(
    Number.isInteger(bits) && bits >= 0 && bits <= MAX_SCALE_BITS,
    'SCALE_BITS',
    'scaleBits',
    `0 to ${MAX_SCALE_BITS}`,
  );
  const { intercept } = model;
  list.check((intercept | 0) === intercept, 'INTERCEPT', 'intercept', 'an i32');
  checkFeatures(model.features, list);
  // The rest indexes into features: without sound ones its findings would mislead.
  if (!list.empty) return list.issues;
  const { body, features } = model;
  if (body.kind === 'forest') checkForest(body, features, intercept, list);
  else if (body.kind === 'additive') checkAdditive(body, features, intercept, list);
  else network?.(body, features, model.link, list);
  checkPresentation(model, list);
  advice?.(model, list);
  return list.issues;
}

/**
 * @throws RiskError `MODEL_INVALID` with every issue at once.
 */
export function assertModel(model: RiskModel): void {
  assertNone(findModelIssues(model));
}

/** @throws RiskError `MODEL_INVALID` with these issues, if any. */
export function assertNone(issues: readonly Issue[]): void {
  if (issues.length === 0) return;
  const first = issues[0]!;
  throw new RiskError(
    'MODEL_INVALID',
    `the model has ${issues.length} problem${issues.length === 1 ? '' : 's'}; first: "${first.path}" expected ${first.expected ?? first.code}`,
    { path: first.path, issues },
  );
}
