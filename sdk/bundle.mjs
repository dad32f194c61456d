import { rolldown } from 'rolldown';
import { sealOnnx } from './seal-onnx.mjs';
import { sealTfjs } from './seal-tfjs.mjs';

/**
 * Bundles one entry and everything it imports into a single ES module, for browsers.
 *
 * @param {string} input - path of the entry.
 * @param {{ minify: boolean, apart?: readonly string[] }} options - `apart`: imports, as they are
 *   written, to leave as they are.
 */
export async function bundle(input, { minify, apart = [] }) {
  const build = await rolldown({
    input,
    // The worker measures the policy it runs under by importing an empty data: URL.
    external: [/^data:/, ...apart],
    platform: 'browser',
    plugins: [sealOnnx(), sealTfjs()],
    transform: { target: 'es2022' },
    // Reading a property or naming a global does nothing here: no getters, no polyfills to wait for.
    treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false },
  });
  const { output } = await build.generate({
    format: 'esm',
    minify,
    codeSplitting: false,
    // Marks for other bundlers, which what is minified does not meet again.
    comments: { annotation: !minify, legal: true },
  });
  await build.close();
  if (output.length !== 1) throw new Error(`${input} does not fit into one module`);
  return output[0];
}
