/** Sums over the rows of each bin. */
export interface Histogram {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/** What a stump has to obey. */
export interface StumpLimits {
  readonly lambda: number;
  /** Least sum of hessians of a side. */
  readonly minChild: number;
}

/** What a gain must exceed to be one, and not rounding. */
const LEAST_GAIN = 1e-12;

/**
 * Finds the best stump of a feature: two sides, a Newton step for each.
 *
 * Numbers are cut in their order, with missing rows on either side or alone; categories in the order
 * of their own steps, missing among them. Bins without rows go with their side where they have a
 * place in the order, and get nothing where they have none.
 *
 * @param histogram - "missing" is its last bin.
 * @param monotone - steps may only rise (1) or fall (-1) with the bin; not for categories.
 * @param out - overwritten with the step of each bin.
 * @returns what the stump gains, as a fall of twice the loss to second order; 0 where none does.
 */
export function findStump(
  { gradient, hessian }: Histogram,
  categorical: boolean,
  monotone: number,
  { lambda, minChild }: StumpLimits,
  out: Float64Array,
): number {
  const count = gradient.length;
  const missing = count - 1;
  let allG = 0;
  let allH = 0;
  for (let bin = 0; bin < count; bin++) {
    allG += gradient[bin]!;
    allH += hessian[bin]!;
  }
  const base = (allG * allG) / (allH + lambda);
  let best = LEAST_GAIN;
  let bestCut = -1;
  let bestSide = 0;
  /** Sides: 0 missing goes right, 1 left, 2 whatever is in the order. */
  const consider = (cut: number, side: number, g: number, h: number): void => {
    const otherG = allG - g;
    const otherH = allH - h;
    if (h < minChild || otherH < minChild) return;
    const gain = (g * g) / (h + lambda) + (otherG * otherG) / (otherH + lambda) - base;
    if (!(gain > best)) return;
    // Left is riskier where its step is higher: steps are -G / (H + lambda).
    if (monotone !== 0 && side !== 2) {
      const rise = g / (h + lambda) - otherG / (otherH + lambda);
      if (monotone > 0 ? rise < 0 : rise > 0) return;
    }
    best = gain;
    bestCut = cut;
    bestSide = side;
  };
  const order = categorical ? byStep(gradient, hessian, lambda) : undefined;
  const inOrder = order ? order.length : missing;
  const missingG = gradient[missing]!;
  const missingH = hessian[missing]!;
  const anyMissing = missingH > 0;
  let g = 0;
  let h = 0;
  for (let cut = 1; cut < inOrder; cut++) {
    const bin = order ? order[cut - 1]! : cut - 1;
    g += gradient[bin]!;
    h += hessian[bin]!;
    if (order) consider(cut, 2, g, h);
    else {
      consider(cut, 0, g, h);
      if (anyMissing) consider(cut, 1, g + missingG, h + missingH);
    }
  }
  // Missing alone, against all values: of no direction.
  if (!order && anyMissing) consider(0, 2, missingG, missingH);
  if (bestCut < 0) return 0;
  out.fill(0);
  let leftG = 0;
  let leftH = 0;
  const isLeft = (place: number): boolean => place < bestCut;
  for (let place = 0; place < inOrder; place++) {
    const bin = order ? order[place]! : place;
    if (!isLeft(place)) continue;
    leftG += gradient[bin]!;
    leftH += hessian[bin]!;
  }
  const missingLeft = !order && anyMissing && (bestSide === 1 || bestSide === 2);
  if (missingLeft) {
    leftG += missingG;
    leftH += missingH;
  }
  const left = -leftG / (leftH + lambda);
  const right = -(allG - leftG) / (allH - leftH + lambda);
  for (let place = 0; place < inOrder; place++) {
    out[order ? order[place]! : place] = isLeft(place) ? left : right;
  }
  if (!order && anyMissing) out[missing] = missingLeft ? left : right;
  return best;
}

/** Bins that have rows, by the step that each would take alone. */
function byStep(gradient: Float64Array, hessian: Float64Array, lambda: number): Int32Array {
  const steps = gradient.map((g, bin) => g / (hessian[bin]! + lambda));
  return Int32Array.from(gradient.keys())
    .filter((bin) => hessian[bin]! > 0)
    .sort((a, b) => steps[a]! - steps[b]! || a - b);
}
