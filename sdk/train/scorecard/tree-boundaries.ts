/** A leaf, and where it is best split. */
interface Leaf {
  readonly from: number;
  readonly to: number;
  readonly cut: number;
  readonly gain: number;
}

/**
 * Where a decision tree of one feature parts its values: the leaf whose split lowers Gini's impurity
 * most is split first, as CART does.
 *
 * @param rows - running weight of the rows below each distinct value, and of all at the end.
 * @param bad - the same of the bad rows.
 * @param leaves - at most.
 * @param minRows - least weight of a leaf.
 * @returns ascending places of the first value right of each cut.
 */
export function treeBoundaries(
  rows: Float64Array,
  bad: Float64Array,
  leaves: number,
  minRows: number,
): number[] {
  const open: Leaf[] = [bestSplit(rows, bad, 0, rows.length - 1, minRows)];
  const cuts: number[] = [];
  while (open.length < leaves) {
    let best = 0;
    open.forEach(({ gain }, i) => {
      if (gain > open[best]!.gain) best = i;
    });
    const { from, to, cut, gain } = open[best]!;
    if (!(gain > 0)) break;
    cuts.push(cut);
    open.splice(
      best,
      1,
      bestSplit(rows, bad, from, cut, minRows),
      bestSplit(rows, bad, cut, to, minRows),
    );
  }
  return cuts.sort((a, b) => a - b);
}

function bestSplit(
  rows: Float64Array,
  bad: Float64Array,
  from: number,
  to: number,
  minRows: number,
): Leaf {
  const n = rows[to]! - rows[from]!;
  const b = bad[to]! - bad[from]!;
  let cut = -1;
  let gain = 0;
  for (let at = from + 1; at < to; at++) {
    const left = rows[at]! - rows[from]!;
    const right = n - left;
    if (left < minRows || right < minRows || left === 0 || right === 0) continue;
    // The sum of squares between the sides: what impurity loses, up to a factor.
    const off = (bad[at]! - bad[from]!) / left - (b - bad[at]! + bad[from]!) / right;
    const gained = (off * off * left * right) / n;
    if (gained > gain) [cut, gain] = [at, gained];
  }
  return { from, to, cut, gain };
}
