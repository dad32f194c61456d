import type { BlockPlan } from '../lowering/block-layout.js';
import { planBlocks } from '../lowering/block-plan.js';
import { BlockTables } from '../lowering/block-tables.js';
import { columnValue, lowerColumns, type VirtualColumns } from '../lowering/columns.js';
import type { Game } from '../lowering/game.js';
import { LeafByLeaf } from '../lowering/leaf-by-leaf.js';
import { selectMethod } from '../lowering/method.js';
import { planQuadrature, type QuadraturePlan } from '../lowering/quadrature-plan.js';
import { QuadratureRow } from '../lowering/quadrature-row.js';
import { missingBin, type Feature } from '../model/feature.js';
import type { Forest } from '../model/forest.js';
import type { RiskModel } from '../model/model.js';
import type { ExplanationMethod } from './engine.js';
import { Splits } from './splits.js';

/** Explains one row of a forest after it was scored. */
export interface RowExplainer {
  readonly method: ExplanationMethod;
  readonly players: number;
  readonly baseline: number;
  /**
   * @param bins - one bin per feature.
   * @param contributions - i32[players], overwritten.
   */
  explain(bins: Uint16Array, margin: number, contributions: Int32Array): void;
  warmUp(budgetMs: number): boolean;
}

/** The explainer of a forest in a game, by the method that its shape calls for. */
export function createRowExplainer(
  model: RiskModel,
  forest: Forest,
  game: Game,
  now: () => number,
): RowExplainer {
  const method = selectMethod(forest, game);
  if (method.kind !== 'blocks' && game.against === 'background') {
    return new LeafExplainer(model, forest, game);
  }
  const columns = lowerColumns(model.features, forest);
  if (method.kind === 'blocks') {
    const plan = planBlocks(forest, columns, game, model.intercept, method.shape);
    return new BlockRowExplainer(model.features, forest, columns, plan, now);
  }
  const plan = planQuadrature(forest, columns, game, model.intercept);
  return new QuadratureExplainer(model.features, columns, plan);
}

/** One row's virtual columns, from its bins. */
class ColumnRow {
  readonly bytes: Uint8Array;
  readonly #columns: VirtualColumns['columns'];
  readonly #missing: readonly number[];

  constructor(features: readonly Feature[], { columns }: VirtualColumns) {
    this.bytes = new Uint8Array(columns.length);
    this.#columns = columns;
    this.#missing = features.map(missingBin);
  }

  read(bins: Uint16Array): Uint8Array {
    for (let c = 0; c < this.bytes.length; c++) {
      const column = this.#columns[c]!;
      const { feature } = column;
      this.bytes[c] = columnValue(column, bins[feature]!, this.#missing[feature]!);
    }
    return this.bytes;
  }
}

/**
 * By block tables. Until they are compiled, a row works out the table rows that it meets, and they
 * are kept: the first explanation does not wait.
 */
export class BlockRowExplainer implements RowExplainer {
  readonly method = 'blocks';
  readonly players: number;
  readonly baseline: number;
  readonly #tables: BlockTables;
  readonly #row: ColumnRow;
  readonly #patterns: Uint8Array;

  constructor(
    features: readonly Feature[],
    forest: Forest,
    columns: VirtualColumns,
    plan: BlockPlan,
    readonly now: () => number,
  ) {
    this.players = plan.players;
    this.baseline = plan.baseline;
    this.#tables = new BlockTables(plan, forest);
    this.#row = new ColumnRow(features, columns);
    this.#patterns = new Uint8Array(plan.base.length);
  }

  explain(bins: Uint16Array, _margin: number, contributions: Int32Array): void {
    this.#tables.patterns(this.#row.read(bins), this.#patterns);
    this.#tables.ensure(this.#patterns);
    contributions.fill(0);
    this.#tables.addRows(this.#patterns, contributions);
  }

  warmUp(budgetMs: number): boolean {
    return this.#tables.fill(budgetMs, this.now);
  }

  /** The tables, for another engine to take over once `warmUp` has no work left. */
  get cells(): Int32Array {
    return this.#tables.cells;
  }
}

/** Deep trees, path-dependent. */
class QuadratureExplainer implements RowExplainer {
  readonly method = 'quadrature';
  readonly players: number;
  readonly baseline: number;
  readonly #quadrature: QuadratureRow;
  readonly #row: ColumnRow;

  constructor(features: readonly Feature[], columns: VirtualColumns, plan: QuadraturePlan) {
    this.players = plan.game.players;
    this.baseline = plan.baseline;
    this.#quadrature = new QuadratureRow(plan);
    this.#row = new ColumnRow(features, columns);
  }

  explain(bins: Uint16Array, margin: number, contributions: Int32Array): void {
    this.#quadrature.explain(this.#row.read(bins), margin, contributions);
  }

  warmUp(): boolean {
    return false;
  }
}

/** Deep trees against a background. */
class LeafExplainer implements RowExplainer {
  readonly method = 'leaves';
  readonly players: number;
  readonly baseline: number;
  readonly #leaves: LeafByLeaf;
  readonly #splits: Splits;

  constructor(model: RiskModel, forest: Forest, game: Game) {
    this.#leaves = new LeafByLeaf(forest, game, model.intercept);
    this.#splits = new Splits(model.features, forest);
    this.players = game.players;
    this.baseline = this.#leaves.baseline;
  }

  explain(bins: Uint16Array, margin: number, contributions: Int32Array): void {
    const splits = this.#splits;
    this.#leaves.explain((node) => splits.goesLeft(node, bins), margin, contributions);
  }

  warmUp(): boolean {
    return false;
  }
}
