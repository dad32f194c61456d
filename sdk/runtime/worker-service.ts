import { expose, transfer } from 'comlink';
import { RiskError } from '../core/errors.js';
import { createSession } from '../scoring/create-session.js';
import type { Lock } from './guard.js';
import { SERVICE_CALLS, type ServiceCall } from './protocol.js';
import { createService, type Service } from './service.js';
import { installErrorTransfer } from './wire-errors.js';

/** Opens the service of a locked worker to its page. */
export function start(lock: Lock): void {
  installErrorTransfer();
  const service = createService({
    createSession,
    now: () => performance.now(),
    crypto: crypto.subtle,
    isolation: async () => ({ deleted: lock.deleted, policy: await lock.policy }),
    assertSafe: () => {
      if (lock.refusals() === 0) return;
      throw new RiskError('EGRESS_BLOCKED', 'code in the worker tried to send; it stops here');
    },
    schedule: (slice, delayMs = 0) => setTimeout(slice, delayMs),
  });
  expose(withTransfer(service), onlyServiceCalls(globalThis));
}

/** Results move out: their buffers are never used again in here. */
function withTransfer(service: Service): object {
  const calls = SERVICE_CALLS.map((name) => {
    const call = service[name] as (...parameters: unknown[]) => Promise<unknown>;
    return [name, async (...parameters: unknown[]) => moved(await call(...parameters))] as const;
  });
  return Object.freeze(Object.assign(Object.create(null), Object.fromEntries(calls)));
}

function moved<T>(result: T): T {
  if (typeof result !== 'object' || result === null) return result;
  const buffers = new Set<ArrayBuffer>();
  for (const value of Object.values(result)) {
    if (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
  }
  return transfer(result, [...buffers]);
}

/**
 * Comlink resolves any path (`score.constructor` is `Function`) and sets any property. From here
 * only calls of the service's own names get through.
 */
function onlyServiceCalls(scope: typeof globalThis) {
  const names: ReadonlySet<string> = new Set<ServiceCall>(SERVICE_CALLS);
  const isServiceCall = (data: unknown) => {
    const { type, path } = (data ?? {}) as { type?: unknown; path?: unknown };
    return type === 'APPLY' && Array.isArray(path) && path.length === 1 && names.has(path[0]);
  };
  type Listener = (event: MessageEvent) => void;
  return {
    postMessage: (message: unknown, buffers: Transferable[] = []) =>
      (scope as unknown as MessagePort).postMessage(message, buffers),
    addEventListener: (type: string, listener: unknown) =>
      scope.addEventListener(type, (event) => {
        if (isServiceCall((event as MessageEvent).data))
          (listener as Listener)(event as MessageEvent);
      }),
    removeEventListener: () => undefined,
  };
}
