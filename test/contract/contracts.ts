/// <reference types="vite/client" />
import type { Contract } from './environment.js';

const modules = import.meta.glob<{ contract: Contract }>('./*.contract.ts', { eager: true });

/** Every contract suite in this folder, by its name. */
export const contracts: ReadonlyMap<string, Contract> = new Map(
  Object.entries(modules).map(([path, { contract }]) => [
    path.slice('./'.length, -'.contract.ts'.length),
    contract,
  ]),
);
