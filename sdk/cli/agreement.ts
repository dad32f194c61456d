/** How far apart two columns of numbers are. */
export interface Differences {
  /** Largest |b - a|. */
  readonly largest: number;
  readonly mean: number;
  /** Of |b - a|: half of the rows are within p50, and so on. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Differences row by row; zeros for no rows. */
export function differencesOf(a: ArrayLike<number>, b: ArrayLike<number>): Differences {
  const sizes = Float64Array.from(a, (value, row) => Math.abs(b[row]! - value)).sort();
  const { length } = sizes;
  if (length === 0) return { largest: 0, mean: 0, p50: 0, p95: 0, p99: 0 };
  // Nearest rank: a difference that some row has.
  const percentile = (share: number): number => sizes[Math.max(0, Math.ceil(share * length) - 1)]!;
  let sum = 0;
  for (const size of sizes) sum += size;
  return {
    largest: sizes[length - 1]!,
    mean: sum / length,
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
  };
}

/** How alike two columns put rows in order. */
export interface RankAgreement {
  /** Spearman's rank correlation, ties at their mean rank; `null` where a column is constant. */
  readonly spearman: number | null;
  /** Share of the pairs that both columns tell apart and order differently; `null` without such pairs. */
  readonly swapped: number | null;
}

/** O(rows log rows). */
export function rankAgreement(a: ArrayLike<number>, b: ArrayLike<number>): RankAgreement {
  return { spearman: correlation(meanRanks(a), meanRanks(b)), swapped: swappedShare(a, b) };
}

function orderOf(values: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: values.length }, (_, row) => row).sort(
    (x, y) => values[x]! - values[y]!,
  );
}

function meanRanks(values: ArrayLike<number>): Float64Array {
  const order = orderOf(values);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

function correlation(a: Float64Array, b: Float64Array): number | null {
  // Ranks have the same mean, tied or not.
  const mean = (a.length - 1) / 2;
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let row = 0; row < a.length; row++) {
    const x = a[row]! - mean;
    const y = b[row]! - mean;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null;
}

/** Discordant pairs over pairs tied in neither column, as Knight (1966) counts them. */
function swappedShare(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const rows = a.length;
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort(
    (x, y) => a[x]! - a[y]! || b[x]! - b[y]!,
  );
  const second = Float64Array.from(order, (row) => b[row]!);
  let tiedA = 0;
  let tiedBoth = 0;
  for (let from = 0; from < rows;) {
    let to = from;
    let same = 0;
    for (let start = from; to < rows && a[order[to]!] === a[order[from]!]; to++) {
      if (second[to] !== second[start]) {
        tiedBoth += pairs(same);
        start = to;
        same = 0;
      }
      same++;
    }
    tiedBoth += pairs(same);
    tiedA += pairs(to - from);
    from = to;
  }
  const discordant = countInversions(second);
  // The column is in order now, so equal values are neighbours.
  let tiedB = 0;
  for (let from = 0; from < rows;) {
    let to = from;
    while (to < rows && second[to] === second[from]) to++;
    tiedB += pairs(to - from);
    from = to;
  }
  const told = pairs(rows) - tiedA - tiedB + tiedBoth;
  return told > 0 ? discordant / told : null;
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}

/** Sorts by merging, and counts the pairs that stood in the wrong order. */
function countInversions(values: Float64Array): number {
  const { length } = values;
  const spare = new Float64Array(length);
  let inversions = 0;
  for (let width = 1; width < length; width *= 2) {
    for (let left = 0; left + width < length; left += 2 * width) {
      const middle = left + width;
      const right = Math.min(middle + width, length);
      let i = left;
      let j = middle;
      for (let at = left; at < right; at++) {
        const takesRight = i >= middle || (j < right && values[j]! < values[i]!);
        if (takesRight) inversions += middle - i;
        spare[at] = takesRight ? values[j++]! : values[i++]!;
      }
      values.set(spare.subarray(left, right), left);
    }
  }
  return inversions;
}
