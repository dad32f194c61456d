import type { LocalizedText } from '../core/locale.js';
import type { Additive } from './additive.js';
import type { Calibration, Link } from './calibration.js';
import type { Disclosure } from './disclosure.js';
import type { Feature } from './feature.js';
import type { Forest } from './forest.js';
import type { Network } from './network.js';
import type { ReasonGroup } from './reasons.js';
import type { RecourseRule } from './recourse.js';
import type { PointsScale } from './scale.js';

/**
 * A risk model as data: the one form that every importer writes and everything else reads.
 * Nothing downstream knows where a model came from.
 */
export interface RiskModel {
  readonly name: string;
  readonly version: string;
  readonly title?: LocalizedText;
  readonly features: readonly Feature[];
  readonly body: Forest | Additive | Network;
  /** Unit of all integers of the body: 2^-scaleBits log-odds. */
  readonly scaleBits: number;
  /** Added to every margin, in units. */
  readonly intercept: number;
  readonly link: Link;
  readonly calibration: Calibration;
  readonly scale?: PointsScale;
  readonly baseline?: PopulationBaseline;
  /** Every feature is in exactly one group. */
  readonly reasons: readonly ReasonGroup[];
  /** Read by those who answer more than scores and reasons: empty in the worker that scores. */
  readonly recourse: readonly RecourseRule[];
  /** Another model decides: explanations of this one are indicative, and every surface says so. */
  readonly indicative?: true;
  /** Read where `recourse` is. */
  readonly disclosure?: Disclosure;
  readonly card: ModelCard;
}

/** How the reference population spreads over each feature's bins. */
export interface PopulationBaseline {
  readonly population: string;
  readonly rows: number;
  /** One per feature: u32[bins of the feature]. */
  readonly histograms: readonly Uint32Array[];
}

/** Free-form facts about the model, as JSON. `source` is filled by the importer. */
export interface ModelCard {
  readonly source?: SourceFacts;
  readonly [key: string]: unknown;
}

export interface SourceFacts {
  /** `xgboost`, `lightgbm`, ... */
  readonly library: string;
  readonly version?: string;
  readonly objective?: string;
  readonly trees?: number;
  readonly nodes?: number;
  /** Largest |our margin - the source's own float32 margin| over `sampleRows` rows, in log-odds. */
  readonly largestMarginDifference?: number;
  readonly sampleRows?: number;
}
