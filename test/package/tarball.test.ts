import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp, packTarball } from './install.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Runs a Node program and returns what it printed; a failure shows all of it. */
async function runNode(parameters: readonly string[], folder = root): Promise<string> {
  const ended = run(process.execPath, [...parameters], { cwd: folder });
  const { stdout, stderr } = await ended.catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  const output = stdout + stderr;
  // Minified lines of a dependency would bury the message.
  if (ended.child.exitCode !== 0) throw new Error(output.replace(/^.{400,}$/gm, '...'));
  return output;
}

describe('the published package', () => {
  let folder: string;
  let installed: string;
  beforeAll(() => {
    folder = createApp('node-app', 'bundled').folder;
    installed = join(folder, 'node_modules/insitu');
  });

  it('satisfies publint', async () => {
    const output = await runNode(['node_modules/publint/src/cli.js', 'run', installed, '--strict']);
    expect(output).toContain('All good!');
  });

  it('has types that every resolver finds', async () => {
    await runNode([
      ...['node_modules/@arethetypeswrong/cli/dist/index.js', packTarball('types')],
      ...['--profile', 'esm-only', '--no-emoji', '--no-color'],
    ]);
  });

  it('has typings that compile in TypeScript, React and Vue', async () => {
    const typings = createApp('typings-app', 'typings').folder;
    await runNode([join(root, 'node_modules/typescript/bin/tsc'), '-p', typings]);
  });

  it('names every exact dependency version', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const versions = Object.values<string>({
      ...manifest.dependencies,
      ...manifest.devDependencies,
    });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('names no registry in its lock file', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const packages = Object.values<{ resolved?: string }>(lock.packages);
    expect(packages.filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  it('ships compiled code, its licence and nothing of the tests', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(files).toContain('LICENSE');
    expect(files).toContain('SECURITY.md');
    expect(files).toContain(join('dist', 'custom-elements.json'));
    expect(files.filter((file) => /(^|[\\/])test|\.test\.|\.map$|tsbuildinfo/.test(file))).toEqual(
      [],
    );
    expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
  });

  it('has one worker file without imports', () => {
    for (const name of ['score', 'gpu'].flatMap((worker) => [
      `runtime/${worker}.worker.js`,
      `standalone/${worker}.worker.js`,
    ])) {
      const text = readFileSync(join(installed, 'dist', name), 'utf8');
      expect(text).not.toMatch(/^\s*(import|export)\b/m);
    }
  });

  const paths = ['', '/components', '/node', '/fairness', '/records', '/train'];
  it.each(paths.map((path) => `insitu${path}`))(
    'touches no global when a server imports %s',
    async (entry) => {
      const output = await runNode(['--input-type=module', '--eval', watchGlobals(entry)], folder);
      expect(JSON.parse(output)).toEqual({ touched: [], exports: true });
    },
  );

  it('is seen touching a global by the same test', async () => {
    const planted = 'data:text/javascript,export const cores = globalThis.caches?.size';
    const output = await runNode(['--input-type=module', '--eval', watchGlobals(planted)], folder);
    expect(JSON.parse(output)).toEqual({ touched: ['caches'], exports: true });
  });

  it('refuses paths that are not entries', async () => {
    const script = "await import('insitu/dist/core/errors.js')";
    await expect(runNode(['--input-type=module', '--eval', script], folder)).rejects.toThrow(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    );
  });
});

/**
 * A program that imports an entry while every browser global is watched, and prints which were
 * read, and which globals are new. Lit looks for a DOM by itself: what it does is not counted.
 */
function watchGlobals(entry: string): string {
  return `
    const touched = new Set();
    const names = ['window', 'document', 'navigator', 'location', 'localStorage', 'indexedDB',
      'caches', 'Worker', 'fetch', 'XMLHttpRequest', 'customElements', 'HTMLElement', 'self'];
    for (const name of names) {
      let value = globalThis[name];
      Object.defineProperty(globalThis, name, {
        configurable: true,
        get() {
          const frames = new Error().stack.split('\\n').slice(2);
          const caller = frames.find((frame) => /(file|data|node):/.test(frame)) ?? '';
          if (!/node_modules\\/(@?lit|@lit-labs)|node:internal/.test(caller)) touched.add(name);
          return value;
        },
        set(next) {
          value = next;
        },
      });
    }
    const before = new Set(Reflect.ownKeys(globalThis));
    const module = await import(${JSON.stringify(entry)});
    const own = (key) => !before.has(key) && !/^(lit|reactive)/i.test(String(key));
    for (const key of Reflect.ownKeys(globalThis)) if (own(key)) touched.add(String(key));
    console.log(JSON.stringify({ touched: [...touched], exports: Object.keys(module).length > 0 }));
  `;
}
