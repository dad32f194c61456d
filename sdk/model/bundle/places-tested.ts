import { LEAF } from '../forest.js';
import type { SectionReader } from './section-reader.js';

/** The tests that a bundle stores, and where in a forest they stand. */
interface TestPlaces {
  /** Feature of each test. */
  readonly tests: Uint8Array | Uint16Array;
  /** Each node's test, or -1 in leaves: i32[nodes]. */
  readonly place: Int32Array;
}

/** Widths of leaves. */
export const LEAF_TYPES = ['i32', 'i16', 'i8'] as const;

/** Leaves of full trees, at most: what a few bytes become stays within 200 MB. */
export const MOST_FULL_LEAVES = 2 ** 22;

/**
 * Finds the nodes of stored tests. They come in one of three forms: a feature for each node, with a
 * mark for leaves; one for each inner node, with a bit a node that says which those are
 * (`forest.shape`); one for each level of each tree, all trees being full (`forest.levels`).
 *
 * @throws RiskError `BUNDLE_FORMAT` when the sections disagree on how many there are.
 */
export function testPlaces(reader: SectionReader): TestPlaces {
  const types = ['u8', 'u16'] as const;
  const stored = reader.view('forest.feature', types);
  const levels = reader.view('forest.levels', ['u8']);
  const leaves = reader.count('forest.leaf');
  let count = 0;
  if (levels.length > 0) {
    // Counted before anything is allocated: a level doubles a tree.
    const wanted = levels.reduce((sum, depth) => sum + 2 ** depth, 0);
    reader.view('forest.leaf', LEAF_TYPES, Math.min(wanted, MOST_FULL_LEAVES));
    const place = new Int32Array(2 * leaves - levels.length);
    let node = 0;
    const grow = (level: number): void => {
      place[node++] = level > 0 ? count - level : -1;
      if (level === 0) return;
      grow(level - 1);
      grow(level - 1);
    };
    for (const depth of levels) {
      count += depth;
      grow(depth);
    }
    return { tests: reader.view('forest.feature', types, count), place };
  }
  const nodes = reader.has('forest.shape') ? stored.length + leaves : 0;
  const shape = reader.view('forest.shape', ['u8'], Math.ceil(nodes / 8));
  const mark = stored instanceof Uint8Array ? 0xff : LEAF;
  const place = new Int32Array(nodes || stored.length);
  // A loop, not `map`: this runs once, in cold code.
  for (let node = 0; node < place.length; node++) {
    const isTest = nodes ? (shape[node >>> 3]! >>> (node & 7)) & 1 : stored[node] !== mark;
    place[node] = isTest ? count++ : -1;
  }
  if (!nodes) return { tests: stored.filter((feature) => feature !== mark), place };
  return { tests: reader.view('forest.feature', types, count), place };
}
