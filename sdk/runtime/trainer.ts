import type { TableProfile } from '../table/facts.js';
import type { FeaturePlan, TrainPlan } from '../train/plan.js';
import type { TrainProgress } from '../train/progress.js';
import type { FeatureReport, Finding, TrainReport } from '../train/report/train-report.js';
import type { LocalizedText } from '../core/locale.js';
import type { PointsScale } from '../model/scale.js';
import type { CallOptions } from './limits.js';

/** How a file is read. */
export interface ReadOptions extends CallOptions {
  /** @defaultValue found out from the bytes */
  readonly encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';
  /** @defaultValue found out from the first lines */
  readonly separator?: ',' | ';' | '\t' | '|';
}

/** How training runs. */
export interface TrainOptions extends CallOptions {
  readonly onProgress?: (progress: TrainProgress) => void;
}

/** What a plan means for the table that is open, before anything is trained. */
export interface Inspection {
  /** Rows and bad rows of each part that has any. */
  readonly parts: readonly {
    readonly part: string;
    readonly rows: number;
    readonly bad: number;
    readonly from?: string;
    readonly to?: string;
  }[];
  readonly features: readonly FeatureReport[];
  readonly findings: readonly Finding[];
}

/** A model that was trained and can be packed. */
export interface Trained {
  /** Names it to `pack`, until the trainer is disposed. */
  readonly id: number;
  readonly report: TrainReport;
  /** SHA-256 of the unsigned bundle's manifest: the same on every machine. */
  readonly digest: string;
}

/** What people decide after training: names, words, the scale and who signs. The margins stay. */
export interface PackOptions extends CallOptions {
  readonly name?: string;
  readonly version?: string;
  readonly title?: LocalizedText;
  readonly features?: readonly Pick<
    FeaturePlan,
    'column' | 'label' | 'reason' | 'adverse' | 'favourable'
  >[];
  readonly scale?: TrainPlan['scale'];
  readonly bands?: PointsScale['bands'];
  readonly approve?: number;
  /** A private P-256 key as JWK; unsigned without. */
  readonly key?: JsonWebKey;
}

/**
 * Trains models from a file, in a locked worker of its own: the file's rows go in, a report and a
 * bundle come out, and nothing goes anywhere else.
 */
export interface Trainer {
  /** Opens a table; the one before is dropped. @throws RiskError `TABLE_INVALID`. */
  read(file: Blob | Uint8Array, options?: ReadOptions): Promise<TableProfile>;
  /** @throws RiskError `PLAN_INVALID` with every issue at once. */
  inspect(plan: TrainPlan, options?: CallOptions): Promise<Inspection>;
  /** @throws RiskError `PLAN_INVALID`, `TRAINING_FAILED`. */
  train(plan: TrainPlan, options?: TrainOptions): Promise<Trained>;
  /** The bytes of a `.insitu` file. @throws RiskError `MODEL_INVALID`, `OPTION_INVALID`. */
  pack(id: number, options?: PackOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Raw values of one row of the table, by feature: to try the model on, in the page that gave the file. */
  applicant(id: number, row: number): Promise<Readonly<Record<string, number | string | null>>>;
  dispose(): void;
}
