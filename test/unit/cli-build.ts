import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { readCsv } from '../../sdk/core/csv.js';

const root = resolve(import.meta.dirname, '../..');

/** What one run of the command left behind. */
export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Cli {
  /** A folder of its own, where the command runs. */
  readonly folder: string;
  run(...parameters: string[]): CliRun;
  remove(): void;
}

/** Compiles the command from source and runs it as a process of its own, as people do. */
export async function buildCli(name: string): Promise<Cli> {
  const file = join(root, '.cache/cli', `${name}.mjs`);
  const build = await rolldown({
    input: join(root, 'sdk/cli/insitu.ts'),
    platform: 'node',
    // Optional peers are not built in, and are found where the file lies.
    external: /^@tensorflow\//,
  });
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  const folder = mkdtempSync(join(tmpdir(), 'insitu-cli-'));
  return {
    folder,
    run(...parameters) {
      const run = spawnSync(process.execPath, [file, ...parameters], {
        cwd: folder,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      });
      return { code: run.status, stdout: run.stdout, stderr: run.stderr };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** A table as records. */
export function parseTable(text: string): Record<string, string>[] {
  const rows: string[][] = [];
  readCsv(text, (cells) => rows.push(cells));
  const names = rows.shift() ?? [];
  return rows.map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i]!])));
}
