import { missingBin } from '../../model/feature.js';
import { goesLeft, LEAF, treeCount, type Forest } from '../../model/forest.js';
import type { RiskModel } from '../../model/model.js';
import type { Clock } from './clock.js';
import type { Assignment, Form, Margins } from './form.js';
import type { Block } from './lattice.js';

/** Of a node that is a leaf. */
const LEAF_BLOCK = -1;
/** No child: nobody gets there by so few changes. */
const NOWHERE = -1;

/** How the options of a block part at a split. */
interface Split {
  /** Where its options begin in `TreeMemory.side` and `end`. */
  readonly at: number;
  readonly stayLeft: boolean;
  /** First and last option on either side. */
  readonly leftLow: number;
  readonly leftHigh: number;
  readonly rightLow: number;
  readonly rightHigh: number;
}

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
  const form = new ForestForm(model, forest, memory, at, order);
  for (let tree = 0; tree < treeCount(forest); tree++) {
    form.cutDown(forest.treeStart[tree]!);
    if ((tree & 15) === 15 && clock.due()) {
      yield;
      if (clock.over()) return undefined;
    }
  }
  // What no combination reaches need not be described.
  if (form.floor > target) return form;
  for (let tree = 0; tree < form.treeTotal; tree++) {
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
  const form = new ForestForm(model, forest, memory, at, order);
  for (let tree = 0; tree < treeCount(forest); tree++) {
    form.cutDown(forest.treeStart[tree]!);
    if ((tree & 15) === 15 && clock.due()) {
      yield;
      if (clock.over()) return -Infinity;
    }
  }
  return form.floor;
}

/**
 * Memory for the trees of one form at a time; a search makes several forms, one after the other.
 * Making a form invalidates the trees of the one before: its triple terms, not its tables.
 */
export class TreeMemory {
  /** Nodes of the trees that are left: the block tested, children, the child for those who stay. */
  readonly block: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly onward: Int32Array;
  readonly split: Int32Array;
  readonly leaf: Int32Array;
  readonly roots: Int32Array;
  /** Distinct splits: which options go left, and where a run of options that go alike ends. */
  side = new Uint8Array(4096);
  end = new Uint16Array(4096);

  constructor(forest: Forest) {
    const nodes = forest.feature.length;
    this.block = new Int32Array(nodes);
    this.left = new Int32Array(nodes);
    this.right = new Int32Array(nodes);
    this.onward = new Int32Array(nodes);
    this.split = new Int32Array(nodes);
    this.leaf = new Int32Array(nodes);
    this.roots = new Int32Array(treeCount(forest));
  }

  /** Makes room for so many options of splits. */
  reserve(length: number): void {
    if (length <= this.side.length) return;
    const side = new Uint8Array(2 * length);
    side.set(this.side);
    this.side = side;
    const end = new Uint16Array(2 * length);
    end.set(this.end);
    this.end = end;
  }
}

class ForestForm implements Form {
  readonly blocks: readonly Block[];
  readonly single: Margins[];
  readonly pair: (Margins | undefined)[];
  base: number;
  floor: number;

  readonly #forest: Forest;
  readonly #order: number;
  readonly #bins: Uint16Array;
  readonly #missing: Uint16Array;
  readonly #categorical: readonly boolean[];
  /** By feature: its block, or -1, and its bins by option. */
  readonly #blockOf: Int16Array;
  readonly #optionBins: (Uint16Array | undefined)[];
  readonly #large: boolean;

  readonly #memory: TreeMemory;
  #nodes = 0;
  #roots = 0;
  #options = 0;
  /** Distinct splits by feature, cut and default: where their options begin. */
  readonly #splits = new Map<number, Split>();

  /** While a tree is cut down: which options a path leaves to each block, and which have left `stay`. */
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #away: Uint8Array;
  #changed = 0;
  #lowest = 0;

  /** While trees are added up: blocks met on the way. */
  readonly #met: Int32Array;
  readonly #metAt: Int32Array;
  #metCount = 0;
  #stamp = 0;
  readonly #pairStamp: Int32Array;
  #width = 0;
  #sink: Margins = new Float64Array(0);
  readonly #triples = new Map<number, number[]>();
  readonly #tripleFloors = new Map<number, number>();

  constructor(
    model: RiskModel,
    forest: Forest,
    memory: TreeMemory,
    { blocks, bins }: Assignment,
    order: number,
  ) {
    const count = blocks.length;
    this.#memory = memory;
    this.blocks = blocks;
    this.#forest = forest;
    this.#order = order;
    this.#bins = bins;
    this.#missing = Uint16Array.from(model.features, missingBin);
    this.#categorical = model.features.map(({ kind }) => kind === 'categorical');
    this.#blockOf = new Int16Array(model.features.length).fill(-1);
    this.#optionBins = model.features.map(() => undefined);
    blocks.forEach((block, b) =>
      block.features.forEach((f, k) => {
        this.#blockOf[f] = b;
        this.#optionBins[f] = block.bins[k]!;
      }),
    );
    this.base = model.intercept;
    this.floor = model.intercept;
    this.single = blocks.map(({ size }) => new Float64Array(size + 1));
    this.pair = new Array<Margins | undefined>(count * count).fill(undefined);
    this.#low = new Int32Array(count);
    this.#high = Int32Array.from(blocks, ({ size }) => size - 1);
    this.#away = new Uint8Array(count);
    this.#met = new Int32Array(count);
    this.#metAt = new Int32Array(count);
    this.#pairStamp = new Int32Array(count * count);
    // The difference of differences of margins that reach 2^29 units would just not fit an i32.
    this.#large = largestSum(forest) >= 2 ** 29;
  }

  get treeTotal(): number {
    return this.#roots;
  }

  /** Cuts a tree down to what can be reached, and keeps what is not settled. */
  cutDown(root: number): void {
    const node = this.#reduce(root);
    this.floor += this.#lowest;
    let at = node;
    const { block, onward, leaf, roots } = this.#memory;
    while (block[at] !== LEAF_BLOCK) at = onward[at]!;
    this.base += leaf[at]!;
    if (at !== node) roots[this.#roots++] = node;
  }

  #reduce(node: number): number {
    const { feature, right, leaf, split, defaultLeft } = this.#forest;
    const f = feature[node]!;
    if (f === LEAF) {
      this.#lowest = leaf[node]!;
      const place = this.#nodes++;
      this.#memory.block[place] = LEAF_BLOCK;
      this.#memory.leaf[place] = leaf[node]!;
      return place;
    }
    const block = this.#blockOf[f]!;
    if (block < 0) {
      const left = this.#goesLeft(node, f, this.#bins[f]!);
      return this.#reduce(left ? node + 1 : right[node]!);
    }
    const parted = this.#splitOf(f, split[node]!, defaultLeft[node]!, node);
    const { stayLeft } = parted;
    const left = this.#branch(node + 1, block, parted.leftLow, parted.leftHigh, stayLeft);
    const lowestLeft = this.#lowest;
    const rest = this.#branch(right[node]!, block, parted.rightLow, parted.rightHigh, !stayLeft);
    if (left === NOWHERE) return rest;
    if (rest === NOWHERE) {
      this.#lowest = lowestLeft;
      return left;
    }
    this.#lowest = Math.min(lowestLeft, this.#lowest);
    const memory = this.#memory;
    const place = this.#nodes++;
    memory.block[place] = block;
    memory.left[place] = left;
    memory.right[place] = rest;
    memory.onward[place] = stayLeft ? left : rest;
    memory.split[place] = parted.at;
    return place;
  }

  #branch(node: number, block: number, low: number, high: number, stays: boolean): number {
    const wasLow = this.#low[block]!;
    const wasHigh = this.#high[block]!;
    const from = Math.max(wasLow, low);
    const to = Math.min(wasHigh, high);
    if (from > to) return NOWHERE;
    const leaves = !stays && this.#away[block] === 0;
    if (leaves && this.#changed === this.#order) return NOWHERE;
    this.#low[block] = from;
    this.#high[block] = to;
    if (leaves) {
      this.#away[block] = 1;
      this.#changed++;
    }
    const child = this.#reduce(node);
    if (leaves) {
      this.#away[block] = 0;
      this.#changed--;
    }
    this.#low[block] = wasLow;
    this.#high[block] = wasHigh;
    return child;
  }

  #goesLeft(node: number, f: number, bin: number): boolean {
    return goesLeft(this.#forest, node, bin, this.#missing[f]!, this.#categorical[f]!);
  }

  /** How the options of a block part at a split; each distinct split is worked out once. */
  #splitOf(f: number, split: number, defaultLeft: number, node: number): Split {
    const key = (f * 0x10000 + split) * 2 + defaultLeft;
    const known = this.#splits.get(key);
    if (known !== undefined) return known;
    const bins = this.#optionBins[f]!;
    const size = bins.length;
    const at = this.#options;
    this.#options += size;
    this.#memory.reserve(this.#options);
    const { side, end } = this.#memory;
    if (this.#categorical[f] || this.blocks[this.#blockOf[f]!]!.features.length > 1) {
      for (let o = 0; o < size; o++) side[at + o] = this.#goesLeft(node, f, bins[o]!) ? 1 : 0;
    } else {
      // Bins ascend, "missing" last: a split parts them in two, and decides on "missing" apart.
      const last = bins[size - 1] === this.#missing[f] ? size - 1 : size;
      const left = countUpTo(bins, last, split);
      side.fill(1, at, at + left).fill(0, at + left, at + last);
      if (last < size) side[at + last] = defaultLeft;
    }
    let start = 0;
    const hull = { leftLow: size, leftHigh: -1, rightLow: size, rightHigh: -1 };
    const note = (from: number, to: number): void => {
      end.fill(to, at + from, at + to);
      if (side[at + from] === 1) {
        if (hull.leftHigh < 0) hull.leftLow = from;
        hull.leftHigh = to - 1;
      } else {
        if (hull.rightHigh < 0) hull.rightLow = from;
        hull.rightHigh = to - 1;
      }
    };
    for (let o = 1; o < size; o++) {
      if (side[at + o] === side[at + start]) continue;
      note(start, o);
      start = o;
    }
    note(start, size);
    const { stay } = this.blocks[this.#blockOf[f]!]!;
    const parted = { at, stayLeft: side[at + stay] === 1, ...hull };
    this.#splits.set(key, parted);
    return parted;
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

/** How many of the first `length` bins, ascending, are at most `split`. */
function countUpTo(bins: Uint16Array, length: number, split: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bins[middle]! <= split) low = middle + 1;
    else high = middle;
  }
  return low;
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
