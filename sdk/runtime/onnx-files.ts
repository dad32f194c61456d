import { toHex } from '../core/bytes.js';
import { RiskError } from '../core/errors.js';

/** The version of onnxruntime-web that the workers carry. Its parts fit no other version's. */
export const ONNX_VERSION = '1.30.0';

/** The two builds of onnxruntime-web: without a GPU, and with one. */
export type OnnxBuild = 'wasm' | 'jspi';

/**
 * SHA-256 of the builds' WASM. Written down rather than taken from what is installed: so a build
 * cannot bless a file that was changed.
 */
export const ONNX_DIGESTS: Readonly<Record<OnnxBuild, string>> = {
  wasm: '3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2',
  jspi: 'a54c76f86b0f0d9572380cf1c6292a7b3903716ffcbcd6b0e5c7050bf430eb93',
};

/** The name of a build's WASM, in the package and in the folder that a page serves. */
export function onnxFileName(build: OnnxBuild): string {
  return `ort-wasm-simd-threaded${build === 'jspi' ? '.jspi' : ''}.wasm`;
}

/** @throws RiskError `ASSET_INTEGRITY` when the bytes are not those of the build's file. */
export async function assertOnnxFile(
  build: OnnxBuild,
  bytes: Uint8Array,
  crypto: SubtleCrypto,
): Promise<void> {
  const digest = await crypto.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  if (toHex(new Uint8Array(digest)) === ONNX_DIGESTS[build]) return;
  const name = onnxFileName(build);
  throw new RiskError(
    'ASSET_INTEGRITY',
    `"${name}" expected the file of onnxruntime-web ${ONNX_VERSION}; "insitu assets" copies it`,
    { path: name },
  );
}
