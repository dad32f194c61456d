import type { BlockProgram } from '../../lowering/block-layout.js';

/** One test on the way to a block: the right child is asked for or the left one. */
interface PathTest {
  readonly test: number;
  readonly bit: number;
  readonly right: 0 | 1;
  readonly above: PathTest | undefined;
}

/**
 * A plan as the words that `explain.wgsl` reads, block after block:
 * - tests | slots << 8 | all bits of the pattern << 16, and the first entry of the table;
 * - tests: column | threshold << 16 | bit << 24 | (1 when the bit stands for right) << 27;
 * - the player of each slot.
 *
 * Paths are spelled out for each block. They are steps shared by blocks in the plan, which saves tests
 * and costs a thread an array that it indexes by variables: the slowest memory a GPU has.
 */
export function writeBlockStream(plan: BlockProgram): Uint32Array<ArrayBuffer> {
  const words: number[] = [];
  const { testColumn, testThreshold, slotStart, patternStart, tableStart } = plan;
  const pushTest = (test: number, bit: number, right: number) =>
    words.push(
      (testColumn[test]! | (testThreshold[test]! << 16) | (bit << 24) | (right << 27)) >>> 0,
    );
  for (let tree = 0; tree < plan.treeStep.length - 1; tree++) {
    const paths = pathsOf(plan, tree);
    for (let block = plan.treeBlock[tree]!; block < plan.treeBlock[tree + 1]!; block++) {
      const tests = plan.blockTests[block]!;
      const head = words.push(0, tableStart[block]!) - 2;
      for (let step = paths[plan.blockPrefix[block]!]; step; step = step.above) {
        pushTest(step.test, step.bit + tests, step.right);
      }
      for (let k = 0; k < tests; k++) pushTest(plan.blockTest[block]! + k, k, 1);
      const count = words.length - head - 2;
      const slots = slotStart[block + 1]! - slotStart[block]!;
      const patterns = patternStart[block + 1]! - patternStart[block]!;
      words[head] = count | (slots << 8) | ((patterns - 1) << 16);
      for (let slot = slotStart[block]!; slot < slotStart[block + 1]!; slot++) {
        words.push(plan.slotPlayer[slot]!);
      }
    }
  }
  return Uint32Array.from(words);
}

/** The tests that lead to each prefix of a tree, the last one first. */
function pathsOf(plan: BlockProgram, tree: number): (PathTest | undefined)[] {
  const paths: (PathTest | undefined)[] = [undefined];
  for (let step = plan.treeStep[tree]!; step < plan.treeStep[tree + 1]!; step++) {
    const above = paths[plan.stepSource[step]!];
    const test = plan.stepTest[step]!;
    const bit = 31 - Math.clz32(plan.stepBit[step]!);
    paths[plan.stepLeft[step]!] = { test, bit, right: 0, above };
    paths[plan.stepRight[step]!] = { test, bit, right: 1, above };
  }
  return paths;
}
