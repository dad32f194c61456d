import { fromBase64, toBase64 } from '../../core/bytes.js';
import { canonicalJson } from '../../core/canonical.js';
import { RiskError } from '../../core/errors.js';
import { IssueList } from '../check/issues.js';
import { list, record, text, type FieldType } from './fields.js';
import { importTrustedKey, type Signer } from './keys.js';
import { isSuiteName, SIGNING_SUITES, SUITES, type TrustedKey } from './suites.js';

const signatureFields = list(record({ suite: text, keyId: text, signature: text }), 16);

/** One entry of a bundle's signature block; `signature` is base64. */
export type SignatureEntry = FieldType<typeof signatureFields>[number];

/**
 * Reads a signature block. Entries of suites that this reader does not know are kept: they are
 * simply not verified.
 *
 * @throws RiskError `BUNDLE_FORMAT`.
 */
export function parseSignatures(block: Uint8Array): readonly SignatureEntry[] {
  if (block.length === 0) return [];
  const issues = new IssueList();
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(block));
    const entries = signatureFields.read(value, 'signatures', issues);
    if (issues.empty) return entries;
  } catch {
    // Not JSON: the same refusal as for a wrong field.
  }
  throw new RiskError('BUNDLE_FORMAT', 'signature block expected a list of signatures', {
    issues: issues.issues,
  });
}

export function writeSignatures(entries: readonly SignatureEntry[]): Uint8Array<ArrayBuffer> {
  if (entries.length === 0) return new Uint8Array(0);
  return new TextEncoder().encode(canonicalJson(entries));
}

export async function signManifest(
  manifest: Uint8Array<ArrayBuffer>,
  signer: Signer,
  crypto: SubtleCrypto,
): Promise<SignatureEntry> {
  const suite = signer.suite ?? 'ES256';
  const signature = await SIGNING_SUITES[suite].sign(signer.privateKey, manifest, crypto);
  return { suite, keyId: signer.keyId, signature: toBase64(new Uint8Array(signature)) };
}

/**
 * Looks for a signature over exactly these bytes by one of the trusted keys.
 *
 * @returns the id of the key that made it.
 * @throws RiskError `BUNDLE_SIGNATURE` when there is none, `OPTION_INVALID` for an unusable key.
 */
export async function verifyManifest(
  manifest: Uint8Array<ArrayBuffer>,
  entries: readonly SignatureEntry[],
  trust: readonly TrustedKey[],
  crypto: SubtleCrypto,
): Promise<string> {
  const trusted = await Promise.all(trust.map((key) => importTrustedKey(key, crypto)));
  let attempts = 0;
  for (const { suite, keyId, signature } of entries) {
    const key = trusted.find((candidate) => candidate.keyId === keyId && candidate.suite === suite);
    if (!key || !isSuiteName(suite)) continue;
    attempts++;
    const bytes = fromBase64(signature);
    if (bytes?.length !== SUITES[suite].signatureBytes) continue;
    const exact = bytes as Uint8Array<ArrayBuffer>;
    if (await SUITES[suite].verify(key.key, exact, manifest, crypto)) return keyId;
  }
  const why =
    entries.length === 0
      ? 'the bundle is not signed'
      : attempts === 0
        ? 'no trusted key signed the bundle'
        : 'the signature does not verify';
  throw new RiskError('BUNDLE_SIGNATURE', why);
}
