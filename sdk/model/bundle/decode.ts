import { toHex } from '../../core/bytes.js';
import { assertNone, findIssues } from '../build.js';
import type { RiskModel } from '../model.js';
import { ADVICE_READER, type AdviceReader } from './advice-coding.js';
import { splitBundle, type BundleLimits } from './layout.js';
import { parseManifest, parseModelFields, REQUIRES_NETWORK, type Manifest } from './manifest.js';
import { readModel } from './model-coding.js';
import { NETWORK_READER, type NetworkReader } from './network-coding.js';
import { assertDigests, assertSectionLayout, SectionReader } from './section-reader.js';
import { parseSignatures, verifyManifest, type SignatureEntry } from './signature.js';
import type { TrustedKey } from './suites.js';

export interface DecodeOptions {
  /** WebCrypto, for digests and signatures. */
  readonly crypto: SubtleCrypto;
  /** When given, one of these keys must have signed the bundle; an empty list trusts nobody. */
  readonly trust?: readonly TrustedKey[];
  readonly limits?: BundleLimits;
}

export interface DecodedBundle {
  readonly model: RiskModel;
  /** SHA-256 of the manifest's bytes, hex: the model's identity. */
  readonly digest: string;
  /** `unverified`: there are signatures, and the caller named nobody to trust. */
  readonly signature: 'verified' | 'unverified' | 'none';
  /** Id of the trusted key that signed; only when verified. */
  readonly signedBy: string | undefined;
  /** Size of the file. */
  readonly bytes: number;
}

/**
 * Opens a bundle. In this order: header and limits; the signature over the raw manifest, when
 * trust is given; the manifest; every section's digest; the fields; the whole model's structure.
 * So nothing is parsed before what vouches for it has been checked.
 *
 * Safe on hostile bytes: refuses with a coded error, in time and memory linear in the file's size.
 *
 * @throws RiskError `BUNDLE_FORMAT`, `BUNDLE_VERSION`, `BUNDLE_TOO_LARGE`, `BUNDLE_SIGNATURE`,
 * `BUNDLE_DIGEST`, `MODEL_INVALID`.
 * @example
 * const { model, digest } = await decodeBundle(bytes, { crypto: crypto.subtle, trust: [bankKey] });
 */
export function decodeBundle(bytes: Uint8Array, options: DecodeOptions): Promise<DecodedBundle> {
  return decode(bytes, options, NETWORK_READER, ADVICE_READER);
}

/**
 * The same for the worker that only scores and explains trees and tables, without the weight of what
 * it has no use for. A network is refused with `BUNDLE_VERSION` and an issue of code `REQUIRES` that
 * got `network`; recourse rules and disclosure are neither read nor checked.
 */
export function decodeRules(bytes: Uint8Array, options: DecodeOptions): Promise<DecodedBundle> {
  return decode(bytes, options);
}

async function decode(
  bytes: Uint8Array,
  options: DecodeOptions,
  networks?: NetworkReader,
  advice?: AdviceReader,
): Promise<DecodedBundle> {
  const { crypto, trust, limits } = options;
  const parts = splitBundle(bytes, limits);
  const entries = parseSignatures(parts.signatures);
  const signedBy = trust && (await verifyManifest(parts.manifest, entries, trust, crypto));
  const manifest = parseManifest(parts.manifest, networks ? [REQUIRES_NETWORK] : []);
  assertSectionLayout(manifest.sections, parts.data);
  await assertDigests(manifest.sections, parts.data, crypto);
  const model = readModel(
    parseModelFields(manifest, networks, advice),
    new SectionReader(manifest.sections, parts.data),
    networks,
  );
  assertNone(findIssues(model, networks?.check, advice?.check));
  const digest = toHex(new Uint8Array(await crypto.digest('SHA-256', parts.manifest)));
  const signature = signedBy ? 'verified' : entries.length > 0 ? 'unverified' : 'none';
  return { model, digest, signature, signedBy, bytes: bytes.length };
}

/** What a file says of itself. Neither digests nor signatures are verified. */
export interface BundleSummary extends Manifest {
  readonly signatures: readonly SignatureEntry[];
  readonly manifestBytes: number;
  readonly bytes: number;
}

/**
 * Reads the frame of a bundle, to look into it. Do not score with what this returns.
 *
 * @throws RiskError `BUNDLE_FORMAT`, `BUNDLE_VERSION`, `BUNDLE_TOO_LARGE`.
 */
export function readManifest(bytes: Uint8Array, limits?: BundleLimits): BundleSummary {
  const parts = splitBundle(bytes, limits);
  const manifest = parseManifest(parts.manifest, [REQUIRES_NETWORK]);
  assertSectionLayout(manifest.sections, parts.data);
  return {
    ...manifest,
    signatures: parseSignatures(parts.signatures),
    manifestBytes: parts.manifest.length,
    bytes: bytes.length,
  };
}
