import { RiskError } from './core/errors.js';
import { SDK_VERSION } from './core/version.js';
import type { Applicant, ModelInfo } from './scoring/results.js';
import { buildRecord, type CreatedRecord, type RecordFacts } from './records/build-record.js';
import { openCommitment, SALT_BYTES } from './records/commitment.js';
import type { DecisionRecord } from './records/decision-record.js';
import { digestRecord } from './records/read-record.js';

export type { CreatedRecord, RecordFacts } from './records/build-record.js';
export { parseRecord, recordJson } from './records/read-record.js';
export { recordPage as recordHtml, type PageOptions } from './records/record-page.js';
export { recordText } from './records/record-text.js';
export type * from './records/decision-record.js';
export {
  openRecordStore,
  type ExportOptions,
  type KeptRecord,
  type RecordExport,
  type RecordStore,
  type RecordStoreOptions,
  type Sweep,
} from './runtime/record-store.js';
export type { OpenedRecord, RecordProblem } from './runtime/record-seal.js';
export type { Retention } from './runtime/retention.js';

/** What stands in a record besides its facts. */
export interface RecordOptions {
  /** Letters, digits and `_ . : / -`; it should say nothing about a person. @defaultValue a random UUID */
  readonly id?: string;
  /** When it was decided. @defaultValue now, by this device's clock */
  readonly at?: Date;
}

const FACTS = [
  ...['info', 'score', 'explanation', 'recourse', 'notice', 'policy', 'outcome'],
  ...['applicant', 'includeApplicant'],
];

/**
 * Makes a decision record of what a model answered about one applicant, with a salted commitment to
 * the applicant's raw features, or with the features where `includeApplicant` asks for them.
 *
 * @throws RiskError `RECORD_INVALID` where the answers are not about one score or do not add up;
 * `INPUT_INVALID`, `OPTION_INVALID`.
 * @example
 * const explanation = await model.explain(applicant, { locale: 'en' });
 * const { record, salt } = await createRecord({ info: model.info, explanation, applicant });
 */
export async function createRecord(
  facts: RecordFacts,
  options: RecordOptions = {},
): Promise<CreatedRecord> {
  refuseUnknown(facts, FACTS);
  refuseUnknown(options, ['id', 'at']);
  const crypto = webCrypto();
  return buildRecord(facts, {
    id: options.id ?? globalThis.crypto.randomUUID(),
    at: (options.at ?? new Date()).getTime(),
    sdk: SDK_VERSION,
    salt: globalThis.crypto.getRandomValues(new Uint8Array(SALT_BYTES)),
    crypto,
  });
}

/**
 * Whether a record was made of these raw features. "Here are the inputs; do they match?"
 *
 * `false` where they do not, where one is absent, and of a record without inputs or commitment. Of a
 * record that holds raw features, whether they are these; the salt is then not looked at.
 *
 * @param applicant - keys that the record does not name are ignored.
 * @param salt - that `createRecord` returned. A commitment without one is a RangeError.
 * @param info - of the model, where categories may be spelt by their codes: in the record they are
 * spelt by their labels. With it, an applicant that the model would not score is `INPUT_INVALID`.
 */
export function verifyCommitment(
  record: DecisionRecord,
  applicant: Applicant,
  salt: Uint8Array | undefined,
  info?: Pick<ModelInfo, 'features'>,
): Promise<boolean> {
  return openCommitment(record, applicant, salt, webCrypto(), info?.features);
}

/** SHA-256 of a record's canonical JSON, hex. Keep it elsewhere to see later that nothing changed. */
export function recordDigest(record: DecisionRecord): Promise<string> {
  return digestRecord(record, webCrypto());
}

function webCrypto(): SubtleCrypto {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (subtle) return subtle;
  throw new TypeError('records need WebCrypto: a page from https or localhost');
}

function refuseUnknown(given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new RiskError('OPTION_INVALID', `"${unknown}" is not an option`, { path: unknown });
}
