/**
 * Packs and signs the demo's model, with the commands that anybody would use:
 * `insitu keygen` and `insitu pack demo/model/model.json --features demo/model/spec.json --key`. They
 * run from their source, so a fresh clone needs no build before this one.
 *
 * The key is made afresh for every build: a signing key has no place in a repository.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const output = resolve(root, '.cache/demo-model');

/** @returns {Promise<{ bundle: Uint8Array, publicKey: JsonWebKey }>} */
export async function buildModel() {
  mkdirSync(output, { recursive: true });
  const bundle = resolve(output, 'tw-card.insitu');
  const key = resolve(output, 'signing.jwk');
  const model = resolve(root, 'demo/model/model.json');
  const spec = resolve(root, 'demo/model/spec.json');
  const run = await compileCommands(['keygen', 'pack']);
  await run('keygen', ['-o', key, '--force']);
  await run('pack', [model, '-o', bundle, '--features', spec, '--key', key]);
  const publicKey = JSON.parse(readFileSync(resolve(output, 'signing.pub.jwk'), 'utf8'));
  return { bundle: readFileSync(bundle), publicKey };
}

/** Compiles commands of the CLI from their source, with what they load when they need it. */
async function compileCommands(names) {
  const files = ['command', ...names].map((name) => [name, resolve(root, `sdk/cli/${name}.ts`)]);
  const build = await rolldown({
    input: Object.fromEntries(files),
    platform: 'node',
    external: (id) => !/^(\.|\/|[A-Za-z]:)/.test(id),
  });
  const folder = resolve(output, 'cli');
  await build.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs' });
  await build.close();
  const modules = await Promise.all(
    names.map((name) => import(pathToFileURL(resolve(folder, `${name}.mjs`)).href)),
  );
  const { parseCommand } = await import(pathToFileURL(resolve(folder, 'command.mjs')).href);
  return (name, parameters) => {
    const command = modules[names.indexOf(name)][name];
    return command.run(parseCommand(command, parameters));
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { bundle } = await buildModel();
  console.log(`${output}: ${bundle.length} bytes`);
}
