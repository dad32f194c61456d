import { RiskError } from '../../core/errors.js';

/**
 * Parses a model file of XGBoost's JSON dialect.
 *
 * Up to 2.1 it writes the bare words NaN, Infinity and -Infinity, which are not JSON by the
 * standard. NaN becomes null, and the infinities numbers too large to be finite.
 *
 * @throws RiskError `IMPORT_FORMAT` when the bytes are not UTF-8 or not JSON.
 */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RiskError('IMPORT_FORMAT', 'the model file is not UTF-8 text');
  }
  try {
    return JSON.parse(text.includes('NaN') || text.includes('Infinity') ? standard(text) : text);
  } catch {
    // The parser's own message quotes the file.
    throw new RiskError('IMPORT_FORMAT', 'the model file is not JSON: it may be cut short');
  }
}

/**
 * Replaces the words outside of strings. The part for strings matches whatever follows a quote, up
 * to the end of the text if need be, so the pattern never starts over and its time is linear.
 */
function standard(text: string): string {
  return text.replace(/"(?:[^"\\]+|\\.)*\\?(?:"|$)|NaN|Infinity/gs, (token) => {
    if (token === 'NaN') return 'null';
    return token === 'Infinity' ? '1e999' : token;
  });
}
