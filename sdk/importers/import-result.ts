import { RiskError } from '../core/errors.js';
import type { RiskModel } from '../model/model.js';
import type { CardExtras } from './scorecard/extras.js';

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
  /** Of a forest; and of its file: they differ where training stopped early. */
  readonly trees?: number;
  readonly treesInFile?: number;
  readonly nodes?: number;
  /** Of an additive body. */
  readonly terms?: number;
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
  /** What a scorecard's file leaves out; each member goes before the one of its name in the file. */
  readonly scorecard?: CardExtras;
}

/** Default of {@link ImportOptions.maxBytes}: about 5000 trees of depth 8 as JSON. */
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/** @throws RiskError `IMPORT_FORMAT` when a file is larger than the options allow. */
export function refuseTooLarge(bytes: Uint8Array, { maxBytes }: ImportOptions): void {
  const limit = maxBytes ?? DEFAULT_MAX_BYTES;
  if (bytes.length <= limit) return;
  throw new RiskError(
    'IMPORT_FORMAT',
    `the model file has ${bytes.length} bytes; more than ${limit} are not read`,
  );
}
