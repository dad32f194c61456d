import type { Feature } from '../model/feature.js';
import { LEAF, type Forest } from '../model/forest.js';
import { coarsen } from './coarse-feature.js';

/** The body of a model, with the features that it needs and how rows of bins become theirs. */
export interface TrainedBody<B> {
  readonly features: readonly Feature[];
  /** Index into the features of the rows, by feature of the model. */
  readonly from: readonly number[];
  /** Bin of the model's feature by bin of the rows' feature, by feature of the model. */
  readonly binOf: readonly Uint8Array[];
  readonly body: B;
  /** In units of 2^-scaleBits log-odds. */
  readonly intercept: number;
  readonly scaleBits: number;
}

/**
 * Leaves out what a forest never asks: features without a split, and cuts between bins that it treats
 * alike. Every margin stays.
 */
export function pruneForest(
  all: readonly Feature[],
  { body, intercept, scaleBits }: { body: Forest; intercept: number; scaleBits: number },
): TrainedBody<Forest> {
  const used = all.map(() => new Set<number>());
  body.feature.forEach((f, node) => {
    if (f !== LEAF) used[f]!.add(body.split[node]!);
  });
  const from = [...all.keys()].filter((f) => used[f]!.size > 0);
  const coarse = from.map((f) => coarsen(all[f]!, (bin) => !used[f]!.has(bin - 1)));
  const place = new Map(from.map((f, i) => [f, i]));
  const feature = body.feature.map((f) => (f === LEAF ? LEAF : place.get(f)!));
  const split = body.split.map((each, node) => {
    const f = body.feature[node]!;
    // A cut lies above the bin of its own number, in either numbering.
    if (f === LEAF || all[f]!.kind === 'categorical') return each;
    return coarse[place.get(f)!]!.binOf[each]!;
  });
  return {
    features: coarse.map((each) => each.feature),
    ...{ from, binOf: coarse.map((each) => each.binOf) },
    body: { ...body, feature, split },
    ...{ intercept, scaleBits },
  };
}
