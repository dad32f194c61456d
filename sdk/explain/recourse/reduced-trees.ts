import { missingBin } from '../../model/feature.js';
import { goesLeft, LEAF, treeCount, type Forest } from '../../model/forest.js';
import type { RiskModel } from '../../model/model.js';
import type { Assignment } from './form.js';
import type { Block } from './lattice.js';

/** Of a node that is a leaf. */
export const LEAF_BLOCK = -1;
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
/**
 * The trees of a forest, cut down to what one applicant can reach by at most `order` changed blocks:
 * what stays decides the rest.
 */
export class ReducedTrees {
  readonly blocks: readonly Block[];
  readonly memory: TreeMemory;
  /** The applicant's own margin, once all trees are cut down. */
  base: number;
  /** The sum of the lowest leaves that each tree alone reaches. */
  floor: number;
  /** Trees that are left: `memory.roots`. */
  count = 0;

  readonly #forest: Forest;
  readonly #order: number;
  readonly #bins: Uint16Array;
  readonly #missing: Uint16Array;
  readonly #categorical: readonly boolean[];
  /** By feature: its block, or -1, and its bins by option. */
  readonly #blockOf: Int16Array;
  readonly #optionBins: (Uint16Array | undefined)[];
  #nodes = 0;
  #options = 0;
  /** Distinct splits by feature, cut and default. */
  readonly #splits = new Map<number, Split>();

  /** Which options a path leaves to each block, and which blocks have left `stay`. */
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #away: Uint8Array;
  #changed = 0;
  #lowest = 0;

  constructor(
    model: RiskModel,
    forest: Forest,
    memory: TreeMemory,
    { blocks, bins }: Assignment,
    order: number,
  ) {
    const count = blocks.length;
    this.blocks = blocks;
    this.memory = memory;
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
    this.#low = new Int32Array(count);
    this.#high = Int32Array.from(blocks, ({ size }) => size - 1);
    this.#away = new Uint8Array(count);
  }

  /** Cuts a tree down to what can be reached, and keeps what is not settled. */
  cutDown(root: number): void {
    const node = this.#reduce(root);
    this.floor += this.#lowest;
    let at = node;
    const { block, onward, leaf, roots } = this.memory;
    while (block[at] !== LEAF_BLOCK) at = onward[at]!;
    this.base += leaf[at]!;
    if (at !== node) roots[this.count++] = node;
  }

  #reduce(node: number): number {
    const { feature, right, leaf, split, defaultLeft } = this.#forest;
    const f = feature[node]!;
    if (f === LEAF) {
      this.#lowest = leaf[node]!;
      const place = this.#nodes++;
      this.memory.block[place] = LEAF_BLOCK;
      this.memory.leaf[place] = leaf[node]!;
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
    const memory = this.memory;
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
    this.memory.reserve(this.#options);
    const { side, end } = this.memory;
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
