import { binCount, missingBin, type Feature } from '../../model/feature.js';
import type { TrainHooks } from '../progress.js';
import { MIN_CHILD } from './boost-mains.js';
import type { Margins } from './margins.js';
import { findPairCut, type PairCut, type PairHistogram, type PairLimits } from './pair-cut.js';
import { Stopping } from './stopping.js';
import type { AdditiveSettings } from './train-additive.js';

/** A pair of features of the rows, and its table in log-odds, the second feature running fastest. */
export interface PairTerm {
  readonly pair: readonly [number, number];
  readonly table: Float64Array;
}

/** Tables of the pairs that were chosen, and how they came to be. */
export interface BoostedPairs {
  readonly terms: readonly PairTerm[];
  readonly trainLoss: readonly number[];
  readonly validationLoss: readonly number[];
  readonly kept: number;
}

/**
 * Chooses the pairs that take most off the loss with one cut of each feature on what the features alone
 * left (FAST: Lou, Caruana, Gehrke, Hooker 2013), and boosts such cuts, a pair at a time in turns.
 *
 * @param mains - tables of the features: categories are cut in the order of their entries.
 */
export async function boostPairs(
  training: Margins,
  validation: Margins | undefined,
  settings: AdditiveSettings,
  mains: readonly Float64Array[],
  hooks: TrainHooks,
): Promise<BoostedPairs> {
  const { features, rows } = training.rows;
  const trainLoss: number[] = [];
  const validationLoss: number[] = [];
  const nothing = { terms: [], trainLoss, validationLoss, kept: 0 };
  if (settings.pairs === 0 || features.length < 2) return nothing;
  const gradient = new Float64Array(rows);
  const hessian = new Float64Array(rows);
  training.loss(gradient, hessian);
  const orders = features.map((feature, f) => placesOf(feature, mains[f]!));
  const bestCut = (first: number, second: number): PairCut | undefined => {
    const limits: PairLimits = {
      lambda: settings.lambda,
      minChild: settings.minChild ?? MIN_CHILD,
      monotone: [settings.monotone?.[first] ?? 0, settings.monotone?.[second] ?? 0],
    };
    const stride = binCount(features[second]!);
    const cells = histogram(training, first, second, gradient, hessian);
    return findPairCut(cells, [orders[first]!, orders[second]!], stride, limits);
  };
  const ranked: { pair: readonly [number, number]; gain: number }[] = [];
  for (let first = 0; first < features.length; first++) {
    hooks.checkStop?.();
    await hooks.pause?.();
    for (let second = first + 1; second < features.length; second++) {
      const gain = bestCut(first, second)?.gain;
      if (gain !== undefined) ranked.push({ pair: [first, second], gain });
    }
  }
  // Sorting is stable: of equals, the pair that comes first in the table.
  const chosen = ranked.sort((a, b) => b.gain - a.gain).slice(0, settings.pairs);
  if (chosen.length === 0) return nothing;
  const tables = chosen.map(
    ({ pair: [first, second] }) =>
      new Float64Array(binCount(features[first]!) * binCount(features[second]!)),
  );
  const stopping = new Stopping(validation?.loss() ?? Infinity, validation ? settings.patience : 0);
  let best = tables.map((table) => table.slice());
  for (let round = 1; round <= settings.rounds && !stopping.isOver(round - 1); round++) {
    hooks.checkStop?.();
    await hooks.pause?.();
    let moved = false;
    for (const [t, { pair }] of chosen.entries()) {
      const [first, second] = pair;
      const cut = bestCut(first, second);
      if (!cut) continue;
      moved = true;
      const stride = binCount(features[second]!);
      const step = stepTable(cut, orders[first]!, orders[second]!, stride, settings.eta);
      const table = tables[t]!;
      for (let cell = 0; cell < step.length; cell++) table[cell]! += step[cell]!;
      follow(training, first, second, step, gradient, hessian);
      validation?.addPair(first, second, step, stride);
    }
    if (!moved) break;
    trainLoss.push(training.loss(gradient, hessian));
    const loss = validation?.loss();
    if (loss !== undefined) validationLoss.push(loss);
    if (stopping.isBest(round, loss ?? -round)) best = tables.map((table) => table.slice());
    hooks.onProgress?.({
      stage: 'training',
      done: round / settings.rounds,
      tree: round,
      loss: { train: trainLoss.at(-1)!, ...(loss !== undefined && { validation: loss }) },
    });
  }
  if (stopping.kept === 0) return { ...nothing };
  const terms = chosen.map(({ pair }, t) => ({ pair, table: best[t]! }));
  return { terms, trainLoss, validationLoss, kept: stopping.kept };
}

/**
 * The order in which bins are cut: numbers in their own with missing before them, so that one cut can
 * tell it from all values; categories, missing among them, by what they are worth alone.
 */
function placesOf(feature: Feature, main: Float64Array): Int32Array {
  const missing = missingBin(feature);
  if (feature.kind === 'numeric') {
    return Int32Array.from(
      { length: missing + 1 },
      (_, place) => (place + missing) % (missing + 1),
    );
  }
  return Int32Array.from(main.keys()).sort((a, b) => main[a]! - main[b]! || a - b);
}

function histogram(
  { rows }: Margins,
  first: number,
  second: number,
  gradient: Float64Array,
  hessian: Float64Array,
): PairHistogram {
  const stride = binCount(rows.features[second]!);
  const cells = binCount(rows.features[first]!) * stride;
  const g = new Float64Array(cells);
  const h = new Float64Array(cells);
  const a = rows.bins[first]!;
  const b = rows.bins[second]!;
  for (let row = 0; row < a.length; row++) {
    const cell = a[row]! * stride + b[row]!;
    g[cell]! += gradient[row]!;
    h[cell]! += hessian[row]!;
  }
  return { gradient: g, hessian: h };
}

function stepTable(
  { first, second, steps }: PairCut,
  rows: Int32Array,
  columns: Int32Array,
  stride: number,
  eta: number,
): Float64Array {
  const table = new Float64Array(rows.length * stride);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < columns.length; j++) {
      const quarter = (i < first ? 0 : 2) + (j < second ? 0 : 1);
      table[rows[i]! * stride + columns[j]!] = eta * steps[quarter]!;
    }
  }
  return table;
}

/** Takes a step: margins move by it, gradients by hessian times step. */
function follow(
  { rows, margin }: Margins,
  first: number,
  second: number,
  step: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  const stride = binCount(rows.features[second]!);
  const a = rows.bins[first]!;
  const b = rows.bins[second]!;
  for (let row = 0; row < a.length; row++) {
    const by = step[a[row]! * stride + b[row]!]!;
    margin[row]! += by;
    gradient[row]! += hessian[row]! * by;
  }
}
