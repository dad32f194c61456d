import type { ReasonGroup } from '../model/reasons.js';

/** A group with its part in the margin, in units of 2^-scaleBits. */
export interface RankedGroup {
  readonly group: number;
  readonly margin: number;
}

/**
 * Sums contributions of features into groups: i32[groups].
 * A sum of Shapley values, so it adds up with the rest; the quotient game's own value
 * (`by: 'group'`) may differ where features of different groups interact.
 */
export function sumByGroup(
  groups: readonly ReasonGroup[],
  contributions: Int32Array,
  out: Int32Array,
): void {
  for (let g = 0; g < groups.length; g++) {
    const { features } = groups[g]!;
    let sum = 0;
    for (let i = 0; i < features.length; i++) sum += contributions[features[i]!]!;
    out[g] = sum;
  }
}

/**
 * The groups that count most, largest first; ties keep the model's order, so two devices never
 * disagree. A group that contributes nothing is no reason.
 *
 * @param direction - `adverse` keeps only groups that raise risk.
 */
export function rankGroups(
  margins: Int32Array,
  max: number,
  direction: 'any' | 'adverse',
): RankedGroup[] {
  const top: RankedGroup[] = [];
  for (let group = 0; group < margins.length; group++) {
    const margin = margins[group]!;
    if (margin === 0 || (direction === 'adverse' && margin < 0)) continue;
    const size = Math.abs(margin);
    let at = top.length;
    while (at > 0 && Math.abs(top[at - 1]!.margin) < size) at--;
    if (at >= max) continue;
    top.splice(at, 0, { group, margin });
    if (top.length > max) top.pop();
  }
  return top;
}
