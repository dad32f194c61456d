import { tableLength, type BlockProgram } from '../../lowering/block-layout.js';
import type { KernelMemory } from './kernel-memory.js';

const TILE = 64;
/** Two tiles of i32 sums. */
const SUMS_BYTES = 2 * TILE * 4;

const HEAD_BYTES = 12;
const STEP_BYTES = 12;
const BLOCK_BYTES = 8;
const TEST_BYTES = 4;
const SLOT_BYTES = 4;

/** Bytes that a kernel may read past the last row of the last table. */
const SLACK = 16;

/** Addresses of a plan in the kernel's memory; `wasm/blocks.ts` says what is there. */
export interface BlocksMemory {
  readonly program: number;
  /** i32[tableLength(plan)]. */
  readonly tables: number;
}

/** Writes a plan's program, and sets room aside for its tables. */
export function placeBlocks(memory: KernelMemory, plan: BlockProgram): BlocksMemory {
  const tables = memory.reserve(4 * tableLength(plan) + SLACK);
  const prefixes = memory.reserve(plan.prefixes * TILE);
  const sums = memory.reserve(plan.players * SUMS_BYTES);
  return { program: memory.place(packProgram(plan, tables, prefixes, sums)), tables };
}

function packProgram(
  plan: BlockProgram,
  tables: number,
  prefixes: number,
  sums: number,
): Uint8Array {
  const trees = plan.treeStep.length - 1;
  const bytes = new Uint8Array(programBytes(plan));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, trees, true);
  view.setUint32(4, prefixes, true);
  view.setUint32(8, sums, true);
  let at = HEAD_BYTES;
  for (let tree = 0; tree < trees; tree++) {
    const [step, endStep] = [plan.treeStep[tree]!, plan.treeStep[tree + 1]!];
    const [block, endBlock] = [plan.treeBlock[tree]!, plan.treeBlock[tree + 1]!];
    view.setUint32(at, endStep - step, true);
    view.setUint32(at + 4, endBlock - block, true);
    at += 8;
    for (let s = step; s < endStep; s++, at += STEP_BYTES) {
      packTest(plan, plan.stepTest[s]!, view, at);
      bytes[at + 3] = plan.stepBit[s]!;
      bytes[at + 4] = plan.stepFresh[s]!;
      view.setUint16(at + 6, plan.stepSource[s]!, true);
      view.setUint16(at + 8, plan.stepLeft[s]!, true);
      view.setUint16(at + 10, plan.stepRight[s]!, true);
    }
    for (let b = block; b < endBlock; b++) {
      const [firstSlot, endSlot] = [plan.slotStart[b]!, plan.slotStart[b + 1]!];
      const tests = plan.blockTests[b]!;
      view.setUint32(at, tables + 4 * plan.tableStart[b]!, true);
      view.setUint16(at + 4, plan.blockPrefix[b]!, true);
      bytes[at + 6] = tests;
      bytes[at + 7] = endSlot - firstSlot;
      at += BLOCK_BYTES;
      for (let k = tests - 1; k >= 0; k--, at += TEST_BYTES) {
        packTest(plan, plan.blockTest[b]! + k, view, at);
      }
      for (let s = firstSlot; s < endSlot; s++) {
        view.setUint32(at, sums + SUMS_BYTES * plan.slotPlayer[s]!, true);
        at += SLOT_BYTES;
      }
    }
  }
  return bytes;
}

/** Bytes of rows are stored minus 128, as signed (`wasm/tile.ts`). */
function packTest(plan: BlockProgram, test: number, view: DataView, at: number): void {
  view.setUint16(at, plan.testColumn[test]!, true);
  view.setInt8(at + 2, plan.testThreshold[test]! - 128);
}

function programBytes(plan: BlockProgram): number {
  const trees = plan.treeStep.length - 1;
  let bytes = HEAD_BYTES + 8 * trees + STEP_BYTES * plan.stepTest.length;
  for (let b = 0; b < plan.blockNode.length; b++) {
    bytes += BLOCK_BYTES + TEST_BYTES * plan.blockTests[b]!;
    bytes += SLOT_BYTES * (plan.slotStart[b + 1]! - plan.slotStart[b]!);
  }
  return bytes;
}
