import { isRiskError, RiskError } from '../../sdk/index.js';

/** An error with a code, whatever was thrown. */
export function asRiskError(reason: unknown): RiskError {
  if (isRiskError(reason)) return reason;
  return new RiskError('INTERNAL', 'unexpected failure', { cause: reason });
}
