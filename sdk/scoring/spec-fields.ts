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
    recourse: closedRecord(
      { direction: oneOf('immutable', 'up', 'down', 'free') },
      { cost: number, step: number },
    ),
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
    card: anyRecord,
  },
);

export type ModelSpec = FieldType<typeof specFields>;
export type FeatureSpec = FieldType<typeof feature>;
export type ReasonSpec = FieldType<typeof reason>;
export type ScaleSpec = FieldType<typeof scale>;
export type CalibrationSpec = FieldType<typeof calibration>;
