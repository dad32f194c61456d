/**
 * Values at some places, as an array of the same kind. Far quicker than `from` with a function, which
 * goes through an iterator.
 */
export function gather<T extends Uint8Array | Int32Array | Float64Array>(
  values: T,
  places: Int32Array,
): T {
  const Kind = values.constructor as new (length: number) => T;
  const taken = new Kind(places.length);
  for (let i = 0; i < places.length; i++) taken[i] = values[places[i]!]!;
  return taken;
}

/** What a table says of each value. */
export function translate(values: Uint8Array, table: Uint8Array): Uint8Array {
  const translated = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) translated[i] = table[values[i]!]!;
  return translated;
}
