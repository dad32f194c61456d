import { binCount } from '../../model/feature.js';
import type { TrainHooks } from '../progress.js';
import type { Margins } from './margins.js';
import { Stopping } from './stopping.js';
import { findStump } from './stump.js';
import type { AdditiveSettings } from './train-additive.js';

/** A table for each feature, by bin, in log-odds, and how they came to be. */
export interface BoostedMains {
  readonly tables: readonly Float64Array[];
  readonly trainLoss: readonly number[];
  readonly validationLoss: readonly number[];
  readonly kept: number;
}

/** Least sum of hessians of a side, where the settings say nothing. */
export const MIN_CHILD = 5;

/**
 * So many features have their turn in a round: of more, those that gain most. Where all have, steps of
 * many that say nothing add up before validation sees them: with 200 features and 975 rows an AUC of
 * .67, and .87 so; and the same or a little better on tables of 14 to 23.
 */
const TURNS = 8;

/**
 * Boosts one-dimensional stumps. In each round features have their turn on what the ones before it
 * left: derivatives are taken once a round and carried on within it to first order, which is exact for
 * squared error. Sums go over the rows in their order.
 *
 * Leaves the margins of the rows at the round that is kept.
 */
export async function boostMains(
  training: Margins,
  validation: Margins | undefined,
  settings: AdditiveSettings,
  hooks: TrainHooks,
): Promise<BoostedMains> {
  const { features, bins, rows } = training.rows;
  const tables = features.map((feature) => new Float64Array(binCount(feature)));
  const limits = { lambda: settings.lambda, minChild: settings.minChild ?? MIN_CHILD };
  const gradient = new Float64Array(rows);
  const hessian = new Float64Array(rows);
  const trainLoss: number[] = [];
  const validationLoss: number[] = [];
  const stopping = new Stopping(validation?.loss() ?? Infinity, validation ? settings.patience : 0);
  let best = tables.map((table) => table.slice());
  let atBest = training.margin.slice();
  let heldAtBest = validation?.margin.slice();
  training.loss(gradient, hessian);
  const take = (f: number, step: Float64Array): number => {
    const { kind } = features[f]!;
    const sums = histogram(bins[f]!, gradient, hessian, step.length);
    return findStump(sums, kind === 'categorical', settings.monotone?.[f] ?? 0, limits, step);
  };
  for (let round = 1; round <= settings.rounds && !stopping.isOver(round - 1); round++) {
    hooks.checkStop?.();
    await hooks.pause?.();
    let moved = false;
    for (const f of turnsOf(tables, take)) {
      const step = new Float64Array(tables[f]!.length);
      if (take(f, step) === 0) continue;
      moved = true;
      for (let bin = 0; bin < step.length; bin++) {
        step[bin]! *= settings.eta;
        tables[f]![bin]! += step[bin]!;
      }
      follow(bins[f]!, step, training.margin, gradient, hessian);
      validation?.addMain(f, step);
    }
    if (!moved) break;
    trainLoss.push(training.loss(gradient, hessian));
    const loss = validation?.loss();
    if (loss !== undefined) validationLoss.push(loss);
    if (stopping.isBest(round, loss ?? -round)) {
      best = tables.map((table) => table.slice());
      atBest = training.margin.slice();
      heldAtBest = validation?.margin.slice();
    }
    hooks.onProgress?.({
      stage: 'training',
      done: round / settings.rounds,
      tree: round,
      loss: { train: trainLoss.at(-1)!, ...(loss !== undefined && { validation: loss }) },
    });
  }
  training.margin.set(atBest);
  if (heldAtBest) validation!.margin.set(heldAtBest);
  return { tables: best, trainLoss, validationLoss, kept: stopping.kept };
}

/** Features that have their turn, in their order. */
function turnsOf(
  tables: readonly Float64Array[],
  gainOf: (f: number, step: Float64Array) => number,
): number[] {
  const all = [...tables.keys()];
  if (all.length <= TURNS) return all;
  const gains = tables.map((table, f) => gainOf(f, new Float64Array(table.length)));
  const best = all.sort((a, b) => gains[b]! - gains[a]! || a - b).slice(0, TURNS);
  return best.sort((a, b) => a - b);
}

function histogram(
  bins: Uint8Array,
  gradient: Float64Array,
  hessian: Float64Array,
  count: number,
): { gradient: Float64Array; hessian: Float64Array } {
  const g = new Float64Array(count);
  const h = new Float64Array(count);
  for (let row = 0; row < bins.length; row++) {
    const bin = bins[row]!;
    g[bin]! += gradient[row]!;
    h[bin]! += hessian[row]!;
  }
  return { gradient: g, hessian: h };
}

/** Takes a step: margins move by it, gradients by hessian times step. */
function follow(
  bins: Uint8Array,
  step: Float64Array,
  margin: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  for (let row = 0; row < bins.length; row++) {
    const by = step[bins[row]!]!;
    margin[row]! += by;
    gradient[row]! += hessian[row]! * by;
  }
}
