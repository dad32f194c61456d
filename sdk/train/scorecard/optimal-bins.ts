import { ivOf, type Tally } from './woe.js';

/**
 * How the bad rate goes from bin to bin. `monotone` is ascending or descending, whichever has the
 * larger information value; `peak` rises and then falls, `valley` falls and then rises, and both
 * may do either alone.
 */
export type Trend = 'ascending' | 'descending' | 'monotone' | 'peak' | 'valley' | 'none';

/** The trend of a risk that may only rise (1) or fall (-1) with the value; 0 for either. */
export function trendOf(monotone: number): Trend {
  return monotone > 0 ? 'ascending' : monotone < 0 ? 'descending' : 'monotone';
}

/** What the bins of a characteristic have to be like. */
export interface BinLimits {
  readonly maxBins: number;
  /** Least weight of rows in a bin. */
  readonly minRows: number;
  /** Least weight of bad and of good rows in a bin. */
  readonly minBad: number;
  readonly minGood: number;
  readonly trend: Trend;
  /** Least difference of the bad rates of neighbouring bins. @defaultValue 0 */
  readonly minDifference?: number;
}

/** The best bins there are. */
export interface OptimalBins {
  /** First pre-bin of each bin; the first is 0. */
  readonly starts: readonly number[];
  /** Information value over these bins. */
  readonly iv: number;
  /** Which way the rates go: `monotone` comes out as one of the two. */
  readonly trend: Trend;
}

/** What a gain in information value must exceed to be one, and not rounding. */
const GAIN = 1e-12;

/** How a run of bins may go on: each step up, each step down, or either. */
type Step = 'up' | 'down' | 'any';

/**
 * Merges pre-bins into the bins with the largest information value that obey the limits. Exact:
 * every way of merging neighbours is covered, by dynamic programming over the last bin. What may
 * follow a bin depends on its rate alone, so bins that end at the same place are sorted by rate, and
 * the best of those a bin may follow is found by a search: O(p^2 log p) a bin for p pre-bins.
 *
 * @param cells - pre-bins in their order.
 * @param all - totals of the characteristic, cells that stand apart (missing) included.
 * @returns `undefined` where not even all cells together are a bin that obeys.
 */
export function optimalBins(
  cells: readonly Tally[],
  all: Tally,
  limits: BinLimits,
): OptimalBins | undefined {
  if (cells.length === 0) return undefined;
  const segments = new Segments(cells, all, limits);
  const difference = limits.minDifference ?? 0;
  let best: OptimalBins | undefined;
  for (const [trend, first, then] of phasesOf(limits.trend)) {
    const found = search(segments, limits.maxBins, difference, first, then);
    if (found && (!best || found.iv > best.iv + GAIN)) best = { ...found, trend };
  }
  return best;
}

function phasesOf(trend: Trend): readonly (readonly [Trend, Step, Step | undefined])[] {
  switch (trend) {
    case 'ascending':
      return [[trend, 'up', undefined]];
    case 'descending':
      return [[trend, 'down', undefined]];
    case 'monotone':
      return [...phasesOf('ascending'), ...phasesOf('descending')];
    case 'peak':
      return [[trend, 'up', 'down']];
    case 'valley':
      return [[trend, 'down', 'up']];
    case 'none':
      return [[trend, 'any', undefined]];
  }
}

/** Every run of neighbouring pre-bins: its rate, its part of the IV, whether it may be a bin. */
class Segments {
  readonly count: number;
  readonly rate: Float64Array;
  /** NaN for a run that is no bin. */
  readonly iv: Float64Array;
  /** Starts of the bins that end at each place, by ascending rate. */
  readonly byRate: readonly Int32Array[];
  /** The rates in that order. */
  readonly rates: readonly Float64Array[];

  constructor(cells: readonly Tally[], all: Tally, limits: BinLimits) {
    const n = cells.length;
    this.count = n;
    this.rate = new Float64Array(n * n);
    this.iv = new Float64Array(n * n).fill(NaN);
    const ends: number[][] = cells.map(() => []);
    for (let start = 0; start < n; start++) {
      let rows = 0;
      let bad = 0;
      for (let end = start; end < n; end++) {
        rows += cells[end]!.rows;
        bad += cells[end]!.bad;
        if (rows < limits.minRows || bad < limits.minBad || rows - bad < limits.minGood) continue;
        this.rate[start * n + end] = bad / rows;
        this.iv[start * n + end] = ivOf({ rows, bad }, all);
        ends[end]!.push(start);
      }
    }
    this.byRate = ends.map((starts, end) => {
      // Ties keep the order of their starts: sorting is stable.
      starts.sort((a, b) => this.rate[a * n + end]! - this.rate[b * n + end]!);
      return Int32Array.from(starts);
    });
    this.rates = this.byRate.map((order, end) => {
      const sorted = new Float64Array(order.length);
      order.forEach((start, i) => (sorted[i] = this.rate[start * n + end]!));
      return sorted;
    });
  }
}

/** The best ways to end in each bin, with so many bins in all. */
interface Layer {
  /** IV up to and with the bin, -Infinity where there is no way: [start * n + end]. */
  readonly value: Float64Array;
  /** Start of the bin before, -1 for none. */
  readonly from: Int32Array;
  /** Whether the bin before is of the first phase still. */
  readonly turned: Uint8Array;
}

function search(
  segments: Segments,
  maxBins: number,
  difference: number,
  first: Step,
  then: Step | undefined,
): Pick<OptimalBins, 'starts' | 'iv'> | undefined {
  const n = segments.count;
  // One list of layers for each phase: before the turn and after it.
  const rising: Layer[] = [];
  const falling: Layer[] = [];
  let best: { iv: number; start: number; bins: number; after: boolean } | undefined;
  for (let bins = 1; bins <= Math.min(maxBins, n); bins++) {
    const before = rising[bins - 2];
    rising.push(
      bins === 1 ? firstLayer(segments) : nextLayer(segments, [[before!, first]], difference),
    );
    if (then) {
      const later = falling[bins - 2];
      falling.push(
        bins === 1
          ? emptyLayer(n)
          : nextLayer(
              segments,
              [
                [before!, then],
                [later!, then],
              ],
              difference,
            ),
      );
    }
    for (const [layer, after] of [
      [rising[bins - 1]!, false],
      [falling[bins - 1], true],
    ] as const) {
      if (!layer) continue;
      for (let start = 0; start < n; start++) {
        const iv = layer.value[start * n + n - 1]!;
        // Fewer bins where more bring nothing.
        if (iv > -Infinity && (!best || iv > best.iv + GAIN)) best = { iv, start, bins, after };
      }
    }
  }
  if (!best) return undefined;
  return { iv: best.iv, starts: walkBack(n, rising, falling, best) };
}

function emptyLayer(n: number): Layer {
  return {
    value: new Float64Array(n * n).fill(-Infinity),
    from: new Int32Array(n * n).fill(-1),
    turned: new Uint8Array(n * n),
  };
}

function firstLayer({ count, iv }: Segments): Layer {
  const layer = emptyLayer(count);
  for (let end = 0; end < count; end++) {
    if (!Number.isNaN(iv[end]!)) layer.value[end] = iv[end]!;
  }
  return layer;
}

/** Adds a bin to each way of the layers before, where the step between their rates is allowed. */
function nextLayer(
  { count: n, rate, iv, byRate, rates }: Segments,
  sources: readonly (readonly [Layer, Step])[],
  difference: number,
): Layer {
  const layer = emptyLayer(n);
  const values = new Float64Array(n);
  /** Index of the best value up to, and from, each place of the order. */
  const lower = new Int32Array(n);
  const higher = new Int32Array(n);
  sources.forEach(([source, step], phase) => {
    for (let start = 1; start < n; start++) {
      const order = byRate[start - 1]!;
      const sorted = rates[start - 1]!;
      const count = order.length;
      for (let i = 0; i < count; i++) values[i] = source.value[order[i]! * n + start - 1]!;
      for (let i = 0, best = 0; i < count; i++) {
        if (values[i]! > values[best]!) best = i;
        lower[i] = best;
      }
      for (let i = count - 1, best = i; i >= 0; i--) {
        if (values[i]! > values[best]!) best = i;
        higher[i] = best;
      }
      for (let end = start; end < n; end++) {
        const at = start * n + end;
        if (Number.isNaN(iv[at]!)) continue;
        let chosen = -1;
        if (step !== 'down') {
          const upTo = countUpTo(sorted, rate[at]! - difference);
          if (upTo > 0) chosen = lower[upTo - 1]!;
        }
        if (step !== 'up') {
          const from = countBelow(sorted, rate[at]! + difference);
          const other = from < count ? higher[from]! : -1;
          if (other >= 0 && (chosen < 0 || values[other]! > values[chosen]!)) chosen = other;
        }
        if (chosen < 0 || values[chosen] === -Infinity) continue;
        const value = values[chosen]! + iv[at]!;
        if (value <= layer.value[at]!) continue;
        layer.value[at] = value;
        layer.from[at] = order[chosen]!;
        layer.turned[at] = phase;
      }
    }
  });
  return layer;
}

function countUpTo(sorted: Float64Array, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
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

function walkBack(
  n: number,
  rising: readonly Layer[],
  falling: readonly Layer[],
  last: { readonly start: number; readonly bins: number; readonly after: boolean },
): number[] {
  const starts = [last.start];
  let { start, after } = last;
  let end = n - 1;
  for (let bins = last.bins; bins > 1; bins--) {
    const layer = (after ? falling : rising)[bins - 1]!;
    const at = start * n + end;
    const from = layer.from[at]!;
    // The later phase has two sources: 0 is the phase before it.
    if (after && layer.turned[at] === 0) after = false;
    end = start - 1;
    start = from;
    starts.unshift(start);
  }
  return starts;
}
