import type { NetworkEngine } from '../engines/network/network-engine.js';
import { MAX_EXACT_PLAYERS, shapleyOf, type ShapleyValues } from '../explain/coalitions.js';
import { drawWalks, estimate, type Walk } from '../explain/permutations.js';
import type { Game } from '../lowering/game.js';
import type { ReferencePoints } from '../model/network.js';

/** Rows put together before they are scored: bounds what is held at a time. */
const ROWS_AT_ONCE = 4096;

/** The reference points with what the network gives them, in unrounded units. */
export interface ScoredPoints extends ReferencePoints {
  readonly units: Float64Array;
  /** Their mean by weight. */
  readonly mean: number;
}

/** Scores the reference points: once, when a model is opened. */
export async function scorePoints(
  engine: NetworkEngine,
  points: ReferencePoints,
): Promise<ScoredPoints> {
  const units = await engine.units(points.values, points.weight.length);
  return { ...points, units, mean: weightedMean(units, points.weight, 0) };
}

/**
 * Shapley values of one row against the reference points: exact up to 12 players, else sampled.
 * They add up to `own - points.mean`. An absent player's features take a point's values, all of
 * the same point, and a coalition is worth the mean over the points by weight.
 *
 * @param row - f64[features]: checked raw values, codes, NaN for missing.
 * @param own - what the network gives the row, in unrounded units.
 */
export function explainRow(
  engine: NetworkEngine,
  game: Game,
  points: ScoredPoints,
  row: Float64Array,
  own: number,
): Promise<ShapleyValues> {
  const explainer = game.players <= MAX_EXACT_PLAYERS ? explainExactly : explainBySample;
  return explainer(engine, game, points, row, own);
}

async function explainExactly(
  engine: NetworkEngine,
  { players, playerOf }: Game,
  points: ScoredPoints,
  row: Float64Array,
  own: number,
): Promise<ShapleyValues> {
  const count = points.weight.length;
  const all = 2 ** players - 1;
  const worth = new Float64Array(all + 1);
  worth[0] = points.mean;
  worth[all] = own;
  const step = Math.max(1, Math.floor(ROWS_AT_ONCE / count));
  const mixed = new Float64Array(step * count * row.length);
  for (let start = 1; start < all; start += step) {
    const end = Math.min(all, start + step);
    let at = 0;
    for (let coalition = start; coalition < end; coalition++) {
      for (let point = 0; point < count; point++, at += row.length) {
        for (let f = 0; f < row.length; f++) {
          const present = (coalition >>> playerOf[f]!) & 1;
          mixed[at + f] = present ? row[f]! : points.values[point * row.length + f]!;
        }
      }
    }
    const units = await engine.units(mixed.subarray(0, at), (end - start) * count);
    for (let coalition = start; coalition < end; coalition++) {
      worth[coalition] = weightedMean(units, points.weight, (coalition - start) * count);
    }
  }
  mixed.fill(0);
  return shapleyOf(worth, players);
}

async function explainBySample(
  engine: NetworkEngine,
  { players, playerOf }: Game,
  points: ScoredPoints,
  row: Float64Array,
  own: number,
): Promise<ShapleyValues> {
  const walks = drawWalks(players, points.weight);
  const gains = new Float64Array(walks.length * players);
  const rank = new Uint16Array(players);
  // Each walk's first step is its point and its last is the row: both are known.
  const between = players - 1;
  const step = Math.max(1, Math.floor(ROWS_AT_ONCE / between));
  const mixed = new Float64Array(step * between * row.length);
  for (let start = 0; start < walks.length; start += step) {
    const part = walks.slice(start, start + step);
    part.forEach((walk, w) => {
      walk.order.forEach((player, place) => (rank[player] = place));
      for (let joined = 0; joined < between; joined++) {
        const at = (w * between + joined) * row.length;
        for (let f = 0; f < row.length; f++) {
          const present = rank[playerOf[f]!]! <= joined;
          mixed[at + f] = present ? row[f]! : points.values[walk.point * row.length + f]!;
        }
      }
    });
    const units = await engine.units(
      mixed.subarray(0, part.length * between * row.length),
      part.length * between,
    );
    part.forEach((walk, w) => {
      const steps = units.subarray(w * between, (w + 1) * between);
      addGains(walk, points.units[walk.point]!, steps, own, gains, (start + w) * players);
    });
  }
  mixed.fill(0);
  return estimate(walks.length, players, gains, own - points.mean);
}

/** What each player of a walk added when it joined. */
function addGains(
  { order }: Walk,
  first: number,
  steps: Float64Array,
  last: number,
  gains: Float64Array,
  at: number,
): void {
  let before = first;
  order.forEach((player, place) => {
    const after = place < steps.length ? steps[place]! : last;
    gains[at + player] = after - before;
    before = after;
  });
}

function weightedMean(units: Float64Array, weight: Uint32Array, start: number): number {
  let sum = 0;
  let total = 0;
  for (let point = 0; point < weight.length; point++) {
    sum += weight[point]! * units[start + point]!;
    total += weight[point]!;
  }
  return sum / total;
}
