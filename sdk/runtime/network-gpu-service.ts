import * as ort from 'onnxruntime-web/jspi';
import { openDevice } from '../engines/webgpu/device.js';
import { RiskError } from '../core/errors.js';
import { createTriedSession } from '../scoring/create-tried-session.js';
import { assertOnnxFile } from './onnx-files.js';
import { openOnnxGraph } from './onnx-graph.js';
import type { WorkerService } from './serve.js';
import { startWith } from './worker-service.js';

/**
 * The service of the worker that runs the batches of networks on a GPU. Without a device that gives
 * the right numbers it opens no model, and its error says why.
 */
export function serviceOn(gpu: GPU | undefined): WorkerService {
  return {
    start: (lock) =>
      startWith(lock, async (bytes, options) => {
        const { runtime, crypto } = options;
        await assertOnnxFile('jspi', runtime!, crypto);
        const opened = await openDevice(gpu);
        if (!opened.device) throw new RiskError('NETWORK_FAILED', opened.reason);
        return createTriedSession(bytes, {
          ...options,
          adapter: opened.adapter,
          openGraph: (graph) => openOnnxGraph(ort, graph, runtime, opened),
          openOther: (graph) => openOnnxGraph(ort, graph, undefined),
          pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
        });
      }),
  };
}
