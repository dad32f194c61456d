import { MAX_BLOCK_BITS, type BlockProgram } from '../../lowering/block-layout.js';
import type { KernelMemory } from './kernel-memory.js';

const LANES = 16;
const HEAD_WORDS = 18;

/** A lane of a prefix vector whose pattern belongs to no step and no block. */
const NOBODY = -1;

/** A node of a plan that takes one lane: a step, or a block. */
interface Lane {
  readonly tree: number;
  readonly step: number;
  readonly block: number;
}

/** 16 lanes that start from one vector of prefixes. */
interface Group {
  readonly source: number;
  readonly lanes: readonly number[];
}

/** A plan laid out for one row, and where the kernel leaves what it finds. */
export interface RowProgram {
  readonly program: number;
  /** u16[groups][16]: byte offset of each block's row in its table. */
  readonly offsets: number;
  readonly offsetCount: number;
  /** Place of each block's offset. */
  readonly placeOfBlock: Uint32Array;
}

/**
 * Writes the one-row program of `wasm/blocks-row.ts`: 16 trees side by side, level by level. The left
 * children of a group of steps have their prefixes in one vector, the right ones in the next; a
 * vector with steps among its lanes starts a group of steps, one with blocks a group of blocks.
 *
 * @param tables - address of the plan's tables.
 * @param columns - virtual columns of a row.
 */
export function placeRowProgram(
  memory: KernelMemory,
  plan: BlockProgram,
  tables: number,
  columns: number,
): RowProgram {
  const { steps, blocks } = groupLanes(plan);
  const vectors = columns <= 4 * LANES ? Math.max(2, Math.ceil(columns / LANES)) : 0;
  const prefixes = memory.reserve(LANES * (1 + 2 * steps.length));
  const offsetCount = LANES * blocks.length;
  const offsets = memory.reserve(2 * offsetCount);
  const players = 4 * Math.ceil(plan.players / 4);
  const nothing = memory.reserve(4 * MAX_BLOCK_BITS);

  const placeOfBlock = new Uint32Array(plan.blockNode.length);
  blocks.forEach(({ lanes }, group) => {
    lanes.forEach((block, lane) => {
      if (block !== NOBODY) placeOfBlock[block] = LANES * group + lane;
    });
  });
  const head = new Uint32Array(HEAD_WORDS);
  head.set([steps.length, blocks.length, vectors, prefixes, offsets]);
  head[5] = memory.place(packSteps(plan, steps, prefixes, vectors));
  head[6] = memory.place(packBlocks(plan, blocks, prefixes, vectors));
  head[7] = memory.reserve(2 * 4 * players);
  head[8] = players;
  const added = packEntries(plan, placeOfBlock, {
    tables,
    offsets,
    nothing,
    sums: head[7],
    players,
  });
  head[9] = memory.place(added.bytes);
  head.set(added.counts, 10);
  return { program: memory.place(head), offsets, offsetCount, placeOfBlock };
}

function groupLanes(plan: BlockProgram): { steps: Group[]; blocks: Group[] } {
  const steps: Group[] = [];
  const blocks: Group[] = [];
  const { byPrefix, roots } = lanesByPrefix(plan);
  let level: { source: number; lanes: (Lane | undefined)[] }[] = [];
  for (let first = 0; first < roots.length; first += LANES) {
    level.push({ source: 0, lanes: roots.slice(first, first + LANES) });
  }
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { source, lanes } of level) {
      const blockLanes = lanes.map((lane) => lane?.block ?? NOBODY);
      if (blockLanes.some((block) => block !== NOBODY)) blocks.push({ source, lanes: blockLanes });
      const stepLanes = lanes.map((lane) => lane?.step ?? NOBODY);
      if (stepLanes.every((step) => step === NOBODY)) continue;
      const out = 1 + 2 * steps.length;
      steps.push({ source, lanes: stepLanes });
      const children = (side: Uint16Array): (Lane | undefined)[] =>
        lanes.map((lane) => {
          if (!lane || lane.step === NOBODY) return undefined;
          return byPrefix[lane.tree]![side[lane.step]!];
        });
      next.push({ source: out, lanes: children(plan.stepLeft) });
      next.push({ source: out + 1, lanes: children(plan.stepRight) });
    }
    level = next;
  }
  return { steps, blocks };
}

/** Who takes each prefix, tree by tree, and who is at each tree's root. */
function lanesByPrefix(plan: BlockProgram): { byPrefix: Lane[][]; roots: Lane[] } {
  const trees = plan.treeStep.length - 1;
  const byPrefix = Array.from({ length: trees }, (_, tree) => {
    const lanes: Lane[] = [];
    for (let step = plan.treeStep[tree]!; step < plan.treeStep[tree + 1]!; step++) {
      lanes[plan.stepSource[step]!] = { tree, step, block: NOBODY };
    }
    for (let block = plan.treeBlock[tree]!; block < plan.treeBlock[tree + 1]!; block++) {
      lanes[plan.blockPrefix[block]!] = { tree, step: NOBODY, block };
    }
    return lanes;
  });
  return { byPrefix, roots: byPrefix.map((lanes) => lanes[0]!) };
}

function columnBytes(vectors: number): number {
  return vectors > 0 ? LANES : 2 * LANES;
}

/** Writes a lane's test at `at`: its column, and after all columns its threshold minus 128. */
function packTest(
  plan: BlockProgram,
  test: number,
  lane: number,
  vectors: number,
  view: DataView,
  at: number,
): void {
  const column = plan.testColumn[test]!;
  if (vectors > 0) view.setUint8(at + lane, column);
  else view.setUint16(at + 2 * lane, column, true);
  view.setInt8(at + columnBytes(vectors) + lane, plan.testThreshold[test]! - 128);
}

/** Lanes without a test never go right: no byte is past 127. */
function fillThresholds(bytes: Uint8Array, vectors: number, at: number): void {
  const first = at + columnBytes(vectors);
  bytes.fill(127, first, first + LANES);
}

function packSteps(
  plan: BlockProgram,
  groups: readonly Group[],
  prefixes: number,
  vectors: number,
): Uint8Array {
  const stride = LANES + columnBytes(vectors) + 3 * LANES;
  const bytes = new Uint8Array(groups.length * stride);
  const view = new DataView(bytes.buffer);
  groups.forEach(({ source, lanes }, group) => {
    const at = group * stride;
    view.setUint32(at, prefixes + LANES * source, true);
    fillThresholds(bytes, vectors, at + LANES);
    const rest = at + 2 * LANES + columnBytes(vectors);
    lanes.forEach((step, lane) => {
      if (step === NOBODY) return;
      packTest(plan, plan.stepTest[step]!, lane, vectors, view, at + LANES);
      bytes[rest + lane] = plan.stepFresh[step]!;
      bytes[rest + LANES + lane] = plan.stepBit[step]!;
    });
  });
  return bytes;
}

function packBlocks(
  plan: BlockProgram,
  groups: readonly Group[],
  prefixes: number,
  vectors: number,
): Uint8Array {
  const testStride = columnBytes(vectors) + 3 * LANES;
  const tests = groups.map(({ lanes }) =>
    lanes.reduce((most, b) => (b === NOBODY ? most : Math.max(most, plan.blockTests[b]!)), 0),
  );
  const total = tests.reduce((sum, count) => sum + 3 * LANES + count * testStride, 0);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  let at = 0;
  groups.forEach(({ source, lanes }, group) => {
    view.setUint32(at, prefixes + LANES * source, true);
    view.setUint32(at + 4, tests[group]!, true);
    const first = at + 3 * LANES;
    for (let k = 0; k < tests[group]!; k++) fillThresholds(bytes, vectors, first + k * testStride);
    lanes.forEach((block, lane) => {
      if (block === NOBODY) return;
      const rowBytes = 4 * (plan.slotStart[block + 1]! - plan.slotStart[block]!);
      const count = plan.blockTests[block]!;
      view.setUint16(at + LANES + 2 * lane, rowBytes << count, true);
      for (let k = 0; k < count; k++) {
        const test = first + k * testStride;
        packTest(plan, plan.blockTest[block]! + k, lane, vectors, view, test);
        const right = test + columnBytes(vectors) + LANES;
        view.setUint16(right + 2 * lane, rowBytes << k, true);
      }
    });
    at = first + tests[group]! * testStride;
  });
  return bytes;
}

/** Entries sorted by length, each length padded to an even number with one that adds zeros. */
function packEntries(
  plan: BlockProgram,
  placeOfBlock: Uint32Array,
  at: {
    readonly tables: number;
    readonly offsets: number;
    readonly nothing: number;
    readonly sums: number;
    readonly players: number;
  },
): { bytes: Uint8Array; counts: readonly number[] } {
  const bySlots: number[][] = Array.from({ length: MAX_BLOCK_BITS }, () => []);
  for (let block = 0; block < plan.blockNode.length; block++) {
    const slots = plan.slotStart[block + 1]! - plan.slotStart[block]!;
    if (slots > 0) bySlots[slots - 1]!.push(block);
  }
  for (const blocks of bySlots) if (blocks.length % 2 === 1) blocks.push(NOBODY);
  const entryBytes = (slots: number): number => 8 + 4 * slots;
  const total = bySlots.reduce((sum, blocks, i) => sum + blocks.length * entryBytes(i + 1), 0);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  let entry = 0;
  bySlots.forEach((blocks, i) => {
    blocks.forEach((block, turn) => {
      const sums = at.sums + (turn % 2) * 4 * at.players;
      if (block === NOBODY) {
        // Offset 0 of a row of zeros: its own first bytes.
        view.setUint32(entry, at.nothing, true);
        view.setUint32(entry + 4, at.nothing, true);
        for (let s = 0; s <= i; s++) view.setUint32(entry + 8 + 4 * s, sums, true);
      } else {
        const first = plan.slotStart[block]!;
        view.setUint32(entry, at.tables + 4 * plan.tableStart[block]!, true);
        view.setUint32(entry + 4, at.offsets + 2 * placeOfBlock[block]!, true);
        for (let s = 0; s <= i; s++) {
          view.setUint32(entry + 8 + 4 * s, sums + 4 * plan.slotPlayer[first + s]!, true);
        }
      }
      entry += entryBytes(i + 1);
    });
  });
  return { bytes, counts: bySlots.map((blocks) => blocks.length) };
}
