import { toHex } from '../../core/bytes.js';
import { RiskError } from '../../core/errors.js';
import { align, assertZero } from './layout.js';
import {
  SECTION_TYPES,
  sectionBytes,
  type SectionArray,
  type SectionEntry,
  type SectionType,
} from './section-types.js';

/**
 * Checks that sections follow each other in order, without overlap, with zeros between and
 * nothing after them; so every byte of the file is accounted for.
 *
 * @throws RiskError `BUNDLE_FORMAT`.
 */
export function assertSectionLayout(entries: readonly SectionEntry[], data: Uint8Array): void {
  const names = new Set<string>();
  let end = 0;
  for (const entry of entries) {
    if (names.has(entry.name)) throw fault(entry.name, 'a name used once');
    names.add(entry.name);
    if (entry.offset !== align(end)) throw fault(entry.name, 'to follow the one before');
    const before = end;
    end = entry.offset + sectionBytes(entry);
    if (end > data.length) throw fault(entry.name, 'to end within the file');
    assertZero(data, before, entry.offset);
  }
  if (end !== data.length) {
    throw new RiskError('BUNDLE_FORMAT', 'bundle expected nothing after its last section');
  }
}

/**
 * Compares every section with its digest, those that this reader does not know included.
 *
 * @throws RiskError `BUNDLE_DIGEST`.
 */
export async function assertDigests(
  entries: readonly SectionEntry[],
  data: Uint8Array<ArrayBuffer>,
  crypto: SubtleCrypto,
): Promise<void> {
  const digests = await Promise.all(
    entries.map((entry) => crypto.digest('SHA-256', bytesOf(entry, data))),
  );
  entries.forEach((entry, i) => {
    if (toHex(new Uint8Array(digests[i]!)) !== entry.sha256) {
      throw new RiskError('BUNDLE_DIGEST', `section "${entry.name}" does not match its digest`, {
        path: entry.name,
      });
    }
  });
}

function bytesOf(entry: SectionEntry, data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return data.subarray(entry.offset, entry.offset + sectionBytes(entry));
}

/** Hands out sections by name. Counts come from bytes that are there, so they bound what is allocated. */
export class SectionReader {
  readonly #entries: ReadonlyMap<string, SectionEntry>;
  readonly #data: Uint8Array<ArrayBuffer>;

  /** @param entries - as {@link assertSectionLayout} passed them. */
  constructor(entries: readonly SectionEntry[], data: Uint8Array<ArrayBuffer>) {
    this.#entries = new Map(entries.map((entry) => [entry.name, entry]));
    this.#data = data;
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** Elements of a section; 0 when it is absent. */
  count(name: string): number {
    return this.#entries.get(name)?.count ?? 0;
  }

  /**
   * A section of one of the given types as a view; empty of the first type when it is absent.
   *
   * @param count - elements it must have; any number when left out.
   * @throws RiskError `BUNDLE_FORMAT` for another type or count.
   */
  view<T extends SectionType>(
    name: string,
    types: readonly T[],
    count?: number,
  ): InstanceType<(typeof SECTION_TYPES)[T]> {
    const entry = this.#entries.get(name);
    const type = entry?.type ?? types[0]!;
    const found = entry?.count ?? 0;
    if (!(types as readonly SectionType[]).includes(type)) {
      throw fault(name, `type ${types.join(' or ')}`);
    }
    if (count !== undefined && found !== count) throw fault(name, `${count} elements`);
    const offset = this.#data.byteOffset + (entry?.offset ?? 0);
    const array: SectionArray = new SECTION_TYPES[type](this.#data.buffer, offset, found);
    return array as InstanceType<(typeof SECTION_TYPES)[T]>;
  }

  /** A section of non-negative integers in whichever width it was written. */
  unsigned(name: string, count?: number): Uint8Array | Uint16Array | Uint32Array {
    return this.view(name, ['u8', 'u16', 'u32'], count);
  }
}

function fault(name: string, expected: string): RiskError {
  return new RiskError('BUNDLE_FORMAT', `section "${name}" expected ${expected}`, { path: name });
}
