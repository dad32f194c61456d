/** A public key as a page or a server holds it: JWK, or base64 of its SPKI DER. */
export type TrustedKey = JsonWebKey | string;

/**
 * One way to verify. Suites that WebCrypto lacks (SM2) bring their own functions; a key is whatever
 * their own `import...` returned.
 */
export interface SignatureSuite {
  readonly signatureBytes: number;
  /** Whether a JWK is of this suite. */
  accepts(jwk: JsonWebKey): boolean;
  /** Rejects when the key is not of this suite. */
  importPublic(key: JsonWebKey | Uint8Array<ArrayBuffer>, crypto: SubtleCrypto): Promise<CryptoKey>;
  verify(key: CryptoKey, signature: Bytes, bytes: Bytes, crypto: SubtleCrypto): Promise<boolean>;
}

/** The other side of a suite: apart, so that a page which only verifies does not load it. */
export interface SigningSuite {
  importPrivate(jwk: JsonWebKey, crypto: SubtleCrypto): Promise<CryptoKey>;
  generate(crypto: SubtleCrypto): Promise<CryptoKeyPair>;
  sign(key: CryptoKey, bytes: Bytes, crypto: SubtleCrypto): Promise<ArrayBuffer>;
}

export type SuiteName = 'ES256';
type Bytes = Uint8Array<ArrayBuffer>;

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ECDSA_SHA256 = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** ECDSA on P-256 with SHA-256; signatures are r || s, 64 bytes (RFC 7518, section 3.4). */
const es256: SignatureSuite = {
  signatureBytes: 64,
  accepts: (jwk) => jwk.kty === 'EC' && jwk.crv === 'P-256',
  importPublic(key, crypto) {
    if (key instanceof Uint8Array) return crypto.importKey('spki', key, P256, true, ['verify']);
    // Only what makes the key: `key_ops` or `use` of other tools would make the import fail.
    const { kty, crv, x, y } = key;
    return crypto.importKey('jwk', { kty, crv, x, y } as JsonWebKey, P256, true, ['verify']);
  },
  verify: (key, signature, bytes, crypto) => crypto.verify(ECDSA_SHA256, key, signature, bytes),
};

/** The suites this reader knows, by the name they have in a signature block. */
export const SUITES: Readonly<Record<SuiteName, SignatureSuite>> = { ES256: es256 };

export const SIGNING_SUITES: Readonly<Record<SuiteName, SigningSuite>> = {
  ES256: {
    importPrivate(jwk, crypto) {
      const { kty, crv, x, y, d } = jwk;
      return crypto.importKey('jwk', { kty, crv, x, y, d } as JsonWebKey, P256, false, ['sign']);
    },
    generate: (crypto) => crypto.generateKey(P256, true, ['sign', 'verify']),
    sign: (key, bytes, crypto) => crypto.sign(ECDSA_SHA256, key, bytes),
  },
};

export function isSuiteName(name: string): name is SuiteName {
  return Object.hasOwn(SUITES, name);
}
