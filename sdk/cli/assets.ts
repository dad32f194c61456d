import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readOnnxFile } from '../runtime/node-graph.js';
import { ONNX_DIGESTS, ONNX_VERSION, onnxFileName, type OnnxBuild } from '../runtime/onnx-files.js';
import { readTfjsFile } from '../runtime/pretrain-node.js';
import { TFJS_DIGEST, TFJS_VERSION, TFJS_WASM } from '../runtime/tfjs-files.js';
import { positionalsOf, type Command } from './command.js';
import { fileError, writeFile } from './files.js';

export const assets: Command = {
  usage: 'DIR [--webgpu | --pretrain]',
  summary: 'copy what a page needs to run networks, or to pre-train them',
  details: `Copies the WASM of the installed onnxruntime-web ${ONNX_VERSION} into DIR (14 MB), after checking its
SHA-256. Serve DIR from the page's own origin as /insitu-assets/, or name it with the option assets
of loadModel. Pages of trees and scorecards need none of it.

  --webgpu    the build with WebGPU as well (17 MB), which engine: 'webgpu' fetches and nothing else does
  --pretrain  instead: the WASM of the installed @tensorflow/tfjs-backend-wasm ${TFJS_VERSION} (0.4 MB), for pretrain`,
  options: { webgpu: { type: 'boolean' }, pretrain: { type: 'boolean' } },

  async run(input) {
    const [folder] = positionalsOf(input, 'DIR');
    const pretrain = input.values.flag('pretrain');
    const builds: OnnxBuild[] = input.values.flag('webgpu') ? ['wasm', 'jspi'] : ['wasm'];
    const wanted = pretrain
      ? [{ name: TFJS_WASM, sha256: TFJS_DIGEST, read: readTfjsFile }]
      : builds.map((build) => ({
          ...{ name: onnxFileName(build), sha256: ONNX_DIGESTS[build] },
          read: () => readOnnxFile(build),
        }));
    const files: { file: string; bytes: number; sha256: string }[] = [];
    for (const { name, sha256, read } of wanted) {
      const bytes = await read();
      try {
        mkdirSync(folder!, { recursive: true });
      } catch (error) {
        throw fileError('write', folder!, error);
      }
      const file = join(folder!, name);
      writeFile(file, bytes);
      files.push({ file, bytes: bytes.length, sha256 });
    }
    const version = pretrain ? TFJS_VERSION : ONNX_VERSION;
    const source = pretrain ? '@tensorflow/tfjs-backend-wasm' : 'onnxruntime-web';
    const lines = files.map(({ file, bytes }) => `${file}  ${bytes} bytes`);
    return {
      json: { files, version },
      text: [...lines, `from ${source} ${version}`].join('\n'),
    };
  },
};
