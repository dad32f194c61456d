import { RiskError } from '../core/errors.js';
import { NAN_MARK } from './json.js';
import type { IssueList } from '../model/check/issues.js';

export type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads fields of a parsed model file and notes what is missing or of the wrong type.
 *
 * Issues name kinds and bounds. Readers go on after an issue, so that all are found at once;
 * {@link IssueList.empty} tells whether what they returned may be used.
 */
export class FieldReader {
  constructor(readonly issues: IssueList) {}

  /** A nested object; an empty one after noting an issue. */
  object(owner: Fields, key: string, path: string): Fields {
    const value = owner[key];
    if (isFields(value)) return value;
    this.missing(value, `${path}.${key}`, 'an object');
    return {};
  }

  /** A list of anything; empty after noting an issue. */
  list(owner: Fields, key: string, path: string): ArrayLike<unknown> {
    const value = owner[key];
    if (isList(value)) return value;
    this.missing(value, `${path}.${key}`, 'a list');
    return [];
  }

  /** A list of strings; an absent one is empty. */
  strings(owner: Fields, key: string, path: string): readonly string[] {
    const value = owner[key];
    if (value === undefined) return [];
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    this.missing(value, `${path}.${key}`, 'a list of strings');
    return [];
  }

  string(owner: Fields, key: string, path: string): string {
    const value = owner[key];
    if (typeof value === 'string') return value;
    this.missing(value, `${path}.${key}`, 'a string');
    return '';
  }

  /** A count, as a number or (as XGBoost writes it) a string of digits; `fallback` when absent. */
  count(owner: Fields, key: string, path: string, fallback?: number): number {
    const value = owner[key];
    if (value === undefined && fallback !== undefined) return fallback;
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && /^\d{1,10}$/.test(text)) return Number(text);
    this.missing(value, `${path}.${key}`, 'a count');
    return 0;
  }

  /**
   * Copies numbers into `target` from `at` on. Booleans count as 0 and 1 (old files have them).
   * Integer targets take integers that they can hold, and nothing else.
   *
   * @param length - what the list must have; a list of another length is not copied.
   */
  numbers(
    owner: Fields,
    key: string,
    path: string,
    target: Int32Array | Uint8Array | Float32Array | Float64Array,
    at: number,
    length: number,
  ): void {
    const list = this.list(owner, key, path);
    if (list.length !== length) {
      if (isList(owner[key])) this.issues.add('SHAPE', `${path}.${key}`, `${length} entries`);
      return;
    }
    const real = target instanceof Float32Array || target instanceof Float64Array;
    for (let i = 0; i < length; i++) {
      const value = list[i];
      const number = value === NAN_MARK ? NaN : typeof value === 'boolean' ? Number(value) : value;
      if (typeof number !== 'number') {
        this.issues.add('TYPE', `${path}.${key}[${i}]`, 'a number', kindOf(value));
        return;
      }
      target[at + i] = number;
      if (!real && target[at + i] !== number) {
        this.issues.add('INTEGER_EXPECTED', `${path}.${key}[${i}]`, 'an integer in range');
        return;
      }
    }
  }

  private missing(value: unknown, path: string, expected: string): void {
    if (value === undefined) this.issues.add('FIELD_MISSING', path, expected);
    else this.issues.add('TYPE', path, expected, kindOf(value));
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !isList(value);
}

export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return isList(value) ? 'list' : typeof value;
}

/**
 * One error for all that was found.
 *
 * @param code - says whether the form or the content is wrong.
 * @param what - the kind of file, such as `XGBoost model`.
 */
export function throwIssues(
  code: 'IMPORT_FORMAT' | 'MODEL_INVALID',
  what: string,
  issues: IssueList,
): never {
  const list = issues.issues;
  const first = list[0]!;
  const more = list.length === 1 ? '' : ` (and ${list.length - 1} more)`;
  throw new RiskError(
    code,
    `${what}: "${first.path}" expected ${first.expected ?? first.code}${more}`,
    { path: first.path, issues: list },
  );
}
