import type { TrustedKey } from '../model/bundle/suites.js';
import { readJson, readText } from './files.js';

/** A public key from a file: JWK, PEM (`BEGIN PUBLIC KEY`), or base64 of an SPKI. */
export function readPublicKey(path: string): TrustedKey {
  const text = readText(path).trim();
  if (text.startsWith('{')) return readJson(path) as JsonWebKey;
  return text.replace(/-----(BEGIN|END) PUBLIC KEY-----/g, '').replace(/\s+/g, '');
}

/** A private key as `insitu keygen` writes it. Its content is checked where it is imported. */
export function readPrivateKey(path: string): JsonWebKey {
  return readJson(path) as JsonWebKey;
}
