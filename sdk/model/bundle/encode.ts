import { assertModel } from '../build.js';
import type { RiskModel } from '../model.js';
import type { Signer } from './keys.js';
import { joinBundle, splitBundle } from './layout.js';
import { writeManifest } from './manifest.js';
import { writeModel } from './model-coding.js';
import { SectionWriter } from './section-writer.js';
import { parseSignatures, signManifest, writeSignatures } from './signature.js';

export interface EncodeOptions {
  /** WebCrypto, for digests and signatures. */
  readonly crypto: SubtleCrypto;
  /** Who signs; the bundle is unsigned without. */
  readonly signers?: readonly Signer[];
}

/**
 * Packs a model into the bytes of a `.insitu` file. The same model gives the same manifest, and so
 * the same identity; only signatures differ from run to run.
 *
 * @throws RiskError `MODEL_INVALID` with every issue at once.
 * @throws TypeError when the card holds what JSON cannot carry.
 * @example
 * const bytes = await encodeBundle(model, { crypto: crypto.subtle });
 */
export async function encodeBundle(
  model: RiskModel,
  options: EncodeOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { crypto, signers = [] } = options;
  assertModel(model);
  const writer = new SectionWriter();
  const fields = writeModel(model, writer);
  const { entries, data } = await writer.finish(crypto);
  const manifest = writeManifest(fields, entries, writer.requires);
  let bytes = joinBundle({ manifest, signatures: new Uint8Array(0), data });
  for (const signer of signers) bytes = await signBundle(bytes, signer, crypto);
  return bytes;
}

/**
 * Adds a signature to a bundle, or replaces the one by the same key. Nothing else changes: the
 * model keeps its identity, and other signatures stay valid.
 *
 * @throws RiskError `BUNDLE_FORMAT` and others when the bytes are not a bundle.
 */
export async function signBundle(
  bytes: Uint8Array,
  signer: Signer,
  crypto: SubtleCrypto,
): Promise<Uint8Array<ArrayBuffer>> {
  const { manifest, signatures, data } = splitBundle(bytes);
  const others = parseSignatures(signatures).filter((entry) => entry.keyId !== signer.keyId);
  const entries = [...others, await signManifest(manifest, signer, crypto)];
  return joinBundle({ manifest, signatures: writeSignatures(entries), data });
}
