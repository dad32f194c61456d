import { checkAdvice } from '../build.js';
import {
  byLanguage,
  integer,
  list,
  localized,
  number,
  oneOf,
  record,
  text,
  variant,
  type Field,
  type FieldType,
} from './fields.js';
import { size } from './schema.js';

const follows = variant({
  shift: record({
    kind: oneOf('shift'),
    terms: list(record({ feature: size, factor: number }), 0xffff),
  }),
  ratio: record({ kind: oneOf('ratio'), numerator: size, denominator: size, factor: number }),
});

const recourse = record(
  { feature: size, direction: oneOf('immutable', 'up', 'down', 'free') },
  { cost: number, step: number, bins: list(size, 0xffff), follows },
);

const terms = record(
  {},
  {
    method: oneOf('shapley', 'below-average', 'below-maximum'),
    against: oneOf('training', 'background'),
    maxReasons: integer(1, 10),
    // By reason code, and then by language.
    adverse: byLanguage(localized),
    inquiries: text,
    procedure: localized,
    review: record({ text: localized, contact: text }),
  },
);

const disclosure = record(
  {},
  {
    protected: list(record({ feature: size, attribute: text }, { basis: localized }), 0xffff),
    regimes: record({}, { 'us-reg-b': terms, eu: terms, 'cn-pipl': terms }),
  },
);

const advice = record({ recourse: list(recourse, 0xffff) }, { disclosure });

export type AdviceFields = FieldType<typeof advice>;

/**
 * What makes a reader one of recourse rules and disclosure: apart, since what only scores and
 * explains does without their weight.
 */
export interface AdviceReader {
  readonly fields: Field<AdviceFields>;
  readonly check: typeof checkAdvice;
}

export const ADVICE_READER: AdviceReader = { fields: advice, check: checkAdvice };
