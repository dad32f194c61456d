import type { TrustedKey } from '../model/bundle/suites.js';
import type { TableProfile } from '../table/facts.js';
import type { ScoreColumn } from '../train/distill/column-teacher.js';
import type { DistillSettings } from '../train/distill/distill.js';
import type { FeaturePlan, TrainPlan } from '../train/plan.js';
import type { Backbone } from '../train/pretrain/backbone.js';
import type { BackboneOutput } from '../train/pretrain/backbone-teacher.js';
import type { PretrainRowsOptions } from '../train/pretrain/pretrain-rows.js';
import type { PretrainRows } from '../train/pretrain/pretrain-types.js';
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
  /** Told of each stage, and of each tree while boosting. */
  readonly onProgress?: (progress: TrainProgress) => void;
}

/**
 * Whom a student learns from: a bundle, a backbone that was pre-trained, or scores of the table's rows,
 * given or in a column of it. A bundle that holds a network is run by its own worker, and in Node by the
 * onnxruntime-web that is installed there.
 */
export type TeacherSource =
  | {
      readonly bundle: Blob | Uint8Array;
      /** As for `loadModel`. */
      readonly trust?: readonly TrustedKey[];
    }
  | ({ readonly backbone: Backbone } & BackboneOutput)
  | ScoreColumn
  | {
      /** Log-odds of bad of every row of the table; NaN where a row has none. */
      readonly scores: Float64Array;
      /** Whether the models behind them had not seen the rows. @defaultValue false */
      readonly outOfFold?: boolean;
      /** @defaultValue 'scores' */
      readonly name?: string;
    };

/** How a student is distilled. */
export interface DistillOptions extends TrainOptions, DistillSettings {}

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
  /**
   * Trains a student on what a teacher says of the table's rows and of rows made up of them; labels
   * only measure. With a budget the smallest student that stays within it is chosen.
   *
   * @throws RiskError `PLAN_INVALID`, `TRAINING_FAILED`, and what opening the teacher throws.
   */
  distill(plan: TrainPlan, teacher: TeacherSource, options?: DistillOptions): Promise<Trained>;
  /**
   * Rows for `pretrain`: bins and labels, no raw value. Test rows stay out.
   *
   * @throws RiskError `PLAN_INVALID`.
   */
  pretrainRows(plan: TrainPlan, options?: PretrainRowsOptions): Promise<PretrainRows>;
  /** The bytes of a `.insitu` file. @throws RiskError `MODEL_INVALID`, `OPTION_INVALID`. */
  pack(id: number, options?: PackOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Raw values of one row of the table, by feature: to try the model on, in the page that gave the file. */
  applicant(id: number, row: number): Promise<Readonly<Record<string, number | string | null>>>;
  /** Ends the workers, and rejects what is still running with `DISPOSED`. */
  dispose(): void;
}
