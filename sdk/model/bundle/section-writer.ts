import { toHex } from '../../core/bytes.js';
import { align } from './layout.js';
import {
  sectionBytes,
  sectionType,
  type SectionArray,
  type SectionEntry,
} from './section-types.js';

/** Collects a model's arrays. Every platform with typed arrays that we run on is little endian. */
export class SectionWriter {
  readonly #sections: { name: string; array: SectionArray }[] = [];
  readonly #requires = new Set<string>();

  /** What a reader must understand to read the sections. */
  get requires(): readonly string[] {
    return [...this.#requires];
  }

  /**
   * An empty array is left out: a reader takes an absent section as empty.
   *
   * @param requires - named where not every reader of format 1 understands the section.
   */
  add(name: string, array: SectionArray, requires?: string): void {
    if (array.length === 0) return;
    this.#sections.push({ name, array });
    if (requires !== undefined) this.#requires.add(requires);
  }

  /** Lays the sections out and takes their digests. */
  async finish(
    crypto: SubtleCrypto,
  ): Promise<{ entries: SectionEntry[]; data: Uint8Array<ArrayBuffer> }> {
    const placed = [];
    let end = 0;
    for (const { name, array } of this.#sections) {
      const entry = { name, type: sectionType(array), count: array.length, offset: align(end) };
      end = entry.offset + sectionBytes(entry);
      placed.push({ entry, array });
    }
    const data = new Uint8Array(end);
    const entries: SectionEntry[] = [];
    for (const { entry, array } of placed) {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      data.set(bytes, entry.offset);
      const section = data.subarray(entry.offset, entry.offset + bytes.length);
      const digest = await crypto.digest('SHA-256', section);
      entries.push({ ...entry, sha256: toHex(new Uint8Array(digest)) });
    }
    return { entries, data };
  }
}
