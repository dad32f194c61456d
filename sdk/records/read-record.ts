import { canonicalJson } from '../core/canonical.js';
import { toHex } from '../core/bytes.js';
import { RiskError } from '../core/errors.js';
import { IssueList } from '../model/check/issues.js';
import type { DecisionRecord } from './decision-record.js';
import { recordFields } from './record-fields.js';
import { checkSums } from './record-sums.js';

/** Longer texts are no record of ours. */
const MAX_LENGTH = 2 ** 22;

/**
 * Reads a record, strictly: every member known and of its kind, and numbers that follow from each
 * other. A text must be canonical JSON (RFC 8785), as records are written: so there are no two texts
 * of one record, and no duplicate keys. A value that was parsed already may have been spelt anyhow.
 *
 * This shows that a record is whole and consistent, not who made it: compare its digest with
 * one that you kept, or score its inputs again.
 *
 * @param source - the text, or what `JSON.parse` made of one.
 * @returns a fresh value.
 * @throws RiskError `RECORD_INVALID` with every issue.
 */
export function parseRecord(source: unknown): DecisionRecord {
  return readRecord(typeof source === 'string' ? parseText(source) : source);
}

/** @throws RiskError `RECORD_INVALID` with every issue. */
export function readRecord(value: unknown): DecisionRecord {
  try {
    // Bounds the depth, and refuses what JSON cannot carry.
    canonicalJson(value);
  } catch (error) {
    throw refusal('NOT_JSON', error instanceof TypeError ? error.message : 'expected JSON');
  }
  const list = new IssueList();
  const record = recordFields.read(value, 'record', list);
  if (list.empty) checkSums(record, list);
  if (list.empty) return record;
  const { path, expected } = list.issues[0]!;
  const more = list.issues.length > 1 ? ` (and ${list.issues.length - 1} more)` : '';
  throw new RiskError('RECORD_INVALID', `"${path}" expected ${expected}${more}`, {
    path,
    issues: list.issues,
  });
}

/** The one spelling of a record: what is kept, sent and digested. */
export function recordJson(record: DecisionRecord): string {
  return canonicalJson(record);
}

/** SHA-256 of a record's canonical JSON in UTF-8, hex: equal for equal records only. */
export async function digestRecord(record: DecisionRecord, crypto: SubtleCrypto): Promise<string> {
  const bytes = new TextEncoder().encode(recordJson(record));
  return toHex(new Uint8Array(await crypto.digest('SHA-256', bytes)));
}

function parseText(text: string): unknown {
  if (text.length > MAX_LENGTH)
    throw refusal('TOO_LONG', `expected at most ${MAX_LENGTH} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (canonicalJson(value) === text) return value;
  } catch {
    // The parser's own message would quote the text.
    throw refusal('NOT_JSON', 'expected JSON');
  }
  throw refusal('NOT_CANONICAL', 'expected canonical JSON (RFC 8785)');
}

function refusal(code: string, message: string): RiskError {
  const issues = [{ code, path: 'record' }];
  return new RiskError('RECORD_INVALID', `the record ${message}`, { path: 'record', issues });
}
