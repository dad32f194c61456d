import nodeCrypto, { createHash } from 'node:crypto';

/** The public key that {@link quickCrypto} trusts, in the form of a P-256 JWK. */
export const QUICK_KEY: JsonWebKey = { kty: 'EC', crv: 'P-256', x: 'quick', y: 'key' };

const SPKI = new TextEncoder().encode('quick key');

/** Id of {@link QUICK_KEY}. */
export const QUICK_KEY_ID = sha256(SPKI).toString('hex').slice(0, 16);

/** What stands for a signature: a pure function of the manifest, 64 bytes like the real one. */
export function quickSignature(manifest: Uint8Array): Buffer {
  const half = sha256(manifest);
  return Buffer.concat([half, half.map((byte) => byte ^ 0xff)]);
}

/**
 * WebCrypto's interface with real SHA-256, in this thread, and a stand-in for signatures: WebCrypto
 * hops through a thread pool, which would make a fuzzer ten times slower. Everything around the
 * signature (its place, its block, which key is looked up) is the real code.
 */
export const quickCrypto = {
  digest: (_: unknown, bytes: Uint8Array) => Promise.resolve(sha256(bytes)),
  importKey: () => Promise.resolve({}),
  exportKey: () => Promise.resolve(SPKI),
  verify: (_: unknown, __: unknown, signature: Uint8Array, manifest: Uint8Array) =>
    Promise.resolve(quickSignature(manifest).equals(signature)),
} as unknown as SubtleCrypto;

/** Node 20.12 and later have a one-shot form that is several times faster on short inputs. */
function sha256(bytes: Uint8Array): Buffer {
  const { hash } = nodeCrypto as {
    hash?: (name: string, data: Uint8Array, as: 'buffer') => Buffer;
  };
  return hash ? hash('sha256', bytes, 'buffer') : createHash('sha256').update(bytes).digest();
}
