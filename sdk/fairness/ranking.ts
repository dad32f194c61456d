import type { Estimate, Ranking } from './report.js';
import type { Subset } from './subset.js';

/** Scores of one class in ascending order, with the weight of all before each. */
interface Sorted {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  /** `before[i]` is the weight of the first `i`. */
  readonly before: Float64Array;
  readonly total: number;
}

/**
 * How well risk tells bad payers from good ones: AUC with DeLong's interval, and KS.
 *
 * DeLong's variance by placements in sorted order, O(n log n) (Sun and Xu 2014); with weights, each
 * placement counts by its weight's square. Where it is zero, one of two bounds takes its place: a
 * perfect order of k good and k bad payers could be luck, (AUC)^k of the time.
 *
 * @param risk - higher is riskier.
 * @returns `undefined` where all or none of them were bad.
 */
export function rankingOf(
  good: Subset,
  bad: Subset,
  risk: Float64Array,
  reach: number,
  confidence: number,
): Ranking | undefined {
  if (good.rows.length === 0 || bad.rows.length === 0) return undefined;
  const [low, high] = [sorted(good, risk), sorted(bad, risk)];
  const ofBad = placements(high, low);
  const ofGood = placements(low, high);
  const value = weightedMean(ofBad, high);
  const facts = { good: good.rows.length, bad: bad.rows.length, ks: distance(low, high) };
  const [first] = ofBad;
  // Told by the placements: a sum of weights may miss an end by a rounding error.
  if ((first === 0 || first === 1) && ofBad.every((each) => each === first)) {
    const pairs = Math.min(good.effective, bad.effective);
    const bound = ((1 - confidence) / 2) ** (1 / pairs);
    const auc =
      first === 1 ? { value: 1, low: bound, high: 1 } : { value: 0, low: 0, high: 1 - bound };
    return { ...facts, auc, interval: 'pairs' };
  }
  const variance = varianceOf(ofBad, high, value) + varianceOf(ofGood, low, 1 - value);
  const isDelong = variance > 0 && Math.min(facts.good, facts.bad) > 1;
  const used = isDelong ? variance : hanleyMcNeil(value, good.effective, bad.effective);
  const auc = within(value, reach * Math.sqrt(used));
  return { ...facts, auc, interval: isDelong ? 'delong' : 'hanley-mcneil' };
}

function within(value: number, half: number): Estimate {
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half) };
}

function sorted({ rows, scaled }: Subset, risk: Float64Array): Sorted {
  const order = rows.slice().sort((x, y) => risk[x]! - risk[y]!);
  const weights = Float64Array.from(order, scaled);
  const before = new Float64Array(order.length + 1);
  weights.forEach((weight, i) => (before[i + 1] = before[i]! + weight));
  return {
    values: Float64Array.from(order, (row) => risk[row]!),
    ...{ weights, before, total: before[order.length]! },
  };
}

/** For each of `of`: the share of `among` that lies below it, ties counting half. */
function placements(of: Sorted, among: Sorted): Float64Array {
  let below = 0;
  let upTo = 0;
  return of.values.map((value) => {
    while (below < among.values.length && among.values[below]! < value) below++;
    while (upTo < among.values.length && among.values[upTo]! <= value) upTo++;
    return (among.before[below]! + among.before[upTo]!) / (2 * among.total);
  });
}

function weightedMean(values: Float64Array, { weights, total }: Sorted): number {
  let sum = 0;
  values.forEach((value, i) => (sum += weights[i]! * value));
  return sum / total;
}

/** Variance of a weighted mean of placements: s^2 / n where all weigh the same. */
function varianceOf(values: Float64Array, { weights, total }: Sorted, mean: number): number {
  const n = values.length;
  let sum = 0;
  values.forEach((value, i) => (sum += (weights[i]! * (value - mean)) ** 2));
  return n > 1 ? (sum / total ** 2) * (n / (n - 1)) : 0;
}

/** Variance of an AUC from the AUC alone, for exponential scores (Hanley and McNeil 1982). */
function hanleyMcNeil(auc: number, good: number, bad: number): number {
  const q1 = auc / (2 - auc) - auc ** 2;
  const q2 = (2 * auc ** 2) / (1 + auc) - auc ** 2;
  return (auc * (1 - auc) + (bad - 1) * q1 + (good - 1) * q2) / (good * bad);
}

/** Kolmogorov and Smirnov's distance of two distributions. */
function distance(a: Sorted, b: Sorted): number {
  let largest = 0;
  for (let i = 0, j = 0; i < a.values.length && j < b.values.length;) {
    const value = Math.min(a.values[i]!, b.values[j]!);
    while (i < a.values.length && a.values[i] === value) i++;
    while (j < b.values.length && b.values[j] === value) j++;
    largest = Math.max(largest, Math.abs(a.before[i]! / a.total - b.before[j]! / b.total));
  }
  return largest;
}
