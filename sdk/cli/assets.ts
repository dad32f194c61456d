import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readOnnxFile } from '../runtime/node-graph.js';
import { ONNX_DIGESTS, ONNX_VERSION, onnxFileName, type OnnxBuild } from '../runtime/onnx-files.js';
import { positionalsOf, type Command } from './command.js';
import { fileError, writeFile } from './files.js';

export const assets: Command = {
  usage: 'DIR [--webgpu]',
  summary: 'copy what a page needs to run networks',
  details: `Copies the WASM of the installed onnxruntime-web ${ONNX_VERSION} into DIR (14 MB), after checking its
SHA-256. Serve DIR from the page's own origin as /insitu-assets/, or name it with the option assets
of loadModel. Pages of trees and scorecards need none of it.

  --webgpu   the build with WebGPU as well (17 MB), which engine: 'webgpu' fetches and nothing else does`,
  options: { webgpu: { type: 'boolean' } },

  async run(input) {
    const [folder] = positionalsOf(input, 'DIR');
    const builds: OnnxBuild[] = input.values.flag('webgpu') ? ['wasm', 'jspi'] : ['wasm'];
    const files: { file: string; bytes: number; sha256: string }[] = [];
    for (const build of builds) {
      const bytes = await readOnnxFile(build);
      try {
        mkdirSync(folder!, { recursive: true });
      } catch (error) {
        throw fileError('write', folder!, error);
      }
      const file = join(folder!, onnxFileName(build));
      writeFile(file, bytes);
      files.push({ file, bytes: bytes.length, sha256: ONNX_DIGESTS[build] });
    }
    const lines = files.map(({ file, bytes }) => `${file}  ${bytes} bytes`);
    return {
      json: { files, version: ONNX_VERSION },
      text: [...lines, `from onnxruntime-web ${ONNX_VERSION}`].join('\n'),
    };
  },
};
