import { FLOAT_ORDER } from '../../core/float-order.js';
import type { CellValue } from './column.js';
import { findTurn } from './find-threshold.js';
import type { Ensemble } from './ensemble.js';
import { Work } from './graph-values.js';
import { MAX_TRIALS } from './limits.js';
import { holdsAt, nodeTest, type NodeTest } from './node-tests.js';
import type { RawFeature } from './raw-features.js';

/** A node's test on the raw value. */
export type FoldedSplit =
  | {
      readonly kind: 'number';
      readonly feature: number;
      /** Whether the true branch is the left one. */
      readonly trueLeft: boolean;
      readonly threshold: number;
      readonly missingLeft: boolean;
    }
  | { readonly kind: 'categories'; readonly feature: number; readonly sides: CategorySides }
  /** All rows go one way. */
  | { readonly kind: 'always'; readonly branch: boolean };

/** 1 for each category that goes to the true branch, in order; then any other, then missing. */
export type CategorySides = Uint8Array;

/**
 * Folds what stands between an input and a node into the node: the threshold on the raw number at
 * which the node's decision turns, found with the source's own rounding, or the set of categories
 * that it sends left. So our bins decide as the source's whole pipeline does, to the last bit.
 */
export class SplitFolder {
  private readonly turns = new Map<string, Turn>();
  private readonly sides = new Map<string, CategorySides>();
  private readonly columnIds = new Map<unknown, number>();

  private readonly trials = new Work(MAX_TRIALS);

  constructor(private readonly features: readonly RawFeature[]) {}

  /** First pass: each feature learns how it is tested, and where its numbers turn. */
  note(ensemble: Ensemble, node: number): void {
    const test = nodeTest(ensemble, node);
    const mode = ensemble.modes[node]!;
    this.features[test.column.feature]!.note(test, mode === 'leq' || mode === 'gt');
  }

  /** Between the passes: thresholds that send all numbers one way are known to their features. */
  settle(ensemble: Ensemble, node: number): void {
    const test = nodeTest(ensemble, node);
    const feature = this.features[test.column.feature]!;
    if (feature.isCategorical) return;
    const { turn, first } = this.turnOf(ensemble, test, feature);
    const missing = holdsAt(test, NaN);
    if (turn === undefined && missing !== first) feature.noteOnlyMissing();
  }

  fold(ensemble: Ensemble, node: number): FoldedSplit {
    const test = nodeTest(ensemble, node);
    const feature = this.features[test.column.feature]!;
    return feature.isCategorical
      ? this.foldCategories(ensemble, test, feature)
      : this.foldNumber(ensemble, test, feature);
  }

  private foldNumber(ensemble: Ensemble, test: NodeTest, feature: RawFeature): FoldedSplit {
    const { turn, first } = this.turnOf(ensemble, test, feature);
    const missing = holdsAt(test, NaN);
    if (turn === undefined && missing === first) return { kind: 'always', branch: first };
    const index = test.column.feature;
    if (turn === undefined) {
      // Numbers go right, and missing alone goes left.
      const split = { feature: index, threshold: -Infinity, missingLeft: true };
      return { kind: 'number', ...split, trueLeft: missing };
    }
    const { previous } = FLOAT_ORDER[feature.precision];
    const threshold = feature.side === 'less' ? turn : previous(turn);
    const split = { feature: index, threshold, missingLeft: missing === first };
    return { kind: 'number', ...split, trueLeft: first };
  }

  private foldCategories(ensemble: Ensemble, test: NodeTest, feature: RawFeature): FoldedSplit {
    const name = this.nameOf(ensemble, test);
    let sides = this.sides.get(name);
    if (!sides) {
      this.trials.spend(feature.keys.length, ensemble.path);
      const cells = [...feature.keys, feature.otherKey, NaN];
      sides = Uint8Array.from(cells, (cell) => (holdsAt(test, cell) ? 1 : 0));
      this.sides.set(name, sides);
    }
    return { kind: 'categories', feature: test.column.feature, sides };
  }

  /** The same test has the same name wherever it stands. */
  private nameOf(ensemble: Ensemble, { column, node }: NodeTest): string {
    const id = this.columnIds.get(column) ?? this.columnIds.size;
    this.columnIds.set(column, id);
    const members = ensemble.members.get(node);
    const nan = ensemble.missingTrue[node]!;
    const value = members ? [...members].join() : ensemble.value[node]!;
    return `${id}:${ensemble.modes[node]!}:${nan}:${value}`;
  }

  private turnOf(ensemble: Ensemble, test: NodeTest, feature: RawFeature): Turn {
    const { column, threshold } = test;
    const name = this.nameOf(ensemble, test);
    const known = this.turns.get(name);
    if (known) return known;
    this.trials.spend(column.bare ? 4 : feature.precision === 'float32' ? 32 : 64, ensemble.path);
    const largest = feature.precision === 'float32' ? (2 - 2 ** -23) * 2 ** 127 : Number.MAX_VALUE;
    const ends: CellValue[] = [-largest, largest];
    if (ends.some((end) => isNaNCell(test, end))) feature.refuse('a step that overflows');
    const first = holdsAt(test, -largest);
    const condition = (raw: number) => holdsAt(test, raw);
    const turn = { first, turn: findTurn(condition, feature.precision, threshold) };
    this.turns.set(name, turn);
    return turn;
  }
}

/** Where a test on numbers turns, if it does, and what it says to the left of that. */
interface Turn {
  readonly turn: number | undefined;
  readonly first: boolean;
}

function isNaNCell({ column }: NodeTest, raw: CellValue): boolean {
  let value = raw;
  for (const step of column.steps) value = step(value);
  return Number.isNaN(value);
}
