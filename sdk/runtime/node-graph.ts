import { readFile } from 'node:fs/promises';
import { webcrypto } from 'node:crypto';
import { createRequire } from 'node:module';
import { RiskError } from '../core/errors.js';
import type { GraphRunner } from '../engines/network/graph-runner.js';
import { assertOnnxFile, ONNX_VERSION, onnxFileName, type OnnxBuild } from './onnx-files.js';
import { openOnnxGraph, type OnnxRuntime } from './onnx-graph.js';

/**
 * Makes a graph ready in Node, with the onnxruntime-web that is installed beside Insitu.
 *
 * @throws RiskError `NETWORK_FAILED` when it is not there, `ASSET_INTEGRITY` for another version.
 */
export async function openGraphInNode(graph: Uint8Array): Promise<GraphRunner> {
  const binary = await readOnnxFile('wasm');
  return openOnnxGraph(await importRuntime(), graph, binary);
}

/**
 * The WASM of a build of the installed onnxruntime-web, verified.
 *
 * @throws RiskError as {@link openGraphInNode}.
 */
export async function readOnnxFile(build: OnnxBuild): Promise<Uint8Array> {
  const name = onnxFileName(build);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(createRequire(import.meta.url).resolve(`onnxruntime-web/${name}`));
  } catch (error) {
    throw notInstalled(error);
  }
  await assertOnnxFile(build, bytes, webcrypto.subtle as SubtleCrypto);
  return bytes;
}

async function importRuntime(): Promise<OnnxRuntime> {
  try {
    return await import('onnxruntime-web/wasm');
  } catch (error) {
    throw notInstalled(error);
  }
}

function notInstalled(cause: unknown): RiskError {
  return new RiskError(
    'NETWORK_FAILED',
    `networks need onnxruntime-web: npm install onnxruntime-web@${ONNX_VERSION}`,
    { cause },
  );
}
