import { createRandom } from '../../core/random.js';
import type { Estimate } from '../../fairness/report.js';
import { REACH } from '../metrics/ranking.js';

/** Draws of the rows behind the interval of a KS gap. */
const DRAWS = 200;

/** What a student ranks better (above 0) or worse than its teacher, on the same rows. */
export interface RankingGap {
  readonly auc: Estimate;
  readonly ks: Estimate;
}

/**
 * Differences of AUC and KS, student less teacher, with 95 % intervals that know that both scored the
 * same rows: they are far narrower than those of either. The AUC's is DeLong's (1988); the KS's is the
 * spread of the difference over rows drawn with replacement, which is seeded.
 *
 * @param bad - 1 or 0 of each row.
 * @returns `undefined` where one class has fewer than two rows.
 */
export function rankingGap(
  teacher: Float64Array,
  student: Float64Array,
  bad: ArrayLike<number>,
): RankingGap | undefined {
  const rows = teacher.length;
  let bads = 0;
  for (let row = 0; row < rows; row++) bads += bad[row]!;
  if (Math.min(bads, rows - bads) < 2) return undefined;
  const orders = [orderOf(teacher), orderOf(student)] as const;
  const ends = [groupEnds(teacher, orders[0]), groupEnds(student, orders[1])] as const;
  const once = new Uint8Array(rows).fill(1);
  const ks = ksIn(orders[1], ends[1], bad, once) - ksIn(orders[0], ends[0], bad, once);
  const random = createRandom(1);
  let [sum, squares] = [0, 0];
  const drawn = new Uint8Array(rows);
  for (let draw = 0; draw < DRAWS; draw++) {
    drawn.fill(0);
    for (let i = 0; i < rows; i++) drawn[random.below(rows)]!++;
    const gap = ksIn(orders[1], ends[1], bad, drawn) - ksIn(orders[0], ends[0], bad, drawn);
    sum += gap;
    squares += gap * gap;
  }
  const mean = sum / DRAWS;
  const error = Math.sqrt(Math.max(0, (squares / DRAWS - mean * mean) * (DRAWS / (DRAWS - 1))));
  return {
    auc: aucGap(
      placements(teacher, orders[0], bad, bads),
      placements(student, orders[1], bad, bads),
      bad,
      bads,
    ),
    ks: within(ks, error),
  };
}

function within(value: number, error: number): Estimate {
  return { value, low: value - REACH * error, high: value + REACH * error };
}

function orderOf(values: Float64Array): Uint32Array {
  return Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
}

/** 1 at the last place of each group of equal scores. */
function groupEnds(values: Float64Array, order: Uint32Array): Uint8Array {
  return Uint8Array.from(order, (row, i) =>
    i + 1 === order.length || values[order[i + 1]!] !== values[row] ? 1 : 0,
  );
}

/** Largest gap between the shares of good and of bad rows up to a score. */
function ksIn(
  order: Uint32Array,
  ends: Uint8Array,
  bad: ArrayLike<number>,
  times: Uint8Array,
): number {
  const total = [0, 0];
  for (let row = 0; row < order.length; row++) total[bad[row]!]! += times[row]!;
  if (total[0] === 0 || total[1] === 0) return 0;
  let [good, bads, largest] = [0, 0, 0];
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (bad[row] === 1) bads += times[row]!;
    else good += times[row]!;
    if (ends[i]) largest = Math.max(largest, good / total[0]! - bads / total[1]!);
  }
  return largest;
}

/** For each row, the share of the other class that it is placed rightly against; ties count half. */
function placements(
  values: Float64Array,
  order: Uint32Array,
  bad: ArrayLike<number>,
  bads: number,
): Float64Array {
  const placed = new Float64Array(order.length);
  const goods = order.length - bads;
  let [good, below] = [0, 0];
  for (let from = 0; from < order.length;) {
    let [to, ofBad] = [from, 0];
    while (to < order.length && values[order[to]!] === values[order[from]!]) {
      ofBad += bad[order[to]!]!;
      to++;
    }
    const ofGood = to - from - ofBad;
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      placed[row] = bad[row] === 1 ? (good + ofGood / 2) / goods : 1 - (below + ofBad / 2) / bads;
    }
    good += ofGood;
    below += ofBad;
    from = to;
  }
  return placed;
}

/** DeLong's variance of a difference is that of the differences of placements. */
function aucGap(
  teacher: Float64Array,
  student: Float64Array,
  bad: ArrayLike<number>,
  bads: number,
): Estimate {
  const count = [teacher.length - bads, bads];
  const sum = [0, 0];
  for (let row = 0; row < teacher.length; row++) {
    sum[bad[row]!]! += student[row]! - teacher[row]!;
  }
  // Either class's placements have the same mean: the AUC.
  const gap = sum[1]! / bads;
  const squares = [0, 0];
  for (let row = 0; row < teacher.length; row++) {
    const off = student[row]! - teacher[row]! - gap;
    squares[bad[row]!]! += off * off;
  }
  const variance = [0, 1].reduce((all, k) => all + squares[k]! / (count[k]! - 1) / count[k]!, 0);
  return within(gap, Math.sqrt(variance));
}
