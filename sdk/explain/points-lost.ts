import { roundHalfEven } from '../core/fixed-point.js';
import { hasPopulation, type Additive, type AdditiveTerm } from '../model/additive.js';
import { binRange } from '../model/bin-range.js';
import { binCount, missingBin, splitCount, type Feature } from '../model/feature.js';
import type { PopulationBaseline } from '../model/model.js';

/** What points are lost against: each table's average entry, or its best. */
export type LostAgainst = 'average' | 'best';

/**
 * What an additive model's tables take from one applicant, feature by feature: how far each entry
 * lies above the average one, or above the best that an applicant can have, in risk. A pair of
 * features shares it half and half, the odd unit to the first, as explanations do.
 *
 * The average is by the reference population where the model carries one and has no pairs (of which
 * it has no counts), else by the tables' own weights. The best is each table's own: no applicant
 * need have all of them.
 *
 * @param bins - one bin per feature.
 * @param out - i32[features], overwritten; units of 2^-scaleBits, above 0 where risk is higher.
 * @returns whether there is something to compare with: without counts and weights, no average.
 */
export function pointsLost(
  body: Additive,
  features: readonly Feature[],
  baseline: PopulationBaseline | undefined,
  against: LostAgainst,
  bins: ArrayLike<number>,
  out: Int32Array,
): boolean {
  out.fill(0);
  const counted = countsOf(body, baseline);
  if (against === 'average' && !counted && !hasPopulation(body)) return false;
  for (const term of body.terms) {
    const from =
      against === 'best'
        ? bestEntry(term, features)
        : averageEntry(term.table, counted?.histograms[term.features[0]!] ?? term.weight);
    const [first, second] = term.features as readonly [number, number | undefined];
    const entry =
      second === undefined
        ? bins[first]!
        : bins[first]! * binCount(features[second]!) + bins[second]!;
    const units = term.table[entry]! - from;
    const half = second === undefined ? 0 : Math.trunc(units / 2);
    out[first]! += units - half;
    if (second !== undefined) out[second]! += half;
  }
  return true;
}

/** The reference population, where its counts are those of every table. */
export function countsOf(
  { terms }: Pick<Additive, 'terms'>,
  baseline: PopulationBaseline | undefined,
): PopulationBaseline | undefined {
  const single = terms.every((term) => term.features.length === 1);
  return single && baseline && baseline.rows > 0 ? baseline : undefined;
}

/** @param weight - of which some entry has one. */
function averageEntry(table: Int32Array, weight: ArrayLike<number>): number {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < table.length; i++) {
    total += weight[i]!;
    sum += weight[i]! * table[i]!;
  }
  return roundHalfEven(sum / total);
}

/** The least risk among entries that the features accept. */
function bestEntry(term: AdditiveTerm, features: readonly Feature[]): number {
  const [first, second] = term.features as readonly [number, number | undefined];
  const across = second === undefined ? undefined : accepted(features[second]!);
  const stride = across?.length ?? 1;
  let best = Infinity;
  accepted(features[first]!).forEach((open, bin) => {
    if (!open) return;
    for (let other = 0; other < stride; other++) {
      if (across?.[other] !== false) best = Math.min(best, term.table[bin * stride + other]!);
    }
  });
  return best;
}

/** Per bin, whether some value that the feature accepts falls into it. */
function accepted(feature: Feature): boolean[] {
  const splits = splitCount(feature);
  return Array.from({ length: binCount(feature) }, (_, bin) => {
    if (bin === missingBin(feature)) return feature.missing === 'allowed';
    if (feature.kind === 'numeric') return binRange(feature, bin) !== undefined;
    return bin < splits || feature.unlisted === 'other';
  });
}
