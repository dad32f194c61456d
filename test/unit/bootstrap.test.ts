import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outdatedDependency } from '../setup/bootstrap.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'insitu-clone-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const locked = {
  '': { name: 'insitu' },
  'node_modules/lit': { version: '3.0.0' },
  'node_modules/lit/node_modules/@lit/part': { version: '1.0.0' },
  'node_modules/binding-for-another-platform': { version: '1.0.0', optional: true },
};

function writeClone(installed?: Record<string, { version: string }>): void {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: locked }));
  if (!installed) return;
  for (const path of Object.keys(installed)) mkdirSync(join(root, path), { recursive: true });
  const file = join(root, 'node_modules/.package-lock.json');
  writeFileSync(file, JSON.stringify({ packages: installed }));
}

const current = {
  'node_modules/lit': { version: '3.0.0' },
  'node_modules/lit/node_modules/@lit/part': { version: '1.0.0' },
};

describe('outdatedDependency', () => {
  it('is satisfied when all is as locked, packages of other platforms aside', () => {
    writeClone(current);
    expect(outdatedDependency(root)).toBeUndefined();
  });

  it('sees a fresh clone', () => {
    writeClone();
    expect(outdatedDependency(root)).toBe('none are installed yet');
  });

  it('sees another version', () => {
    writeClone({ ...current, 'node_modules/lit': { version: '2.9.9' } });
    expect(outdatedDependency(root)).toBe('lit 3.0.0 is missing');
  });

  it('sees a folder that somebody deleted', () => {
    writeClone(current);
    rmSync(join(root, 'node_modules/lit/node_modules/@lit'), { recursive: true });
    expect(outdatedDependency(root)).toBe('@lit/part is missing');
  });
});
