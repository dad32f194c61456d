import type { FeatureShape } from './layout.js';
import type { FoundSplit } from './split-search.js';

/** A split as rows obey it. */
export interface SplitTable {
  readonly feature: number;
  /** 1 for the bins that go right: u8[256]. */
  readonly right: Uint8Array;
  readonly missingLeft: boolean;
  /** The cut of a numeric feature; 0 otherwise. */
  readonly cut: number;
  /** The bins that go left, as a bit set, of a categorical feature. */
  readonly set: Uint32Array | undefined;
  /** Integer sums over the rows of each node that go left. */
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
}

/**
 * Settles where each bin goes: bins that no row of the tree has go where more of the rows go.
 *
 * @param histograms - of the nodes that are split.
 * @param order - that the splits of a `sorted` feature follow.
 */
export function splitTable(
  { feature, entry, missingLeft }: FoundSplit,
  shape: FeatureShape,
  histograms: readonly Int32Array[],
  first: number,
  order: Uint8Array,
): SplitTable {
  const { kind, values } = shape;
  const right = new Uint8Array(256).fill(1);
  if (kind === 'ordered') right.fill(0, 0, entry + 1);
  else if (kind === 'sorted') for (const bin of order.subarray(0, entry + 1)) right[bin] = 0;
  // The entry past the bins is all of them, against "missing".
  else if (entry === values) right.fill(0, 0, values);
  else right[entry] = 0;
  right[values] = missingLeft === true ? 0 : 1;

  const gradients = new Float64Array(histograms.length);
  const hessians = new Float64Array(histograms.length);
  let leftHessian = 0;
  let rightHessian = 0;
  histograms.forEach((cells, n) => {
    for (let bin = 0; bin <= values; bin++) {
      const hessian = cells[first + 2 * bin]! >>> 0;
      if (right[bin]) {
        rightHessian += hessian;
        continue;
      }
      hessians[n]! += hessian;
      gradients[n]! += cells[first + 2 * bin + 1]!;
    }
    leftHessian += hessians[n]!;
  });
  const unseen = leftHessian >= rightHessian ? 0 : 1;
  if (missingLeft === undefined) right[values] = unseen;
  if (kind === 'sorted') {
    for (let bin = 0; bin < values; bin++) if (!order.includes(bin)) right[bin] = unseen;
  }
  return {
    feature,
    right,
    missingLeft: right[values] === 0,
    cut: kind === 'ordered' ? entry : 0,
    set: kind === 'ordered' ? undefined : leftSet(right, values),
    gradients,
    hessians,
  };
}

function leftSet(right: Uint8Array, values: number): Uint32Array {
  const words = new Uint32Array((values + 31) >>> 5);
  for (let bin = 0; bin < values; bin++) if (!right[bin]) words[bin >>> 5]! |= 1 << (bin & 31);
  return words;
}
