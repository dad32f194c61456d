import { missingBin, type Feature } from '../model/feature.js';

/** A feature with the cuts that a model needs, and where the bins of the finer one went. */
export interface CoarseFeature {
  readonly feature: Feature;
  /** Bin of `feature` by bin of the feature it was made from. */
  readonly binOf: Uint8Array;
}

/**
 * Leaves out the cuts of a numeric feature between bins that the model treats alike. Categories stay,
 * so that people can still choose them by name.
 *
 * @param alike - whether two neighbouring bins of values, the second of them given, are treated alike.
 */
export function coarsen(feature: Feature, alike: (bin: number) => boolean): CoarseFeature {
  const missing = missingBin(feature);
  const binOf = new Uint8Array(missing + 1);
  if (feature.kind === 'categorical') {
    return { feature, binOf: binOf.map((_, bin) => bin) };
  }
  const cuts: number[] = [];
  for (let bin = 1; bin < missing; bin++) {
    if (!alike(bin)) cuts.push(feature.cuts[bin - 1]!);
    binOf[bin] = cuts.length;
  }
  binOf[missing] = cuts.length + 1;
  return { feature: { ...feature, cuts: Float64Array.from(cuts) }, binOf };
}
