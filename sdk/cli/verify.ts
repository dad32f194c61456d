import { decodeBundle } from '../model/bundle/decode.js';
import { positionalsOf, UsageError, type Command } from './command.js';
import { readBytes } from './files.js';
import { readPublicKey } from './key-files.js';

export const verify: Command = {
  usage: 'B.insitu --trust PUB [--trust PUB...]',
  summary: 'check who signed a bundle, and that it is whole',
  details: `Checks the signature, every section's digest and the whole model's structure. PUB is a
public key: JWK, PEM or base64 of its SPKI. With several, one of them must have signed.
Exit code 0 says that all holds.`,
  options: { trust: { type: 'string', multiple: true } },

  async run(input) {
    const [file] = positionalsOf(input, 'B.insitu');
    const trust = input.values.texts('trust').map(readPublicKey);
    if (trust.length === 0) throw new UsageError('expected --trust PUB');
    const options = { crypto: crypto.subtle, trust };
    const { digest, signedBy, model } = await decodeBundle(readBytes(file!), options);
    return {
      json: { verified: true, signedBy, digest, name: model.name, version: model.version },
      text: `verified  ${model.name} ${model.version}\nsigned by ${signedBy}\ndigest    ${digest}`,
    };
  },
};
