/** Element types of sections, by the name they have in a manifest. */
export const SECTION_TYPES = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

export type SectionType = keyof typeof SECTION_TYPES;
export type SectionArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** One section as the manifest lists it. */
export interface SectionEntry {
  readonly name: string;
  readonly type: SectionType;
  /** Elements. */
  readonly count: number;
  /** Bytes from the first section's begin; a multiple of 16. */
  readonly offset: number;
  /** SHA-256 of the section's bytes, hex. */
  readonly sha256: string;
}

export function sectionBytes(entry: Pick<SectionEntry, 'type' | 'count'>): number {
  return entry.count * SECTION_TYPES[entry.type].BYTES_PER_ELEMENT;
}

export function sectionType(array: SectionArray): SectionType {
  for (const [type, constructor] of Object.entries(SECTION_TYPES)) {
    if (array instanceof constructor) return type as SectionType;
  }
  throw new TypeError('expected a typed array of a section type');
}

/** The same non-negative integers in the narrowest array that holds them. */
export function narrow(values: ArrayLike<number>): Uint8Array | Uint16Array | Uint32Array {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]!);
  if (largest <= 0xff) return Uint8Array.from(values);
  return largest <= 0xffff ? Uint16Array.from(values) : Uint32Array.from(values);
}
