import type { Estimate } from '../sdk/fairness.js';
import type { FairnessWords } from './fairness-words.js';
import { grouped } from './language.js';

/** `70.3%`. */
export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)}%`;
}

/** Figures of an estimate as they are read and as they are spoken. */
export interface Figures {
  readonly value: string;
  readonly range: string;
  readonly spoken: string;
}

/**
 * An estimate in words and figures.
 *
 * @param print - a number that is not below 0, without its sign.
 * @param isSigned - whether a sign stands even above 0.
 */
export function figuresOf(
  { value, low, high }: Estimate,
  print: (size: number) => string,
  words: FairnessWords,
  isSigned = false,
): Figures {
  const sign = (number: number, minus: (size: string) => string): string => {
    const size = print(Math.abs(number));
    if (number < 0 && /[1-9]/.test(size)) return minus(size);
    return isSigned && /[1-9]/.test(size) ? `+${size}` : size;
  };
  const [seen, ...range] = [value, low, high].map((each) => sign(each, (size) => `\u2212${size}`));
  const heard = [value, low, high].map((each) => sign(each, words.negative));
  return {
    value: seen!,
    range: words.to(range[0]!, range[1]!),
    spoken: words.from(heard[0]!, heard[1]!, heard[2]!),
  };
}

/** `= 0.03`, to stand after p; a p that rounds to nothing is said to be below 0.001. */
export function probabilityText(p: number): string {
  return p < 0.001 ? '< 0.001' : `= ${p.toFixed(p < 0.01 ? 3 : 2)}`;
}

/** Rows with grouping commas. */
export function countText(rows: number): string {
  return grouped(rows);
}

/** The end of an axis from 0 that holds some rates: a whole tenth, at most 1. */
export function axisEnd(rates: readonly number[]): number {
  return Math.min(1, Math.max(1, Math.ceil(10 * Math.max(0, ...rates) - 1e-9)) / 10);
}

/** Ticks of an axis from 0 to `end`, and which of them have a figure: six at most. */
export function ticksOf(end: number): { readonly value: number; readonly isNamed: boolean }[] {
  const count = end > 0.1 ? Math.round(end * 10) : 5;
  const every = count > 5 ? 2 : 1;
  return Array.from({ length: count + 1 }, (_, i) => ({
    value: (end * i) / count,
    isNamed: i % every === 0,
  }));
}
