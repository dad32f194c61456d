import { splitCount, type Feature, type NumericFeature } from '../../model/feature.js';

/** Some neighbouring bins of a feature, which a report shows as one. */
export interface BinGroup {
  /** `< 30`, `30 to 45`, `>= 45`, a word, `other`, `missing`. */
  readonly label: string;
  readonly bins: readonly number[];
}

/** As many groups as people take in at a glance, "missing" aside. */
const SHOWN = 8;
const SHOWN_CATEGORIES = 12;

/**
 * Bins as a report shows them: neighbours together where there are many, by rows; the rarest
 * categories as "other". "other" and "missing" are there where rows have them.
 *
 * @param rows - of each bin.
 */
export function groupBins(feature: Feature, rows: ArrayLike<number>): BinGroup[] {
  const groups =
    feature.kind === 'numeric' ? groupNumbers(feature, rows) : groupCategories(feature, rows);
  const missing = splitCount(feature) + 1;
  return rows[missing]! > 0 ? [...groups, { label: 'missing', bins: [missing] }] : groups;
}

/** Every bin by itself, in the order of the feature: what a scorecard shows. */
export function everyBin(feature: Feature): BinGroup[] {
  const splits = splitCount(feature);
  return Array.from({ length: splits + 2 }, (_, bin) => ({
    label:
      bin === splits + 1
        ? 'missing'
        : feature.kind === 'numeric'
          ? rangeLabel(feature, bin, bin)
          : categoryLabel(feature, bin),
    bins: [bin],
  }));
}

function groupNumbers(feature: NumericFeature, rows: ArrayLike<number>) {
  const bins = feature.cuts.length + 1;
  let total = 0;
  for (let bin = 0; bin < bins; bin++) total += rows[bin]!;
  const groups: BinGroup[] = [];
  let [first, before] = [0, 0];
  const slot = (bin: number, at: number) =>
    bins <= SHOWN || total === 0
      ? bin
      : Math.min(SHOWN - 1, Math.floor(((at + rows[bin]! / 2) * SHOWN) / total));
  for (let bin = 0; bin < bins; bin++) {
    const after = before + rows[bin]!;
    const ends = bin + 1 === bins || slot(bin + 1, after) !== slot(bin, before);
    before = after;
    if (!ends) continue;
    groups.push({ label: rangeLabel(feature, first, bin), bins: span(first, bin) });
    first = bin + 1;
  }
  return groups;
}

function span(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** What values the bins from `first` to `last` hold, side `less`: a cut belongs to the right. */
function rangeLabel({ cuts, side }: NumericFeature, first: number, last: number): string {
  const [below, above] = side === 'less' ? ['<', '>='] : ['<=', '>'];
  if (cuts.length === 0) return 'all';
  if (first === 0) return `${below} ${cuts[last]!}`;
  if (last === cuts.length) return `${above} ${cuts[first - 1]!}`;
  return `${cuts[first - 1]!} to ${cuts[last]!}`;
}

function groupCategories(
  feature: Extract<Feature, { kind: 'categorical' }>,
  rows: ArrayLike<number>,
) {
  const other = feature.codes.length;
  const order = span(0, other - 1).sort((a, b) => rows[b]! - rows[a]! || a - b);
  const kept = new Set(order.slice(0, SHOWN_CATEGORIES));
  const rest = [...order.slice(SHOWN_CATEGORIES).sort((a, b) => a - b), other];
  const groups: BinGroup[] = span(0, other - 1)
    .filter((bin) => kept.has(bin))
    .map((bin) => ({ label: categoryLabel(feature, bin), bins: [bin] }));
  const others = rest.reduce((sum, bin) => sum + rows[bin]!, 0);
  return others > 0 ? [...groups, { label: 'other', bins: rest }] : groups;
}

function categoryLabel(feature: Extract<Feature, { kind: 'categorical' }>, bin: number): string {
  if (bin === feature.codes.length) return 'other';
  return feature.labels[bin] ?? String(feature.codes[bin]);
}
