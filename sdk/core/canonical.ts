/** Deeper values than this are refused, so that no caller's walk over one can exhaust a stack. */
const MAX_DEPTH = 64;

/**
 * Canonical JSON (RFC 8785): one spelling for each value, so that equal values have equal bytes
 * and equal digests. Keys are sorted by UTF-16 code units; there is no white space.
 *
 * What JSON cannot carry is refused, not dropped: `undefined`, functions, NaN, infinities, lone
 * surrogates, objects with a class of their own. So is the key `__proto__`.
 *
 * @throws TypeError naming the path, never the value.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$', 0);
}

function write(value: unknown, path: string, depth: number): string {
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === 'string') return writeString(value, path);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`"${path}" expected a finite number`);
    return JSON.stringify(value);
  }
  if (typeof value !== 'object') {
    throw new TypeError(`"${path}" expected JSON, got type=${typeof value}`);
  }
  if (depth >= MAX_DEPTH) throw new TypeError(`"${path}" expected at most ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) {
    return `[${value.map((item, i) => write(item, `${path}[${i}]`, depth + 1)).join(',')}]`;
  }
  return writeObject(value, path, depth);
}

function writeObject(value: object, path: string, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`"${path}" expected a plain object`);
  }
  const members = Object.keys(value)
    .sort()
    .map((key) => {
      // Assigning this key elsewhere would change a prototype instead of a member.
      if (key === '__proto__') throw new TypeError(`"${path}" expected no key __proto__`);
      const member = (value as Record<string, unknown>)[key];
      return `${writeString(key, path)}:${write(member, `${path}.${key}`, depth + 1)}`;
    });
  return `{${members.join(',')}}`;
}

function writeString(text: string, path: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new TypeError(`"${path}" expected well-formed text`);
  return JSON.stringify(text);
}
