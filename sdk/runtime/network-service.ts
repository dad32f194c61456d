import * as ort from 'onnxruntime-web/wasm';
import { createNetworkInsight } from '../insight/create-network-insight.js';
import type { Lock } from './guard.js';
import { assertOnnxFile } from './onnx-files.js';
import { openOnnxGraph } from './onnx-graph.js';
import { startWith } from './worker-service.js';

/** Said where nobody chose: the figures are in the README. */
const ON_WASM = 'small networks are quicker on wasm; engine "webgpu" sends batches to a GPU';

/** The service of the worker for networks. ONNX Runtime is evaluated after the lock-down. */
export function start(lock: Lock): void {
  startWith(lock, async (bytes, options) => {
    const { runtime, crypto, engine } = options;
    await assertOnnxFile('wasm', runtime!, crypto);
    return createNetworkInsight(bytes, {
      ...options,
      ...(engine === 'auto' && { reason: ON_WASM }),
      openGraph: (graph) => openOnnxGraph(ort, graph, runtime),
      pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
    });
  });
}
