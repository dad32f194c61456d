import type { CategoricalFeature, Feature } from '../../model/feature.js';
import type { ColumnInput, Columns } from '../../scoring/results.js';

type Cell = number | string | null | undefined;

/**
 * Columns of a table as a model takes them. Words that it does not list get a code that it does not
 * list either: rare words of a table count as "other" where a model is trained, and scoring by itself
 * takes an unknown word for a mistake.
 *
 * Where the words that it lists are numbers, so may be the table's column: 8 is the word "8" then, and
 * not the code of another one. An empty cell is the empty word, where that is listed and nothing may
 * be missing.
 */
export function codeUnlisted(features: readonly Feature[], columns: Columns): Columns {
  const coded = features.flatMap((feature) => {
    const column = columns[feature.name];
    if (feature.kind !== 'categorical' || feature.labels.length === 0 || !column) return [];
    const words = wordsOf(feature, column);
    return words ? [[feature.name, words] as const] : [];
  });
  return coded.length === 0 ? columns : { ...columns, ...Object.fromEntries(coded) };
}

/** `undefined` for a column that stays as it is. */
function wordsOf(
  { labels, codes, unlisted, missing }: CategoricalFeature,
  column: ColumnInput,
): Cell[] | undefined {
  const numbers = numbersAmong(labels);
  if (!Array.isArray(column) && numbers.size === 0) return undefined;
  const known = new Set(labels);
  const other = codes.reduce((most, code) => Math.max(most, code), -1) + 1;
  const isEmptyWord = missing === 'refused' && known.has('');
  const cells = Array.isArray(column) ? (column as readonly Cell[]) : column;
  return Array.from(cells as ArrayLike<Cell>, (cell) => {
    const word = typeof cell === 'number' ? wordOf(cell, numbers) : cell;
    if (typeof word === 'string') return unlisted !== 'other' || known.has(word) ? word : other;
    const isAbsent = word === null || word === undefined || Number.isNaN(word);
    return isAbsent && isEmptyWord ? '' : word;
  });
}

/** A number stays a code where no word is a number. */
function wordOf(cell: number, numbers: ReadonlyMap<number, string>): Cell {
  if (Number.isNaN(cell) || numbers.size === 0) return cell;
  return numbers.get(cell) ?? String(cell);
}

/** Words that are numbers, by their values: `4` before `4.0`. */
function numbersAmong(labels: readonly string[]): Map<number, string> {
  const numbers = new Map<number, string>();
  for (const label of labels) {
    const value = label.trim() === '' ? NaN : Number(label);
    if (Number.isNaN(value)) continue;
    if (!numbers.has(value) || label === String(value)) numbers.set(value, label);
  }
  return numbers;
}
