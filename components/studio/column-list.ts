import { candidates, type Decisions } from './decisions.js';
import type { ColumnProfile, FeatureReport, RoleReason, TableProfile } from '../../sdk/train.js';

/** Which columns are listed. */
export const FILTERS = ['all', 'used', 'left-out', 'look'] as const;
export type ColumnFilter = (typeof FILTERS)[number];

/** Rows of a page: few enough that 5,000 columns are as quick as 50. */
export const PAGE = 25;

const LOOK: ReadonlySet<RoleReason> = new Set([
  ...(['protected', 'identifier', 'constant', 'all-missing'] as const),
  ...(['knows-the-future', 'target-name', 'too-many-words'] as const),
]);

/** Which columns are looked at; no decision, so it is not in the history. */
export class ColumnList {
  search = '';
  filter: ColumnFilter = 'all';
  order: 'file' | 'iv' = 'file';
  page = 0;
  /** Columns whose bins are open. */
  readonly opened = new Set<string>();

  clear(): void {
    this.search = '';
    this.filter = 'all';
    this.order = 'file';
    this.page = 0;
    this.opened.clear();
  }

  /** The columns that fit, in order. */
  matching(
    profile: TableProfile,
    decisions: Decisions,
    features: ReadonlyMap<string, FeatureReport>,
  ): readonly ColumnProfile[] {
    const wanted = this.search.trim().toLowerCase();
    const found = candidates(profile, decisions).filter(
      ({ name, reasons }) =>
        name.toLowerCase().includes(wanted) &&
        (this.filter === 'all' ||
          (this.filter === 'look'
            ? reasons.some((reason) => LOOK.has(reason))
            : decisions.used.has(name) === (this.filter === 'used'))),
    );
    if (this.order === 'file') return found;
    const iv = ({ name }: ColumnProfile): number => features.get(name)?.iv ?? -1;
    return [...found].sort((a, b) => iv(b) - iv(a));
  }
}
