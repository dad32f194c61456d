import { rankGroups, sumByGroup } from '../explain/reason-ranking.js';
import type { ReasonGroup } from '../model/reasons.js';
import { DEFAULT_MAX_REASONS } from './explanation.js';
import type { BatchExplanation, ExplainOptions } from './results.js';

/** No reason at this place of a batch explanation. */
const NO_REASON = 0xffff;

/**
 * The top reasons of each row of a batch.
 *
 * @param contributions - i32[players * rows], player-major.
 */
export function rankBatch(
  groups: readonly ReasonGroup[],
  byGroup: boolean,
  contributions: Int32Array,
  rows: number,
  options: ExplainOptions,
): Pick<BatchExplanation, 'reasonCodes' | 'reasons' | 'maxReasons'> {
  const maxReasons = options.maxReasons ?? DEFAULT_MAX_REASONS;
  const reasons = new Uint16Array(rows * maxReasons).fill(NO_REASON);
  const row = new Int32Array(rows === 0 ? 0 : contributions.length / rows);
  const byReason = byGroup ? row : new Int32Array(groups.length);
  for (let r = 0; r < rows; r++) {
    for (let p = 0; p < row.length; p++) row[p] = contributions[p * rows + r]!;
    if (!byGroup) sumByGroup(groups, row, byReason);
    const ranked = rankGroups(byReason, maxReasons, options.direction ?? 'any');
    ranked.forEach(({ group }, at) => {
      reasons[r * maxReasons + at] = group;
    });
  }
  return { reasonCodes: groups.map((group) => group.code), reasons, maxReasons };
}
