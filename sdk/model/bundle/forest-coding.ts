import {
  LEAF,
  treeCount,
  type BackgroundCounts,
  type CategorySets,
  type Forest,
} from '../forest.js';
import { readCovers, writeCovers } from './cover-coding.js';
import type { ForestFields } from './schema.js';
import type { SectionReader } from './section-reader.js';
import { narrow } from './section-types.js';
import type { SectionWriter } from './section-writer.js';
import { treeShape } from './tree-shape.js';

/** `feature` of a leaf where a byte holds every feature. */
const LEAF_BYTE = 0xff;

/**
 * Writes a forest: one entry a node for the feature, one an inner node for the split, one a leaf
 * for its value. What the shape implies is not stored (see {@link treeShape}).
 */
export function writeForest(
  forest: Forest,
  featureCount: number,
  writer: SectionWriter,
): ForestFields {
  const { feature } = forest;
  const narrowFeature = featureCount <= LEAF_BYTE;
  writer.add('forest.feature', narrowFeature ? Uint8Array.from(feature) : feature);
  const inner: number[] = [];
  const leaves: number[] = [];
  feature.forEach((f, node) => (f === LEAF ? leaves : inner).push(node));
  writer.add('forest.split', narrow(inner.map((node) => forest.split[node]!)));
  const left = inner.map((node) => forest.defaultLeft[node]!);
  if (left.includes(1)) writer.add('forest.defaultLeft', packBits(left));
  writer.add(
    'forest.leaf',
    Int32Array.from(leaves, (node) => forest.leaf[node]!),
  );
  writeCovers(feature, forest.right, forest.cover, writer);
  writer.add('forest.setSizes', narrow(sizesOf(forest.categorySets.start)));
  writer.add('forest.setWords', forest.categorySets.words);
  const fields = { kind: 'forest', trees: treeCount(forest) } as const;
  if (!forest.background) return fields;
  const { population, rows, start, pattern, count } = forest.background;
  writer.add('background.sizes', narrow(sizesOf(start)));
  writer.add('background.pattern', narrow(pattern));
  writer.add('background.count', narrow(count));
  return { ...fields, background: { population, rows } };
}

export function readForest(fields: ForestFields, reader: SectionReader): Forest {
  const stored = reader.view('forest.feature', ['u8', 'u16']);
  // Not `from`, which goes through an iterator: this runs once, in cold code, as do the loops.
  const feature = new Uint16Array(stored);
  const storedLeafFeature = stored instanceof Uint8Array ? LEAF_BYTE : LEAF;
  let leafCount = 0;
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] !== storedLeafFeature) continue;
    feature[node] = LEAF;
    leafCount++;
  }
  const { treeStart, right } = treeShape(feature, fields.trees);
  const innerCount = feature.length - leafCount;
  const storedSplit = reader.view('forest.split', ['u8', 'u16'], innerCount);
  const left = reader.has('forest.defaultLeft')
    ? reader.view('forest.defaultLeft', ['u8'], Math.ceil(innerCount / 8))
    : undefined;
  const storedLeaf = reader.view('forest.leaf', ['i32'], leafCount);

  const split = new Uint16Array(feature.length);
  const defaultLeft = new Uint8Array(feature.length);
  const leaf = new Int32Array(feature.length);
  for (let node = 0, i = 0, l = 0; node < feature.length; node++) {
    if (feature[node] === LEAF) leaf[node] = storedLeaf[l++]!;
    else {
      split[node] = storedSplit[i]!;
      if (left) defaultLeft[node] = (left[i >>> 3]! >>> (i & 7)) & 1;
      i++;
    }
  }
  const cover = readCovers(feature, right, leafCount, reader);
  const categorySets = readCategorySets(reader);
  const forest = { kind: 'forest', treeStart, feature, split, right, defaultLeft } as const;
  const background = readBackground(fields, leafCount, reader);
  return { ...forest, leaf, cover, categorySets, ...(background && { background }) };
}

function readCategorySets(reader: SectionReader): CategorySets {
  const start = startsOf(reader.unsigned('forest.setSizes'));
  return { start, words: reader.view('forest.setWords', ['u32']).slice() };
}

function readBackground(
  fields: ForestFields,
  leafCount: number,
  reader: SectionReader,
): BackgroundCounts | undefined {
  if (!fields.background) return undefined;
  const start = startsOf(reader.unsigned('background.sizes', leafCount));
  const pattern = new Uint32Array(reader.unsigned('background.pattern'));
  const count = new Uint32Array(reader.unsigned('background.count', pattern.length));
  return { ...fields.background, start, pattern, count };
}

function sizesOf(start: Uint32Array): number[] {
  return Array.from(start.subarray(1), (end, i) => end - start[i]!);
}

function startsOf(sizes: ArrayLike<number>): Uint32Array {
  const start = new Uint32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) start[i + 1] = start[i]! + sizes[i]!;
  return start;
}

function packBits(flags: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(flags.length / 8));
  flags.forEach((flag, i) => {
    if (flag) bytes[i >>> 3]! |= 1 << (i & 7);
  });
  return bytes;
}
