import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openOutput } from '../../sdk/cli/output.js';
import { checkOutputs } from '../../sdk/cli/outputs.js';

vi.mock('node:fs', async (original) => ({
  ...(await original<object>()),
  // As of `insitu score ... | head`.
  writeSync() {
    throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  },
}));

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'insitu-outputs-'));
  mkdirSync(at('folder'));
  writeFileSync(at('table.csv'), '');
  symlinkSync(at('table.csv'), at('link.csv'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const check = (...outputs: (string | undefined)[]): void =>
  checkOutputs(
    [{ as: 'TABLE.csv', path: at('table.csv') }],
    outputs.map((path, i) => ({ as: `output ${i}`, path: path && at(path) })),
  );

it('refuses an output that is an input, by whatever name', () => {
  for (const path of ['table.csv', 'folder/../table.csv', 'link.csv']) {
    expect(() => check(path)).toThrow('output 0 would write over TABLE.csv');
  }
});

it('refuses two outputs that are one file, there already or not', () => {
  expect(() => check('a', 'folder/../a')).toThrow('output 1 is the file of output 0');
  writeFileSync(at('there'), '');
  expect(() => check('there', 'b', 'there')).toThrow('output 2 is the file of output 0');
});

it('refuses what cannot be written', () => {
  expect(() => check('folder')).toThrow('it is a folder');
  expect(() => check('gone/a')).toThrow('no such file or folder');
  expect(() => check('table.csv/a')).toThrow('no such file or folder');
});

it('takes files that are there, files that are not, none, and devices twice', () => {
  writeFileSync(at('old'), '');
  check('old', 'new', undefined);
  const nowhere = { as: '-o', path: '/dev/null' };
  checkOutputs([nowhere], [nowhere, nowhere]);
});

it('says that nobody reads its output any more', () => {
  expect(() => openOutput(undefined).write('row')).toThrow(
    'cannot write "stdout": nobody reads it',
  );
});
