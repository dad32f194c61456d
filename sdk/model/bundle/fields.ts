import type { LocalizedText } from '../../core/locale.js';
import { IssueList } from '../check/issues.js';

/**
 * A small declarative reader of untrusted JSON: each field says what it takes, and reading gives
 * a fresh value that holds the known members only. All problems go to the list; what is returned
 * must not be used unless the list is still empty.
 */
export interface Field<T> {
  read(value: unknown, path: string, list: IssueList): T;
}

export type FieldType<F> = F extends Field<infer T> ? T : never;

type Members = Readonly<Record<string, Field<unknown>>>;
type RecordType<R, O> = { readonly [K in keyof R]: FieldType<R[K]> } & {
  readonly [K in keyof O]?: FieldType<O[K]>;
};

function field<T>(expected: string, accepts: (value: unknown) => boolean): Field<T> {
  return {
    read(value, path, list) {
      if (!accepts(value)) list.add('FIELD', path, expected, kindOf(value));
      return value as T;
    },
  };
}

export const text: Field<string> = field('text', (value) => typeof value === 'string');

export const flag: Field<boolean> = field('true or false', (value) => typeof value === 'boolean');

/** A member that is there and true, or not there. */
export const mark: Field<true> = field('true', (value) => value === true);

export const number: Field<number> = field('a finite number', (value) => Number.isFinite(value));

export function integer(min: number, max: number): Field<number> {
  return field(
    `an integer from ${min} to ${max}`,
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
  );
}

export function oneOf<const T extends string>(...options: readonly T[]): Field<T> {
  return field(`one of ${options.join(', ')}`, (value) =>
    (options as readonly unknown[]).includes(value),
  );
}

/** Hexadecimal of exactly `bytes` bytes, lower case. */
export function hex(bytes: number): Field<string> {
  const pattern = new RegExp(`^[0-9a-f]{${bytes * 2}}$`);
  return field(`${bytes} bytes in lower-case hex`, (value) =>
    typeof value === 'string' ? pattern.test(value) : false,
  );
}

export function list<T>(item: Field<T>, max = Infinity): Field<readonly T[]> {
  return {
    read(value, path, issues) {
      if (!Array.isArray(value) || value.length > max) {
        const expected = max === Infinity ? 'a list' : `a list of at most ${max}`;
        issues.add('FIELD', path, expected, kindOf(value));
        return [];
      }
      const items: T[] = [];
      for (let i = 0; i < value.length && !issues.full; i++) {
        items.push(item.read(value[i], `${path}[${i}]`, issues));
      }
      return items;
    },
  };
}

export function record<R extends Members, O extends Members = Record<never, never>>(
  required: R,
  optional?: O,
): Field<RecordType<R, O>> {
  const wanted = Object.entries(required);
  const allowed = Object.entries(optional ?? {});
  return {
    read(value, path, issues) {
      const out: Record<string, unknown> = {};
      if (!isRecord(value)) {
        issues.add('FIELD', path, 'an object', kindOf(value));
        return out as RecordType<R, O>;
      }
      for (const [key, member] of wanted) {
        out[key] = member.read(own(value, key), `${path}.${key}`, issues);
      }
      for (const [key, member] of allowed) {
        const found = own(value, key);
        if (found !== undefined) out[key] = member.read(found, `${path}.${key}`, issues);
      }
      return out as RecordType<R, O>;
    },
  };
}

/** A {@link record} that refuses members it does not know: for what people write by hand. */
export function closedRecord<R extends Members, O extends Members = Record<never, never>>(
  required: R,
  optional?: O,
): Field<RecordType<R, O>> {
  const inner = record(required, optional);
  const known = new Set([...Object.keys(required), ...Object.keys(optional ?? {})]);
  return {
    read(value, path, issues) {
      for (const key of isRecord(value) ? Object.keys(value) : []) {
        if (!known.has(key)) issues.add('UNKNOWN_KEY', `${path}.${key}`, 'no such member');
      }
      return inner.read(value, path, issues);
    },
  };
}

/** What two fields make of one object, in one. */
export function both<A extends object, B extends object>(
  first: Field<A>,
  second: Field<B>,
): Field<A & B> {
  return {
    read: (value, path, issues) => ({
      ...first.read(value, path, issues),
      ...second.read(value, path, issues),
    }),
  };
}

/** Either of two fields: the first where its own check passes, else the second. */
export function either<A, B>(first: Field<A>, second: Field<B>): Field<A | B> {
  return {
    read(value, path, issues) {
      const trial = new IssueList();
      const read = first.read(value, path, trial);
      return trial.empty ? read : second.read(value, path, issues);
    },
  };
}

/** One of several records, told apart by their member `kind`. */
export function variant<V extends Readonly<Record<string, Field<unknown>>>>(
  kinds: V,
): Field<FieldType<V[keyof V]>> {
  const names = Object.keys(kinds);
  return {
    read(value, path, issues) {
      const kind = isRecord(value) ? own(value, 'kind') : undefined;
      if (typeof kind !== 'string' || !names.includes(kind)) {
        issues.add('FIELD', `${path}.kind`, `one of ${names.join(', ')}`, kindOf(kind));
        return undefined as FieldType<V[keyof V]>;
      }
      return kinds[kind]!.read(value, path, issues) as FieldType<V[keyof V]>;
    },
  };
}

/** Text by language. A bundle may carry more languages than Insitu ships; all are kept. */
export const localized: Field<LocalizedText> = byLanguage(text);

/** A value for each language. */
export function byLanguage<T>(item: Field<T>): Field<Readonly<Record<string, T>>> {
  return {
    read(value, path, issues) {
      const out: Record<string, T> = {};
      if (!isRecord(value)) issues.add('FIELD', path, 'an object', kindOf(value));
      else {
        for (const key of Object.keys(value)) {
          out[key] = item.read(value[key], `${path}.${key}`, issues);
        }
      }
      return out;
    },
  };
}

/** Any object, taken as it is. Its depth and keys were checked when the text was read. */
export const anyRecord: Field<Readonly<Record<string, unknown>>> = field('an object', isRecord);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'absent';
  return Array.isArray(value) ? 'list' : typeof value;
}
