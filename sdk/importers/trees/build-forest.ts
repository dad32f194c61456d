import { selectScaleBits, toFixedPoint } from '../../core/fixed-point.js';
import { RiskError } from '../../core/errors.js';
import { LEAF, type CategorySets, type Forest } from '../../model/forest.js';
import type { ImportedFeatures } from './build-features.js';
import type { CategorySplit, SourceTrees } from './source-trees.js';
import type { Preorder } from './walk-trees.js';

/** `Forest.split` is a u16. */
const MAX_SETS = 0x10000;
/** Words of all category sets together; more is an attack (64 MiB). */
const MAX_SET_WORDS = 2 ** 24;

export interface ImportedForest {
  readonly forest: Forest;
  readonly scaleBits: number;
  /** The base margin in units. */
  readonly intercept: number;
}

/**
 * The checked trees over bins and in fixed point.
 *
 * The scale is the finest at which |base margin| + sum over trees of the largest |leaf| fits.
 */
export function buildForest(
  source: SourceTrees,
  order: Preorder,
  imported: ImportedFeatures,
  baseMargin: number,
): ImportedForest {
  const scaleBits = selectScaleBits(Math.abs(baseMargin) + leafBound(source, order));
  if (scaleBits === undefined) {
    throw new RiskError('IMPORT_UNSUPPORTED', 'the leaves are too large for fixed-point margins');
  }
  const nodes = order.node.length;
  const sets = new CategorySetBuilder();
  const forest = {
    kind: 'forest' as const,
    treeStart: order.treeStart,
    feature: new Uint16Array(nodes).fill(LEAF),
    split: new Uint16Array(nodes),
    right: order.right,
    defaultLeft: new Uint8Array(nodes),
    leaf: new Int32Array(nodes),
    cover: new Float32Array(nodes),
  };
  for (let i = 0; i < nodes; i++) {
    const node = order.node[i]!;
    forest.cover[i] = source.cover[node]!;
    if (source.left[node] === -1) {
      forest.leaf[i] = toFixedPoint(source.value[node]!, scaleBits);
      continue;
    }
    const f = source.feature[node]!;
    forest.feature[i] = f;
    forest.defaultLeft[i] = source.missingLeft[node]!;
    const feature = imported.features[f]!;
    forest.split[i] =
      feature.kind === 'numeric'
        ? indexOf(feature.cuts, source.value[node]!)
        : sets.add(f, source.categories.get(node)!, imported.binOfCode[f]!);
  }
  return {
    forest: { ...forest, categorySets: sets.build() },
    scaleBits,
    intercept: toFixedPoint(baseMargin, scaleBits),
  };
}

function leafBound(source: SourceTrees, order: Preorder): number {
  let bound = 0;
  for (let t = 0; t + 1 < order.treeStart.length; t++) {
    let largest = 0;
    for (let i = order.treeStart[t]!; i < order.treeStart[t + 1]!; i++) {
      const node = order.node[i]!;
      if (source.left[node] === -1) largest = Math.max(largest, Math.abs(source.value[node]!));
    }
    bound += largest;
  }
  return bound;
}

function indexOf(cuts: Float64Array, cut: number): number {
  let low = 0;
  let high = cuts.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cuts[middle]! < cut) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Collects sets of bins that go left; equal sets of a feature are kept once. */
class CategorySetBuilder {
  private readonly start = [0];
  private readonly words: number[] = [];
  private readonly known = new Map<string, number>();

  /**
   * The set of bins that go left.
   *
   * @param binOfCode - one bin per code; the bin "other" is the next, and goes where codes go that
   *   the split does not name.
   */
  add(feature: number, { side, codes }: CategorySplit, binOfCode: Uint16Array): number {
    const key = `${feature}:${side}:${[...codes].join()}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const bins = binOfCode.length + 1;
    const words = new Uint32Array((bins + 31) >>> 5);
    if (side === 'right') {
      words.fill(0xffffffff);
      if (bins % 32 !== 0) words[words.length - 1] = 2 ** (bins % 32) - 1;
    }
    // Named codes are on the other side of the rest.
    for (const code of codes) {
      const bin = binOfCode[code]!;
      words[bin >>> 5]! ^= 1 << (bin & 31);
    }
    const set = this.start.length - 1;
    if (set >= MAX_SETS || this.words.length + words.length > MAX_SET_WORDS) {
      throw new RiskError('IMPORT_UNSUPPORTED', 'the model has too many different category sets');
    }
    this.known.set(key, set);
    for (const word of words) this.words.push(word);
    this.start.push(this.words.length);
    return set;
  }

  build(): CategorySets {
    return { start: Uint32Array.from(this.start), words: Uint32Array.from(this.words) };
  }
}
