/**
 * A bundler plugin that takes from ONNX Runtime's module what reaches for other files: addresses
 * relative to itself, which a consumer's bundler would follow and emit 14 MB for, and imports of a
 * computed name. Insitu hands the bytes over, so that none of it runs.
 *
 * Each cut says how often it has to occur: another version of the runtime fails the build instead
 * of passing half cut.
 */
const CUTS = [
  [/new URL\("ort-wasm-simd-threaded\.wasm",import\.meta\.url\)\.href/g, '""', 2],
  [/import\(\/\*webpackIgnore:true\*\/ \/\*@vite-ignore\*\/(\w+)\)/g, 'Promise.reject($1)', 1],
  [/import\.meta\.url/g, '""', 9],
];

const RUNTIME = /onnxruntime-web[\\/]dist[\\/]ort\.wasm\.bundle\.min\.mjs$/;

export function sealOnnx() {
  return {
    name: 'insitu:seal-onnx',
    transform(code, id) {
      if (!RUNTIME.test(id)) return undefined;
      let sealed = code;
      for (const [pattern, replacement, times] of CUTS) {
        const found = sealed.match(pattern)?.length ?? 0;
        if (found !== times)
          throw new Error(`${id}: ${pattern} occurs ${found} times, not ${times}`);
        sealed = sealed.replace(pattern, replacement);
      }
      return { code: sealed, map: null };
    },
  };
}
