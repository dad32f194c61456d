import { BlockTables } from '../lowering/block-tables.js';
import { planBlocks, type BlockPlan } from '../lowering/block-plan.js';
import { columnValue, lowerColumns, type VirtualColumns } from '../lowering/columns.js';
import { explainAdditive, planAdditive, type AdditivePlan } from '../lowering/additive.js';
import type { Game } from '../lowering/game.js';
import { LeafByLeaf } from '../lowering/leaf-by-leaf.js';
import { selectMethod } from '../lowering/method.js';
import { planQuadrature, type QuadraturePlan } from '../lowering/quadrature-plan.js';
import { QuadratureRow } from '../lowering/quadrature-row.js';
import type { Additive } from '../model/additive.js';
import { binOf } from '../model/binning.js';
import type { ColumnTable } from '../model/column-table.js';
import { missingBin, type Feature } from '../model/feature.js';
import { goesLeft, LEAF, treeCount, type Forest } from '../model/forest.js';
import type { RiskModel } from '../model/model.js';
import type { Engine } from './engine.js';

/**
 * The engine in plain TypeScript: the oracle that the others are tested against, and the fallback
 * where WebAssembly is refused. It scores from the model as it is, by `binOf` and `goesLeft`,
 * without the lowered form that kernels use.
 *
 * @param now - monotonic milliseconds, for `warmUp`.
 */
export function createReferenceEngine(model: RiskModel, game: Game, now: () => number): Engine {
  const { body } = model;
  return body.kind === 'forest'
    ? new ReferenceForestEngine(model, body, explainForest(model, body, game, now))
    : new ReferenceAdditiveEngine(model, body, game);
}

/** Explains one row of a forest after it was scored. */
interface RowExplainer {
  readonly players: number;
  readonly baseline: number;
  /**
   * @param bins - one bin per feature.
   * @param contributions - i32[players], overwritten.
   */
  explain(bins: Uint16Array, margin: number, contributions: Int32Array): void;
  warmUp(budgetMs: number): boolean;
}

function explainForest(
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
    const plan = planBlocks(forest, columns, game, model.intercept, method.bits);
    return new BlockExplainer(model.features, forest, columns, plan, now);
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

class BlockExplainer implements RowExplainer {
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
}

/** Deep trees, path-dependent. */
class QuadratureExplainer implements RowExplainer {
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

/** Where rows of bins go in a forest. */
class Splits {
  readonly #missing: Uint16Array;
  readonly #categorical: readonly boolean[];

  constructor(
    features: readonly Feature[],
    readonly forest: Forest,
  ) {
    this.#missing = Uint16Array.from(features, missingBin);
    this.#categorical = features.map((feature) => feature.kind === 'categorical');
  }

  goesLeft(node: number, bins: Uint16Array): boolean {
    const { forest } = this;
    const feature = forest.feature[node]!;
    const categorical = this.#categorical[feature]!;
    return goesLeft(forest, node, bins[feature]!, this.#missing[feature]!, categorical);
  }

  /** Sum of the leaves that a row reaches, in units. */
  sum(bins: Uint16Array): number {
    const { feature, right, leaf, treeStart } = this.forest;
    let sum = 0;
    for (let tree = 0; tree < treeCount(this.forest); tree++) {
      let node = treeStart[tree]!;
      while (feature[node] !== LEAF) node = this.goesLeft(node, bins) ? node + 1 : right[node]!;
      sum += leaf[node]!;
    }
    return sum;
  }
}

class ReferenceForestEngine implements Engine {
  readonly name = 'reference';
  readonly players: number;
  readonly baseline: number;
  readonly #features: readonly Feature[];
  readonly #intercept: number;
  readonly #splits: Splits;
  readonly #explainer: RowExplainer;
  readonly #bins: Uint16Array;
  readonly #row: Int32Array;

  constructor(model: RiskModel, forest: Forest, explainer: RowExplainer) {
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

function readBins(
  features: readonly Feature[],
  table: ColumnTable,
  row: number,
  bins: Uint16Array,
): void {
  for (let f = 0; f < features.length; f++) bins[f] = binOf(features[f]!, table.columns[f]![row]!);
}

/** Writes one row's values at its place in a player-major batch. */
function spread(values: Int32Array, batch: Int32Array, row: number, count: number): void {
  for (let player = 0; player < values.length; player++)
    batch[player * count + row] = values[player]!;
}
