import { RiskError } from '../core/errors.js';
import { answerCalls } from './answers.js';
import type { Lock } from './guard.js';
import { TRAIN_CALLS, type ProgressMessage } from './train-protocol.js';
import { createTrainService } from './train-service.js';

/** Opens the service of a locked worker that trains to its page. */
export function start(lock: Lock): void {
  const service = createTrainService({
    crypto: crypto.subtle,
    now: () => performance.now(),
    report: (token, progress) =>
      globalThis.postMessage({ token, progress } satisfies ProgressMessage),
    pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
    assertSafe: () => {
      if (lock.refusals() === 0) return;
      throw new RiskError('EGRESS_BLOCKED', 'code in the worker tried to send; it stops here');
    },
  });
  answerCalls(globalThis as unknown as MessagePort, service, TRAIN_CALLS);
}
