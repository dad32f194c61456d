import { treeCount, type Forest } from '../../model/forest.js';
import type { RiskModel } from '../../model/model.js';
import type { Clock } from './clock.js';
import type { Assignment, Form, Margins } from './form.js';
import type { Block } from './lattice.js';
import { LEAF_BLOCK, ReducedTrees, type TreeMemory } from './reduced-trees.js';

/**
 * The form of a forest for one applicant, with terms of up to `order` blocks.
 *
 * Trees are cut down first to what the applicant can reach by at most `order` changed blocks; what
 * stays decides the rest. Each tree then adds a constant to a rectangle of options for each leaf, by
 * differences that are summed up once at the end: O(leaves that two changes reach + options^2).
 * Where even the lowest leaves miss the target, no terms are made: see `floor`.
 *
 * A generator: it yields where it may be interrupted.
 *
 * @returns `undefined` when time was up.
 */
export function* buildForestForm(
  model: RiskModel,
  forest: Forest,
  memory: TreeMemory,
  at: Assignment,
  order: number,
  target: number,
  clock: Clock,
): Generator<void, ForestForm | undefined> {
  const trees = new ReducedTrees(model, forest, memory, at, order);
  if (!(yield* cutAll(trees, forest, clock))) return undefined;
  const form = new ForestForm(forest, trees, order);
  // What no combination reaches need not be described.
  if (form.floor > target) return form;
  for (let tree = 0; tree < trees.count; tree++) {
    form.addTree(tree);
    if ((tree & 15) === 15 && clock.due()) {
      yield;
      if (clock.over()) return undefined;
    }
  }
  for (let a = 0; a < form.blocks.length; a++) {
    form.sumUp(a);
    if (clock.due()) {
      yield;
      if (clock.over()) return undefined;
    }
  }
  return form;
}

/**
 * The sum of the lowest leaves that a forest's trees reach by at most `order` changed blocks: no
 * combination has a lower margin. -Infinity when time was up.
 */
export function* lowestMargin(
  model: RiskModel,
  forest: Forest,
  memory: TreeMemory,
  at: Assignment,
  order: number,
  clock: Clock,
): Generator<void, number> {
  const trees = new ReducedTrees(model, forest, memory, at, order);
  return (yield* cutAll(trees, forest, clock)) ? trees.floor : -Infinity;
}

/** @returns whether there was time. */
function* cutAll(trees: ReducedTrees, forest: Forest, clock: Clock): Generator<void, boolean> {
  for (let tree = 0; tree < treeCount(forest); tree++) {
    trees.cutDown(forest.treeStart[tree]!);
    if ((tree & 15) === 15 && clock.due()) {
      yield;
      if (clock.over()) return false;
    }
  }
  return true;
}

class ForestForm implements Form {
  readonly blocks: readonly Block[];
  readonly single: Margins[];
  readonly pair: (Margins | undefined)[];
  readonly base: number;
  readonly floor: number;

  readonly #order: number;
  readonly #large: boolean;
  readonly #memory: TreeMemory;

  /** Blocks met on the way through a tree. */
  readonly #met: Int32Array;
  readonly #metAt: Int32Array;
  #metCount = 0;
  #stamp = 0;
  readonly #pairStamp: Int32Array;
  #width = 0;
  #sink: Margins = new Float64Array(0);
  readonly #triples = new Map<number, number[]>();
  readonly #tripleFloors = new Map<number, number>();

  constructor(forest: Forest, trees: ReducedTrees, order: number) {
    const { blocks, memory, base, floor } = trees;
    const count = blocks.length;
    this.blocks = blocks;
    this.base = base;
    this.floor = floor;
    this.#memory = memory;
    this.#order = order;
    this.single = blocks.map(({ size }) => new Float64Array(size + 1));
    this.pair = new Array<Margins | undefined>(count * count).fill(undefined);
    this.#met = new Int32Array(count);
    this.#metAt = new Int32Array(count);
    this.#pairStamp = new Int32Array(count * count);
    // The difference of differences of margins that reach 2^29 units would just not fit an i32.
    this.#large = largestSum(forest) >= 2 ** 29;
  }

  /** Adds what a tree does to single blocks, pairs and triples. */
  addTree(tree: number): void {
    const root = this.#memory.roots[tree]!;
    const { block, onward } = this.#memory;
    const path: number[] = [];
    for (let node = root; block[node] !== LEAF_BLOCK; node = onward[node]!) {
      if (!path.includes(block[node]!)) path.push(block[node]!);
    }
    const count = this.blocks.length;
    for (const a of path) {
      const seen = this.#meet(() => {
        this.#sink = this.single[a]!;
        this.#alone(root, a, 0, this.blocks[a]!.size);
      });
      if (this.#order === 1) continue;
      for (const b of seen) {
        if (b === a) continue;
        const [low, high] = a < b ? [a, b] : [b, a];
        const key = low * count + high;
        if (this.#pairStamp[key] === tree + 1) continue;
        this.#pairStamp[key] = tree + 1;
        const others = this.#meet(() => this.#together(root, low, high));
        if (this.#order === 2) continue;
        for (const c of others) if (c !== a && c !== b) this.#noteTriple(root, a, b, c);
      }
    }
  }

  /** Blocks met while something is done. */
  #meet(act: () => void): number[] {
    this.#stamp++;
    this.#metCount = 0;
    act();
    return Array.from(this.#met.subarray(0, this.#metCount));
  }

  #note(block: number): void {
    if (this.#metAt[block] === this.#stamp) return;
    this.#metAt[block] = this.#stamp;
    this.#met[this.#metCount++] = block;
  }

  #noteTriple(root: number, ...blocks: [number, number, number]): void {
    const [a, b, c] = blocks.sort((x, y) => x - y) as [number, number, number];
    const key = (a * this.blocks.length + b) * this.blocks.length + c;
    const roots = this.#triples.get(key);
    if (!roots) this.#triples.set(key, [root]);
    else if (roots[roots.length - 1] !== root) roots.push(root);
  }

  /** Options [low, high) of one block, all others staying. */
  #alone(from: number, a: number, low: number, high: number): void {
    let node = from;
    for (;;) {
      const block = this.#memory.block[node]!;
      if (block === LEAF_BLOCK) {
        this.#sink[low]! += this.#memory.leaf[node]!;
        this.#sink[high]! -= this.#memory.leaf[node]!;
        return;
      }
      if (block !== a) {
        this.#note(block);
        node = this.#memory.onward[node]!;
        continue;
      }
      const at = this.#memory.split[node]!;
      const end = Math.min(high, this.#memory.end[at + low]!);
      const child = this.#memory.side[at + low] === 1 ? this.#memory.left : this.#memory.right;
      if (end === high) {
        node = child[node]!;
        continue;
      }
      this.#alone(child[node]!, a, low, end);
      low = end;
    }
  }

  #together(root: number, a: number, b: number): void {
    const n = this.blocks[a]!.size;
    const m = this.blocks[b]!.size;
    const key = a * this.blocks.length + b;
    const Kind = this.#large ? Float64Array : Int32Array;
    this.#sink = this.pair[key] ??= new Kind((n + 1) * (m + 1));
    this.#width = m + 1;
    this.#both(root, a, b, 0, n, 0, m);
  }

  /** Options [low, high) of a with [from, to) of b, all others staying. */
  #both(
    start: number,
    a: number,
    b: number,
    low: number,
    high: number,
    from: number,
    to: number,
  ): void {
    let node = start;
    for (;;) {
      const block = this.#memory.block[node]!;
      if (block === LEAF_BLOCK) {
        const value = this.#memory.leaf[node]!;
        const sink = this.#sink;
        const top = low * this.#width;
        const bottom = high * this.#width;
        sink[top + from]! += value;
        sink[top + to]! -= value;
        sink[bottom + from]! -= value;
        sink[bottom + to]! += value;
        return;
      }
      if (block !== a && block !== b) {
        this.#note(block);
        node = this.#memory.onward[node]!;
        continue;
      }
      const at = this.#memory.split[node]!;
      const isA = block === a;
      const first = isA ? low : from;
      const last = isA ? high : to;
      const end = Math.min(last, this.#memory.end[at + first]!);
      const child = this.#memory.side[at + first] === 1 ? this.#memory.left : this.#memory.right;
      if (end === last) {
        node = child[node]!;
        continue;
      }
      if (isA) {
        this.#both(child[node]!, a, b, low, end, from, to);
        low = end;
      } else {
        this.#both(child[node]!, a, b, low, high, from, end);
        from = end;
      }
    }
  }

  /** Turns the differences of a block, and of its pairs with later ones, into terms. */
  sumUp(a: number): void {
    const { size: n, stay: s } = this.blocks[a]!;
    const sums = this.single[a]!;
    for (let i = 1; i < n; i++) sums[i]! += sums[i - 1]!;
    const here = sums[s]!;
    const single = new Float64Array(n);
    for (let i = 0; i < n; i++) single[i] = sums[i]! - here;
    this.single[a] = single;
    for (let b = a + 1; b < this.blocks.length; b++) {
      const key = a * this.blocks.length + b;
      const raw = this.pair[key];
      if (raw) this.pair[key] = interaction(raw, n, this.blocks[b]!.size, s, this.blocks[b]!.stay);
    }
  }

  tripleFloor(a: number, b: number, c: number): number {
    const key = (a * this.blocks.length + b) * this.blocks.length + c;
    const roots = this.#triples.get(key);
    if (!roots) return 0;
    let floor = this.#tripleFloors.get(key);
    if (floor === undefined) {
      floor = 0;
      for (const root of roots) floor += this.#lowestTerm(root, a, b, c);
      this.#tripleFloors.set(key, floor);
    }
    return floor;
  }

  triple(a: number, i: number, b: number, j: number, c: number, k: number): number {
    const roots = this.#triples.get((a * this.blocks.length + b) * this.blocks.length + c);
    if (!roots) return 0;
    const s = this.blocks[a]!.stay;
    const t = this.blocks[b]!.stay;
    const u = this.blocks[c]!.stay;
    let sum = 0;
    for (const root of roots) {
      const at = (x: number, y: number, z: number) => this.#walk(root, a, x, b, y, c, z);
      sum +=
        at(i, j, k) -
        (at(i, j, u) + at(i, t, k) + at(s, j, k)) +
        (at(i, t, u) + at(s, j, u) + at(s, t, k)) -
        at(s, t, u);
    }
    return sum;
  }

  #walk(root: number, a: number, i: number, b: number, j: number, c: number, k: number): number {
    const block = this.#memory.block;
    const side = this.#memory.side;
    const split = this.#memory.split;
    let node = root;
    for (;;) {
      const at = block[node]!;
      if (at === LEAF_BLOCK) return this.#memory.leaf[node]!;
      if (at !== a && at !== b && at !== c) {
        node = this.#memory.onward[node]!;
        continue;
      }
      const option = at === a ? i : at === b ? j : k;
      const left = side[split[node]! + option] === 1;
      node = left ? this.#memory.left[node]! : this.#memory.right[node]!;
    }
  }

  /** The lowest triple term of one tree: it takes few values, one for each cell of options. */
  #lowestTerm(root: number, a: number, b: number, c: number): number {
    const starts: [number[], number[], number[]] = [[], [], []];
    this.#cells(root, [a, b, c], starts);
    const s = this.blocks[a]!.stay;
    const t = this.blocks[b]!.stay;
    const u = this.blocks[c]!.stay;
    const at = (x: number, y: number, z: number) => this.#walk(root, a, x, b, y, c, z);
    const [first, second, third] = starts;
    const here = at(s, t, u);
    // ijk - ij - ik - jk + i + j + k - here, with what does not depend on i put together first.
    const without = second.map((j) => {
      const alone = at(s, j, u) - here;
      return third.map((k) => at(s, j, k) - at(s, t, k) - alone);
    });
    let lowest = 0;
    for (const i of first) {
      const alone = at(i, t, u);
      const withThird = third.map((k) => at(i, t, k) - alone);
      for (let y = 0; y < second.length; y++) {
        const j = second[y]!;
        const both = at(i, j, u);
        for (let z = 0; z < third.length; z++) {
          const term = at(i, j, third[z]!) - both - withThird[z]! - without[y]![z]!;
          if (term < lowest) lowest = term;
        }
      }
    }
    return lowest;
  }

  /** Where runs of options begin that a tree tells apart. */
  #cells(root: number, blocks: readonly number[], starts: number[][]): void {
    for (const list of starts) list.push(0);
    const visit = (node: number): void => {
      const block = this.#memory.block[node]!;
      if (block === LEAF_BLOCK) return;
      const which = blocks.indexOf(block);
      if (which < 0) return visit(this.#memory.onward[node]!);
      const at = this.#memory.split[node]!;
      const { size } = this.blocks[block]!;
      for (let o = this.#memory.end[at]!; o < size; o = this.#memory.end[at + o]!) {
        if (!starts[which]!.includes(o)) starts[which]!.push(o);
      }
      visit(this.#memory.left[node]!);
      visit(this.#memory.right[node]!);
    };
    visit(root);
  }
}

/** Sums differences up and takes the single effects out. */
function interaction(raw: Margins, n: number, m: number, s: number, t: number): Margins {
  const width = m + 1;
  for (let i = 0; i < n; i++) {
    const row = i * width;
    let sum = 0;
    for (let j = 0; j < m; j++) {
      sum += raw[row + j]!;
      raw[row + j] = i === 0 ? sum : sum + raw[row - width + j]!;
    }
  }
  const out = raw instanceof Int32Array ? new Int32Array(n * m) : new Float64Array(n * m);
  const stayRow = s * width;
  const here = raw[stayRow + t]!;
  for (let i = 0; i < n; i++) {
    const alone = raw[i * width + t]! - here;
    for (let j = 0; j < m; j++) {
      out[i * m + j] = raw[i * width + j]! - raw[stayRow + j]! - alone;
    }
  }
  return out;
}
/** Sum over trees of the largest leaf, in units. */
function largestSum({ leaf, treeStart }: Forest): number {
  let sum = 0;
  for (let tree = 0; tree + 1 < treeStart.length; tree++) {
    let largest = 0;
    for (let node = treeStart[tree]!; node < treeStart[tree + 1]!; node++) {
      largest = Math.max(largest, Math.abs(leaf[node]!));
    }
    sum += largest;
  }
  return sum;
}
