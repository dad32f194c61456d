import { describe, expect, it } from 'vitest';
import { isRiskError } from '../../sdk/core/errors.js';
import { NAN_MARK, parseJson } from '../../sdk/importers/json.js';

const parse = (text: string): unknown => parseJson(new TextEncoder().encode(text));

function refusalOf(bytes: Uint8Array): string {
  try {
    parseJson(bytes);
  } catch (error) {
    if (isRiskError(error) && error.code === 'IMPORT_FORMAT') return error.message;
    throw error;
  }
  throw new Error('the text was parsed');
}

describe("XGBoost's JSON", () => {
  it('reads the bare words that are not JSON by the standard', () => {
    expect(parse('[1,NaN,-2.5E-1,Infinity,-Infinity]')).toEqual([
      1,
      NAN_MARK,
      -0.25,
      Infinity,
      -Infinity,
    ]);
  });

  it('leaves them alone in strings', () => {
    const names = ['NaN', 'Infinity', 'a "NaN"', '\\', '\\"NaN', '信用NaN额度'];
    expect(parse(JSON.stringify({ NaN: names }))).toEqual({ NaN: names });
  });

  it('does not change the bytes that it was given', () => {
    const bytes = new TextEncoder().encode('[NaN]');
    parseJson(bytes);
    expect(new TextDecoder().decode(bytes)).toBe('[NaN]');
  });

  it.each(['', '{', '[1,', '[Nan]', '[NaNN]', '[Infinit]', '"abc', '"abc\\', '[1]2'])(
    'refuses %j',
    (text) => {
      expect(refusalOf(new TextEncoder().encode(text))).toContain('not JSON');
    },
  );

  it('refuses bytes that are not UTF-8', () => {
    expect(refusalOf(Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d))).toContain('UTF-8');
  });

  it('never repeats the file in an error', () => {
    expect(refusalOf(new TextEncoder().encode('{"salary": 42000 x'))).not.toContain('42000');
  });

  it.each([
    ['lists in lists', '['.repeat(10_000_000), 'levels'],
    ['objects in objects', '{"a":'.repeat(2_000_000), 'levels'],
    ['empty objects', `[${'{},'.repeat(3_000_000)}{}]`, 'objects, lists and strings'],
    ['keys', `[${'"",'.repeat(3_000_000)}0]`, 'objects, lists and strings'],
    ['escaped quotes without an end', `[NaN,"${'\\"'.repeat(5_000_000)}`, 'not JSON'],
    ['nothing but quotes', `[NaN,${'"'.repeat(4_000_000)}`, 'not JSON'],
  ])('refuses %s in bounded time', (_, text, words) => {
    const bytes = new TextEncoder().encode(text);
    const start = performance.now();
    expect(refusalOf(bytes)).toContain(words);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
