import type { SectionReader } from './section-reader.js';

/**
 * Weights of a population in a byte each: whole numbers to 31 as they are, larger ones with five
 * significant bits, to 507,904. Nothing is lost in a bundle: what trains a model rounds its weights
 * to these, and a model with any other weight is stored in full.
 */
export function weightOf(code: number): number {
  return code < 16 ? code : (16 + (code & 15)) * 2 ** ((code >> 4) - 1);
}

/** A section of weights in either form. */
export function readWeights(name: string, count: number, reader: SectionReader): Float32Array {
  const stored = reader.view(name, ['f32', 'u8'], count);
  return stored instanceof Uint8Array ? Float32Array.from(stored, weightOf) : stored;
}
