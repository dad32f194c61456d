/** Figures as the page prints them: grouped by commas in both languages, with a true minus. */

/** `12,345`. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `22.1%`. */
export function percent(share: number, digits = 1): string {
  return `${signed((100 * share).toFixed(digits))}%`;
}

/** `0.7841`. */
export function decimal(value: number, digits = 4): string {
  return Number.isFinite(value) ? signed(value.toFixed(digits)) : '∞';
}

/** Points: whole ones without decimals. */
export function points(value: number): string {
  return signed(Number.isInteger(value) ? String(value) : value.toFixed(1));
}

function signed(text: string): string {
  return text.replace('-', '\u2212');
}

/** A share of a width, for attributes. */
export function across(share: number): string {
  return `${Math.round(share * 1e4) / 100}%`;
}

/** The least of 1, 2 and 5 times a power of ten that is not below a value. */
export function niceStep(value: number): number {
  let power = 1;
  while (power > value) power /= 10;
  while (power * 10 <= value) power *= 10;
  const factor = [1, 2, 5, 10].find((each) => each * power >= value * (1 - 1e-9))!;
  return Number((factor * power).toPrecision(3));
}
