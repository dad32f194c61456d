import { RiskError } from '../core/errors.js';
import type { Notice, Recourse } from '../insight/questions.js';
import type { Applicant, Explanation, FeatureInfo, ModelInfo, Score } from '../scoring/results.js';
import { commitTo } from './commitment.js';
import { committedForm } from './committed-form.js';
import {
  RECORD_SCHEMA,
  type DecisionRecord,
  type PolicyStep,
  type RawValue,
  type RecordExplanation,
  type RecordInputs,
  type RecordModel,
  type RecordNotice,
  type RecordOutcome,
} from './decision-record.js';
import { readRecord } from './read-record.js';
import { recordRecourse, standing } from './record-recourse.js';

/** What a record is made of: answers of one model about one applicant. */
export interface RecordFacts {
  /** `model.info`. */
  readonly info: ModelInfo;
  /** @defaultValue the explanation's; one of the two must be there */
  readonly score?: Score;
  readonly explanation?: Explanation;
  /** @defaultValue the notice's, where it has one */
  readonly recourse?: Recourse;
  readonly notice?: Notice;
  /** What rules outside of the model said. Codes only: no free text, no value. */
  readonly policy?: readonly PolicyStep[];
  /** What the institution decided, and who did. */
  readonly outcome?: RecordOutcome;
  /** What was scored. Without `includeApplicant` only a salted commitment to it is kept. */
  readonly applicant?: Applicant;
  /**
   * Puts raw features into the record, and with them wording and values of recourse that name them.
   * @defaultValue false
   */
  readonly includeApplicant?: boolean;
}

/** What comes from outside: time, randomness, cryptography. */
export interface RecordStamp {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly sdk: string;
  /** 32 random bytes, used for nothing else. */
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly crypto: SubtleCrypto;
}

/** A record and, apart from it, what opens its commitment. */
export interface CreatedRecord {
  readonly record: DecisionRecord;
  /**
   * Opens the commitment. Whoever has the record and this can try all likely answers, so keep it as
   * you keep raw data. `undefined` where there is no commitment.
   */
  readonly salt: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * Makes a record, and checks it as a reader of it would.
 *
 * @throws RiskError `RECORD_INVALID` where the facts are not of one score, or do not add up;
 * `INPUT_INVALID` for an applicant that the model would not score; `OPTION_INVALID`.
 */
export async function buildRecord(facts: RecordFacts, stamp: RecordStamp): Promise<CreatedRecord> {
  const { info, explanation, notice, applicant, includeApplicant: raw = false } = facts;
  const score = facts.score ?? explanation?.score;
  if (!score) throw missing('score', 'a score or an explanation');
  if (raw && !applicant) throw missing('applicant', 'an applicant, since it is to be included');
  const recourse = facts.recourse ?? notice?.recourse;
  assertOneScore(info, score, { explanation, recourse, notice });

  const form = applicant && committedForm(info.features, applicant);
  const inputs = await recordInputs(info.features, form, raw, stamp);
  const record = present({
    schema: RECORD_SCHEMA,
    id: stamp.id,
    at: timeText(stamp.at),
    sdk: stamp.sdk,
    model: recordModel(info),
    indicative: info.indicative || notice?.indicative === true,
    score: { ...standing(score), engine: score.engine, reproducible: score.reproducible },
    outcome: facts.outcome,
    explanation: explanation && recordExplanation(info, explanation, raw),
    recourse: recourse && recordRecourse(info.features, recourse, raw),
    notice: notice && recordNotice(notice),
    policy: facts.policy,
    inputs,
  });
  return {
    record: readRecord(record),
    salt: inputs.kind === 'commitment' ? stamp.salt.slice() : undefined,
  };
}

function recordModel(info: ModelInfo): RecordModel | object {
  const { name, version, title, digest, signature, signedBy, scaleBits, scale } = info;
  return { name, version, title, digest, signature, signedBy, scaleBits, scale };
}

function recordExplanation(
  info: ModelInfo,
  { baseline, reasons, rest, method, error }: Explanation,
  raw: boolean,
): RecordExplanation | object {
  return {
    baseline: {
      margin: baseline.margin,
      points: baseline.points,
      population: baseline.population,
    },
    reasons: reasons.map(({ code, features, margin, points, effect, text }) => ({
      code,
      features,
      margin,
      points,
      effect,
      label: info.reasons.find((group) => group.code === code)?.label ?? {},
      // Wording for a page may name the applicant's own value, and does not say whether it does.
      text: raw ? text : undefined,
    })),
    rest: { groups: rest.groups, margin: rest.margin, points: rest.points },
    method,
    error,
  };
}

function recordNotice(notice: Notice): RecordNotice | object {
  const { regime, locale, method, population, reasons, procedure, review } = notice;
  return {
    regime,
    locale,
    method,
    population,
    reasons: reasons.map(({ code, text, features, margin, points }) => ({
      ...{ code, text, features, margin, points },
    })),
    procedure,
    review: review && { text: review.text, contact: review.contact },
  };
}

async function recordInputs(
  features: readonly FeatureInfo[],
  form: Readonly<Record<string, RawValue>> | undefined,
  raw: boolean,
  { salt, crypto }: RecordStamp,
): Promise<RecordInputs> {
  if (!form) return { kind: 'none' };
  if (!raw) {
    return {
      kind: 'commitment',
      algorithm: 'sha-256',
      digest: await commitTo(form, salt, crypto),
      features: features.map(({ name }) => name),
    };
  }
  const values = features.map(({ name, label, unit, categories }) => {
    const value = form[name]!;
    const category = categories.find((c) => c.label === value || c.code === value);
    return { feature: name, label, unit, value, text: category?.text };
  });
  return { kind: 'values', values: present(values) as never };
}

/** Answers about another applicant, or by another model, must not end up in one record. */
function assertOneScore(
  info: ModelInfo,
  score: Score,
  answers: Readonly<Record<string, { readonly score: Score } | undefined>>,
): void {
  if (score.model !== info.digest) throw mismatch('score', 'a score by this model');
  for (const [name, answer] of Object.entries(answers)) {
    if (!answer) continue;
    const same = answer.score.margin === score.margin && answer.score.model === score.model;
    if (!same) throw mismatch(name, 'an answer about the same score');
  }
}

function mismatch(path: string, expected: string): RiskError {
  const issues = [{ code: 'OTHER_SCORE', path, expected }];
  return new RiskError('RECORD_INVALID', `"${path}" expected ${expected}`, { path, issues });
}

function missing(path: string, expected: string): RiskError {
  return new RiskError('OPTION_INVALID', `"${path}" expected ${expected}`, { path });
}

function timeText(at: number): string {
  const time = new Date(at);
  // The years that ISO 8601 writes with four digits.
  if (!(time.getTime() >= 0 && time.getUTCFullYear() <= 9999)) {
    throw new RiskError('OPTION_INVALID', '"at" expected a time from 1970 to 9999', { path: 'at' });
  }
  return time.toISOString();
}

/** The same value without members that are `undefined`. */
function present(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(present);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, present(member)]));
}
