import { openDevice } from '../engines/webgpu/device.js';
import { AcceleratedSession } from './accelerated-session.js';
import { openBundle } from './create-session.js';
import type { ServedSession, SessionOptions } from './session.js';

/**
 * Like `createSession`, with batches on the GPU where there is one; else the session's plan says why
 * not.
 *
 * @param gpu - `navigator.gpu`, where the browser has it.
 * @throws RiskError as `createSession` does.
 */
export async function createAcceleratedSession(
  bytes: Uint8Array,
  options: SessionOptions,
  gpu: GPU | undefined,
): Promise<ServedSession> {
  const { model, session } = await openBundle(bytes, options);
  const opened =
    model.body.kind === 'forest'
      ? await openDevice(gpu)
      : { device: undefined, reason: 'only forests are computed on the GPU' };
  if (opened.device) return new AcceleratedSession(session, model, opened, options.now);
  const plan = { ...session.plan, reasons: [opened.reason, ...session.plan.reasons] };
  return Object.assign(session, { plan });
}
