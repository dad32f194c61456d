import { mergeCuts } from './cuts.js';
import { combine, type Atom, type Predicate, type Truth } from './predicates.js';
import { categoriesOf, type Raw, type RawField } from './raw-field.js';

/** The values of one input that can still be there: a run of numbers or some categories. */
export interface Span {
  /** Numbers from `from` to below `to`; none when `from >= to`. */
  readonly from: number;
  readonly to: number;
  readonly categories: readonly Raw[];
  readonly missing: boolean;
}

/** What is known of a row on a path through a tree. Each split adds a link. */
export interface Region {
  readonly field: RawField;
  readonly span: Span;
  readonly outer: Region | undefined;
}

export function spanOf(region: Region | undefined, field: RawField): Span {
  for (let at = region; at; at = at.outer) if (at.field === field) return at.span;
  const { min, max } = field.domain;
  const numeric = field.kind === 'numeric';
  return {
    from: numeric ? min : 0,
    // Nothing above the largest number; there is no cut point there.
    to: numeric ? (max === Number.MAX_VALUE ? Infinity : max + Math.abs(max) + 1) : 0,
    categories: numeric ? [] : categoriesOf(field),
    missing: field.missing === 'allowed',
  };
}

/** Cut the numbers of a span at points; categories one by one. Missing is left out. */
export function classesOf(span: Span, field: RawField, cuts: readonly number[]): Span[] {
  if (field.kind === 'categorical') {
    return span.categories.map((each) => ({ ...span, categories: [each], missing: false }));
  }
  if (!(span.from < span.to)) return [];
  const inside = cuts.filter((cut) => cut > span.from && cut < span.to);
  return [span.from, ...inside].map((from, k) => ({
    from,
    to: inside[k] ?? span.to,
    categories: [],
    missing: false,
  }));
}

/** Only missing, if it can be there. */
export function missingOf(span: Span): Span | undefined {
  return span.missing ? { from: 0, to: 0, categories: [], missing: true } : undefined;
}

/** Spans that lie side by side, as one. */
export function joinSpans(spans: readonly Span[]): Span {
  const numbers = spans.filter(({ from, to }) => from < to);
  return {
    from: numbers[0]?.from ?? 0,
    to: numbers.at(-1)?.to ?? 0,
    categories: spans.flatMap(({ categories }) => categories),
    missing: spans.some(({ missing }) => missing),
  };
}

/** An answer that the region settles, or the test that it leaves open. */
export type Finding = { readonly truth: Truth } | { readonly open: Atom };

/** A predicate's answer for all rows of a region, or a test on which it depends. */
export function truthIn(predicate: Predicate, region: Region | undefined): Finding {
  if (predicate.kind === 'constant') return { truth: predicate.value };
  if (predicate.kind === 'atom') return atomIn(predicate, region);
  const { kind, parts } = predicate;
  const truths: Truth[] = [];
  let open: Finding | undefined;
  for (const part of parts) {
    const found = truthIn(part, region);
    if ('open' in found) {
      open ??= found;
      // What comes behind an open test can decide only an `and` or an `or`.
      if (kind === 'xor' || kind === 'surrogate') break;
    } else {
      truths.push(found.truth);
      if (kind === 'surrogate' && found.truth !== null) break;
    }
  }
  const decisive =
    (kind === 'and' && truths.includes(false)) || (kind === 'or' && truths.includes(true));
  if (decisive) return { truth: kind === 'or' };
  const surrogate = kind === 'surrogate' && truths.some((each) => each !== null);
  return open && !surrogate ? open : { truth: combine(kind, truths) };
}

function atomIn(atom: Atom, region: Region | undefined): Finding {
  const { field, cuts, test } = atom;
  const span = spanOf(region, field);
  const numbers =
    span.from < span.to
      ? [span.from, ...cuts.filter((cut) => cut > span.from && cut < span.to)]
      : [];
  const answers = new Set<Truth>([...numbers, ...span.categories].map(test));
  if (span.missing) answers.add(test(null));
  return answers.size > 1 ? { open: atom } : { truth: [...answers][0] ?? null };
}

/** Cut points of several tests on one input. */
export function cutsOfAtoms(atoms: readonly Atom[]): number[] {
  return mergeCuts(atoms.map(({ cuts }) => cuts));
}
