import * as ort from 'onnxruntime-web/wasm';
import { createInsightSession } from '../insight/create-insight-session.js';
import type { Lock } from './guard.js';
import { openOnnxGraph } from './onnx-graph.js';
import { startWith } from './worker-service.js';

/** The service of the worker for networks. ONNX Runtime is evaluated after the lock-down. */
export function start(lock: Lock): void {
  startWith(lock, (bytes, options) =>
    createInsightSession(bytes, {
      ...options,
      openGraph: (graph) => openOnnxGraph(ort, graph, options.runtime),
      pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
    }),
  );
}
