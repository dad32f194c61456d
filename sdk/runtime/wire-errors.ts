import { ERROR_CODES, RiskError, type RiskErrorData } from '../core/errors.js';

/**
 * Any error as a RiskError. Of a foreign one only its kind is told: its message may hold a value
 * of an applicant.
 */
export function toRiskError(error: unknown): RiskError {
  if (error instanceof RiskError) return error;
  const kind = KINDS.find((name) => error instanceof globalThis[name]) ?? 'an unknown fault';
  return new RiskError('INTERNAL', `a fault inside Insitu (${kind})`);
}

const KINDS = ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'Error'] as const;

/** The error of an answer, with its code, path and issues; what has no code of ours is a fault. */
export function readError(wire: RiskErrorData): RiskError {
  return Object.hasOwn(ERROR_CODES, wire?.code) ? RiskError.from(wire) : toRiskError(wire);
}
