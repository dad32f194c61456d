import { cutBetween, quantileCuts } from '../quantile-cuts.js';
import { optimalBins, type BinLimits } from './optimal-bins.js';
import { treeBoundaries } from './tree-boundaries.js';
import type { Tally } from './woe.js';

/** Quantiles to begin with. */
const COARSE = 48;

/** Trees to begin with: leaves at most, and least share of the rows in one. */
const TREES = [
  { leaves: 20, share: 0.05 },
  { leaves: 100, share: 0.01 },
] as const;

/** Into how many pieces each side of a chosen cut is parted to look closer. */
const PIECES = 12;

/** Each look is twelve times as close as the one before. */
const LOOKS = 8;

/** What the bins that cuts are for have to be like: as in {@link BinLimits}, by shares. */
export interface CutLimits extends Pick<BinLimits, 'maxBins' | 'trend' | 'minDifference'> {
  readonly minShare: number;
  /** Least bad and least good rows of a bin. @defaultValue 1 */
  readonly minOfClass?: number;
  /** Whether to look for the best bins; else quantiles and the small tree do. @defaultValue true */
  readonly closely?: boolean;
}

/** Distinct values in ascending order, with running sums up to and without each. */
interface Sorted {
  readonly values: Float64Array;
  readonly rows: Float64Array;
  readonly bad: Float64Array;
}

/**
 * Cuts for the pre-bins of a number that a scorecard merges: quantiles, the cuts of a small decision
 * tree, and those of the best bins, which are found by looking closer and closer where the best bins
 * of coarser cells end, down to single values. Quantiles alone lose what lies between them: up to 5 %
 * of the information value with 50 of them, 1 % with 254 (measured).
 *
 * The first look sees quantiles and the leaves of two trees; each is exact for the cells that it sees.
 *
 * @param values - one a row; NaN is missing.
 * @param bad - 0..1, one a row.
 * @returns strictly ascending; a value is right of a cut that it equals. At most 65 + maxBins.
 */
export function informedCuts(
  values: Float64Array,
  bad: Float64Array,
  weight: Float64Array | undefined,
  limits: CutLimits,
): Float64Array {
  const sorted = sortValues(values, bad, weight);
  const last = sorted.values.length;
  if (last < 2) return new Float64Array();
  const all = totalOf(bad, weight);
  const bounds: BinLimits = {
    ...limits,
    minRows: limits.minShare * all.rows,
    minBad: limits.minOfClass ?? 1,
    minGood: limits.minOfClass ?? 1,
  };
  const quantiles = quantileCuts(
    values.filter((value) => !Number.isNaN(value)),
    COARSE,
  );
  // A boundary is the place of the first value right of it.
  const [tree, fine] = TREES.map(({ leaves, share }) =>
    treeBoundaries(sorted.rows, sorted.bad, leaves, share * sorted.rows[last]!),
  );
  const kept = [...Array.from(quantiles, (cut) => countBelow(sorted.values, cut)), ...tree!];
  let chosen: number[] = [];
  let seen = ascending([...kept, ...fine!]);
  const looks = limits.closely === false ? 0 : LOOKS;
  for (let look = 0; look < looks; look++) {
    const found = optimalBins(cellsOf(sorted, seen), all, bounds);
    if (!found) break;
    const now = found.starts.slice(1).map((start) => seen[start - 1]!);
    const closer = ascending([...kept, ...now, ...now.flatMap((at) => around(seen, at, last))]);
    const settled = closer.length === seen.length && closer.every((at, i) => at === seen[i]);
    chosen = now;
    if (settled) break;
    seen = closer;
  }
  const whole = sorted.values.every(Number.isInteger);
  const cuts = ascending([...tree!, ...chosen]).map((at) =>
    cutBetween(sorted.values[at - 1]!, sorted.values[at]!, whole),
  );
  // Quantiles are cut between the same neighbours: one of two cuts that part alike is enough.
  const parted = new Set(cuts.map((cut) => countBelow(sorted.values, cut)));
  const others = quantiles.filter((cut) => !parted.has(countBelow(sorted.values, cut)));
  return Float64Array.from(ascending([...cuts, ...others]));
}

function sortValues(
  values: Float64Array,
  bad: Float64Array,
  weight: Float64Array | undefined,
): Sorted {
  const order = new Uint32Array(values.length).map((_, row) => row);
  const there = order.filter((row) => !Number.isNaN(values[row]!));
  there.sort((a, b) => values[a]! - values[b]! || a - b);
  const distinct: number[] = [];
  const rows = [0];
  const bads = [0];
  for (const row of there) {
    if (distinct.length === 0 || distinct.at(-1) !== values[row]!) {
      distinct.push(values[row]!);
      rows.push(rows.at(-1)!);
      bads.push(bads.at(-1)!);
    }
    const w = weight ? weight[row]! : 1;
    rows[rows.length - 1]! += w;
    bads[bads.length - 1]! += w * bad[row]!;
  }
  return {
    values: Float64Array.from(distinct),
    rows: Float64Array.from(rows),
    bad: Float64Array.from(bads),
  };
}

function totalOf(bad: Float64Array, weight: Float64Array | undefined): Tally {
  let [rows, bads] = [0, 0];
  for (let row = 0; row < bad.length; row++) {
    const w = weight ? weight[row]! : 1;
    rows += w;
    bads += w * bad[row]!;
  }
  return { rows, bad: bads };
}

function cellsOf({ values, rows, bad }: Sorted, boundaries: readonly number[]): Tally[] {
  const starts = [0, ...boundaries];
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? values.length;
    return { rows: rows[end]! - rows[start]!, bad: bad[end]! - bad[start]! };
  });
}

/** Boundaries that part the cells on both sides of a chosen one. */
function around(seen: readonly number[], at: number, last: number): number[] {
  const i = seen.indexOf(at);
  const before = seen[i - 1] ?? 0;
  const after = seen[i + 1] ?? last;
  const parted: number[] = [];
  for (const [from, to] of [
    [before, at],
    [at, after],
  ] as const) {
    const pieces = Math.min(PIECES, to - from);
    for (let piece = 1; piece < pieces; piece++) {
      parted.push(from + Math.floor(((to - from) * piece) / pieces));
    }
  }
  return parted;
}

/** Each once. */
function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function countBelow(sorted: Float64Array, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
