import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const apps = fileURLToPath(new URL('apps', import.meta.url));

/** The model and the applicant that every consumer scores. */
const vector = join(root, 'test/vectors/xgboost/logistic-3.4.1');

export interface App {
  readonly folder: string;
  /** What `insitu score` says in Node of the same applicant and the same bundle. */
  readonly expected: { readonly marginInt: number; readonly points: number };
}

/** Packs the package as npm would publish it, and returns the path of the tarball. */
export function packTarball(name: string): string {
  const folder = emptyFolder(`${name}-tarball`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const parameters = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
  execFileSync(npm, parameters, { cwd: root, shell: process.platform === 'win32' });
  return join(folder, readdirSync(folder)[0]!);
}

/**
 * Makes an app that has the packed package installed, a model and an applicant to score. It lies
 * inside the repository, so that Lit is found in the repository's own `node_modules`.
 */
export function createApp(name: string, source: 'bundled' | 'static' | 'typings'): App {
  const folder = emptyFolder(name);
  const installed = join(folder, 'node_modules/insitu');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', packTarball(name), '-C', installed, '--strip-components=1']);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true }));
  cpSync(join(apps, source), folder, { recursive: true });
  if (source === 'static') {
    cpSync(join(installed, 'dist/standalone'), join(folder, 'insitu'), { recursive: true });
  }
  const assets = join(folder, source === 'static' ? '' : 'public');
  mkdirSync(assets, { recursive: true });
  return { folder, expected: prepareApplicant(installed, assets) };
}

/** Packs the model with the installed command, and scores the first row of its vector with it. */
function prepareApplicant(installed: string, assets: string): App['expected'] {
  const insitu = (...parameters: string[]) =>
    execFileSync(process.execPath, [join(installed, 'dist/cli/insitu.js'), ...parameters], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const [header, row] = readFileSync(join(vector, 'rows.csv'), 'utf8').split('\n');
  const names = header!.split(',');
  const cells = row!.split(',');
  const applicant = Object.fromEntries(
    names.map((name, index) => [name, cells[index] === '' ? null : Number(cells[index])]).slice(1),
  );
  writeFileSync(join(assets, 'applicant.json'), JSON.stringify(applicant));
  writeFileSync(join(assets, 'row.csv'), `${header}\n${row}\n`);
  const bundle = join(assets, 'model.insitu');
  insitu('pack', join(vector, 'model.json'), '-o', bundle);
  insitu('score', bundle, join(assets, 'row.csv'), '-o', join(assets, 'scored.csv'));
  const [outputHeader, output] = readFileSync(join(assets, 'scored.csv'), 'utf8').split('\n');
  const column = (name: string) =>
    Number(output!.split(',')[outputHeader!.split(',').indexOf(name)]);
  return { marginInt: column('margin_int'), points: column('points') };
}

function emptyFolder(name: string): string {
  const folder = join(root, '.cache/package', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
