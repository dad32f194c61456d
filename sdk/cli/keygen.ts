import { generateSigningKey } from '../model/bundle/keys.js';
import { UsageError, type Command } from './command.js';
import { writeFile } from './files.js';

const OWNER_ONLY = 0o600;

export const keygen: Command = {
  usage: '-o KEY [--force]',
  summary: 'make a key pair to sign bundles with',
  details: `Writes KEY.jwk (private, readable by its owner only: keep it where only your release
process reaches it) and KEY.pub.jwk (public: give it to the pages and servers that load bundles).
ECDSA on P-256.`,
  options: { output: { type: 'string', short: 'o' }, force: { type: 'boolean' } },

  async run({ values, positionals }) {
    const output = values.text('output');
    if (!output || positionals.length > 0) throw new UsageError('expected -o KEY');
    const base = output.replace(/(\.pub)?\.jwk$/, '');
    const { privateKey, publicKey, keyId } = await generateSigningKey(crypto.subtle);
    const fresh = !values.flag('force');
    const files = { private: `${base}.jwk`, public: `${base}.pub.jwk` };
    writeFile(files.private, `${JSON.stringify(privateKey, null, 2)}\n`, {
      mode: OWNER_ONLY,
      fresh,
    });
    writeFile(files.public, `${JSON.stringify(publicKey, null, 2)}\n`, { fresh });
    return {
      json: { keyId, ...files },
      text: `key ${keyId}\nprivate  ${files.private}\npublic   ${files.public}`,
    };
  },
};
