import { isCallRequest, type CallAnswer, type CallRequest, type CallTable } from './protocol.js';
import { toRiskError } from './wire-errors.js';

/** Where calls come in and answers go out: a worker's own scope, or a port that stands in for it. */
export type AnswerPort = Pick<MessagePort, 'postMessage' | 'addEventListener'>;

/**
 * Answers each call that comes in over `port`, and nothing else: only the service's own names get
 * through, and a message of any other form is ignored.
 *
 * Results move out: their buffers are never used again in here. An error crosses with its code,
 * path and issues; of one that is not ours only the kind is told.
 *
 * @param names - of the calls, as `service` has them.
 */
export function answerCalls<Calls extends CallTable<Calls>>(
  port: AnswerPort,
  service: Calls,
  names: readonly (keyof Calls & string)[],
): void {
  const post = (answer: CallAnswer, moved: Transferable[]) => port.postMessage(answer, moved);
  const answer = async ({ id, call, parameters }: CallRequest) => {
    try {
      const run = service[call as keyof Calls];
      const value = await run(...(parameters as never[]));
      post({ id, value }, buffersOf(value));
    } catch (error) {
      post({ id, error: toRiskError(error).toJSON() }, []);
    }
  };
  port.addEventListener('message', ({ data }) => {
    if (isCallRequest(data, names)) void answer(data);
  });
}

function buffersOf(result: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const value of Object.values(result ?? {})) {
    if (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
  }
  return [...buffers];
}
