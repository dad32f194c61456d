const NEVER = { retryable: false } as const;
const LATER = { retryable: true } as const;

/**
 * Every way in which Insitu refuses, by code. A code is part of the public contract: it never
 * changes its meaning, and callers test it instead of the message.
 *
 * `retryable` says whether the same call may succeed later without a change by the caller.
 */
export const ERROR_CODES = {
  /** A value of an applicant or a column has the wrong type, range or category. See `issues`. */
  INPUT_INVALID: NEVER,
  /** Two arrays that belong together differ in length or shape. */
  SHAPE_MISMATCH: NEVER,
  /** The bytes are not a bundle: wrong magic, or cut short. */
  BUNDLE_FORMAT: NEVER,
  /** The bundle was written for a newer reader than this one. */
  BUNDLE_VERSION: NEVER,
  /** A section's bytes do not match their digest in the manifest, or an addition is to another bundle. */
  BUNDLE_DIGEST: NEVER,
  /** The signature is missing, does not verify, or no trusted key made it. */
  BUNDLE_SIGNATURE: NEVER,
  /** The bundle is larger than the reader's limits. */
  BUNDLE_TOO_LARGE: NEVER,
  /** The model is not well formed (an index out of range, a cycle, an unsafe scale...). See `issues`. */
  MODEL_INVALID: NEVER,
  /** The file is not of a format that an importer knows. */
  IMPORT_FORMAT: NEVER,
  /** The file is of a known format, and uses something that cannot be carried exactly. */
  IMPORT_UNSUPPORTED: NEVER,
  /** The explanation asked for does not exist for this model (no background, no interactions...). */
  EXPLAIN_UNSUPPORTED: NEVER,
  /** The model file, or a file of its engine, could not be fetched. */
  LOAD_FAILED: LATER,
  /** A file of an engine is not the one that this version was built with. */
  ASSET_INTEGRITY: NEVER,
  /** A network cannot be run here, or gave no number for this input. */
  NETWORK_FAILED: NEVER,
  /** A worker could not be started. */
  WORKER_FAILED: LATER,
  /** A worker died while it had calls. They are rejected with this, and the worker is replaced. */
  WORKER_CRASHED: LATER,
  /** The call took longer than its `timeoutMs`. */
  TIMEOUT: LATER,
  /** The model was disposed before or while the call ran. */
  DISPOSED: NEVER,
  /** Code in a locked worker tried to reach the network or storage. */
  EGRESS_BLOCKED: NEVER,
  /** A decision record is not one: a wrong member, or numbers that do not add up. See `issues`. */
  RECORD_INVALID: NEVER,
  /** A kept record cannot be opened: its key is gone, or its bytes were changed. See `issues`. */
  RECORD_UNREADABLE: NEVER,
  /** The browser's storage refused: not there, full, or in use by another version. See `issues`. */
  RECORD_STORE_FAILED: LATER,
  /** A file is no table that can be read: no header, no rows, an unknown encoding. See `issues`. */
  TABLE_INVALID: NEVER,
  /** A training plan does not fit its table: no target, one class, unknown columns. See `issues`. */
  PLAN_INVALID: NEVER,
  /** Rows and plan are sound, and no model came of them. */
  TRAINING_FAILED: NEVER,
  /** An option is unknown or out of range. */
  OPTION_INVALID: NEVER,
  /** A fault of Insitu itself. */
  INTERNAL: NEVER,
} as const;

/** A code of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * One problem found in an input, as data. Wording is made later, by locale.
 * `expected` and `got` name kinds and bounds, never a value of an applicant.
 */
export interface Issue {
  /** What is wrong, e.g. `FEATURE_MISSING`, `NUMBER_EXPECTED`, `CATEGORY_UNKNOWN`, `TREE_CYCLE`. */
  readonly code: string;
  /** Where: a feature name, `columns.income[3]`, `trees[7].right[2]`. */
  readonly path: string;
  /** What would have been right, in words or a bound. */
  readonly expected?: string;
  /** The kind of what was there (`string`, `NaN`, `missing`), never the value. */
  readonly got?: string;
}

/** Where an error is, what all was wrong, and what it came from. */
export interface RiskErrorOptions {
  readonly path?: string;
  readonly issues?: readonly Issue[];
  readonly cause?: unknown;
}

/**
 * The one error class of Insitu. It survives worker, iframe and JSON with its code.
 *
 * Neither message nor issues ever contain a value of an applicant.
 */
export class RiskError extends Error {
  override readonly name = 'RiskError';
  readonly code: ErrorCode;
  readonly path: string | undefined;
  readonly issues: readonly Issue[];

  constructor(code: ErrorCode, message: string, options: RiskErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.path = options.path;
    this.issues = options.issues ?? [];
  }

  /** Whether the same call may succeed later without a change by the caller. */
  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable;
  }

  /** The form that crosses workers and JSON; its cause stays behind. */
  toJSON(): RiskErrorData {
    return { code: this.code, message: this.message, path: this.path, issues: this.issues };
  }

  /** Rebuilds an error from what {@link RiskError.toJSON} gave. */
  static from(data: RiskErrorData): RiskError {
    const options: { path?: string; issues: readonly Issue[] } = { issues: data.issues };
    if (data.path !== undefined) options.path = data.path;
    return new RiskError(data.code, data.message, options);
  }
}

/** The form of a {@link RiskError} that crosses workers and JSON. */
export interface RiskErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly path: string | undefined;
  readonly issues: readonly Issue[];
}

/** Whether an error is one of ours, with a code. */
export function isRiskError(error: unknown): error is RiskError {
  return error instanceof RiskError;
}
