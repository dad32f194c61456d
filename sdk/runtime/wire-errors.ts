import { transferHandlers, type TransferHandler } from 'comlink';
import { RiskError, type RiskErrorData } from '../core/errors.js';

type Thrown = { readonly value: unknown };
type ThrowHandler = TransferHandler<Thrown, unknown>;
type WireError = { readonly riskError: RiskErrorData };

let installed = false;

/**
 * Lets a RiskError keep its code, path and issues across a worker's border: Comlink's own handler
 * passes on name, message and stack only. Both sides call this once, when they first need it.
 *
 * Other errors go through Comlink's handler as before, since a page may use Comlink for itself.
 */
export function installErrorTransfer(): void {
  if (installed) return;
  installed = true;
  const original = transferHandlers.get('throw') as ThrowHandler;
  const handler: ThrowHandler = {
    canHandle: original.canHandle,
    serialize: (thrown) =>
      thrown.value instanceof RiskError
        ? [{ riskError: thrown.value.toJSON() } satisfies WireError, []]
        : original.serialize(thrown),
    deserialize: (wire) => {
      if (isWireError(wire)) throw RiskError.from(wire.riskError);
      return original.deserialize(wire);
    },
  };
  transferHandlers.set('throw', handler);
}

function isWireError(wire: unknown): wire is WireError {
  return typeof wire === 'object' && wire !== null && 'riskError' in wire;
}

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
