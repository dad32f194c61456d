import { goesRight } from './tile';

/**
 * The margin of one row, down the heaps of `sdk/lowering/heaps.ts`.
 *
 * A program: u32 groups, i32 constant; then each group of trees of one height, u32 words:
 *   0 levels of the heap    1 trees    2 columns: u16[trees][2^levels - 1], heap order
 *   3 thresholds: i8, as columns       4 exits: i32[trees][2^levels], leaves or nodes to walk from
 *   5 0, or the nodes that are walked from the exits    6 their leaves' values
 */
const GROUP_BYTES: usize = 32;

// @ts-ignore: decorator
@inline
function stepRow(row: usize, columns: usize, thresholds: usize, node: u32): u32 {
  const column = <usize>load<u16>(columns + ((<usize>node) << 1));
  return 2 * node + 1 + goesRight(row, column, <i32>load<i8>(thresholds + <usize>node));
}

/** From an exit of a heap to its leaf, one row. */
function walkRow(row: usize, nodes: usize, values: usize, exit: u32): i32 {
  let node = exit;
  let last: u32;
  do {
    const at = nodes + ((<usize>node) << 3);
    last = node;
    node = load<u32>(at, 4) + goesRight(row, <usize>load<u16>(at), <i32>load<i8>(at, 2));
  } while (node != last);
  return load<i32>(values + ((<usize>node) << 2));
}

/**
 * Margin of one row. Four trees at a time, so that their loads overlap.
 *
 * @param row - i8[columns].
 */
export function scoreRow(program: usize, row: usize): i32 {
  let margin = load<i32>(program, 4);
  let group = program + 8;
  for (let g = load<u32>(program); g > 0; g--, group += GROUP_BYTES) {
    const levels = load<u32>(group);
    const leafCount: usize = (<usize>1) << <usize>levels;
    const inner = leafCount - 1;
    const step = inner << 1;
    let columns = <usize>load<u32>(group, 8);
    let thresholds = <usize>load<u32>(group, 12);
    // A heap's places count from its root: the first leaf is place 2^levels - 1.
    let exits = <usize>load<u32>(group, 16) - (inner << 2);
    const nodes = <usize>load<u32>(group, 20);
    const values = <usize>load<u32>(group, 24);
    let tree = load<u32>(group, 4);
    for (; tree >= 4; tree -= 4) {
      let a: u32 = 0, b: u32 = 0, c: u32 = 0, d: u32 = 0;
      for (let level: u32 = 0; level < levels; level++) {
        a = stepRow(row, columns, thresholds, a);
        b = stepRow(row, columns + step, thresholds + inner, b);
        c = stepRow(row, columns + 2 * step, thresholds + 2 * inner, c);
        d = stepRow(row, columns + 3 * step, thresholds + 3 * inner, d);
      }
      const leaves = leafCount << 2;
      const ea = load<i32>(exits + ((<usize>a) << 2));
      const eb = load<i32>(exits + leaves + ((<usize>b) << 2));
      const ec = load<i32>(exits + 2 * leaves + ((<usize>c) << 2));
      const ed = load<i32>(exits + 3 * leaves + ((<usize>d) << 2));
      if (nodes) {
        margin += walkRow(row, nodes, values, ea) + walkRow(row, nodes, values, eb);
        margin += walkRow(row, nodes, values, ec) + walkRow(row, nodes, values, ed);
      } else {
        margin += ea + eb + ec + ed;
      }
      columns += step << 2;
      thresholds += inner << 2;
      exits += leafCount << 4;
    }
    for (; tree > 0; tree--) {
      let a: u32 = 0;
      for (let level: u32 = 0; level < levels; level++) a = stepRow(row, columns, thresholds, a);
      const exit = load<i32>(exits + ((<usize>a) << 2));
      margin += nodes ? walkRow(row, nodes, values, exit) : exit;
      columns += step;
      thresholds += inner;
      exits += leafCount << 2;
    }
  }
  return margin;
}
