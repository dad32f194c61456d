import { LEAF, type Forest } from '../forest.js';
import { REQUIRES_COMPACT } from './manifest.js';
import type { SectionReader } from './section-reader.js';
import type { SectionWriter } from './section-writer.js';
import { weightCodes } from './small-numbers.js';
import { readWeights } from './weight-coding.js';

/**
 * Covers: those of leaves as they are; those of inner nodes as the distance, in float32 steps,
 * from the sum of their children. Libraries add up the same rows twice, so that distance is a
 * few steps and takes a byte instead of four. Exact, whatever the distance. Where every inner node is
 * the sum of its children, and every leaf has a code of `readWeights`, a byte a leaf is all.
 *
 * @param small - whether the forest is stored in a form that not every reader knows anyway.
 */
export function writeCovers(
  { feature, right, cover }: Forest,
  small: boolean,
  writer: SectionWriter,
): void {
  if (cover.every((weight) => Object.is(weight, 0))) return;
  const leaves: number[] = [];
  const steps: number[] = [];
  const inner: number[] = [];
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] === LEAF) leaves.push(cover[node]!);
    else {
      inner.push(cover[node]!);
      steps.push(stepOf(cover[node]!) - stepOf(cover[node + 1]! + cover[right[node]!]!));
    }
  }
  const codes = small && steps.every((step) => step === 0) ? weightCodes(leaves) : undefined;
  if (codes) {
    writer.add('forest.leafCover', codes, REQUIRES_COMPACT);
    return;
  }
  writer.add('forest.leafCover', Float32Array.from(leaves));
  const largest = steps.reduce((size, step) => Math.max(size, Math.abs(step)), 0);
  if (largest <= 0x7f) writer.add('forest.innerCover', Int8Array.from(steps));
  else if (largest <= 0x7fff) writer.add('forest.innerCover', Int16Array.from(steps));
  else writer.add('forest.innerCover', Float32Array.from(inner));
}

/** The inverse of {@link writeCovers}; zeros when nothing was written. */
export function readCovers(
  feature: Uint16Array,
  right: Uint32Array,
  leafCount: number,
  reader: SectionReader,
): Float32Array {
  const cover = new Float32Array(feature.length);
  if (!reader.has('forest.leafCover')) return cover;
  const leaves = readWeights('forest.leafCover', leafCount, reader);
  const innerCount = feature.length - leafCount;
  const count = reader.has('forest.innerCover') ? innerCount : 0;
  const inner = reader.view('forest.innerCover', ['i8', 'i16', 'f32'], count);
  const whole = inner instanceof Float32Array;
  let leaf = leafCount;
  let split = innerCount;
  // Backwards: in preorder, children come after their parent. Steps count in the numbers' own bits.
  const bits = new Int32Array(cover.buffer);
  for (let node = feature.length - 1; node >= 0; node--) {
    if (feature[node] === LEAF) cover[node] = leaves[--leaf]!;
    else if (whole) cover[node] = inner[--split]!;
    else {
      cover[node] = cover[node + 1]! + cover[right[node]!]!;
      if (count > 0) bits[node]! += inner[--split]!;
    }
  }
  return cover;
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** Rank of a non-negative number, rounded to float32, among all float32 numbers. */
function stepOf(value: number): number {
  float[0] = value;
  return bits[0]!;
}
