import { above, mergeCuts, type Domain } from './cuts.js';
import {
  attribute,
  childrenOf,
  choiceAttribute,
  numberAttribute,
  quote,
  refuseElement,
  refuseInvalid,
  requiredAttribute,
  requiredChild,
} from './elements.js';
import type { Raw, RawField } from './raw-field.js';
import { inRange, OTHER, parseValue, readRange, typeOf, type Range, type Value } from './values.js';
import type { Element } from './xml.js';

const INPUTS = new Set(['active', 'supplementary']);

/** Reads every `DataField` by name; the fields themselves are read when something uses them. */
export function readDataDictionary(root: Element): ReadonlyMap<string, Element> {
  const fields = new Map<string, Element>();
  for (const element of childrenOf(requiredChild(root, 'DataDictionary'), 'DataField')) {
    const name = requiredAttribute(element, 'name');
    if (fields.has(name)) refuseInvalid(element, `no second field ${quote(name)}`);
    fields.set(name, element);
  }
  return fields;
}

/** The `MiningField` elements of a model that are inputs, by name. */
export function inputFields(model: Element): ReadonlyMap<string, Element> {
  const fields = childrenOf(requiredChild(model, 'MiningSchema'), 'MiningField');
  return new Map(
    fields
      .filter((field) => INPUTS.has(attribute(field, 'usageType') ?? 'active'))
      .map((field) => [requiredAttribute(field, 'name'), field]),
  );
}

/** The name of the field that a model predicts, where it says so. */
export function targetField(model: Element): string | undefined {
  const fields = childrenOf(requiredChild(model, 'MiningSchema'), 'MiningField');
  const target = fields.find((field) =>
    ['target', 'predicted'].includes(attribute(field, 'usageType') ?? ''),
  );
  return target && attribute(target, 'name');
}

/** An input of the model, from its entry in the dictionary and in the model's mining schema. */
export function readRawField(data: Element, mining: Element): RawField {
  const type = typeOf(data);
  const optype = attribute(mining, 'optype') ?? attribute(data, 'optype');
  const numeric = (optype ?? 'continuous') === 'continuous' && type.kind === 'number';
  if (optype === 'continuous' && type.kind === 'text') refuseElement(data, 'continuous text');
  if (attribute(data, 'isCyclic') === '1') refuseElement(data, 'a cyclic field');
  if (childrenOf(data, 'Taxonomy').length > 0 || attribute(data, 'taxonomy') !== undefined) {
    refuseElement(data, 'a taxonomy');
  }
  const shared = {
    name: requiredAttribute(data, 'name'),
    label: attribute(data, 'displayName'),
    type,
    element: mining,
  };
  return numeric ? numericField(shared, data, mining) : categoricalField(shared, data, mining);
}

type Shared = Pick<RawField, 'name' | 'label' | 'type' | 'element'>;

function numericField(shared: Shared, data: Element, mining: Element): RawField {
  const { type } = shared;
  const ranges = childrenOf(data, 'Interval').map((each) => readRange(each, type));
  const { valid, missing, invalid } = readValues(shared, data);
  const treatment = readTreatment(shared, mining, data);
  const outliers = readOutliers(mining);
  const listed = ranges.length > 0 || valid.size > 0;
  const isValid = (value: number): boolean =>
    !invalid.has(value) &&
    (!listed || valid.has(value) || ranges.some((range) => inRange(range, value)));

  const grid = type.integer ? 'integer' : type.float32 ? 'float32' : 'float64';
  let domain: Domain = { ...WIDEST[grid], grid };
  const hull =
    ranges.length === 1 && valid.size === 0 && invalid.size === 0 ? ranges[0] : undefined;
  const bounds: { min?: number; max?: number } = {};
  if (treatment.invalid === 'refused' && (listed || invalid.size > 0)) {
    if (!hull) {
      refuseElement(data, 'invalid values that are refused and lie between valid ones');
    }
    Object.assign(bounds, boundsOf(hull, grid));
    domain = { ...domain, ...bounds };
    if (!(domain.min <= domain.max)) refuseInvalid(data, 'an interval that holds a value');
  }
  const breaks = mergeCuts([
    ranges.flatMap(({ left, right }) => [left, right].flatMap((at) => around(at, grid))),
    [valid, missing, invalid].flatMap((values) =>
      [...values.keys()].flatMap((at) => around(at as number, grid)),
    ),
    [outliers.low, outliers.high].flatMap((at) => around(at, grid)),
  ]).filter((at) => Number.isFinite(at));

  const treat = (raw: Raw): Value => {
    if (raw === null || missing.has(raw as number)) return treatment.missing;
    const value = type.float32 ? Math.fround(raw as number) : (raw as number);
    if (!isValid(value)) {
      if (treatment.invalid === 'missing') return treatment.missing;
      if (treatment.invalid !== 'as-is') return treatment.replacement;
    }
    const { low, high, as } = outliers;
    if (as === 'asIs' || (value >= low && value <= high)) return value;
    if (as === 'asMissingValues') return treatment.missing;
    return value < low ? low : high;
  };
  return {
    ...shared,
    ...bounds,
    kind: 'numeric',
    domain,
    categories: new Map(),
    closed: false,
    breaks,
    treat,
    missing: treatment.missingRefused ? 'refused' : 'allowed',
    unlisted: 'refused',
  };
}

const WIDEST = {
  float64: { min: -Number.MAX_VALUE, max: Number.MAX_VALUE },
  float32: { min: -(2 - 2 ** -23) * 2 ** 127, max: (2 - 2 ** -23) * 2 ** 127 },
  integer: { min: -(2 ** 53), max: 2 ** 53 },
} as const;

function boundsOf(range: Range, grid: Domain['grid']): { min?: number; max?: number } {
  const { left, right, leftClosed, rightClosed } = range;
  return {
    ...(left > -Infinity && { min: leftClosed ? left : above(left, grid) }),
    ...(right < Infinity && { max: rightClosed ? right : -above(-right, grid) }),
  };
}

/** A number and the next: where a test for it begins and ends. */
function around(value: number, grid: Domain['grid']): number[] {
  return Number.isFinite(value) ? [value, above(value, grid)] : [];
}

function categoricalField(shared: Shared, data: Element, mining: Element): RawField {
  if (childrenOf(data, 'Interval').length > 0) refuseElement(data, 'intervals of categories');
  const { valid, missing, invalid } = readValues(shared, data);
  const treatment = readTreatment(shared, mining, data);
  if (readOutliers(mining).as !== 'asIs') refuseElement(mining, 'outliers of categories');
  const closed = valid.size > 0;
  const refuses = treatment.invalid === 'refused';
  // Sentinels are values that a caller may pass, so they are categories too.
  const categories = new Map([...valid, ...missing, ...(refuses ? [] : invalid)]);

  const treat = (raw: Raw): Value => {
    if (raw === null || missing.has(raw as string)) return treatment.missing;
    const known = raw !== OTHER && (!closed || valid.has(raw)) && !invalid.has(raw);
    if (known || (raw === OTHER && !closed)) return raw;
    if (treatment.invalid === 'missing') return treatment.missing;
    return treatment.invalid === 'as-is' ? raw : treatment.replacement;
  };
  return {
    ...shared,
    kind: 'categorical',
    domain: { ...WIDEST.float64, grid: 'float64' },
    categories,
    closed,
    breaks: [],
    treat,
    missing: treatment.missingRefused ? 'refused' : 'allowed',
    unlisted: closed && refuses ? 'refused' : 'other',
  };
}

type ValueMap = Map<number | string, string>;

/** The `Value` elements by property; each with the text that the file shows for it. */
function readValues(
  { type }: Shared,
  data: Element,
): { valid: ValueMap; missing: ValueMap; invalid: ValueMap } {
  const values = { valid: new Map(), missing: new Map(), invalid: new Map() } as {
    readonly [property in 'valid' | 'missing' | 'invalid']: ValueMap;
  };
  for (const element of childrenOf(data, 'Value')) {
    const property = choiceAttribute(element, 'property', ['valid', 'missing', 'invalid']);
    const text = requiredAttribute(element, 'value');
    // Libraries name NaN as a missing value; it is one here already.
    if (type.kind === 'number' && text === 'NaN' && property === 'missing') continue;
    const value = parseValue(text, type, element);
    const shown = attribute(element, 'displayValue') ?? text;
    if (property === 'valid' || property === 'missing') values[property].set(value, shown);
    else values.invalid.set(value, shown);
  }
  return values;
}

interface Treatment {
  /** What a missing value becomes. */
  readonly missing: Value;
  readonly missingRefused: boolean;
  readonly invalid: 'refused' | 'missing' | 'as-is' | 'value';
  readonly replacement: Value;
}

function readTreatment({ type }: Shared, mining: Element, data: Element): Treatment {
  const replacement = attribute(mining, 'missingValueReplacement');
  const missing = replacement === undefined ? null : parseValue(replacement, type, mining);
  const missingTreatment = attribute(mining, 'missingValueTreatment');
  const treatment = choiceAttribute(mining, 'invalidValueTreatment', [
    'returnInvalid',
    'asIs',
    'asMissing',
    'asValue',
  ]);
  const invalidText = attribute(mining, 'invalidValueReplacement');
  if (treatment === 'asValue' && invalidText === undefined) {
    refuseInvalid(mining, 'an invalidValueReplacement');
  }
  if (treatment === 'asIs' && invalidText !== undefined) {
    // PMML 4.3 replaces, 4.4 does not.
    refuseElement(mining, 'invalidValueReplacement of values taken as they are');
  }
  return {
    missing,
    missingRefused: missing === null && missingTreatment === 'returnInvalid',
    invalid: (
      { returnInvalid: 'refused', asMissing: 'missing', asIs: 'as-is', asValue: 'value' } as const
    )[treatment],
    replacement: treatment === 'asValue' ? parseValue(invalidText!, type, data) : null,
  };
}

interface Outliers {
  readonly as: 'asIs' | 'asMissingValues' | 'asExtremeValues';
  readonly low: number;
  readonly high: number;
}

function readOutliers(mining: Element): Outliers {
  const as = choiceAttribute(mining, 'outliers', ['asIs', 'asMissingValues', 'asExtremeValues']);
  if (as === 'asIs') return { as, low: -Infinity, high: Infinity };
  const low = numberAttribute(mining, 'lowValue', -Infinity);
  const high = numberAttribute(mining, 'highValue', Infinity);
  if (!(low <= high)) refuseInvalid(mining, 'lowValue <= highValue');
  return { as, low, high };
}
