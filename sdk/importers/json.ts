import { RiskError } from '../core/errors.js';
import { MAX_DEPTH, MAX_PARTS } from './limits.js';

/** How a number that is not finite in the file reads after parsing: NaN is an empty string. */
export const NAN_MARK = '';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Parses a model file of XGBoost's JSON dialect.
 *
 * Up to 2.1 it writes the bare words NaN, Infinity and -Infinity, which are not JSON by the
 * standard. NaN becomes {@link NAN_MARK}, and the infinities numbers too large to be finite.
 *
 * What the platform's parser would build is bounded first: depth, and the objects, lists and
 * strings of the file (numbers are cheap).
 *
 * @throws RiskError `IMPORT_FORMAT` when the bytes are not UTF-8, not JSON, or beyond the limits.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const standard = standardJson(bytes);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(standard);
  } catch {
    throw new RiskError('IMPORT_FORMAT', 'the model file is not UTF-8 text');
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the file.
    throw new RiskError('IMPORT_FORMAT', 'the model file is not JSON: it may be cut short');
  }
}

/** The bytes with their bare words replaced by standard JSON of the same length, in one pass. */
function standardJson(bytes: Uint8Array): Uint8Array {
  let out = bytes;
  let depth = 0;
  let parts = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) {
      parts++;
      i = stringEnd(bytes, i + 1);
    } else if (byte === 0x7b || byte === 0x5b) {
      parts++;
      if (++depth > MAX_DEPTH) refuse(`deeper than ${MAX_DEPTH} levels`);
    } else if (byte === 0x7d || byte === 0x5d) depth--;
    else if (byte === 0x4e || byte === 0x49) {
      const [word, instead] = byte === 0x4e ? (['NaN', '"" '] as const) : INFINITY;
      if (!matches(bytes, i, word)) continue;
      if (out === bytes) out = bytes.slice();
      for (let k = 0; k < instead.length; k++) out[i + k] = instead.charCodeAt(k);
      i += word.length - 1;
    }
    if (parts > MAX_PARTS) refuse(`more than ${MAX_PARTS} objects, lists and strings`);
  }
  return out;
}

const INFINITY = ['Infinity', '1e999   '] as const;

function matches(bytes: Uint8Array, at: number, word: string): boolean {
  for (let k = 0; k < word.length; k++) if (bytes[at + k] !== word.charCodeAt(k)) return false;
  return true;
}

function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

function refuse(what: string): never {
  throw new RiskError('IMPORT_FORMAT', `the model file has ${what}`);
}
