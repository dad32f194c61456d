import { contracts } from '../../contract/contracts.js';
import type { Environment } from '../../contract/environment.js';
import { describe, runCollected, type Listener } from './vitest-in-page.js';

/** Runs every contract suite in this page or worker, one test after the other. */
export async function runContracts(place: 'page' | 'worker', listener: Listener): Promise<void> {
  const environment: Environment = {
    place,
    readFile: async (path) => {
      const response = await fetch(`/files/${path}`);
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
  };
  describe(place, () => {
    for (const [name, contract] of contracts) describe(name, () => contract(environment));
  });
  await runCollected(listener);
}
