import { plainNumber } from './plain-number.js';

/** A number that is written otherwise than plainly. */
export interface NumberWord {
  /** Read with points as decimal points and commas as thousands. */
  readonly value: number;
  /** Read with commas as decimal commas; NaN where it cannot be. */
  readonly commaValue: number;
  /** What its commas, points and spaces say; `either` is `1,234`. */
  readonly style: 'plain' | 'thousands' | 'decimal-comma' | 'either';
  readonly percent: boolean;
  /** The sign or letters of a currency. */
  readonly currency: string;
  /** `007`: more likely an identifier. */
  readonly leadingZeros: boolean;
  /** A whole number beyond 2^53, of which a number would change digits. */
  readonly tooLarge: boolean;
  readonly wide: boolean;
}

const CURRENCY =
  /^(US\$|HK\$|NT\$|R\$|[$€£¥₹₽₩₫฿]|USD|EUR|GBP|CNY|RMB|JPY|HKD|TWD|CHF|Rs\.?)|([$€£¥₹₽₩₫฿元]|USD|EUR|GBP|CNY|RMB|JPY|HKD|TWD|CHF|人民币)$/i;
const SPACES = /[\s\u00a0\u202f\u2009']/g;

const THOUSANDS = /^\d{1,3}(,\d{3})+(\.\d*)?$/;
const POINT_THOUSANDS = /^\d{1,3}(\.\d{3})+(,\d*)?$/;
const DECIMAL_COMMA = /^\d*,\d+$/;
const GROUPED = /^\d{1,3}([\s\u00a0\u202f\u2009'’]\d{3})+([.,]\d*)?$/;
const SCIENTIFIC_COMMA = /^\d+,\d+e[+-]?\d+$/i;

/** Whether a word is an infinity, of whatever sign. */
export function isInfinite(word: string): boolean {
  if (/^[+-]?(inf|infinity|∞|1\.#inf0*)$/i.test(word)) return true;
  return /^[+-]?\d[\d.]*(e\+?\d+)?$/i.test(word) && Math.abs(Number(word)) === Infinity;
}

/** Reads a word as a number, as people and programs write them; `undefined` where it is none. */
export function numberWord(word: string): NumberWord | undefined {
  if (word.length > 60) return undefined;
  let text = word;
  const wide = /[０-９．，％＋－￥＄]/.test(text);
  if (wide) text = text.normalize('NFKC');
  let negative = false;
  const brackets = /^\((.*)\)$/.exec(text);
  if (brackets) {
    negative = true;
    text = brackets[1]!;
  }
  text = text.replace(/\u2212/g, '-').trim();
  const sign = /^[+-]/.exec(text)?.[0];
  if (sign !== undefined) {
    if (negative) return undefined;
    negative = sign === '-';
    text = text.slice(1).trimStart();
  }
  const percent = text.endsWith('%');
  if (percent) text = text.slice(0, -1).trimEnd();
  const currency = percent ? '' : (CURRENCY.exec(text)?.[0] ?? '');
  if (currency !== '') {
    text = text.startsWith(currency)
      ? text.slice(currency.length)
      : text.slice(0, -currency.length);
    text = text.trim();
    const second = sign === undefined && text.startsWith('-');
    if (second) {
      negative = true;
      text = text.slice(1);
    }
  }
  const read = digitsOf(text);
  if (!read) return undefined;
  const signed = (value: number): number => (negative ? 0 - value : value);
  const whole = /^\d+$/.test(text);
  return {
    value: signed(read.value),
    commaValue: signed(read.commaValue),
    style: read.style,
    percent,
    currency: currency.toUpperCase(),
    leadingZeros: /^0\d+$/.test(text) && sign === undefined && !percent && currency === '',
    tooLarge: whole && Number(text) > Number.MAX_SAFE_INTEGER,
    wide,
  };
}

function digitsOf(text: string): Pick<NumberWord, 'value' | 'commaValue' | 'style'> | undefined {
  if (!/^[\d.,']/.test(text)) return undefined;
  if (GROUPED.test(text)) {
    const point = text.replace(SPACES, '').replace('’', '');
    const value = Number(point.replace(/[’']/g, '').replace(',', '.'));
    return { value, commaValue: value, style: 'thousands' };
  }
  if (THOUSANDS.test(text)) {
    const value = Number(text.replaceAll(',', ''));
    const once = /^\d{1,3},\d{3}$/.test(text);
    if (once) return { value, commaValue: Number(text.replace(',', '.')), style: 'either' };
    return { value, commaValue: NaN, style: 'thousands' };
  }
  if (DECIMAL_COMMA.test(text) || SCIENTIFIC_COMMA.test(text)) {
    return { value: NaN, commaValue: Number(text.replace(',', '.')), style: 'decimal-comma' };
  }
  if (POINT_THOUSANDS.test(text) && /,|\..*\./.test(text)) {
    const value = Number(text.replaceAll('.', '').replace(',', '.'));
    return { value: NaN, commaValue: value, style: 'decimal-comma' };
  }
  // Zeros before are read here, and judged by the whole column.
  const value = /^0\d/.test(text) ? Number(/^[\d.]+$/.test(text) ? text : NaN) : valueOf(text);
  if (!Number.isFinite(value)) return undefined;
  // Among decimal commas, the point of 1.234 stands for thousands; 12.5 is none.
  const commaValue = !text.includes('.')
    ? value
    : POINT_THOUSANDS.test(text)
      ? Number(text.replaceAll('.', ''))
      : NaN;
  return { value, commaValue, style: 'plain' };
}

/** As plain numbers, and whole ones of any length. */
function valueOf(text: string): number {
  return /^\d{16,}$/.test(text) ? Number(text) : plainNumber(text);
}
