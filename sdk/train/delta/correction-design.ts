import { missingBin, splitCount, type Feature } from '../../model/feature.js';

/** Steps that a numeric feature may have, missing aside. */
const QUANTILES = 8;

/** Categories that have a column of their own, the most frequent first; the others share one. */
const MAX_CATEGORIES = 12;

/**
 * One feature's part of a correction: its bins in a few groups, and what each group looks like to a
 * regression. Numeric features are coded as a thermometer (one column for each step from group to
 * group, so that a ridge shrinks the differences of neighbours), categories as one column each; and
 * "missing" has a column of its own. Centred on the source's population, and scaled so that the mean
 * squared norm over it is 1 / blocks: then the variance of the whole correction is that of one
 * coefficient, and tau is its standard deviation in log-odds.
 */
export interface CorrectionBlock {
  /** Index of the feature. */
  readonly feature: number;
  /** Group of each bin, "missing" included: u8[bins]. */
  readonly groupOf: Uint8Array;
  readonly groups: number;
  readonly columns: number;
  /** f64[groups * columns], row-major. */
  readonly codes: Float64Array;
}

/**
 * The blocks of every feature that a correction can tell apart in the source's population.
 *
 * @param histograms - of the population, one per feature: counts or shares per bin.
 */
export function correctionBlocks(
  features: readonly Feature[],
  histograms: readonly ArrayLike<number>[],
): readonly CorrectionBlock[] {
  const drafts = features.flatMap((feature, f): CorrectionBlock[] => {
    const histogram = histograms[f]!;
    const draft =
      feature.kind === 'numeric'
        ? numericGroups(feature, histogram)
        : categoryGroups(feature, histogram);
    return splitCount(feature) > 0 ? [codeGroups(f, feature, draft, histogram)] : [];
  });
  const used = drafts.filter(({ codes }) => codes.some((code) => code !== 0));
  // Each has a mean squared norm of 1 so far.
  const share = Math.sqrt(1 / used.length);
  for (const { codes } of used) codes.forEach((code, i) => (codes[i] = code * share));
  return used;
}

/** Groups of a feature's bins before they are coded. */
interface Grouping {
  readonly groupOf: Uint8Array;
  /** Groups of values, without "missing". */
  readonly values: number;
}

/** Cuts at those bin edges that are nearest to the eighths of the population. */
function numericGroups(feature: Feature, histogram: ArrayLike<number>): Grouping {
  const missing = missingBin(feature);
  const before = new Float64Array(missing + 1);
  for (let bin = 0; bin < missing; bin++) before[bin + 1] = before[bin]! + histogram[bin]!;
  const total = before[missing]!;
  const isEdge = new Uint8Array(missing);
  for (let k = 1; k < QUANTILES && total > 0; k++) {
    const wanted = (total * k) / QUANTILES;
    let best = 0;
    for (let edge = 1; edge < missing; edge++) {
      if (before[edge] === 0 || before[edge] === total) continue;
      if (best === 0 || Math.abs(before[edge]! - wanted) < Math.abs(before[best]! - wanted))
        best = edge;
    }
    isEdge[best] = 1;
  }
  const groupOf = new Uint8Array(missing + 1);
  let group = 0;
  for (let bin = 0; bin < missing; bin++) {
    if (bin > 0 && isEdge[bin]) group++;
    groupOf[bin] = group;
  }
  groupOf[missing] = group + 1;
  return { groupOf, values: group + 1 };
}

function categoryGroups(feature: Feature, histogram: ArrayLike<number>): Grouping {
  const missing = missingBin(feature);
  const other = missing - 1;
  const order = Array.from({ length: other }, (_, bin) => bin)
    .filter((bin) => histogram[bin]! > 0)
    .sort((a, b) => histogram[b]! - histogram[a]! || a - b)
    .slice(0, MAX_CATEGORIES);
  // What the population does not show, and codes that no split names, are one group.
  const groupOf = new Uint8Array(missing + 1).fill(order.length);
  order.forEach((bin, group) => (groupOf[bin] = group));
  groupOf[missing] = order.length + 1;
  return { groupOf, values: order.length + 1 };
}

function codeGroups(
  f: number,
  feature: Feature,
  { groupOf, values }: Grouping,
  histogram: ArrayLike<number>,
): CorrectionBlock {
  const groups = values + 1;
  const share = new Float64Array(groups);
  let total = 0;
  for (let bin = 0; bin < groupOf.length; bin++) {
    share[groupOf[bin]!]! += histogram[bin]!;
    total += histogram[bin]!;
  }
  for (let group = 0; group < groups && total > 0; group++) share[group]! /= total;
  const isNumeric = feature.kind === 'numeric';
  // A thermometer's first step is where it starts; a refused "missing" never comes.
  const first = isNumeric ? 1 : 0;
  const columns = groups - first - (feature.missing === 'refused' ? 1 : 0);
  const codes = new Float64Array(groups * columns);
  const isSet = (group: number, step: number): boolean => {
    if (group === values || step === values || !isNumeric) return group === step;
    return group >= step;
  };
  let norm = 0;
  for (let c = 0; c < columns; c++) {
    let mean = 0;
    for (let group = 0; group < groups; group++) if (isSet(group, c + first)) mean += share[group]!;
    for (let group = 0; group < groups; group++) {
      codes[group * columns + c] = (isSet(group, c + first) ? 1 : 0) - mean;
    }
    norm += mean * (1 - mean);
  }
  // Rounding leaves less than this where all of the population is in one group.
  const scale = norm > 1e-12 ? 1 / Math.sqrt(norm) : 0;
  codes.forEach((code, i) => (codes[i] = code * scale));
  return { feature: f, groupOf, groups, columns, codes };
}

/** Rows as a correction sees them: for each block, the group of each row. u8[rows] each. */
export function groupRows(
  blocks: readonly CorrectionBlock[],
  bins: readonly ArrayLike<number>[],
): readonly Uint8Array[] {
  return blocks.map(({ feature, groupOf }) =>
    Uint8Array.from(bins[feature]!, (bin) => groupOf[bin]!),
  );
}
