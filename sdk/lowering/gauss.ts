/** Nodes and weights of a Gauss-Legendre rule on [0, 1]. */
export interface GaussRule {
  readonly node: Float64Array;
  readonly weight: Float64Array;
}

/**
 * The Gauss-Legendre rule with `count` nodes on [0, 1], nodes ascending: exact for polynomials up
 * to degree 2 count - 1.
 *
 * Only + - * / are used, which IEEE 754 fixes to the last bit: `Math.cos`, the usual first guess,
 * is not the same in every browser, and the tables made from these nodes must be.
 */
export function gaussRule(count: number): GaussRule {
  while (RULES.length <= count) RULES.push(nextRule(RULES[RULES.length - 1]!.node));
  return RULES[count]!;
}

/** Nodes needed to integrate a polynomial of this degree exactly. */
export function gaussCount(degree: number): number {
  return Math.max(1, (degree + 2) >> 1);
}

const RULES: GaussRule[] = [{ node: new Float64Array(0), weight: new Float64Array(0) }];

/** Roots of the next Legendre polynomial lie one by one between the roots of the last. */
function nextRule(last: Float64Array): GaussRule {
  const count = last.length + 1;
  const node = new Float64Array(count);
  const weight = new Float64Array(count);
  for (let i = 0; 2 * i < count; i++) {
    // On [-1, 1], from the middle outwards would do as well; the lower half is mirrored.
    let low = i === 0 ? -1 : 2 * last[i - 1]! - 1;
    let high = i < last.length ? 2 * last[i]! - 1 : 1;
    const rising = legendre(count, low).value < 0;
    for (let step = 0; step < 60; step++) {
      const middle = 0.5 * (low + high);
      if (legendre(count, middle).value < 0 === rising) low = middle;
      else high = middle;
    }
    let x = 2 * i + 1 === count ? 0 : 0.5 * (low + high);
    for (let step = 0; step < 2; step++) {
      const { value, slope } = legendre(count, x);
      x -= value / slope;
    }
    const { slope } = legendre(count, x);
    node[i] = 0.5 * (1 + x);
    node[count - 1 - i] = 0.5 * (1 - x);
    weight[i] = weight[count - 1 - i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { node, weight };
}

function legendre(degree: number, x: number): { value: number; slope: number } {
  let before = 1;
  let value = x;
  for (let k = 2; k <= degree; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
    before = value;
    value = next;
  }
  return { value, slope: (degree * (x * value - before)) / (x * x - 1) };
}
