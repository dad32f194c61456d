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
  /** The same of the inner nodes alone, in preorder. */
  readonly testColumn: Uint16Array;
  readonly testThreshold: Uint8Array;
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
  /** Column + 1 by feature, then by window or set, then by where missing goes. */
  const known: number[][] = features.map(() => []);
  const isNumeric = features.map((feature) => feature.kind === 'numeric');
  const { feature, split, defaultLeft } = forest;
  const nodes = feature.length;
  const column = new Uint16Array(nodes);
  const threshold = new Uint8Array(nodes);
  const testColumn = new Uint16Array(nodes >>> 1);
  const testThreshold = new Uint8Array(nodes >>> 1);
  let test = 0;
  for (let node = 0; node < nodes; node++) {
    const f = feature[node]!;
    if (f === LEAF) continue;
    const part = isNumeric[f] ? (split[node]! / WINDOW) | 0 : split[node]!;
    const key = 2 * part + defaultLeft[node]!;
    const index = (known[f]![key] ??= columns.push(columnOf(features[f]!, f, forest, key)));
    testColumn[test] = column[node] = index - 1;
    if (isNumeric[f]) testThreshold[test] = threshold[node] = split[node]! - part * WINDOW;
    test++;
  }
  if (columns.length > MAX_COLUMN + 1) {
    throw new RiskError('MODEL_INVALID', `the forest needs more than ${MAX_COLUMN + 1} columns`);
  }
  return { columns, column, threshold, testColumn, testThreshold };
}

function columnOf(feature: Feature, index: number, forest: Forest, key: number): VirtualColumn {
  const part = key >>> 1;
  const left = (key & 1) === 1;
  return feature.kind === 'numeric'
    ? { kind: 'window', feature: index, base: part * WINDOW, missing: left ? 0 : 255 }
    : { kind: 'set', feature: index, values: setValues(feature, forest, part, left) };
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
