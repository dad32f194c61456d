import { grouped } from '../language.js';
import type { StudioWords } from './studio-words.js';

/** A figure and the bounds of its interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** `22.1%`. */
export function percentText(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)}%`;
}

/** Rows and columns, with grouping commas. */
export function countText(count: number): string {
  return grouped(count);
}

/** A number with a true minus. */
export function numberText(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && /[1-9]/.test(text) ? `\u2212${text}` : text;
}

/** The same for a screen reader, which may pass over a minus. */
export function spokenNumber(value: number, digits: number, words: StudioWords): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && /[1-9]/.test(text) ? words.minus(text) : text;
}

/** An estimate as it is read and as it is spoken. */
export function estimateText(
  { value, low, high }: Estimate,
  digits: number,
  words: StudioWords,
): { readonly value: string; readonly range: string; readonly spoken: string } {
  const [seen, from, to] = [value, low, high].map((each) => numberText(each, digits)) as [
    string,
    string,
    string,
  ];
  return { value: seen, range: words.to(from, to), spoken: words.from(seen, from, to) };
}

/** `14.2` of bytes, as kB. */
export function kilobyteText(bytes: number): string {
  return (bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0);
}

/** A bound or a count of a finding, as short as it can be said. */
export function figureText(figure: number | undefined): string {
  if (figure === undefined) return '';
  if (Number.isInteger(figure)) return grouped(figure);
  if (Math.abs(figure) < 0.001) return '< 0.001';
  return numberText(figure, 3).replace(/0$/, '');
}
