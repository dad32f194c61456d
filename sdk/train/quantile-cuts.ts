/** Ascending values, each once, with how often each was there. */
interface Counted {
  readonly values: Float64Array;
  readonly counts: Uint32Array;
}

/**
 * Cut points that part values into at most `bins` bins of about as many each, between neighbouring
 * values that were seen. As many values as bins, or fewer, have a bin each. A value that many rows
 * share has a bin of its own where it is worth one, and the others share the rest.
 *
 * @param values - finite or infinite, no NaN; sorted in place.
 * @returns strictly ascending; a value is right of a cut that it equals.
 */
export function quantileCuts(values: Float64Array, bins: number): Float64Array {
  const counted = countSorted(values.sort());
  const distinct = counted.values;
  const ends = distinct.length <= bins ? distinct.keys() : binEnds(counted, values.length, bins);
  const whole = distinct.every(Number.isInteger);
  const cuts: number[] = [];
  for (const end of ends) {
    if (end + 1 < distinct.length) cuts.push(cutBetween(distinct[end]!, distinct[end + 1]!, whole));
  }
  return Float64Array.from(cuts);
}

function countSorted(sorted: Float64Array): Counted {
  const values = new Float64Array(sorted.length);
  const counts = new Uint32Array(sorted.length);
  let last = -1;
  for (const value of sorted) {
    if (last < 0 || value !== values[last]) values[++last] = value;
    counts[last]!++;
  }
  return { values: values.subarray(0, last + 1), counts: counts.subarray(0, last + 1) };
}

/**
 * Index of the last value of each bin but the last. A value with more than its share of the rows has a
 * bin of its own, and what is shared is what the others have.
 */
function binEnds({ counts }: Counted, rows: number, bins: number): number[] {
  const heavy = heavyValues(counts, rows, bins);
  const ends: number[] = [];
  let [light, heavies] = [rows, 0];
  counts.forEach((count, i) => {
    if (heavy[i] === 0) return;
    heavies++;
    light -= count;
  });
  let inBin = 0;
  for (let i = 0; i + 1 < counts.length && ends.length + 1 < bins; i++) {
    const share = light / Math.max(1, bins - ends.length - heavies);
    if (heavy[i] === 0) {
      inBin += counts[i]!;
      const next = counts[i + 1]!;
      // The nearer of stopping short and going over; too few to stand alone go with a heavy value.
      const isShort =
        heavy[i + 1] === 1
          ? inBin * 2 < share
          : inBin < share && inBin + next - share <= share - inBin;
      if (isShort) continue;
      light -= inBin;
    } else {
      heavies--;
      light -= inBin;
    }
    ends.push(i);
    inBin = 0;
  }
  return ends;
}

/** 1 for each value that has more rows than a bin would get of those that are left. */
function heavyValues(counts: Uint32Array, rows: number, bins: number): Uint8Array {
  const heavy = new Uint8Array(counts.length);
  let [rest, left] = [rows, bins];
  for (let found = true; found && left > 1;) {
    found = false;
    const share = rest / left;
    for (let i = 0; i < counts.length && left > 1; i++) {
      if (heavy[i] === 1 || counts[i]! < share) continue;
      heavy[i] = 1;
      rest -= counts[i]!;
      left--;
      found = true;
    }
  }
  return heavy;
}

/**
 * A short number above `low` and up to `high`, near their middle: what people read as a limit.
 *
 * @param whole - whole numbers only: both ends are.
 */
export function cutBetween(low: number, high: number, whole: boolean): number {
  if (high === Infinity) return Number.MAX_VALUE;
  if (low === -Infinity) return high + 0;
  // Halved before the sum, which could overflow.
  const middle = low / 2 + high / 2;
  for (let digits = 1; digits <= 17; digits++) {
    const cut = Number(middle.toPrecision(digits));
    if (cut > low && cut <= high && (!whole || Number.isInteger(cut))) return cut + 0;
  }
  return high + 0;
}
