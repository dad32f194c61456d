import { readFile } from 'node:fs/promises';
import { describe } from 'vitest';
import { contracts } from './contracts.js';
import type { Environment } from './environment.js';

const environment: Environment = {
  place: 'node',
  readFile: async (path) => new Uint8Array(await readFile(new URL(`../${path}`, import.meta.url))),
};

for (const [name, contract] of contracts) describe(name, () => contract(environment));
