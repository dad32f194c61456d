import { missingBin, type Feature } from '../../model/feature.js';
import { optimalBins, type BinLimits, type Trend } from './optimal-bins.js';
import { ivOf, woeOf, type Tally } from './woe.js';

/** Bins of a feature that the card treats as one. */
export interface Group extends Tally {
  /** `value`: a range or set of categories; `special`, `other` and `missing` stand apart. */
  readonly kind: 'value' | 'special' | 'other' | 'missing';
  /** Bins of the feature, ascending. */
  readonly bins: readonly number[];
  /** ln(share of bad / share of good): above 0 is riskier. */
  readonly woe: number;
}

/** A feature as a card has it. */
export interface Grouping {
  /** Ranges from low to high, or sets of categories by rising bad rate; then special values, other,
   * missing. */
  readonly groups: readonly Group[];
  /** Group by bin. */
  readonly groupOf: Uint8Array;
  /** Over all groups. */
  readonly iv: number;
  readonly trend: Trend;
}

/** What the grouping of a feature has to obey, beside the limits of its bins. */
export interface GroupingSettings extends BinLimits {
  /** Categories with less weight are pooled with "other". */
  readonly rareRows: number;
  /** Bins of the feature that hold special values: each is a group of its own. */
  readonly special?: readonly number[];
}

type Draft = Omit<Group, 'rows' | 'bad' | 'woe'>;

/**
 * Groups the bins of a feature with the largest information value: neighbours for numbers,
 * categories in the order of their bad rates. Missing and special values stand apart. Where no
 * grouping obeys the limits, all values are one group.
 *
 * @param cells - rows and bad of each bin of the feature.
 */
export function groupFeature(
  feature: Feature,
  cells: readonly Tally[],
  settings: GroupingSettings,
): Grouping {
  const all = sumOf(cells);
  const missing = missingBin(feature);
  const special = new Set(settings.special);
  const drafts: Draft[] = [];
  let trend: Trend;
  if (feature.kind === 'numeric') {
    const bins = range(missing).filter((bin) => !special.has(bin));
    const units = bins.map((bin) => [bin]);
    trend = addOptimal(units, cells, all, settings, drafts);
  } else {
    const known = range(missing - 1).filter((bin) => !special.has(bin));
    const rare = known.filter((bin) => cells[bin]!.rows < settings.rareRows);
    const units = known.filter((bin) => !rare.includes(bin)).map((bin) => [bin]);
    const other = [...rare, missing - 1];
    // What nobody in the table has is like nobody.
    const pooled = sumOf(other.map((bin) => cells[bin]!)).rows > 0;
    if (pooled) units.push(other);
    units.sort((a, b) => rateOf(a, cells) - rateOf(b, cells) || a[0]! - b[0]!);
    trend = addOptimal(units, cells, all, { ...settings, trend: 'none' }, drafts);
    if (!pooled) drafts.push({ kind: 'other', bins: other });
  }
  for (const bin of range(missing)) {
    if (special.has(bin)) drafts.push({ kind: 'special', bins: [bin] });
  }
  drafts.push({ kind: 'missing', bins: [missing] });
  const groups = drafts.map((draft): Group => {
    const tally = sumOf(draft.bins.map((bin) => cells[bin]!));
    return { ...draft, ...tally, woe: woeOf(tally, all) };
  });
  const groupOf = new Uint8Array(missing + 1);
  groups.forEach(({ bins }, group) => bins.forEach((bin) => (groupOf[bin] = group)));
  return { groups, groupOf, iv: groups.reduce((iv, group) => iv + ivOf(group, all), 0), trend };
}

function addOptimal(
  units: readonly (readonly number[])[],
  cells: readonly Tally[],
  all: Tally,
  limits: BinLimits,
  drafts: Draft[],
): Trend {
  const tallies = units.map((bins) => sumOf(bins.map((bin) => cells[bin]!)));
  const found = optimalBins(tallies, all, limits);
  const starts = found?.starts ?? [0];
  if (units.length > 0) {
    starts.forEach((start, i) => {
      const bins = units.slice(start, starts[i + 1]).flat();
      drafts.push({ kind: 'value', bins: bins.sort((a, b) => a - b) });
    });
  }
  return found?.trend ?? limits.trend;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function rateOf(bins: readonly number[], cells: readonly Tally[]): number {
  const { rows, bad } = sumOf(bins.map((bin) => cells[bin]!));
  // Categories that are in no row and yet not pooled (rare is "less than 0 rows") come first.
  return rows > 0 ? bad / rows : -1;
}

function sumOf(cells: readonly Tally[]): Tally {
  return cells.reduce((sum, { rows, bad }) => ({ rows: sum.rows + rows, bad: sum.bad + bad }), {
    rows: 0,
    bad: 0,
  });
}
