/**
 * A bundler plugin that fits tfjs into a locked worker of one file: what reaches for other files, for
 * Node or for names that the lock deletes is cut or written out. Insitu hands the WASM's bytes and the
 * GPU's device over.
 *
 * As in `seal-onnx.mjs`, each cut says how often it has to occur, so that another version fails the
 * build instead of passing half cut.
 */
const USAGE = {
  ...{ MAP_READ: 1, MAP_WRITE: 2, COPY_SRC: 4, COPY_DST: 8 },
  ...{ UNIFORM: 64, STORAGE: 128, QUERY_RESOLVE: 512 },
};
const usage = [/\bGPUBufferUsage\.(\w+)/g, (_, name) => String(USAGE[name])];

/** Imports by name can be left out one by one; a namespace that is taken apart cannot. */
function importShared(names) {
  return `import {${names.replaceAll(':', ' as')}} from '@tensorflow/tfjs-backend-cpu/dist/shared';`;
}

const FILES = [
  // The threaded build, which makes workers from blobs.
  {
    file: 'tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js',
    whole: 'export default undefined;',
  },
  {
    file: 'tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js',
    whole: "export const wasmWorkerContents = '';",
  },
  { file: 'tfjs-core/dist/platforms/platform_node.js', whole: 'export {};' },
  // Nothing here uses an optimizer of tfjs, saves a model of it or loads one.
  { file: 'tfjs-core/dist/index.js', cuts: [[/^registerOptimizers\(\);/gm, '', 1]] },
  {
    file: 'tfjs-core/dist/platforms/platform_browser.js',
    cuts: [[/ModelStoreManagerRegistry\.registerManager\([^;]*;/g, '', 2]],
  },
  {
    file: 'tfjs-backend-webgpu/dist/kernel_utils/shared.js',
    cuts: [
      [/^import \* as shared .*$/gm, '', 1],
      [/const \{([^}]*)\} = shared;/g, (_, names) => importShared(names), 1],
    ],
  },
  {
    file: 'tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js',
    cuts: [
      [/typeof process=="object"&&typeof process\.versions=="object"[^;]*;/g, 'false;', 1],
      [/require\("(fs|path)"\)/g, '{}', 2],
      [/typeof fetch=="function"/g, 'false', 2],
      [/\bfetch\(/g, 'Promise.reject(', 2],
    ],
  },
  {
    file: 'tfjs-backend-webgpu/dist/backend_webgpu.js',
    cuts: [
      [...usage, 20],
      [/\bGPUMapMode\.READ/g, '1', 2],
      [/\bGPUTextureUsage\.COPY_DST/g, '2', 1],
      [/([\w.]+) instanceof (GPU\w+)/g, "$1.constructor.name === '$2'", 4],
    ],
  },
  {
    file: 'tfjs-backend-webgpu/dist/webgpu_util.js',
    cuts: [[/return !!\(typeof globalThis[^;]*;/g, 'return true;', 1]],
  },
];

/** Whose notice (Google LLC, Apache-2.0) stands for those of all files, which differ in the year alone. */
const NOTICE = 'tfjs-core/dist/engine.js';

export function sealTfjs() {
  return {
    name: 'insitu:seal-tfjs',
    transform(code, id) {
      const path = id.replaceAll('\\', '/');
      if (!path.includes('/@tensorflow/tfjs-')) return undefined;
      const sealed = FILES.find(({ file }) => path.endsWith(`@tensorflow/${file}`));
      if (sealed?.whole !== undefined) return { code: sealed.whole, map: null };
      // The map in a file's last line quotes its source.
      let text = code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
      if (!path.endsWith(NOTICE)) text = text.replace(/\/\*\*\s*\* @license[\s\S]*?\*\//g, '');
      for (const [pattern, replacement, times] of sealed?.cuts ?? []) {
        const found = text.match(pattern)?.length ?? 0;
        if (found !== times)
          throw new Error(`${id}: ${pattern} occurs ${found} times, not ${times}`);
        text = text.replace(pattern, replacement);
      }
      const moduleSideEffects = path.includes('/tfjs-core/dist/io/') ? false : undefined;
      return { code: text, map: null, moduleSideEffects };
    },
  };
}
