/**
 * Packs the demo's model into a bundle, with the command that anybody would use:
 * `insitu pack demo/model/model.json --features demo/model/spec.json`. The command runs from its
 * source, so a fresh clone needs no build before this one.
 */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const output = resolve(root, '.cache/demo-model/tw-card.insitu');

/** @returns {Promise<string>} the bundle's file. */
export async function buildModel() {
  mkdirSync(dirname(output), { recursive: true });
  const load = (file) => runnerImport(resolve(root, file), { configFile: false, root });
  const [{ module: command }, { module: packing }] = [
    await load('sdk/cli/command.ts'),
    await load('sdk/cli/pack.ts'),
  ];
  const model = resolve(root, 'demo/model/model.json');
  const spec = resolve(root, 'demo/model/spec.json');
  const parameters = [model, '-o', output, '--features', spec];
  await packing.pack.run(command.parseCommand(packing.pack, parameters));
  return output;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await buildModel());
