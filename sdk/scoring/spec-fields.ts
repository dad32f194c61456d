import {
  anyRecord,
  byLanguage,
  closedRecord,
  either,
  flag,
  integer,
  list,
  localized,
  number,
  oneOf,
  text,
  variant,
  type FieldType,
} from '../model/bundle/fields.js';

/** `label` is either what callers may pass instead of the code, or wording. */
const category = closedRecord(
  { code: integer(0, 2 ** 24 - 1) },
  { label: either(text, localized), text: localized },
);

/** A range in raw values, both ends included; open where one is left out. */
const range = closedRecord({}, { from: number, to: number });

const recourse = closedRecord(
  {},
  {
    /** May be left out where `follows` says how the feature moves. */
    direction: oneOf('immutable', 'up', 'down', 'free'),
    cost: number,
    step: number,
    // What may be moved to: codes or labels of a category, ranges of a number.
    values: list(either(number, text)),
    ranges: list(range),
    follows: closedRecord(
      {},
      {
        shift: list(closedRecord({ feature: text, factor: number })),
        ratio: closedRecord({ numerator: text, denominator: text }, { factor: number }),
      },
    ),
  },
);

const feature = closedRecord(
  { name: text },
  {
    label: localized,
    unit: text,
    missing: oneOf('allowed', 'refused'),
    kind: oneOf('numeric', 'categorical'),
    min: number,
    max: number,
    step: number,
    integer: flag,
    categories: list(category),
    unlisted: oneOf('other', 'refused'),
    recourse,
    // For forms: carried in the card, under `form`.
    help: localized,
    values: list(localized),
  },
);

/** Wording of an applicant's own value: a text for each, or a template with `{v}`. */
const wording = byLanguage(either(text, list(text)));

const reason = closedRecord(
  { code: text, features: list(text) },
  {
    label: localized,
    adverse: localized,
    favourable: localized,
    /** By language, or by feature and then by language. */
    values: either(wording, byLanguage(wording)),
    template: localized,
  },
);

const scale = closedRecord(
  {},
  {
    pdo: number,
    points: number,
    odds: number,
    offset: number,
    factor: number,
    direction: oneOf('higher-is-safer', 'higher-is-riskier'),
    min: number,
    max: number,
    bands: list(closedRecord({ id: text, from: number })),
    cutoffs: closedRecord({ approve: number }, { review: number }),
  },
);

const calibration = variant({
  identity: closedRecord({ kind: oneOf('identity') }),
  platt: closedRecord({ kind: oneOf('platt'), slope: number, intercept: number }),
  beta: closedRecord({ kind: oneOf('beta'), a: number, b: number, c: number }),
  isotonic: closedRecord({
    kind: oneOf('isotonic'),
    logOdds: list(number),
    probability: list(number),
  }),
});

const population = closedRecord({ rows: text }, { population: either(text, localized) });

const regime = closedRecord(
  {},
  {
    method: oneOf('shapley', 'below-average', 'below-maximum'),
    against: oneOf('training', 'background'),
    maxReasons: integer(1, 10),
    /** By reason code, and then by language. */
    adverse: byLanguage(localized),
    inquiries: text,
    procedure: localized,
    review: closedRecord({ text: localized, contact: text }),
  },
);

const disclosure = closedRecord(
  {},
  {
    indicative: flag,
    protected: list(closedRecord({ feature: text, attribute: text }, { basis: localized })),
    regimes: closedRecord({}, { 'us-reg-b': regime, eu: regime, 'cn-pipl': regime }),
  },
);

/** What a modeller says about a model beyond what its own file says. Every member is optional. */
export const specFields = closedRecord(
  {},
  {
    name: text,
    version: text,
    title: localized,
    features: list(feature),
    reasons: list(reason),
    scale,
    calibration,
    // For the importer: what a scorecard's own file leaves out, and what other files leave open.
    scorecard: anyRecord,
    import: anyRecord,
    reference: population,
    background: population,
    disclosure,
    card: anyRecord,
  },
);

export type ModelSpec = FieldType<typeof specFields>;
export type FeatureSpec = FieldType<typeof feature>;
export type RecourseSpec = FieldType<typeof recourse>;
export type DisclosureSpec = FieldType<typeof disclosure>;
export type ReasonSpec = FieldType<typeof reason>;
export type ScaleSpec = FieldType<typeof scale>;
export type CalibrationSpec = FieldType<typeof calibration>;
