/** Deeper values than this are refused, so that no caller's walk over one can exhaust a stack. */
export const CANONICAL_DEPTH = 64;

/** Text that JSON carries as it stands: no quote, backslash, control character or surrogate. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\ud7ff\ue000-\uffff]*$/;

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
  return write(value, []);
}

/** @param trail - keys on the way here; joined only when something is refused. */
function write(value: unknown, trail: (string | number)[]): string {
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === 'string') return writeString(value, trail);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refusal(trail, 'a finite number');
    return JSON.stringify(value);
  }
  if (typeof value !== 'object') throw refusal(trail, `JSON, got type=${typeof value}`);
  if (trail.length >= CANONICAL_DEPTH) throw refusal(trail, `at most ${CANONICAL_DEPTH} levels`);
  return Array.isArray(value) ? writeList(value, trail) : writeObject(value, trail);
}

function writeList(items: readonly unknown[], trail: (string | number)[]): string {
  let text = '[';
  for (let i = 0; i < items.length; i++) {
    trail.push(i);
    text += (i > 0 ? ',' : '') + write(items[i], trail);
    trail.pop();
  }
  return text + ']';
}

function writeObject(value: object, trail: (string | number)[]): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw refusal(trail, 'a plain object');
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    trail.push(key);
    // Assigning this key elsewhere would change a prototype instead of a member.
    if (key === '__proto__') throw refusal(trail, 'another key');
    const member = write((value as Record<string, unknown>)[key], trail);
    text += `${text.length > 1 ? ',' : ''}${writeString(key, trail)}:${member}`;
    trail.pop();
  }
  return text + '}';
}

function writeString(text: string, trail: readonly (string | number)[]): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (/\p{Surrogate}/u.test(text)) throw refusal(trail, 'well-formed text');
  return JSON.stringify(text);
}

function refusal(trail: readonly (string | number)[], expected: string): TypeError {
  return new TypeError(`"${['$', ...trail].join('.')}" expected ${expected}`);
}
