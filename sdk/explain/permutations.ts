import type { ShapleyValues } from './coalitions.js';

/** A sequence in which players join, with the reference point that the absent ones take. */
export interface Walk {
  /** u16[players]. */
  readonly order: Uint16Array;
  readonly point: number;
}

/** Rows that a sampled explanation may score. */
const SAMPLE_ROWS = 16_384;

/** Fewer pairs than this give no standard error worth the name. */
const MIN_PAIRS = 32;

/** The same for each call: an explanation that is asked for twice is the same twice. */
const SEED = 0x1f83d9ab;

/**
 * Draws walks in pairs, each order with its reverse (antithetic: what one overrates, the other
 * underrates). Reference points come in turn, each as often as its weight asks.
 *
 * @param weight - of each reference point.
 */
export function drawWalks(players: number, weight: ArrayLike<number>): readonly Walk[] {
  const pairs = Math.max(MIN_PAIRS, Math.floor(SAMPLE_ROWS / (2 * players)));
  const next = randomOf(SEED);
  const points = systematic(weight, pairs, next());
  const walks: Walk[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const order = Uint16Array.from({ length: players }, (_, p) => p);
    for (let i = players - 1; i > 0; i--) {
      const j = Math.floor(next() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const point = points[pair]!;
    walks.push({ order, point }, { order: order.slice().reverse(), point });
  }
  return walks;
}

/**
 * Estimates Shapley values from walks. They add up to `total`: what sampling left over goes to
 * the players by their variance, which is where it most likely belongs.
 *
 * @param gains - f64[walks * players]: what each player added when it joined.
 */
export function estimate(
  walks: number,
  players: number,
  gains: Float64Array,
  total: number,
): ShapleyValues {
  const pairs = walks / 2;
  const values = new Float64Array(players);
  const variance = new Float64Array(players);
  for (let p = 0; p < players; p++) {
    let sum = 0;
    for (let walk = 0; walk < walks; walk++) sum += gains[walk * players + p]!;
    const mean = sum / walks;
    let squares = 0;
    for (let pair = 0; pair < pairs; pair++) {
      const at = 2 * pair * players + p;
      squares += ((gains[at]! + gains[at + players]!) / 2 - mean) ** 2;
    }
    values[p] = mean;
    variance[p] = squares / (pairs - 1) / pairs;
  }
  const gap = total - values.reduce((sum, value) => sum + value, 0);
  const spread = variance.reduce((sum, value) => sum + value, 0);
  for (let p = 0; p < players; p++) {
    values[p]! += gap * (spread > 0 ? variance[p]! / spread : 1 / players);
  }
  return { values, error: Math.sqrt(Math.max(...variance)) };
}

/** `count` draws by weight, at even distances from a random start. */
function systematic(weight: ArrayLike<number>, count: number, start: number): Uint16Array {
  let total = 0;
  for (let i = 0; i < weight.length; i++) total += weight[i]!;
  const drawn = new Uint16Array(count);
  let point = 0;
  let passed = weight[0]!;
  for (let i = 0; i < count; i++) {
    const at = ((i + start) / count) * total;
    while (at >= passed && point < weight.length - 1) passed += weight[++point]!;
    drawn[i] = point;
  }
  return drawn;
}

/** Mulberry32: 2^32 numbers in [0, 1), enough to shuffle some thousand times. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
