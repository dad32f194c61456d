/**
 * The search for splits, in an order of float64 operations that the kernel repeats
 * (`wasm/boost/search.ts`): sums of integers come first, then one product for the unit.
 */
import type { FeatureShape } from './layout.js';

/** What stays the same for all nodes of a tree. */
export interface SearchSetup {
  readonly shapes: readonly FeatureShape[];
  /** Cells of a feature in a histogram. */
  readonly stride: number;
  readonly lambda: number;
  readonly minChild: number;
  /** A split must gain more. */
  readonly leastGain: number;
  /** Log-odds gradient and hessian that one integer stands for. */
  readonly gradientUnit: number;
  readonly hessianUnit: number;
  /** By feature: the bins of a `sorted` one in the order that its splits follow. From {@link ordersOf}. */
  readonly orders: readonly Uint8Array[];
}

/** A node whose splits are searched for. */
export interface SearchNode {
  /** Integer sums over its rows. */
  readonly gradient: number;
  readonly hessian: number;
  /** What its value is held within by monotone splits above. */
  readonly low: number;
  readonly high: number;
  /** What splits have to beat: {@link scoreAt} its value. */
  readonly score: number;
}

/** A split that was found. */
export interface FoundSplit {
  readonly feature: number;
  /** Cut (`ordered`), bins that go left in the feature's order less 1 (`sorted`), or the bin (`single`). */
  readonly entry: number;
  /** Where "missing" goes; undefined where there is none to learn from. */
  readonly missingLeft: boolean | undefined;
}

/** How much lower the loss is at a value than at 0, doubled and to second order. */
export function scoreAt(value: number, gradient: number, hessianLambda: number): number {
  return -(value * (2 * gradient + hessianLambda * value));
}

/** Newton's step. No rows, no step. */
export function valueOf(gradient: number, hessianLambda: number): number {
  return hessianLambda > 0 ? -(gradient / hessianLambda) : 0;
}

export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

const NO_ORDER = new Uint8Array(0);

/**
 * The orders that a tree's splits of categories follow: bins that occur, by ratio of gradient to
 * hessian over all of the tree's rows; the lower bin first where ratios agree. Nodes do not order
 * anew, as a node's few rows of a category would fit the noise in them.
 */
export function ordersOf(root: Int32Array, setup: Omit<SearchSetup, 'orders'>): Uint8Array[] {
  return setup.shapes.map(({ kind, values }, feature) =>
    kind === 'sorted' ? binsByRatio(root, 2 * setup.stride * feature, values, setup) : NO_ORDER,
  );
}

function binsByRatio(
  cells: Int32Array,
  at: number,
  values: number,
  { gradientUnit, hessianUnit, lambda }: Omit<SearchSetup, 'orders'>,
): Uint8Array {
  const bins: number[] = [];
  const ratio = new Float64Array(values);
  for (let bin = 0; bin < values; bin++) {
    const hessian = cells[at + 2 * bin]! >>> 0;
    if (hessian === 0) continue;
    bins.push(bin);
    ratio[bin] = (cells[at + 2 * bin + 1]! * gradientUnit) / (hessian * hessianUnit + lambda);
  }
  return Uint8Array.from(bins.sort((a, b) => ratio[a]! - ratio[b]! || a - b));
}

/** Sums of what may go left, "missing" aside: one entry a candidate. */
class Candidates {
  /** Entries to try with "missing" on the left, and on the right (or where none is missing). */
  left = 0;
  right = 0;
  missingHessian = 0;
  missingGradient = 0;
  readonly hessian = new Float64Array(257);
  readonly gradient = new Float64Array(257);

  /**
   * @param at - of the feature's first cell in `cells`.
   * @param order - of bins, for `sorted`.
   */
  fill(cells: Int32Array, at: number, shape: FeatureShape, order: Uint8Array): void {
    const { kind, values } = shape;
    this.missingHessian = cells[at + 2 * values]! >>> 0;
    this.missingGradient = cells[at + 2 * values + 1]!;
    let hessian = 0;
    let gradient = 0;
    const entries = kind === 'sorted' ? order.length : values;
    for (let entry = 0; entry < entries; entry++) {
      const cell = at + 2 * (kind === 'sorted' ? order[entry]! : entry);
      const binHessian = cells[cell]! >>> 0;
      const binGradient = cells[cell + 1]!;
      hessian += binHessian;
      gradient += binGradient;
      this.hessian[entry] = kind === 'single' ? binHessian : hessian;
      this.gradient[entry] = kind === 'single' ? binGradient : gradient;
    }
    if (kind === 'ordered') {
      this.left = this.right = values - 1;
    } else if (kind === 'sorted') {
      // All values against "missing" is the last entry on the right.
      this.left = Math.max(entries - 1, 0);
      this.right = entries;
    } else {
      this.hessian[values] = hessian;
      this.gradient[values] = gradient;
      this.left = values;
      this.right = values + 1;
    }
  }
}

/** What a split gains over the node as it is, or NaN where it is not allowed. */
function gainOf(
  leftHessian: number,
  leftGradient: number,
  node: SearchNode,
  monotone: number,
  setup: SearchSetup,
): number {
  const { lambda, minChild, gradientUnit, hessianUnit } = setup;
  const rightHessian = node.hessian - leftHessian;
  if (leftHessian === 0 || rightHessian === 0) return NaN;
  const hl = leftHessian * hessianUnit;
  const hr = rightHessian * hessianUnit;
  if (hl < minChild || hr < minChild) return NaN;
  const gl = leftGradient * gradientUnit;
  const gr = (node.gradient - leftGradient) * gradientUnit;
  const dl = hl + lambda;
  const dr = hr + lambda;
  const bounded = node.low > -Infinity || node.high < Infinity;
  // gl^2 / dl + gr^2 / dr, with one quotient.
  const free = (gl * gl * dr + gr * gr * dl) / (dl * dr) - node.score;
  if (!bounded && monotone === 0) return free;
  const left = clamp(-(gl / dl), node.low, node.high);
  const right = clamp(-(gr / dr), node.low, node.high);
  if (monotone > 0 ? left > right : monotone < 0 && left < right) return NaN;
  if (!bounded) return free;
  return scoreAt(left, gl, dl) + scoreAt(right, gr, dr) - node.score;
}

/**
 * The best split of one node: the greatest gain; where gains agree the lowest feature, then
 * "missing" on the right, then the lowest entry.
 *
 * @param allowed - by feature.
 */
export function bestSplit(
  cells: Int32Array,
  node: SearchNode,
  allowed: Uint8Array,
  setup: SearchSetup,
): FoundSplit | undefined {
  const candidates = new Candidates();
  let most = setup.leastGain;
  let found: FoundSplit | undefined;
  setup.shapes.forEach((shape, feature) => {
    if (!allowed[feature]) return;
    const at = 2 * setup.stride * feature;
    const order = setup.orders[feature]!;
    candidates.fill(cells, at, shape, order);
    const { missingHessian, missingGradient, hessian, gradient } = candidates;
    for (let entry = 0; entry < candidates.right; entry++) {
      const gain = gainOf(hessian[entry]!, gradient[entry]!, node, shape.monotone, setup);
      if (!(gain > most)) continue;
      most = gain;
      found = { feature, entry, missingLeft: missingHessian > 0 ? false : undefined };
    }
    if (missingHessian === 0) return;
    for (let entry = 0; entry < candidates.left; entry++) {
      const leftHessian = hessian[entry]! + missingHessian;
      const leftGradient = gradient[entry]! + missingGradient;
      const gain = gainOf(leftHessian, leftGradient, node, shape.monotone, setup);
      if (!(gain > most)) continue;
      most = gain;
      found = { feature, entry, missingLeft: true };
    }
  });
  return found;
}

/**
 * The best split for all nodes of a level at once: the greatest sum of gains over the nodes that it
 * may split.
 *
 * @param level - histograms of the nodes, one after another.
 * @param root - histogram of all of the tree's rows: it decides whether any row of a feature is missing.
 */
export function bestLevelSplit(
  level: Int32Array,
  nodes: readonly SearchNode[],
  root: Int32Array,
  allowed: Uint8Array,
  setup: SearchSetup,
): FoundSplit | undefined {
  const candidates = new Candidates();
  const size = 2 * setup.stride * setup.shapes.length;
  let most = setup.leastGain;
  let found: FoundSplit | undefined;
  setup.shapes.forEach((shape, feature) => {
    if (!allowed[feature]) return;
    const at = 2 * setup.stride * feature;
    const order = setup.orders[feature]!;
    const isMissing = root[at + 2 * shape.values]! !== 0;
    const right = new Float64Array(257);
    const left = new Float64Array(257);
    nodes.forEach((node, n) => {
      candidates.fill(level, n * size + at, shape, order);
      const { missingHessian, missingGradient, hessian, gradient } = candidates;
      for (let entry = 0; entry < candidates.right; entry++) {
        const gain = gainOf(hessian[entry]!, gradient[entry]!, node, shape.monotone, setup);
        if (gain === gain) right[entry]! += gain;
      }
      if (!isMissing) return;
      for (let entry = 0; entry < candidates.left; entry++) {
        const leftHessian = hessian[entry]! + missingHessian;
        const leftGradient = gradient[entry]! + missingGradient;
        const gain = gainOf(leftHessian, leftGradient, node, shape.monotone, setup);
        if (gain === gain) left[entry]! += gain;
      }
    });
    for (let entry = 0; entry < candidates.right; entry++) {
      if (!(right[entry]! > most)) continue;
      most = right[entry]!;
      found = { feature, entry, missingLeft: isMissing ? false : undefined };
    }
    if (!isMissing) return;
    for (let entry = 0; entry < candidates.left; entry++) {
      if (!(left[entry]! > most)) continue;
      most = left[entry]!;
      found = { feature, entry, missingLeft: true };
    }
  });
  return found;
}
