import { resolveOptions, type LoadOptions } from '../options.js';
import type { ModelInfo } from '../scoring/results.js';
import { answerCalls, type AnswerPort } from './answers.js';
import { NETWORK_TEACHER_CALLS, type NetworkTeacherCalls } from './network-port.js';
import { openNetwork } from './network-start.js';

/** A network that is open in a worker of its own, for another worker to ask. */
export interface NetworkTeacher {
  /** To be moved to whoever asks: see `askOver`. */
  readonly port: MessagePort;
  readonly info: ModelInfo;
  /** Ends the worker, and whoever asks it gets no answer any more. */
  readonly close: () => void;
}

/**
 * Opens a network as a teacher. The page passes questions on: the worker that trains and the one with
 * the network know nothing of each other, and each stays as shut off as it is.
 *
 * @throws RiskError as for loading a network.
 */
export async function openNetworkTeacher(
  bytes: Uint8Array,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<NetworkTeacher> {
  const { pool, opened } = await openNetwork(bytes, resolveOptions(options, 1), signal);
  const { port1, port2 } = new MessageChannel();
  const calls: NetworkTeacherCalls = {
    scoreRows: (columns) => pool.call('scoreRows', [columns]),
    explainRows: (columns, settings) => pool.call('explainRows', [columns, settings]),
  };
  answerCalls<NetworkTeacherCalls>(port1 as AnswerPort, calls, NETWORK_TEACHER_CALLS);
  port1.start();
  return {
    ...{ port: port2, info: opened.info },
    close() {
      port1.close();
      pool.dispose();
    },
  };
}
