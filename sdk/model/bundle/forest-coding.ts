import {
  LEAF,
  treeCount,
  type BackgroundCounts,
  type CategorySets,
  type Forest,
} from '../forest.js';
import { readCovers, writeCovers } from './cover-coding.js';
import { REQUIRES_COMPACT } from './manifest.js';
import type { ForestFields } from './schema.js';
import type { SectionReader } from './section-reader.js';
import { narrow } from './section-types.js';
import type { SectionWriter } from './section-writer.js';
import { everyTest, smallLeaves, smallTests } from './small-forest.js';
import { LEAF_TYPES, testPlaces } from './places-tested.js';
import { treeShape } from './tree-shape.js';

/** `feature` of a leaf where a byte holds every feature. */
const LEAF_BYTE = 0xff;

/**
 * Writes a forest: a feature and a split for each test, a value for each leaf. What the shape implies
 * is not stored (see {@link treeShape}).
 */
export function writeForest(
  forest: Forest,
  featureCount: number,
  writer: SectionWriter,
): ForestFields {
  const { feature } = forest;
  const narrowFeature = featureCount <= LEAF_BYTE;
  const small = smallLeaves(forest);
  const { nodes, levels, shape } = small ? smallTests(forest) : everyTest(forest);
  const stored = small ? Uint16Array.from(nodes, (node) => feature[node]!) : feature;
  writer.add('forest.feature', narrowFeature ? Uint8Array.from(stored) : stored);
  if (levels) writer.add('forest.levels', levels, REQUIRES_COMPACT);
  else if (small) writer.add('forest.shape', packBits(shape), REQUIRES_COMPACT);
  writer.add('forest.split', narrow(nodes.map((node) => forest.split[node]!)));
  const left = nodes.map((node) => forest.defaultLeft[node]!);
  if (left.includes(1)) writer.add('forest.defaultLeft', packBits(left));
  if (small) {
    writer.add('forest.leaf', small.leaf, REQUIRES_COMPACT);
    if (small.shift.some((bits) => bits > 0)) writer.add('forest.leafShift', small.shift);
  } else {
    writer.add(
      'forest.leaf',
      forest.leaf.filter((_, node) => feature[node] === LEAF),
    );
  }
  writeCovers(forest, small !== undefined, writer);
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
  const { tests, place } = testPlaces(reader);
  const nodes = place.length;
  const feature = new Uint16Array(nodes);
  let leafCount = 0;
  for (let node = 0; node < nodes; node++) {
    if (place[node]! < 0) {
      feature[node] = LEAF;
      leafCount++;
    } else feature[node] = tests[place[node]!]!;
  }
  const { treeStart, right } = treeShape(feature, fields.trees);
  const storedSplit = reader.view('forest.split', ['u8', 'u16'], tests.length);
  const left = reader.has('forest.defaultLeft')
    ? reader.view('forest.defaultLeft', ['u8'], Math.ceil(tests.length / 8))
    : undefined;
  const storedLeaf = reader.view('forest.leaf', LEAF_TYPES, leafCount);
  // Absent where it would be all 0.
  const shift = reader.view('forest.leafShift', ['u8']);

  const split = new Uint16Array(nodes);
  const defaultLeft = new Uint8Array(nodes);
  const leaf = new Int32Array(nodes);
  for (let node = 0, tree = 0, l = 0; node < nodes; node++) {
    const i = place[node]!;
    if (i < 0) leaf[node] = storedLeaf[l++]! << shift[tree]!;
    else {
      split[node] = storedSplit[i]!;
      if (left) defaultLeft[node] = (left[i >>> 3]! >>> (i & 7)) & 1;
    }
    if (node + 1 === treeStart[tree + 1]) tree++;
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
