import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ONNX_FILES, ONNX_VERSION } from '../runtime/onnx-files.js';
import { readOnnxFile } from '../runtime/node-graph.js';
import { positionalsOf, type Command } from './command.js';
import { fileError, writeFile } from './files.js';

export const assets: Command = {
  usage: 'DIR',
  summary: 'copy what a page needs to run networks',
  details: `Copies the WASM of the installed onnxruntime-web ${ONNX_VERSION} into DIR (14 MB), after checking its
SHA-256. Serve DIR from the page's own origin as /insitu-assets/, or name it with the option assets
of loadModel. Pages of trees and scorecards need none of it.`,
  options: {},

  async run(input) {
    const [folder] = positionalsOf(input, 'DIR');
    const { name, sha256 } = ONNX_FILES.wasm;
    const bytes = await readOnnxFile('wasm');
    try {
      mkdirSync(folder!, { recursive: true });
    } catch (error) {
      throw fileError('write', folder!, error);
    }
    const file = join(folder!, name);
    writeFile(file, bytes);
    return {
      json: { files: [{ file, bytes: bytes.length, sha256 }], version: ONNX_VERSION },
      text: `${file}  ${bytes.length} bytes, onnxruntime-web ${ONNX_VERSION}`,
    };
  },
};
