/**
 * A bundler plugin that takes from ONNX Runtime's module what reaches for other files: addresses
 * relative to itself, which a consumer's bundler would follow and emit 14 MB for, and imports of a
 * computed name. Insitu hands the bytes over, so that none of it runs.
 *
 * Each cut says how often it has to occur: another version of the runtime fails the build instead
 * of passing half cut.
 */
const BUILDS = [
  {
    file: 'ort.wasm.bundle.min.mjs',
    cuts: [
      [/new URL\("ort-wasm-simd-threaded\.wasm",import\.meta\.url\)\.href/g, '""', 2],
      [/import\(\/\*webpackIgnore:true\*\/ \/\*@vite-ignore\*\/(\w+)\)/g, 'Promise.reject($1)', 1],
      [/import\.meta\.url/g, '""', 9],
    ],
  },
  {
    // With WebGPU. Its device is handed over as well: a locked worker has no `navigator.gpu`, and
    // no names of the API to compare with.
    file: 'ort.jspi.bundle.min.mjs',
    cuts: [
      [/new URL\("ort-wasm-simd-threaded\.jspi\.wasm",import\.meta\.url\)\.href/g, '""', 2],
      [/import\(\/\*webpackIgnore:true\*\/ \/\*@vite-ignore\*\/(\w+)\)/g, 'Promise.reject($1)', 1],
      [/import\.meta\.url/g, '""', 9],
      [/typeof navigator>"u"\|\|!navigator\.gpu/g, '!1', 1],
      [/typeof GPUDevice<"u"&&(\w+)\.device instanceof GPUDevice/g, '$1.device', 1],
      [/([\w.]+) instanceof (GPU\w+Error)/g, '$1.constructor.name==="$2"', 6],
    ],
  },
];

export function sealOnnx() {
  return {
    name: 'insitu:seal-onnx',
    transform(code, id) {
      const build = BUILDS.find(
        ({ file }) => id.endsWith(file) && /onnxruntime-web[\\/]dist/.test(id),
      );
      if (!build) return undefined;
      let sealed = code;
      for (const [pattern, replacement, times] of build.cuts) {
        const found = sealed.match(pattern)?.length ?? 0;
        if (found !== times)
          throw new Error(`${id}: ${pattern} occurs ${found} times, not ${times}`);
        sealed = sealed.replace(pattern, replacement);
      }
      return { code: sealed, map: null };
    },
  };
}
