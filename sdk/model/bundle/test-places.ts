import { RiskError } from '../../core/errors.js';
import { LEAF } from '../forest.js';
import type { SectionReader } from './section-reader.js';

/** The tests that a bundle stores, and where in a forest they stand. */
interface TestPlaces {
  /** Feature of each test. */
  readonly tests: Uint8Array | Uint16Array;
  /** Each node's test, or -1 in leaves: i32[nodes]. */
  readonly place: Int32Array;
}

/** Leaves of a forest stored by its tests: what a few bytes become stays within 200 MB. */
export const MOST_SMALL_LEAVES = 2 ** 22;

/**
 * Finds the nodes of stored tests. They come in one of three forms: a feature for each node, with a
 * mark for leaves; one for each inner node, with a bit a node that says which those are
 * (`forest.shape`); one for each level of each tree, all trees being full (`forest.levels`).
 *
 * @throws RiskError `BUNDLE_FORMAT` when the sections disagree on how many there are.
 */
export function testPlaces(reader: SectionReader): TestPlaces {
  const stored = reader.view('forest.feature', ['u8', 'u16']);
  const leaves = reader.count('forest.leaf');
  const levels = reader.view('forest.levels', ['u8']);
  const shaped = reader.has('forest.shape');
  if ((shaped || levels.length > 0) && leaves > MOST_SMALL_LEAVES) throw fault();
  if (levels.length > 0) return { tests: stored, place: fullTrees(levels, stored.length, leaves) };
  const nodes = shaped ? stored.length + leaves : stored.length;
  const shape = reader.view('forest.shape', ['u8'], shaped ? Math.ceil(nodes / 8) : 0);
  const mark = stored instanceof Uint8Array ? 0xff : LEAF;
  const place = new Int32Array(nodes);
  let count = 0;
  // A loop, not `map`: this runs once, in cold code.
  for (let node = 0; node < nodes; node++) {
    const tests = shaped ? (shape[node >>> 3]! >>> (node & 7)) & 1 : stored[node] !== mark;
    place[node] = tests ? count++ : -1;
  }
  const tests = shaped ? stored : stored.filter((feature) => feature !== mark);
  if (tests.length !== count) throw fault();
  return { tests, place };
}

/** Full trees in preorder. Counted before anything is allocated: a level doubles a tree. */
function fullTrees(levels: Uint8Array, tests: number, leaves: number): Int32Array {
  let testsLeft = tests;
  let leavesLeft = leaves;
  for (const depth of levels) {
    testsLeft -= depth;
    leavesLeft -= 2 ** depth;
  }
  if (testsLeft !== 0 || leavesLeft !== 0) throw fault();
  const place = new Int32Array(2 * leaves - levels.length);
  let node = 0;
  let first = 0;
  const grow = (level: number, depth: number): void => {
    place[node++] = level < depth ? first + level : -1;
    if (level === depth) return;
    grow(level + 1, depth);
    grow(level + 1, depth);
  };
  for (const depth of levels) {
    grow(0, depth);
    first += depth;
  }
  return place;
}

function fault(): RiskError {
  return new RiskError('BUNDLE_FORMAT', 'sections of the forest expected one shape', {
    path: 'forest.feature',
  });
}
