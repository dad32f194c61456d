import { RiskError } from '../../core/errors.js';

/**
 * The outer form of `name.insitu`, format 1. All numbers are little endian.
 *
 * | offset | bytes | content |
 * |---|---|---|
 * | 0 | 6 | magic `INSITU` |
 * | 6 | 2 | format major, u16 |
 * | 8 | 4 | manifest length M, u32 |
 * | 12 | 4 | signature block length S, u32; 0 when unsigned |
 * | 16 | M | manifest: canonical JSON in UTF-8; these bytes are what is signed |
 * | | S | signature block: JSON, not signed |
 * | | | sections: raw arrays, little endian, in the order of the manifest |
 *
 * Manifest, signature block and each section begin at a multiple of 16; what lies between is
 * zero. Nothing follows the last section.
 *
 * Compatibility: a reader of format 1 reads every bundle of format major 1. What such a reader
 * must understand to compute the right number is named in the manifest's `requires`; a name it
 * does not know is refused (`BUNDLE_VERSION`). Manifest fields and sections it does not know are
 * ignored. Another major is refused (`BUNDLE_VERSION`).
 */
export const FORMAT_MAJOR = 1;

const MAGIC = [0x49, 0x4e, 0x53, 0x49, 0x54, 0x55] as const;
const HEADER_BYTES = 16;
const ALIGNMENT = 16;
const MAX_SIGNATURE_BYTES = 64 * 1024;

/** What a reader takes on before it trusts a single byte. */
export interface BundleLimits {
  /** Whole file, bytes. @defaultValue 64 MiB */
  readonly maxBytes?: number;
  /** Manifest alone, bytes. @defaultValue 4 MiB */
  readonly maxManifestBytes?: number;
}

const DEFAULT_LIMITS: Readonly<Required<BundleLimits>> = Object.freeze({
  maxBytes: 64 * 2 ** 20,
  maxManifestBytes: 4 * 2 ** 20,
});

/** A bundle cut into its parts; views of the same bytes. */
export interface BundleParts {
  readonly manifest: Uint8Array<ArrayBuffer>;
  readonly signatures: Uint8Array<ArrayBuffer>;
  /** All sections with the padding between them; begins at a multiple of 16. */
  readonly data: Uint8Array<ArrayBuffer>;
}

export function align(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

/**
 * Cuts a bundle into its parts. Looks at the header, the limits and the padding only.
 *
 * The parts are views of a private copy: what is verified cannot be changed before it is parsed.
 *
 * @throws RiskError `BUNDLE_FORMAT`, `BUNDLE_VERSION`, `BUNDLE_TOO_LARGE`.
 */
export function splitBundle(bytes: Uint8Array, limits: BundleLimits = {}): BundleParts {
  const { maxBytes, maxManifestBytes } = { ...DEFAULT_LIMITS, ...limits };
  if (bytes.length > maxBytes) throw tooLarge('bundle', maxBytes);
  if (bytes.length < HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new RiskError('BUNDLE_FORMAT', 'not a bundle: no INSITU header');
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const major = header.getUint16(6, true);
  if (major !== FORMAT_MAJOR) {
    throw new RiskError('BUNDLE_VERSION', `bundle expected format ${FORMAT_MAJOR}, got ${major}`);
  }
  const manifestBytes = header.getUint32(8, true);
  const signatureBytes = header.getUint32(12, true);
  if (manifestBytes > maxManifestBytes) throw tooLarge('manifest', maxManifestBytes);
  if (signatureBytes > MAX_SIGNATURE_BYTES) throw tooLarge('signature block', MAX_SIGNATURE_BYTES);
  const signatureStart = align(HEADER_BYTES + manifestBytes);
  const dataStart = align(signatureStart + signatureBytes);
  if (dataStart > bytes.length) throw new RiskError('BUNDLE_FORMAT', 'the bundle is cut short');
  const copy = new Uint8Array(bytes);
  assertZero(copy, HEADER_BYTES + manifestBytes, signatureStart);
  assertZero(copy, signatureStart + signatureBytes, dataStart);
  return {
    manifest: copy.subarray(HEADER_BYTES, HEADER_BYTES + manifestBytes),
    signatures: copy.subarray(signatureStart, signatureStart + signatureBytes),
    data: copy.subarray(dataStart),
  };
}

/** The inverse of {@link splitBundle}. */
export function joinBundle(parts: {
  readonly manifest: Uint8Array;
  readonly signatures: Uint8Array;
  readonly data: Uint8Array;
}): Uint8Array<ArrayBuffer> {
  const { manifest, signatures, data } = parts;
  const signatureStart = align(HEADER_BYTES + manifest.length);
  const dataStart = align(signatureStart + signatures.length);
  const bytes = new Uint8Array(dataStart + data.length);
  bytes.set(MAGIC);
  const header = new DataView(bytes.buffer);
  header.setUint16(6, FORMAT_MAJOR, true);
  header.setUint32(8, manifest.length, true);
  header.setUint32(12, signatures.length, true);
  bytes.set(manifest, HEADER_BYTES);
  bytes.set(signatures, signatureStart);
  bytes.set(data, dataStart);
  return bytes;
}

/** @throws RiskError `BUNDLE_FORMAT` when a byte of [start, end) is not zero. */
export function assertZero(bytes: Uint8Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    if (bytes[i] !== 0) throw new RiskError('BUNDLE_FORMAT', 'bundle expected zero padding');
  }
}

function tooLarge(what: string, limit: number): RiskError {
  return new RiskError('BUNDLE_TOO_LARGE', `${what} expected at most ${limit} bytes`);
}
