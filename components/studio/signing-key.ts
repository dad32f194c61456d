/** A private key and what may be known of it. */
export interface SigningKey {
  readonly privateKey: JsonWebKey;
  readonly publicKey: JsonWebKey;
  /** First 16 hex digits of the SHA-256 of its public half, as `insitu keygen` names it. */
  readonly keyId: string;
}

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Private key files are a few hundred bytes; whatever is larger is none. */
const MAX_KEY_BYTES = 4096;

/** Makes a key to sign with, in this page. */
export async function makeSigningKey(): Promise<SigningKey> {
  const pair = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  return signingKey(await crypto.subtle.exportKey('jwk', pair.privateKey));
}

/**
 * Reads a private key file.
 *
 * @returns `undefined` where it holds no private P-256 key.
 */
export async function readSigningKey(file: Blob): Promise<SigningKey | undefined> {
  if (file.size > MAX_KEY_BYTES) return undefined;
  try {
    return await signingKey(JSON.parse(await file.text()) as JsonWebKey);
  } catch {
    return undefined;
  }
}

/** @throws whatever the platform throws at what is no key, or no pair. */
async function signingKey({ kty, crv, x, y, d }: JsonWebKey): Promise<SigningKey> {
  if (kty !== 'EC' || crv !== 'P-256' || !x || !y || !d) throw new TypeError('no private key');
  const half = { kty, crv, x, y };
  await crypto.subtle.importKey('jwk', { ...half, d }, P256, false, ['sign']);
  const imported = await crypto.subtle.importKey('jwk', half, P256, true, ['verify']);
  const spki = await crypto.subtle.exportKey('spki', imported);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', spki));
  const hex = [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0'));
  const keyId = hex.join('');
  const names = { alg: 'ES256', kid: keyId };
  return {
    privateKey: { ...half, d, ...names },
    publicKey: { ...half, ...names },
    keyId,
  };
}
