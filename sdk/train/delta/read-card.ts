import type { Correction } from '../../model/addition.js';
import { missingBin, type Feature } from '../../model/feature.js';
import type { RiskModel } from '../../model/model.js';
import type { CardPoints, MarginLine } from './card-points.js';
import type { DeltaBin, DeltaCard } from './delta-types.js';
import type { CardFit } from './fit-card.js';

/** The card for people, from the very integers that an addition carries. */
export function readCard(
  model: RiskModel,
  { corrections, scaleBits }: CardPoints,
  fit: CardFit,
  line: MarginLine,
): DeltaCard {
  const unit = 2 ** -scaleBits;
  const features = corrections.map((correction) => {
    const feature = model.features[correction.feature]!;
    const bins = stepsOf(feature, correction).map(({ units, ...bin }): DeltaBin => {
      const logOdds = units * unit * line.slope;
      const { scale } = model;
      return { ...bin, logOdds, ...(scale && { points: -scale.factor * units * unit }) };
    });
    return { feature: feature.name, effect: spreadOver(bins), bins };
  });
  features.sort((a, b) => b.effect - a.effect);
  return { intercept: fit.intercept, slope: fit.slope, features };
}

/** Standard deviation of the steps, weighted by their shares. */
function spreadOver(bins: readonly DeltaBin[]): number {
  const mean = bins.reduce((sum, { share, logOdds }) => sum + share * logOdds, 0);
  const square = bins.reduce((sum, { share, logOdds }) => {
    const distance = logOdds - mean;
    return sum + share * distance * distance;
  }, 0);
  return Math.sqrt(square);
}

type Step = Omit<DeltaBin, 'logOdds' | 'points'> & { readonly units: number };

/** Bins of the same points: neighbours of numbers, sets of categories; "missing" by itself. */
function stepsOf(feature: Feature, { points, weight }: Correction): Step[] {
  const missing = missingBin(feature);
  const steps: Step[] = [];
  if (feature.kind === 'numeric') {
    for (let bin = 0, first = 0; bin < missing; bin++) {
      if (bin + 1 < missing && points[bin + 1] === points[bin]) continue;
      const share = weight.subarray(first, bin + 1).reduce((sum, each) => sum + each, 0);
      const from = first > 0 ? { from: feature.cuts[first - 1]! } : {};
      const to = bin < feature.cuts.length ? { to: feature.cuts[bin]! } : {};
      steps.push({ ...from, ...to, share, units: points[bin]! });
      first = bin + 1;
    }
  } else {
    for (const units of new Set(points.subarray(0, missing))) {
      const bins = [...points.keys()].filter((bin) => bin < missing && points[bin] === units);
      const categories = bins.map((bin) => feature.labels[bin] ?? feature.codes[bin] ?? 'other');
      steps.push({ categories, share: bins.reduce((sum, bin) => sum + weight[bin]!, 0), units });
    }
  }
  if (feature.missing === 'allowed') {
    steps.push({ missing: true, share: weight[missing]!, units: points[missing]! });
  }
  return steps;
}
