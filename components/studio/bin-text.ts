import type { StudioWords } from './studio-words.js';

const NUMBER = '-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?';
const DAY = '\\d{4}-\\d{2}-\\d{2}';
const BOUND = `(${DAY}|${NUMBER})`;

const BELOW = new RegExp(`^< ${BOUND}$`);
const FROM = new RegExp(`^>= ${BOUND}$`);
const BETWEEN = new RegExp(`^${BOUND} to ${BOUND}$`);

/** A bin's label in words: reports name bins as `< 30`, `30 to 45`, `>= 45`, `missing`, `other`. */
export function binText(label: string, words: StudioWords): string {
  if (label === 'missing') return words.missing;
  if (label === 'other') return words.otherWords;
  const below = BELOW.exec(label);
  if (below) return words.below(boundText(below[1]!));
  const from = FROM.exec(label);
  if (from) return words.atLeast(boundText(from[1]!));
  const between = BETWEEN.exec(label);
  return between ? words.to(boundText(between[1]!), boundText(between[2]!)) : label;
}

/** A bound with grouping commas and a true minus; days and powers of ten stand as they are. */
function boundText(bound: string): string {
  if (/e|\d-/.test(bound)) return bound;
  const [whole, part] = bound.replace('-', '').split('.') as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return (bound.startsWith('-') ? '\u2212' : '') + grouped + (part ? `.${part}` : '');
}
