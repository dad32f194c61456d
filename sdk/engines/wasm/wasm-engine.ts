import { lowerColumns } from '../../lowering/columns.js';
import type { Game } from '../../lowering/game.js';
import { selectMethod } from '../../lowering/method.js';
import type { ColumnTable } from '../../model/column-table.js';
import type { Forest } from '../../model/forest.js';
import type { RiskModel } from '../../model/model.js';
import type { Engine, ExplanationMethod } from '../engine.js';
import { createReferenceEngine } from '../reference.js';
import { ForestExplainer } from './forest-explainer.js';
import { ForestScorer } from './forest-scorer.js';

/**
 * The engine of the compiled kernels. It gives the reference engine's integers, bit for bit.
 *
 * What needs no kernel is the reference engine's: additive bodies, which are sums of table entries.
 *
 * @param module - see `compileKernel`.
 * @param now - monotonic milliseconds, for `warmUp`.
 */
export function createWasmEngine(
  model: RiskModel,
  game: Game,
  now: () => number,
  module: WebAssembly.Module,
): Engine {
  const { body } = model;
  return body.kind === 'forest'
    ? new WasmForestEngine(model, body, game, now, module)
    : createReferenceEngine(model, game, now);
}

/** How rows are explained after they were scored. */
interface Explainer {
  readonly method: ExplanationMethod;
  readonly baseline: number;
  /** Whether `margins` have to be there; else they are written. */
  readonly needsMargins?: boolean;
  explain(
    table: ColumnTable,
    start: number,
    count: number,
    margins: Int32Array,
    contributions: Int32Array,
  ): void;
  warmUp(budgetMs: number): boolean;
}

class WasmForestEngine implements Engine {
  readonly name = 'wasm';
  readonly method: ExplanationMethod;
  readonly players: number;
  readonly baseline: number;
  /** Made for the first score: an explanation has the margin too. */
  #makeScorer: (() => ForestScorer) | undefined;
  #scorer: ForestScorer | undefined;
  #explainer: Explainer | undefined;

  constructor(
    model: RiskModel,
    forest: Forest,
    game: Game,
    now: () => number,
    module: WebAssembly.Module,
  ) {
    const columns = lowerColumns(model.features, forest);
    const method = selectMethod(forest, game);
    this.#makeScorer = () => new ForestScorer(module, model, forest, columns);
    // Deep trees against a background have no kernel: plain TypeScript, leaf by leaf.
    this.#explainer =
      method.kind === 'blocks' || game.against === 'training'
        ? new ForestExplainer(module, model, columns, forest, game, method, now)
        : createReferenceEngine(model, game, now);
    this.method = this.#explainer.method;
    this.players = game.players;
    this.baseline = this.#explainer.baseline;
  }

  score(table: ColumnTable, start: number, count: number, margins: Int32Array): void {
    this.#openScorer().score(table, start, count, margins);
  }

  explain(
    table: ColumnTable,
    start: number,
    count: number,
    margins: Int32Array,
    contributions: Int32Array,
  ): void {
    const explainer = this.#explainer!;
    if (explainer.needsMargins) this.#openScorer().score(table, start, count, margins);
    explainer.explain(table, start, count, margins, contributions);
  }

  warmUp(budgetMs: number): boolean {
    if (this.#explainer!.warmUp(budgetMs)) return true;
    this.#openScorer();
    return false;
  }

  /** The kernels' memories go with their instances. */
  dispose(): void {
    this.#makeScorer = undefined;
    this.#scorer = undefined;
    this.#explainer = undefined;
  }

  #openScorer(): ForestScorer {
    return (this.#scorer ??= this.#makeScorer!());
  }
}
