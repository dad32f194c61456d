import {
  closedRecord,
  flag,
  hex,
  integer,
  list,
  localized,
  number,
  oneOf,
  text,
  variant,
  type Field,
} from '../model/bundle/fields.js';
import { RECORD_SCHEMA, type DecisionRecord } from './decision-record.js';

/** Longer lists than these are no record of ours; reading must end. */
const MAX_REASONS = 1_000;
const MAX_PATHS = 100;
const MAX_STEPS = 1_000;
const MAX_FEATURES = 65_535;

/** Twice a margin's bound: contributions are differences. */
const margin = integer(-(2 ** 31), 2 ** 31 - 1);
const whole = integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const decision = oneOf('approved', 'review', 'declined');
const names = list(text, MAX_FEATURES);

/** A name made for machines: it cannot hold a sentence. */
const code = matching(/^[\w.:/-]{1,128}$/, 'a code: letters, digits and _ . : / -, 128 at most');

const time = matching(
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  'an ISO 8601 time in UTC with milliseconds',
  (given) => {
    const at = new Date(given);
    return !Number.isNaN(at.getTime()) && at.toISOString() === given;
  },
);

const rawValue: Field<number | string | null> = {
  read(value, path, issues) {
    const ok = value === null || typeof value === 'string' || Number.isFinite(value);
    issues.check(ok, 'FIELD', path, 'a number, text or null');
    return value as number | string | null;
  },
};

const scale = closedRecord(
  {
    offset: number,
    factor: number,
    bands: list(closedRecord({ id: text, from: number }), MAX_STEPS),
  },
  { min: number, max: number, cutoffs: closedRecord({ approve: number }, { review: number }) },
);

const model = closedRecord(
  {
    name: text,
    version: text,
    title: localized,
    digest: hex(32),
    signature: oneOf('verified', 'unverified', 'none'),
    scaleBits: integer(0, 28),
  },
  { signedBy: text, scale },
);

const standing = { margin, probability: number };
const standingOptions = { points: whole, band: text, decision };

const score = closedRecord(
  {
    ...standing,
    engine: oneOf('reference', 'wasm', 'webgpu', 'onnx-wasm', 'onnx-webgpu'),
    reproducible: flag,
  },
  standingOptions,
);

const explanation = closedRecord({
  baseline: closedRecord({ margin, population: text }, { points: whole }),
  reasons: list(
    closedRecord(
      {
        code: text,
        features: names,
        margin,
        effect: oneOf('raises-risk', 'lowers-risk'),
        label: localized,
      },
      { points: whole, text },
    ),
    MAX_REASONS,
  ),
  rest: closedRecord({ groups: integer(0, MAX_FEATURES), margin }, { points: whole }),
  method: oneOf(
    ...(['blocks', 'quadrature', 'leaves', 'additive', 'coalitions', 'permutations'] as const),
    'none',
  ),
  error: number,
});

const path = closedRecord(
  {
    changes: list(
      closedRecord(
        { feature: text, label: localized, direction: oneOf('up', 'down', 'other') },
        { follows: names, from: rawValue, to: rawValue, low: number, high: number },
      ),
      MAX_STEPS,
    ),
    score: closedRecord(standing, standingOptions),
    plausibility: oneOf('seen', 'rare', 'unseen', 'unknown'),
  },
  { cost: number },
);

const recourse = closedRecord(
  {
    status: oneOf('reached', 'found', 'none', 'unknown'),
    target: closedRecord({ margin }, { points: whole }),
    method: oneOf('dynamic-programming', 'exhaustive', 'branch-and-bound', 'none'),
    optimal: flag,
    paths: list(path, MAX_PATHS),
  },
  { reason: oneOf('nothing-may-change', 'out-of-reach'), closest: path },
);

const notice = closedRecord(
  {
    regime: oneOf('us-reg-b', 'eu', 'cn-pipl'),
    locale: oneOf('en', 'zh-CN'),
    method: oneOf('shapley-training', 'shapley-background', 'below-average', 'below-maximum'),
    population: text,
    reasons: list(
      closedRecord({ code: text, text, features: names, margin }, { points: whole }),
      MAX_REASONS,
    ),
  },
  { procedure: text, review: closedRecord({ text, contact: text }) },
);

const inputs = variant({
  values: closedRecord({
    kind: oneOf('values'),
    values: list(
      closedRecord(
        { feature: text, label: localized, value: rawValue },
        { unit: text, text: localized },
      ),
      MAX_FEATURES,
    ),
  }),
  commitment: closedRecord({
    kind: oneOf('commitment'),
    algorithm: oneOf('sha-256'),
    digest: hex(32),
    features: names,
  }),
  none: closedRecord({ kind: oneOf('none') }),
});

/** Every member of a record, and nothing else. */
export const recordFields: Field<DecisionRecord> = closedRecord(
  {
    schema: oneOf(RECORD_SCHEMA),
    id: code,
    at: time,
    sdk: matching(/^\d+\.\d+\.\d+[\w.+-]{0,64}$/, 'a version'),
    model,
    indicative: flag,
    score,
    inputs,
  },
  {
    outcome: closedRecord({ decision, by: oneOf('model', 'policy', 'person') }),
    explanation,
    recourse,
    notice,
    policy: list(closedRecord({ rule: code, outcome: code }), MAX_STEPS),
  },
);

function matching(
  pattern: RegExp,
  expected: string,
  accepts: (given: string) => boolean = () => true,
): Field<string> {
  return {
    read(value, path, issues) {
      const ok = typeof value === 'string' && pattern.test(value) && accepts(value);
      issues.check(ok, 'FIELD', path, expected);
      return value as string;
    },
  };
}
