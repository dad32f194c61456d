import { gaussRule } from '../../lowering/gauss.js';
import { FEWEST_NODES, type QuadraturePlan } from '../../lowering/quadrature-plan.js';
import {
  ROUNDING_BITS,
  WIDE_BITS,
  WIDE_ROUNDING_BITS,
  type QuadratureSegment,
} from '../../lowering/quadrature-units.js';
import { LEAF } from '../../model/forest.js';
import type { KernelMemory } from './kernel-memory.js';

/** Operations and flags of `wasm/quadrature.ts`. */
const ENTER = 0;
const EXIT = 1;
const PAIR = 2;
const UNIT = 3;
const REPEATED_UNIT = 4;
const SIDE = 8;
const REPEATED = 16;
const SAVES = 32;
const LEFT_LEAF = 64;
const RIGHT_LEAF = 128;
const WIDE = 256;
const DEPTH_SHIFT = 9;

/** Bytes of 64 rows, one f32 or one mask each. */
const VECTORS = 256;

/** Bytes of a level of the scratch: e, two masks, and four arrays for each Gauss node. */
export function levelBytes(gaussNodes: number): number {
  return 3 * VECTORS + 4 * gaussNodes * VECTORS;
}

/** One segment of a plan as operations for the kernel. */
export interface QuadratureStream {
  readonly words: Uint32Array;
  /** Levels of scratch that the deepest path takes, the root's included. */
  readonly levels: number;
  /** What a player's sum starts from: minus the bits that its nodes' rounding adds. */
  readonly start: Int32Array;
}

/**
 * Writes the operations of a segment.
 *
 * @param bytes - size of a level, the same for all segments; see {@link levelBytes}.
 */
export function writeStream(
  plan: QuadraturePlan,
  segment: QuadratureSegment,
  memory: KernelMemory,
  rules: Map<number, number>,
  bytes: number,
): QuadratureStream {
  const writer = new StreamWriter(plan, bytes);
  for (const tree of segment.trees) {
    const root = plan.forest.treeStart[tree]!;
    if (plan.forest.feature[root] === LEAF) continue;
    const count = plan.nodeCount[tree]!;
    let rule = rules.get(count);
    if (rule === undefined) {
      const { node, weight } = gaussRule(count);
      rule = memory.place(Float32Array.of(...node, ...weight));
      rules.set(count, rule);
    }
    writer.writeTree(root, count, rule);
  }
  return writer.finish();
}

class StreamWriter {
  readonly #words: number[] = [];
  readonly #starts: Int32Array;
  /** Depth of each ancestor that a repeated player may refer to. */
  readonly #depth = new Map<number, number>();
  /** Nodes that some descendant refers to. */
  readonly #saves = new Set<number>();
  readonly #float = new Float32Array(1);
  readonly #asWord = new Uint32Array(this.#float.buffer);
  #count = 0;
  #levels = 1;

  constructor(
    readonly plan: QuadraturePlan,
    readonly bytes: number,
  ) {
    this.#starts = new Int32Array(plan.game.players);
    for (const earlier of plan.earlier) if (earlier >= 0) this.#saves.add(earlier >> 1);
  }

  finish(): QuadratureStream {
    return { words: Uint32Array.from(this.#words), levels: this.#levels, start: this.#starts };
  }

  writeTree(root: number, count: number, rule: number): void {
    const head = this.#words.length;
    this.#count = count;
    this.#words.push(count, rule, 0);
    this.#visit(root, 1, 0);
    this.#words[head + 2] = 4 * (this.#words.length - head);
  }

  #visit(node: number, depth: number, side: number): void {
    const { forest } = this.plan;
    const left = node + 1;
    const right = forest.right[node]!;
    this.#depth.set(node, depth);
    this.#levels = Math.max(this.#levels, depth + 1);
    const place = (depth << DEPTH_SHIFT) | (side ? SIDE : 0) | this.#flags(node);
    if (this.#isLeaf(left) && this.#isLeaf(right)) {
      this.#node(node, place | PAIR, ...this.#difference(node));
      this.#coefficients(node);
      return;
    }
    if (this.#count === FEWEST_NODES && this.#isShallow(left) && this.#isShallow(right)) {
      this.#unit(node, left, right, place);
      return;
    }
    const leaves = (this.#isLeaf(left) ? LEFT_LEAF : 0) | (this.#isLeaf(right) ? RIGHT_LEAF : 0);
    const start = this.#words.length;
    const { value } = this.plan;
    this.#node(node, place | leaves | ENTER, value[left]!, value[right]!);
    this.#coefficients(node);
    if (!this.#isLeaf(left)) this.#visit(left, depth + 1, 0);
    if (!this.#isLeaf(right)) this.#visit(right, depth + 1, 1);
    this.#words.push(EXIT, 4 * (this.#words.length - start));
  }

  /** A node over two pairs; a leaf stands for a pair that nobody can change. */
  #unit(node: number, left: number, right: number, place: number): void {
    const { earlier } = this.plan;
    const children = [left, right];
    const repeated =
      earlier[node]! >= 0 || children.some((n) => !this.#isLeaf(n) && earlier[n]! >= 0);
    // One flag for the three: two steps of rounding give what one would.
    const wide = [node, left, right].some((n) => this.plan.wide[n] === 1) ? WIDE : 0;
    this.#node(node, place | wide | (repeated ? REPEATED_UNIT : UNIT), 0, 0);
    if (repeated) this.#coefficients(node, true);
    for (const child of children) {
      if (this.#isLeaf(child)) {
        // Same column and player as its parent, a difference of 0.
        this.#node(node, wide, 0, this.plan.value[child]!);
        if (repeated) this.#coefficients(child, true);
      } else {
        this.#node(child, wide | (this.#flags(child) & REPEATED), ...this.#difference(child));
        if (repeated) this.#coefficients(child, true);
      }
    }
  }

  /** The words that every node has; `first` and `second` are what the operation needs besides. */
  #node(node: number, head: number, first: number, second: number): void {
    const { forest, columns, game, ratio } = this.plan;
    const player = game.playerOf[forest.feature[node]!]!;
    this.#starts[player]! -= ROUNDING_BITS;
    if (head & WIDE) this.#starts[player]! -= WIDE_ROUNDING_BITS << WIDE_BITS;
    this.#words.push(head >>> 0, (columns.column[node]! | (player << 16)) >>> 0);
    this.#pushFloat(ratio[node]!);
    this.#words.push((columns.threshold[node]! - 128) & 0xff);
    const before = this.plan.earlier[node]!;
    const depth = before >= 0 ? this.#depth.get(before >> 1)! : 0;
    this.#words.push(before >= 0 ? depth * this.bytes + (1 + (before & 1)) * VECTORS : 0);
    this.#pushFloat(first);
    this.#pushFloat(second);
  }

  #coefficients(node: number, always = false): void {
    const { earlier, coefficientStart, coefficients } = this.plan;
    const count = this.#count;
    if (!this.#isLeaf(node) && earlier[node]! >= 0) {
      const start = coefficientStart[node]!;
      for (let i = 0; i < 2 * count; i++) this.#pushFloat(coefficients[start + i]!);
    } else if (always) {
      for (const t of gaussRule(count).node) this.#pushFloat(t);
      for (let q = 0; q < count; q++) this.#pushFloat(1);
    }
  }

  /** Of a pair's leaves: their difference, and their mean. */
  #difference(node: number): [number, number] {
    const { forest, value, ratio } = this.plan;
    const low = value[forest.right[node]!]!;
    const gap = value[node + 1]! - low;
    return [gap, low + ratio[node]! * gap];
  }

  #flags(node: number): number {
    const { earlier, wide } = this.plan;
    return (
      (earlier[node]! >= 0 ? REPEATED : 0) |
      (this.#saves.has(node) ? SAVES : 0) |
      (wide[node] ? WIDE : 0)
    );
  }

  #isLeaf(node: number): boolean {
    return this.plan.forest.feature[node] === LEAF;
  }

  /** A leaf or a pair. */
  #isShallow(node: number): boolean {
    return (
      this.#isLeaf(node) || (this.#isLeaf(node + 1) && this.#isLeaf(this.plan.forest.right[node]!))
    );
  }

  #pushFloat(value: number): void {
    this.#float[0] = value;
    this.#words.push(this.#asWord[0]!);
  }
}
