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
  let smallest = 0;
  for (let group = 0; group < margins.length; group++) {
    const margin = margins[group]!;
    const size = margin < 0 ? -margin : margin;
    if (size === 0 || (margin < 0 && direction === 'adverse')) continue;
    if (top.length >= max && size <= smallest) continue;
    let at = top.length < max ? top.length : max - 1;
    if (at < 0) continue;
    for (; at > 0 && Math.abs(top[at - 1]!.margin) < size; at--) top[at] = top[at - 1]!;
    top[at] = { group, margin };
    smallest = Math.abs(top[top.length - 1]!.margin);
  }
  return top;
}
