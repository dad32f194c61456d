import type { CategorySplit } from '../trees/source-trees.js';
import type { CellValue } from './column.js';
import { findTurn, previousNumber } from './find-threshold.js';
import type { Ensemble } from './ensemble.js';
import { Work } from './graph-values.js';
import { MAX_TRIALS } from './limits.js';
import { holdsAt, nodeTest, type NodeTest } from './node-tests.js';
import type { RawFeature } from './raw-features.js';

/** A node's test on the raw value, in the words of SourceTrees. */
export type FoldedSplit =
  | {
      readonly kind: 'split';
      readonly feature: number;
      /** Whether the true branch is the left one. */
      readonly trueLeft: boolean;
      readonly threshold: number;
      readonly missingLeft: boolean;
      readonly categories: CategorySplit | undefined;
    }
  /** All rows go one way. */
  | { readonly kind: 'always'; readonly branch: boolean };

/**
 * Folds what stands between an input and a node into the node: the threshold on the raw number at
 * which the node's decision turns, found with the source's own rounding, or the set of categories
 * that it sends left. So our bins decide as the source's whole pipeline does, to the last bit.
 */
export class SplitFolder {
  private readonly turns = new Map<string, Turn>();
  private readonly sets = new Map<string, CategorySplit>();
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
    const { turn, first } = this.turnOf(ensemble, node, test, feature);
    const missing = holdsAt(test, NaN);
    if (turn === undefined && missing !== first) feature.noteOnlyMissing();
  }

  fold(ensemble: Ensemble, node: number): FoldedSplit {
    const test = nodeTest(ensemble, node);
    const feature = this.features[test.column.feature]!;
    return feature.isCategorical
      ? this.foldCategories(ensemble, test, feature)
      : this.foldNumber(ensemble, node, test, feature);
  }

  private foldNumber(
    ensemble: Ensemble,
    node: number,
    test: NodeTest,
    feature: RawFeature,
  ): FoldedSplit {
    const { turn, first } = this.turnOf(ensemble, node, test, feature);
    const missing = holdsAt(test, NaN);
    if (turn === undefined && missing === first) return { kind: 'always', branch: first };
    const index = test.column.feature;
    if (turn === undefined) {
      // Numbers go right, and missing alone goes left.
      const split = { feature: index, threshold: -Infinity, missingLeft: true };
      return { kind: 'split', ...split, trueLeft: missing, categories: undefined };
    }
    const threshold = feature.side === 'less' ? turn : previousNumber(turn, feature.precision);
    const split = { feature: index, threshold, missingLeft: missing === first };
    return { kind: 'split', ...split, trueLeft: first, categories: undefined };
  }

  private foldCategories(ensemble: Ensemble, test: NodeTest, feature: RawFeature): FoldedSplit {
    this.trials.spend(feature.keys.length, ensemble.path);
    const missing = holdsAt(test, NaN);
    const other = holdsAt(test, feature.otherKey);
    const named: number[] = [];
    feature.keys.forEach((key, code) => {
      if (holdsAt(test, key) !== other) named.push(code);
    });
    if (named.length === 0 && missing === other) return { kind: 'always', branch: other };
    const side = other ? 'right' : 'left';
    const index = test.column.feature;
    const name = `${index}:${side}:${named.join()}`;
    let categories = this.sets.get(name);
    if (!categories) this.sets.set(name, (categories = { side, codes: new Set(named) }));
    const split = { feature: index, threshold: 0, missingLeft: missing, trueLeft: true };
    return { kind: 'split', ...split, categories };
  }

  private turnOf(ensemble: Ensemble, node: number, test: NodeTest, feature: RawFeature): Turn {
    const { column, threshold } = test;
    const id = this.columnIds.get(column) ?? this.columnIds.size;
    this.columnIds.set(column, id);
    const name = `${id}:${ensemble.modes[node]!}:${threshold}`;
    const known = this.turns.get(name);
    if (known) return known;
    this.trials.spend(column.bare ? 4 : 64, ensemble.path);
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
