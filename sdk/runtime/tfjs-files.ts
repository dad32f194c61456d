import { toHex } from '../core/bytes.js';
import { RiskError } from '../core/errors.js';

/** The version of tfjs that the worker for pre-training carries. Its WASM fits no other version's. */
export const TFJS_VERSION = '4.22.0';

/**
 * The single-thread build with SIMD. The threaded one makes workers from blobs, and hangs without a
 * word under a policy that refuses them.
 */
export const TFJS_WASM = 'tfjs-backend-wasm-simd.wasm';

/** Its SHA-256, written down rather than taken from what is installed, as for ONNX Runtime. */
export const TFJS_DIGEST = '77ebb28a6d34f371dbbf2086b7f2de8994acd8ea5a3cf1fa24d2c26c840cac7b';

/** @throws RiskError `ASSET_INTEGRITY` when the bytes are not those of the file. */
export async function assertTfjsFile(bytes: Uint8Array, crypto: SubtleCrypto): Promise<void> {
  const digest = await crypto.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  if (toHex(new Uint8Array(digest)) === TFJS_DIGEST) return;
  throw new RiskError(
    'ASSET_INTEGRITY',
    `"${TFJS_WASM}" expected the file of @tensorflow/tfjs-backend-wasm ${TFJS_VERSION}; "insitu assets --pretrain" copies it`,
    { path: TFJS_WASM },
  );
}
