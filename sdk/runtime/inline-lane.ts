import type { RiskError } from '../core/errors.js';
import type { Lane } from './lane.js';
import type { ServiceCalls } from './protocol.js';
import type { Service } from './service.js';

/**
 * The same calls in this thread, for servers and scripts.
 *
 * @param pause - lets the thread do other work (and hear an abort) before each call.
 */
export function createInlineLane(service: Service, pause: () => Promise<void>): Lane {
  let pending = 0;
  let answered = 0;
  let reason: RiskError | undefined;
  let end!: (reason: RiskError) => void;
  const ended = new Promise<RiskError>((resolve) => {
    end = resolve;
  });
  const assertOpen = () => {
    if (reason) throw reason;
  };
  const run = async (name: keyof ServiceCalls, parameters: readonly unknown[]) => {
    assertOpen();
    pending += 1;
    try {
      if (name === 'scoreRows' || name === 'explainRows') await pause();
      assertOpen();
      const send = service[name] as (...values: readonly unknown[]) => Promise<unknown>;
      const answer = await send(...parameters);
      assertOpen();
      return answer;
    } finally {
      pending -= 1;
      answered += 1;
    }
  };
  return {
    get pending() {
      return pending;
    },
    get answered() {
      return answered;
    },
    get hasEnded() {
      return reason !== undefined;
    },
    ended,
    call: (name, parameters) => run(name, parameters) as ReturnType<ServiceCalls[typeof name]>,
    checkAlive: () => undefined,
    close: (error) => {
      if (reason) return;
      reason = error;
      service.dispose();
      end(error);
    },
  };
}
