/** How alike two columns of log-odds are. */
export interface Likeness {
  /** 1 - (sum of squared differences) / (sum of squares around the teacher's mean). */
  readonly r2: number;
  /** Spearman's rank correlation, ties at their mean rank. */
  readonly rank: number;
}

/** 1 and 1 where both are the same constant; 0 where only one of them is constant. O(n log n). */
export function likenessOf(teacher: Float64Array, student: Float64Array): Likeness {
  const same = teacher.every((value, row) => value === student[row]);
  if (same) return { r2: 1, rank: 1 };
  const mean = meanOf(teacher);
  let [off, spread] = [0, 0];
  for (let row = 0; row < teacher.length; row++) {
    const miss = student[row]! - teacher[row]!;
    const apart = teacher[row]! - mean;
    off += miss * miss;
    spread += apart * apart;
  }
  return {
    r2: spread > 0 ? 1 - off / spread : 0,
    rank: correlation(meanRanks(teacher), meanRanks(student)),
  };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length > 0 ? sum / values.length : 0;
}

function meanRanks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

/** Of ranks: both have the same mean. */
function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (a.length - 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [a[row]! - mean, b[row]! - mean];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
