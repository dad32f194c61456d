import { fromBase64, toHex } from '../../core/bytes.js';
import { RiskError } from '../../core/errors.js';
import { SIGNING_SUITES, SUITES, type SuiteName, type TrustedKey } from './suites.js';

/** A public key that bundles may be signed by. */
export interface VerifyingKey {
  readonly suite: SuiteName;
  /** First 16 hex digits of the SHA-256 of the key's SPKI: names a key, and proves nothing. */
  readonly keyId: string;
  readonly key: CryptoKey;
}

/** What signs a bundle. */
export interface Signer {
  /** @defaultValue 'ES256' */
  readonly suite?: SuiteName;
  readonly privateKey: CryptoKey;
  readonly keyId: string;
}

const SUITE_NAMES = Object.keys(SUITES) as SuiteName[];

/**
 * Reads a public key.
 *
 * @throws RiskError `OPTION_INVALID` for anything else, a private key included.
 */
export async function importTrustedKey(
  key: TrustedKey,
  crypto: SubtleCrypto,
): Promise<VerifyingKey> {
  if (typeof key !== 'string' && key.d !== undefined) {
    throw new RiskError('OPTION_INVALID', '"trust" expected a public key, got a private one');
  }
  const encoded = typeof key === 'string' ? fromBase64(key.trim()) : key;
  for (const suite of SUITE_NAMES) {
    if (!encoded) break;
    const { accepts, importPublic } = SUITES[suite];
    if (!(encoded instanceof Uint8Array) && !accepts(encoded)) continue;
    try {
      const imported = await importPublic(encoded as Uint8Array<ArrayBuffer>, crypto);
      return { suite, key: imported, keyId: await keyIdOf(imported, crypto) };
    } catch {
      // Not a key of this suite; the last word is below.
    }
  }
  throw new RiskError(
    'OPTION_INVALID',
    '"trust" expected public keys: P-256, as JWK or SPKI base64',
  );
}

/**
 * Reads a private key as {@link generateSigningKey} made it. The key cannot be exported again.
 *
 * @throws RiskError `OPTION_INVALID`.
 */
export async function importSigner(jwk: JsonWebKey, crypto: SubtleCrypto): Promise<Signer> {
  const suite = SUITE_NAMES.find((name) => SUITES[name].accepts(jwk) && jwk.d !== undefined);
  try {
    if (suite) {
      const privateKey = await SIGNING_SUITES[suite].importPrivate(jwk, crypto);
      const publicKey = await SUITES[suite].importPublic(jwk, crypto);
      return { suite, privateKey, keyId: await keyIdOf(publicKey, crypto) };
    }
  } catch {
    // Falls through: whatever the platform says would not name our option.
  }
  throw new RiskError('OPTION_INVALID', '"key" expected a private P-256 key as JWK');
}

/** Makes a key pair to sign bundles with. */
export async function generateSigningKey(
  crypto: SubtleCrypto,
  suite: SuiteName = 'ES256',
): Promise<{ privateKey: JsonWebKey; publicKey: JsonWebKey; keyId: string }> {
  const pair = await SIGNING_SUITES[suite].generate(crypto);
  const { kty, crv, x, y, d } = await crypto.exportKey('jwk', pair.privateKey);
  const keyId = await keyIdOf(pair.publicKey, crypto);
  const publicKey = { kty, crv, x, y, alg: suite, kid: keyId } as JsonWebKey;
  return { privateKey: { ...publicKey, d: d! }, publicKey, keyId };
}

async function keyIdOf(key: CryptoKey, crypto: SubtleCrypto): Promise<string> {
  const spki = await crypto.exportKey('spki', key);
  const digest = await crypto.digest('SHA-256', spki);
  return toHex(new Uint8Array(digest)).slice(0, 16);
}
