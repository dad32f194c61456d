import type { RiskModel } from '../model/model.js';

/** What an importer gives back: the model, and how faithful it is. */
export interface ImportResult {
  readonly model: RiskModel;
  readonly report: ImportReport;
}

/**
 * How the imported model compares with its source. The same facts are in `model.card.source`,
 * so that they travel with the bundle.
 */
export interface ImportReport {
  /**
   * Largest |our integer margin - the source's own float arithmetic| over the sample, in log-odds
   * (in the predicted number's unit when the link is `identity`).
   */
  readonly largestMarginDifference: number;
  /** Rows replayed: on the model's own split points, beside them, missing, every category. */
  readonly sampleRows: number;
  /** Trees of the model, and of the file: they differ where training stopped early. */
  readonly trees: number;
  readonly treesInFile: number;
  readonly nodes: number;
  /** What a person should know about this import, in plain English; empty when nothing. */
  readonly notes: readonly string[];
}

export interface ImportOptions {
  /** Name of the model. @defaultValue `'model'` */
  readonly name?: string;
  /** Version of the model. @defaultValue `'0.0.0'` */
  readonly version?: string;
  /** Larger files are refused before they are parsed, in bytes. @defaultValue 64 MiB */
  readonly maxBytes?: number;
}

/** Default of {@link ImportOptions.maxBytes}: about 5000 trees of depth 8 as JSON. */
export const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
