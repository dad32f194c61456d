import { rankGroups, sumByGroup } from '../explain/reason-ranking.js';
import type { ReasonGroup } from '../model/reasons.js';
import { DEFAULT_MAX_REASONS } from './explanation.js';
import type { ExplainOptions } from './results.js';

/** No reason at this place of a batch explanation. */
const NO_REASON = 0xffff;

/** Room for the top reasons of rows: u16[rows * maxReasons], none yet. */
export function noReasons(rows: number, maxReasons: number): Uint16Array {
  return new Uint16Array(rows * maxReasons).fill(NO_REASON);
}

/**
 * Writes the top reasons of rows.
 *
 * @param contributions - i32[players * rows], player-major.
 * @param reasons - from {@link noReasons}, from the first of these rows on.
 */
export function rankRows(
  groups: readonly ReasonGroup[],
  byGroup: boolean,
  contributions: Int32Array,
  rows: number,
  { maxReasons = DEFAULT_MAX_REASONS, direction = 'any' }: ExplainOptions,
  reasons: Uint16Array,
): void {
  const row = new Int32Array(rows === 0 ? 0 : contributions.length / rows);
  const byReason = byGroup ? row : new Int32Array(groups.length);
  for (let r = 0; r < rows; r++) {
    for (let p = 0; p < row.length; p++) row[p] = contributions[p * rows + r]!;
    if (!byGroup) sumByGroup(groups, row, byReason);
    rankGroups(byReason, maxReasons, direction).forEach(({ group }, at) => {
      reasons[r * maxReasons + at] = group;
    });
  }
  // Nothing of an applicant outlives the call.
  row.fill(0);
  byReason.fill(0);
}
