import type { Block } from './lattice.js';

/** A part of a lattice: fewer blocks, fewer options. Knows where each comes from. */
export interface View {
  readonly blocks: readonly Block[];
  /** Of each block: its place in the lattice. */
  readonly places: readonly number[];
  /** Of each block and option: its place in the lattice's block. */
  readonly origins: readonly Int32Array[];
  /** u16[features]: bins of what no block of this view sets. */
  readonly bins: Uint16Array;
  /** What is set already. */
  readonly fixed: readonly Pick[];
  readonly fixedCost: number;
  readonly fixedChanges: number;
}

/** An option of a block, by their places in the lattice. */
export interface Pick {
  readonly block: number;
  readonly option: number;
}

/** A whole lattice as a view. */
export function wholeView(blocks: readonly Block[], bins: Uint16Array): View {
  return {
    blocks,
    places: blocks.map((_, b) => b),
    origins: blocks.map(({ size }) => Int32Array.from({ length: size }, (_, o) => o)),
    bins,
    fixed: [],
    fixedCost: 0,
    fixedChanges: 0,
  };
}

/** The view without the options that are not worth keeping; blocks that cannot move any more go. */
export function narrow(view: View, keep: (block: number, option: number) => boolean): View {
  const blocks: Block[] = [];
  const places: number[] = [];
  const origins: Int32Array[] = [];
  view.blocks.forEach((block, b) => {
    const kept: number[] = [];
    for (let o = 0; o < block.size; o++) if (o === block.stay || keep(b, o)) kept.push(o);
    if (kept.length === 1) return;
    places.push(view.places[b]!);
    if (kept.length === block.size) {
      blocks.push(block);
      origins.push(view.origins[b]!);
      return;
    }
    blocks.push(pickOptions(block, kept));
    origins.push(Int32Array.from(kept, (o) => view.origins[b]![o]!));
  });
  return { ...view, blocks, places, origins };
}

function pickOptions(block: Block, kept: readonly number[]): Block {
  return {
    ...block,
    size: kept.length,
    stay: kept.indexOf(block.stay),
    bins: block.bins.map((bins) => Uint16Array.from(kept, (o) => bins[o]!)),
    values: block.values.map((values) => Float64Array.from(kept, (o) => values[o]!)),
    low: Float64Array.from(kept, (o) => block.low[o]!),
    high: Float64Array.from(kept, (o) => block.high[o]!),
    cost: Float64Array.from(kept, (o) => block.cost[o]!),
    changes: Uint8Array.from(kept, (o) => block.changes[o]!),
  };
}

/** The view with one block set to an option, and only the blocks after it left to move. */
export function fix(view: View, b: number, option: number): View {
  const block = view.blocks[b]!;
  const bins = view.bins.slice();
  block.features.forEach((f, k) => (bins[f] = block.bins[k]![option]!));
  // Blocks before stay as they are: their features already have the applicant's bins.
  return {
    blocks: view.blocks.slice(b + 1),
    places: view.places.slice(b + 1),
    origins: view.origins.slice(b + 1),
    bins,
    fixed: [...view.fixed, { block: view.places[b]!, option: view.origins[b]![option]! }],
    fixedCost: view.fixedCost + block.cost[option]!,
    fixedChanges: view.fixedChanges + block.changes[option]!,
  };
}

/** The cheapest option of each block that is not to stay, ascending. */
export function cheapest(view: View): number[] {
  return view.blocks.map(cheapestOf).sort((a, b) => a - b);
}

/** The cost of a block's cheapest option but staying. */
export function cheapestOf({ cost, stay }: Block): number {
  let least = Infinity;
  for (let o = 0; o < cost.length; o++) if (o !== stay && cost[o]! < least) least = cost[o]!;
  return least;
}

/** The least that changes of so many blocks cost together; Infinity where there are not so many. */
export function leastCost(sorted: readonly number[], blocks: number): number {
  if (blocks > sorted.length) return Infinity;
  return sorted.slice(0, blocks).reduce((sum, cost) => sum + cost, 0);
}
