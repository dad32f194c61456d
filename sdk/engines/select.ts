import type { Game } from '../lowering/game.js';
import type { RiskModel } from '../model/model.js';
import type { Engine } from './engine.js';
import { createReferenceEngine } from './reference.js';
import { compileKernel, type KernelChoice } from './wasm/kernel.js';
import { createWasmEngine } from './wasm/wasm-engine.js';

/** Engines of a thread: single rows and batches. */
type WantedEngine = 'auto' | EngineChoice['name'];

/** The engine that the plan chose, and why not another. */
export interface EngineChoice {
  readonly name: 'reference' | 'wasm';
  /** Why not the first choice, in plain words; empty when nothing fell back. */
  readonly reasons: readonly string[];
  create(model: RiskModel, game: Game, now: () => number): Engine;
}

/** Compiles the kernels unless they are not wanted, and chooses. */
export async function selectEngine(wanted: WantedEngine): Promise<EngineChoice> {
  return chooseEngine(wanted, wanted === 'reference' ? undefined : await compileKernel());
}

/**
 * The choice itself, as a pure function: the kernels where they run and are wanted, else plain
 * TypeScript, which gives the same numbers more slowly; then the reasons say why.
 *
 * @param kernel - what came of compiling the kernels; `undefined` when nobody asked.
 */
export function chooseEngine(wanted: WantedEngine, kernel: KernelChoice | undefined): EngineChoice {
  if (wanted === 'reference' || !kernel) {
    return { name: 'reference', reasons: [], create: createReferenceEngine };
  }
  const { module } = kernel;
  if (!module) {
    return { name: 'reference', reasons: [kernel.reason], create: createReferenceEngine };
  }
  return {
    name: 'wasm',
    reasons: [],
    create: (model, game, now) => createWasmEngine(model, game, now, module),
  };
}
