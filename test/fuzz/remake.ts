import { createHash } from 'node:crypto';
import { canonicalJson } from '../../sdk/core/canonical.js';
import { align, joinBundle, splitBundle } from '../../sdk/model/bundle/layout.js';
import { SECTION_TYPES, type SectionType } from '../../sdk/model/bundle/section-types.js';

/** A bundle taken apart, to be changed at will and put together with right digests. */
export interface OpenBundle {
  /** The manifest as JSON, `sections` left out. */
  manifest: Record<string, unknown>;
  sections: { name: string; type: string; bytes: Uint8Array<ArrayBuffer> }[];
}

export function takeApart(bytes: Uint8Array): OpenBundle {
  const { manifest, data } = splitBundle(bytes);
  const { sections, ...rest } = JSON.parse(new TextDecoder().decode(manifest)) as {
    sections: { name: string; type: SectionType; count: number; offset: number }[];
  };
  return {
    manifest: rest,
    sections: sections.map(({ name, type, count, offset }) => {
      const end = offset + count * SECTION_TYPES[type].BYTES_PER_ELEMENT;
      return { name, type, bytes: data.slice(offset, end) };
    }),
  };
}

/**
 * Puts a bundle together so that its digests are right and its layout is sound.
 *
 * @param edit - a last change to the manifest, the section table included.
 * @param write - how the manifest is spelt.
 */
export function putTogether(
  open: OpenBundle,
  edit: (manifest: Record<string, unknown>) => void = () => {},
  write: (manifest: Record<string, unknown>) => string = canonicalJson,
): Uint8Array<ArrayBuffer> {
  let end = 0;
  const sections = open.sections.map(({ name, type, bytes }) => {
    const offset = align(end);
    end = offset + bytes.length;
    const width = SECTION_TYPES[type as SectionType]?.BYTES_PER_ELEMENT ?? 1;
    return { name, type, count: bytes.length / width, offset, sha256: sha256(bytes) };
  });
  const data = new Uint8Array(end);
  sections.forEach((section, i) => data.set(open.sections[i]!.bytes, section.offset));
  const manifest: Record<string, unknown> = { ...open.manifest, sections };
  edit(manifest);
  const text = new TextEncoder().encode(write(manifest));
  return joinBundle({ manifest: text, signatures: new Uint8Array(0), data });
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
