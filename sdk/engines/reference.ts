import { RiskError } from '../core/errors.js';
import { explainAdditive, planAdditive, type AdditivePlan } from '../lowering/additive.js';
import type { Game } from '../lowering/game.js';
import type { Additive } from '../model/additive.js';
import type { ColumnTable } from '../model/column-table.js';
import type { Feature } from '../model/feature.js';
import type { Forest } from '../model/forest.js';
import type { RiskModel } from '../model/model.js';
import type { Engine, ExplanationMethod } from './engine.js';
import { createRowExplainer, type RowExplainer } from './reference-explainers.js';
import { readBins, spread } from './rows.js';
import { Splits } from './splits.js';

/**
 * The engine in plain TypeScript: the oracle that the others are tested against, and the fallback
 * where WebAssembly is refused. It scores from the model as it is, by `binOf` and `goesLeft`,
 * without the lowered form that kernels use.
 *
 * @param now - monotonic milliseconds, for `warmUp`.
 */
export function createReferenceEngine(model: RiskModel, game: Game, now: () => number): Engine {
  const { body } = model;
  switch (body.kind) {
    case 'forest':
      return new ReferenceForestEngine(model, body, createRowExplainer(model, body, game, now));
    case 'additive':
      return new ReferenceAdditiveEngine(model, body, game);
    case 'network':
      throw new RiskError('INTERNAL', 'networks have an engine of their own');
  }
}

class ReferenceForestEngine implements Engine {
  readonly name = 'reference';
  readonly method: ExplanationMethod;
  readonly players: number;
  readonly baseline: number;
  readonly #features: readonly Feature[];
  readonly #intercept: number;
  readonly #splits: Splits;
  readonly #explainer: RowExplainer;
  readonly #bins: Uint16Array;
  readonly #row: Int32Array;

  constructor(model: RiskModel, forest: Forest, explainer: RowExplainer) {
    this.method = explainer.method;
    this.players = explainer.players;
    this.baseline = explainer.baseline;
    this.#features = model.features;
    this.#intercept = model.intercept;
    this.#splits = new Splits(model.features, forest);
    this.#explainer = explainer;
    this.#bins = new Uint16Array(model.features.length);
    this.#row = new Int32Array(this.players);
  }

  score(table: ColumnTable, start: number, count: number, margins: Int32Array): void {
    for (let row = 0; row < count; row++) {
      readBins(this.#features, table, start + row, this.#bins);
      margins[row] = this.#intercept + this.#splits.sum(this.#bins);
    }
    this.#bins.fill(0);
  }

  explain(
    table: ColumnTable,
    start: number,
    count: number,
    margins: Int32Array,
    contributions: Int32Array,
  ): void {
    for (let row = 0; row < count; row++) {
      readBins(this.#features, table, start + row, this.#bins);
      const margin = this.#intercept + this.#splits.sum(this.#bins);
      margins[row] = margin;
      this.#explainer.explain(this.#bins, margin, this.#row);
      spread(this.#row, contributions, row, count);
    }
    this.#bins.fill(0);
  }

  warmUp(budgetMs: number): boolean {
    return this.#explainer.warmUp(budgetMs);
  }

  dispose(): void {
    this.#bins.fill(0);
    this.#row.fill(0);
  }
}

class ReferenceAdditiveEngine implements Engine {
  readonly name = 'reference';
  readonly method = 'additive';
  readonly players: number;
  readonly baseline: number;
  readonly #features: readonly Feature[];
  readonly #plan: AdditivePlan;
  readonly #bins: Uint16Array;
  readonly #row: Int32Array;

  constructor(model: RiskModel, body: Additive, game: Game) {
    this.#features = model.features;
    this.#plan = planAdditive(body, model.features, game, model.intercept);
    this.#bins = new Uint16Array(model.features.length);
    this.#row = new Int32Array(game.players);
    this.players = game.players;
    this.baseline = this.#plan.baseline;
  }

  score(table: ColumnTable, start: number, count: number, margins: Int32Array): void {
    for (let row = 0; row < count; row++) margins[row] = this.#explain(table, start + row);
    this.#bins.fill(0);
  }

  explain(
    table: ColumnTable,
    start: number,
    count: number,
    margins: Int32Array,
    contributions: Int32Array,
  ): void {
    for (let row = 0; row < count; row++) {
      margins[row] = this.#explain(table, start + row);
      spread(this.#row, contributions, row, count);
    }
    this.#bins.fill(0);
  }

  warmUp(): boolean {
    return false;
  }

  dispose(): void {
    this.#bins.fill(0);
    this.#row.fill(0);
  }

  /** Contributions of one row; they and the baseline are its margin. */
  #explain(table: ColumnTable, row: number): number {
    readBins(this.#features, table, row, this.#bins);
    explainAdditive(this.#plan, this.#bins, this.#row);
    let margin = this.baseline;
    for (let player = 0; player < this.players; player++) margin += this.#row[player]!;
    return margin;
  }
}
