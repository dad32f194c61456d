import { spacedName } from './name-words.js';

/**
 * What lenders call what they only know later: what was paid back, written off, collected, and how
 * it ended. Bureau history has words of its own (derogatory, delinquencies) and is not meant.
 */
const FUTURE: readonly RegExp[] = [
  / (chargeoff|charge off|charged off|chg ?off|chgoff|write ?off|written off|wrote off)/,
  / (recover(y|ies|ed)|collection recovery|lgd|loss given default|ead at default|net loss|loss amount) /,
  / (total|last|next|late) (pymnt|payment received|rec) /,
  / total (rec|paid|repaid|payment)( |$)/,
  / (out prncp|outstanding principal|remaining principal) /,
  / (settlement|hardship|debt settlement|repossess\w*|foreclos\w*) /,
  / last (credit pull|fico|pymnt|payment)/,
  / (default|bad|closed?|closing|payoff|paid off|maturity closed|settled) (date|dt|day|time|month|amount|amt) /,
  / (date|dt|amount|amt) (of )?(default|bad|closed|payoff|settled|chargeoff) /,
  / (current|final|end|closing) (loan )?(status|dpd|balance at default) /,
  / (days|months) (past due|overdue|in arrears) at /,
  /核销|坏账|催收|回收金额|回收率|追偿|结清|实还|已还|代偿|清收|违约日|违约时间|违约金额|逾期日期/u,
];

/** Whether a column is named like something that is known only after the loan was made. */
export function namedLikeFuture(name: string): boolean {
  const spaced = spacedName(name);
  return FUTURE.some((pattern) => pattern.test(spaced));
}
