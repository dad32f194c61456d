import type { AdviceFields } from './advice-coding.js';
import {
  anyRecord,
  byLanguage,
  flag,
  hex,
  integer,
  list,
  localized,
  mark,
  number,
  oneOf,
  record,
  text,
  variant,
  type Field,
  type FieldType,
} from './fields.js';
import type { NetworkFields } from './network-coding.js';
import { SECTION_TYPES, type SectionType } from './section-types.js';

/** Sizes are checked against the sections that hold the elements; this only keeps them exact. */
export const size = integer(0, 2 ** 31 - 1);
const i32 = integer(-(2 ** 31), 2 ** 31 - 1);

const featureBase = { name: text, missing: oneOf('allowed', 'refused') };
const featureOptions = { label: localized, unit: text };

const feature = variant({
  numeric: record(
    {
      ...featureBase,
      kind: oneOf('numeric'),
      compare: oneOf('float32', 'float64'),
      side: oneOf('less', 'less-equal'),
      cuts: size,
    },
    {
      ...featureOptions,
      min: number,
      max: number,
      step: number,
      integer: flag,
      zeroIsMissing: mark,
    },
  ),
  categorical: record(
    {
      ...featureBase,
      kind: oneOf('categorical'),
      codes: size,
      labels: list(text),
      unlisted: oneOf('other', 'refused'),
    },
    { ...featureOptions, categoryLabels: list(localized) },
  ),
});

export const population = record({ population: text, rows: size });
const forest = record({ kind: oneOf('forest'), trees: size }, { background: population });
const additive = record({
  kind: oneOf('additive'),
  terms: list(record({ features: list(size, 2) }, { baseline: i32 })),
});

const calibration = variant({
  identity: record({ kind: oneOf('identity') }),
  platt: record({ kind: oneOf('platt'), slope: number, intercept: number }),
  beta: record({ kind: oneOf('beta'), a: number, b: number, c: number }),
  isotonic: record({ kind: oneOf('isotonic') }),
});

const scale = record(
  { offset: number, factor: number, bands: list(record({ id: text, from: number })) },
  { min: number, max: number, cutoffs: record({ approve: number }, { review: number }) },
);

const reason = record(
  { code: text, features: list(size), label: localized },
  {
    adverse: localized,
    favourable: localized,
    values: byLanguage(list(text)),
    template: localized,
  },
);

/**
 * Everything of a model but its arrays, and what only some readers read: see `AdviceReader`.
 *
 * @param network - the fields of network bodies, for readers that take them.
 */
export function modelFields(network?: Field<NetworkFields>) {
  const bodies: Record<string, Field<BodyFields>> = { forest, additive };
  if (network) bodies.network = network;
  return record(
    {
      name: text,
      version: text,
      features: list(feature, 0xffff),
      body: variant(bodies),
      scaleBits: size,
      intercept: i32,
      link: oneOf('logistic', 'identity'),
      calibration,
      reasons: list(reason, 0xffff),
      card: anyRecord,
    },
    { title: localized, scale, baseline: population, indicative: mark },
  );
}

/** What a reader must know before anything else: whether it can read the rest. */
export const versionFields = record({ format: size, requires: list(text, 64) });

/** The frame of a bundle: its sections, and the model's fields, read later. */
export const frameFields = record({
  sections: list(
    record({
      name: text,
      type: oneOf(...(Object.keys(SECTION_TYPES) as SectionType[])),
      count: size,
      offset: size,
      sha256: hex(32),
    }),
    256,
  ),
  model: anyRecord,
});

export type ModelFields = FieldType<ReturnType<typeof modelFields>> & Partial<AdviceFields>;
export type FeatureFields = FieldType<typeof feature>;
export type CalibrationFields = FieldType<typeof calibration>;
export type ForestFields = FieldType<typeof forest>;
export type AdditiveFields = FieldType<typeof additive>;
type BodyFields = ForestFields | AdditiveFields | NetworkFields;
