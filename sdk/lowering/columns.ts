import { RiskError } from '../core/errors.js';
import { binCount, missingBin, type Feature } from '../model/feature.js';
import { inCategorySet, LEAF, type Forest } from '../model/forest.js';

/**
 * Virtual u8 columns: every test of a forest, whatever its kind, becomes `column <= threshold`
 * on a byte. A column is a function of one feature's bin:
 * - a window of 255 cut points: clamp(bin - base, 0, 255), missing sent to 0 or to 255;
 * - a category set: 0 for bins that go left, 255 for those that go right.
 *
 * So missing values, default directions, categories and more than 255 cut points never reach a
 * kernel.
 */
export interface VirtualColumns {
  /** The columns, each with the feature it reads. */
  readonly columns: readonly VirtualColumn[];
  /** Column tested by each node of the forest; 0 in leaves: u16[nodes]. */
  readonly column: Uint16Array;
  /** Left when column value <= threshold; 0..254: u8[nodes]. */
  readonly threshold: Uint8Array;
}

export type VirtualColumn =
  | {
      readonly kind: 'window';
      readonly feature: number;
      readonly base: number;
      /** Value for the missing bin: 0 (goes left everywhere) or 255 (goes right everywhere). */
      readonly missing: 0 | 255;
    }
  | {
      readonly kind: 'set';
      readonly feature: number;
      /** 0 or 255 for each bin of the feature, "missing" included. */
      readonly values: Uint8Array;
    };

/** Cut points in one window: thresholds 0..254 leave 255 to mean "right of all". */
const WINDOW = 255;

/** Columns are numbered in 16 bits. */
const MAX_COLUMN = 0xffff;

/** The byte that a column has for a bin of its feature. */
export function columnValue(column: VirtualColumn, bin: number, missing: number): number {
  if (column.kind === 'set') return column.values[bin]!;
  if (bin === missing) return column.missing;
  return Math.max(0, Math.min(255, bin - column.base));
}

/** Finds the virtual columns of a forest; each distinct one appears once. */
export function lowerColumns(features: readonly Feature[], forest: Forest): VirtualColumns {
  const columns: VirtualColumn[] = [];
  const known = new Map<string, number>();
  const column = new Uint16Array(forest.feature.length);
  const threshold = new Uint8Array(forest.feature.length);

  const intern = (key: string, make: () => VirtualColumn): number => {
    let index = known.get(key);
    if (index === undefined) {
      index = columns.length;
      if (index > MAX_COLUMN) {
        throw new RiskError(
          'MODEL_INVALID',
          `the forest needs more than ${MAX_COLUMN + 1} columns`,
        );
      }
      known.set(key, index);
      columns.push(make());
    }
    return index;
  };

  for (let node = 0; node < forest.feature.length; node++) {
    const feature = forest.feature[node]!;
    if (feature === LEAF) continue;
    const split = forest.split[node]!;
    const left = forest.defaultLeft[node] === 1;
    if (features[feature]!.kind === 'numeric') {
      const window = Math.floor(split / WINDOW);
      column[node] = intern(`w${feature},${window},${left}`, () => ({
        kind: 'window',
        feature,
        base: window * WINDOW,
        missing: left ? 0 : 255,
      }));
      threshold[node] = split - window * WINDOW;
    } else {
      column[node] = intern(`s${feature},${split},${left}`, () => ({
        kind: 'set',
        feature,
        values: setValues(features[feature]!, forest, split, left),
      }));
    }
  }
  return { columns, column, threshold };
}

function setValues(
  feature: Feature,
  forest: Forest,
  set: number,
  missingLeft: boolean,
): Uint8Array {
  const values = new Uint8Array(binCount(feature));
  const missing = missingBin(feature);
  for (let bin = 0; bin < missing; bin++) {
    values[bin] = inCategorySet(forest.categorySets, set, bin) ? 0 : 255;
  }
  values[missing] = missingLeft ? 0 : 255;
  return values;
}
