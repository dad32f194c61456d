/**
 * Packs and signs the demo's model, with the commands that anybody would use:
 * `insitu keygen` and `insitu pack demo/model/model.json --features demo/model/spec.json --key`. They
 * run from their source, so a fresh clone needs no build before this one.
 *
 * The key is made afresh for every build: a signing key has no place in a repository.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const output = resolve(root, '.cache/demo-model');

/** @returns {Promise<{ bundle: Uint8Array, publicKey: JsonWebKey }>} */
export async function buildModel() {
  mkdirSync(output, { recursive: true });
  const bundle = resolve(output, 'tw-card.insitu');
  const key = resolve(output, 'signing.jwk');
  const model = resolve(root, 'demo/model/model.json');
  const spec = resolve(root, 'demo/model/spec.json');
  await run('keygen', ['-o', key, '--force']);
  await run('pack', [model, '-o', bundle, '--features', spec, '--key', key]);
  const publicKey = JSON.parse(readFileSync(resolve(output, 'signing.pub.jwk'), 'utf8'));
  return { bundle: readFileSync(bundle), publicKey };
}

/** Runs one command of the CLI, from its source. */
async function run(name, parameters) {
  const load = (file) => runnerImport(resolve(root, file), { configFile: false, root });
  const [{ module: parsing }, { module: commands }] = [
    await load('sdk/cli/command.ts'),
    await load(`sdk/cli/${name}.ts`),
  ];
  const command = commands[name];
  await command.run(parsing.parseCommand(command, parameters));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { bundle } = await buildModel();
  console.log(`${output}: ${bundle.length} bytes`);
}
