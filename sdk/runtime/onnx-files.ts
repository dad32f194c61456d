import { toHex } from '../core/bytes.js';
import { RiskError } from '../core/errors.js';

/** The version of onnxruntime-web that the workers carry. Its parts fit no other version's. */
export const ONNX_VERSION = '1.30.0';

/**
 * The files of onnxruntime-web that are not part of a worker, by name, with their SHA-256. Written
 * down rather than taken from what is installed: so a build cannot bless a file that was changed.
 */
export const ONNX_FILES: Readonly<
  Record<'wasm', { readonly name: string; readonly sha256: string }>
> = {
  wasm: {
    name: 'ort-wasm-simd-threaded.wasm',
    sha256: '3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2',
  },
};

/** @throws RiskError `ASSET_INTEGRITY` when the bytes are not those of the file. */
export async function assertOnnxFile(
  { name, sha256 }: (typeof ONNX_FILES)['wasm'],
  bytes: Uint8Array,
  crypto: SubtleCrypto,
): Promise<void> {
  const digest = await crypto.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  if (toHex(new Uint8Array(digest)) === sha256) return;
  throw new RiskError(
    'ASSET_INTEGRITY',
    `"${name}" expected the file of onnxruntime-web ${ONNX_VERSION}; "insitu assets" copies it`,
    { path: name },
  );
}
