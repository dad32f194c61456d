const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** A key that matters here is short; a longer one is passed over. */
const LONGEST_KEY = 64;

/**
 * The keys of a JSON object's first level, in order, without parsing the rest.
 *
 * One pass and no memory; text that is not JSON gives some keys or none, never an error.
 */
export function* topLevelKeys(bytes: Uint8Array): Generator<string> {
  let depth = 0;
  let last = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) {
      const end = stringEnd(bytes, i + 1);
      last =
        depth === 1 && end - i <= LONGEST_KEY
          ? String.fromCharCode(...bytes.subarray(i + 1, end))
          : '';
      i = end;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) depth--;
    else if (byte === COLON && depth === 1 && last !== '') yield last;
  }
}

function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
