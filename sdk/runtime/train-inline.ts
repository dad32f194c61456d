import type { RiskError } from '../core/errors.js';
import type { ProgressMessage, TrainCalls } from './train-protocol.js';
import { createTrainer, type TrainerOptions } from './train-start.js';
import type { Trainer } from './trainer.js';

/**
 * A trainer in this thread, for servers and scripts. Its code is imported with the first call. Networks
 * teach by the onnxruntime-web that is installed beside Insitu, as on the command line.
 */
export function startInThread(_options: TrainerOptions): Trainer {
  let tell: (message: ProgressMessage) => void = () => undefined;
  return createTrainer({
    start: async () => {
      const [{ createTrainService }, { openAny }, { openGraphInNode }] = await Promise.all([
        import('./train-service.js'),
        import('../scoring/create-any-session.js'),
        import('./node-graph.js'),
      ]);
      const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
      const service = createTrainService({
        crypto: globalThis.crypto.subtle,
        now: () => performance.now(),
        report: (token, progress) => tell({ token, progress }),
        pause,
        openBundle: async (bytes, options) => {
          const given = { ...options, openGraph: openGraphInNode, pause };
          const { bundle, session } = await openAny(bytes, given);
          return { model: bundle.model, session };
        },
      });
      let close!: (reason: RiskError) => void;
      const ended = new Promise<RiskError>((resolve) => (close = resolve));
      const call = (name: keyof TrainCalls, parameters: readonly unknown[]) =>
        (service[name] as (...input: readonly unknown[]) => Promise<unknown>)(...parameters);
      return { call: call as never, checkAlive: () => undefined, ended, close };
    },
    onProgress: (listener) => (tell = listener),
    shards: () => 0,
  });
}
