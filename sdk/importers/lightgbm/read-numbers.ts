import type { IssueList } from '../../model/check/issues.js';
import type { Span } from './read-sections.js';

const SPACE = 0x20;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Copies the numbers of a line into `target` from `at` on. Notes a wrong count, what is no number,
 * and what an integer target cannot hold; {@link IssueList.empty} tells whether to use the result.
 *
 * @param count - what the line must have.
 */
export function readNumbers(
  text: string,
  { from, to }: Span,
  count: number,
  target: Int32Array | Uint8Array | Uint32Array | Float64Array,
  at: number,
  path: string,
  issues: IssueList,
): void {
  const real = target instanceof Float64Array;
  let found = 0;
  for (let begin = from; begin < to;) {
    if (text.charCodeAt(begin) === SPACE) {
      begin++;
      continue;
    }
    // Not indexOf: behind the last number of a line it would search the rest of the file.
    let end = begin + 1;
    while (end < to && text.charCodeAt(end) !== SPACE) end++;
    if (found === count) {
      issues.add('SHAPE', path, `${count} numbers`);
      return;
    }
    const number = numberAt(text, begin, end);
    if (number === undefined) {
      issues.add('NUMBER_EXPECTED', `${path}[${found}]`, 'a number');
      return;
    }
    target[at + found] = number;
    if (!real && target[at + found] !== number) {
      issues.add('INTEGER_EXPECTED', `${path}[${found}]`, 'an integer in range');
      return;
    }
    found++;
    begin = end + 1;
  }
  issues.check(found === count, 'SHAPE', path, `${count} numbers`);
}

/** Most of a file is short integers, and a word of a category set is ten digits. */
function numberAt(text: string, from: number, to: number): number | undefined {
  if (to - from <= 10) {
    let value = 0;
    let at = from;
    for (; at < to; at++) {
      const digit = text.charCodeAt(at) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === to) return value;
  }
  if (to - from > 64) return undefined;
  const token = text.slice(from, to);
  return DECIMAL.test(token) ? Number(token) : undefined;
}

/** A count as a whole value; `undefined` when it is none. */
export function readCount(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : undefined;
}

/** A decimal number as a whole value; `undefined` when it is none. */
export function readDecimal(value: string): number | undefined {
  return DECIMAL.test(value) && value.length <= 64 ? Number(value) : undefined;
}

/** How many words a value has, to be known before they are made. */
export function countWords(value: string): number {
  let count = 0;
  for (let at = 0; at < value.length; at++) {
    const isStart = at === 0 || value.charCodeAt(at - 1) === SPACE;
    if (isStart && value.charCodeAt(at) !== SPACE) count++;
  }
  return count;
}
