import type { Feature } from '../../model/feature.js';
import type { FeatureEncoding } from './encoding.js';
import type { NetworkShape, Weights } from './network.js';
import type { PretrainReport } from './pretrain-types.js';

/**
 * A trained network as plain data: it crosses threads as it is, and `encodeBackbone` makes a file of
 * it. Kept, it scores the same bits everywhere; trained again, it may not be the same.
 */
export interface Backbone {
  readonly kind: 'insitu-backbone';
  readonly version: 1;
  readonly features: readonly Feature[];
  readonly encodings: readonly FeatureEncoding[];
  readonly channels: readonly string[];
  readonly horizons: readonly string[];
  readonly shape: NetworkShape;
  readonly weights: Weights;
  readonly report: PretrainReport;
}
