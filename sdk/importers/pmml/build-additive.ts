import { selectScaleBits, toFixedPoint } from '../../core/fixed-point.js';
import { RiskError } from '../../core/errors.js';
import type { Additive, AdditiveTerm } from '../../model/additive.js';
import type { Feature } from '../../model/feature.js';
import { above, below, mergeCuts } from './cuts.js';
import { categoryNames, withDescription } from './describe-fields.js';
import { readEach, refuseElement } from './elements.js';
import type { CardFacts, SourceTerm } from './prediction.js';
import type { Raw, RawField } from './raw-field.js';
import { OTHER } from './values.js';

/** Cut points or categories of one feature: bins are u16, and two more are needed. */
const MAX_SPLITS = 0xfffd;
/** Entries of all tables together. */
const MAX_ENTRIES = 2 ** 22;

/** An input with its bins, and a value that stands for each of them. */
export interface BinnedField {
  readonly field: RawField;
  readonly feature: Feature;
  /** One for each bin: the last two are "missing", and before it what no category names. */
  readonly raws: readonly Raw[];
  /** The same as the numbers that an engine takes. */
  readonly numbers: Float64Array;
  /** Bins that no row reaches, since the feature refuses their values. */
  readonly closed: readonly boolean[];
}

/** How points become margins: margin = (points - zero) * slope. */
export interface MarginLine {
  readonly zero: number;
  readonly slope: number;
}

export interface AdditiveModel {
  readonly inputs: readonly BinnedField[];
  readonly body: Additive;
  readonly scaleBits: number;
  readonly intercept: number;
}

/** The bins of each input: cut where any term may change. */
export function binFields(
  fields: readonly RawField[],
  terms: readonly SourceTerm[],
): readonly BinnedField[] {
  return fields.map((field) => {
    const cuts = mergeCuts(
      terms.flatMap((term) => {
        const at = term.fields.indexOf(field);
        return at < 0 ? [] : [term.cuts[at]!];
      }),
    ).filter((cut) => cut > field.domain.min && cut <= field.domain.max);
    const splits = field.kind === 'numeric' ? cuts.length : field.categories.size;
    if (splits > MAX_SPLITS) refuseElement(field.element, `an input of ${splits} bins`);
    const binned = field.kind === 'numeric' ? binNumbers(field, cuts) : binCategories(field);
    if (!binned.closed.includes(false)) {
      refuseElement(field.element, 'an input no value of which has a score');
    }
    return binned;
  });
}

function binNumbers(field: RawField, cuts: readonly number[]): BinnedField {
  const { name, missing, domain, type } = field;
  // What each bin's first number is; -1.7e308 would do for the first, but looks odd in a sample.
  const first = cuts.length > 0 ? below(cuts[0]!, domain.grid) : 0;
  const raws = [Math.min(Math.max(first, domain.min), domain.max), ...cuts];
  // Of the two equal forms, x < c and x <= the number before c, the one that people wrote.
  const before = cuts.map((cut) => below(cut, domain.grid));
  const shorter = cuts.filter((cut, k) => String(before[k]!).length < String(cut).length).length;
  const orEqual = domain.grid === 'float64' && shorter * 2 > cuts.length;
  const feature: Feature = {
    kind: 'numeric',
    name,
    missing,
    cuts: Float64Array.from(orEqual ? before : cuts),
    compare: type.float32 ? 'float32' : 'float64',
    side: orEqual ? 'less-equal' : 'less',
  };
  return {
    field,
    feature: withDescription(feature, field),
    raws: [...raws, null],
    numbers: Float64Array.from([...raws, NaN]),
    closed: [...raws.map(() => false), missing === 'refused'],
  };
}

function binCategories(field: RawField): BinnedField {
  const { name, missing, unlisted } = field;
  const names = categoryNames(field);
  const values = [...field.categories.keys()];
  const codes = names.kind === 'integer' ? names.values : values.map((_, code) => code);
  const order = codes.map((_, k) => k).sort((a, b) => codes[a]! - codes[b]!);
  const sorted = order.map((k) => codes[k]!);
  const feature: Feature = {
    kind: 'categorical',
    name,
    missing,
    codes: Int32Array.from(sorted),
    labels: order.map((k) => String(values[k]!)),
    unlisted,
  };
  return {
    field,
    feature: withDescription(feature, field),
    raws: [...order.map((k) => values[k]!), OTHER, null],
    numbers: Float64Array.from([...sorted, above(Math.max(-1, ...sorted), 'integer'), NaN]),
    closed: [...order.map(() => false), unlisted === 'refused', missing === 'refused'],
  };
}

/** A term's value in each of its bins; null where it has none. */
export interface TermTable {
  readonly term: SourceTerm;
  /** Positions of its inputs among the features. */
  readonly inputs: readonly number[];
  readonly values: readonly (number | null)[];
  readonly closed: readonly boolean[];
}

/**
 * What each term gives in each bin. Where a term has no value for a missing or unknown one, its
 * input is changed to refuse such values.
 *
 * @returns undefined when an input was changed, so that tables have to be made again.
 */
export function tabulate(
  terms: readonly SourceTerm[],
  binned: readonly BinnedField[],
): readonly TermTable[] | undefined {
  let changed = false;
  const sizes = terms.map((term) =>
    term.fields.reduce(
      (size, each) => size * binned.find(({ field }) => field === each)!.raws.length,
      1,
    ),
  );
  const entries = sizes.reduce((sum, size) => sum + size, 0);
  if (entries > MAX_ENTRIES) {
    refuseElement(terms[sizes.indexOf(Math.max(...sizes))]!.element, `${entries} table entries`);
  }
  const tables = readEach(terms, (term): TermTable => {
    const inputs = term.fields.map((each) => binned.findIndex(({ field }) => field === each));
    const [a, b] = inputs.map((at) => binned[at]!);
    const values: (number | null)[] = [];
    const closed: boolean[] = [];
    const add = (raws: readonly Raw[], isClosed: boolean): void => {
      const value = isClosed ? null : term.evaluate(raws);
      if (value === null && !isClosed) {
        refuseRaw(term, raws);
        changed = true;
      }
      values.push(value);
      closed.push(isClosed);
    };
    a!.raws.forEach((first, i) => {
      if (!b) add([first], a!.closed[i]!);
      else b.raws.forEach((second, j) => add([first, second], a!.closed[i]! || b.closed[j]!));
    });
    return { term, inputs, values, closed };
  });
  return changed ? undefined : tables;
}

function refuseRaw(term: SourceTerm, raws: readonly Raw[]): void {
  for (let i = 0; i < raws.length; i++) {
    if (raws[i] === null) term.fields[i]!.missing = 'refused';
    else if (raws[i] === OTHER) term.fields[i]!.unlisted = 'refused';
    else continue;
    return;
  }
  refuseElement(term.element, 'a value of its input for which nothing is true');
}

/**
 * Tables in fixed point, at the finest scale that cannot overflow.
 *
 * @throws RiskError `IMPORT_UNSUPPORTED` when the numbers are too large for any.
 */
export function buildAdditive(
  tables: readonly TermTable[],
  inputs: readonly BinnedField[],
  base: number,
  line: MarginLine,
  card: CardFacts | undefined,
): AdditiveModel {
  const start = (base - line.zero) * line.slope;
  const bound = tables.reduce((sum, table) => {
    const largest = table.values.reduce<number>((most, v) => Math.max(most, Math.abs(v ?? 0)), 0);
    return sum + (largest + Math.abs(baselineOf(table, card) ?? 0)) * Math.abs(line.slope);
  }, Math.abs(start));
  const scaleBits = selectScaleBits(bound);
  if (scaleBits === undefined) {
    throw new RiskError('IMPORT_UNSUPPORTED', 'the points are too large for fixed-point margins');
  }
  const units = (points: number): number => toFixedPoint(points * line.slope, scaleBits);
  const terms = tables.map((table): AdditiveTerm => {
    const baseline = baselineOf(table, card);
    return {
      features: table.inputs,
      table: Int32Array.from(table.values, (value) => (value === null ? 0 : units(value))),
      // The file does not say how many people are in a bin: all count alike.
      weight: Float32Array.from(table.closed, (closed) => Number(!closed)),
      ...(baseline !== undefined && { baseline: units(baseline) }),
    };
  });
  const body: Additive = { kind: 'additive', terms };
  return { inputs, body, scaleBits, intercept: toFixedPoint(start, scaleBits) };
}

/** The declared baseline score, or the one that the card's method names. */
function baselineOf({ term, values }: TermTable, card: CardFacts | undefined): number | undefined {
  if (term.baseline !== undefined || !card) return term.baseline;
  const open = values.filter((value) => value !== null);
  if (card.baselineMethod === 'max') return Math.max(...open);
  return card.baselineMethod === 'min' ? Math.min(...open) : undefined;
}
