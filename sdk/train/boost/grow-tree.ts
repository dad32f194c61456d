import type { TrainHooks } from '../progress.js';
import type { BoostSettings } from './boost-types.js';
import type { GrownNode } from './forest-writer.js';
import type { BuiltChild, LevelCells } from './level-cells.js';
import type { LevelSplit, Shard, ShardSums } from './shard.js';
import {
  clamp,
  ordersOf,
  scoreAt,
  valueOf,
  type FoundSplit,
  type SearchNode,
  type SearchSetup,
} from './split-search.js';
import { splitTable, type SplitTable } from './split-table.js';
import { leafUnits } from './units.js';

/** What a tree is grown with. */
export interface GrowSetup {
  readonly settings: BoostSettings;
  readonly search: Omit<SearchSetup, 'orders'>;
  /** Of the training rows. */
  readonly shards: readonly Shard[];
  /** Rows that follow the tree and take no part in it. */
  readonly watcher: Shard | undefined;
  readonly cells: LevelCells;
  /** Features that this tree may use: u8[features]. */
  readonly allowed: Uint8Array;
  readonly gradientScale: number;
  readonly hooks: TrainHooks | undefined;
}

/** A tree, and the sums at the margins that it makes; the watcher's last, where there is one. */
export interface Grown {
  readonly nodes: readonly GrownNode[];
  readonly sums: readonly ShardSums[];
}

/** A node of the level that is being split. */
interface Open extends SearchNode {
  /** In the tree's list. */
  readonly id: number;
  /** Of its histogram in the level, or -1 where none is needed: it cannot be split. */
  place: number;
  /** Log-odds before eta. */
  readonly value: number;
  readonly path: readonly number[];
}

/** Grows one tree, level by level. A tree without a split is a leaf at 0. */
export async function growTree(setup: GrowSetup): Promise<Grown> {
  return new TreeGrower(setup).grow();
}

class TreeGrower {
  readonly #setup: GrowSetup;
  readonly #nodes: GrownNode[] = [];
  /** Values of leaves that earlier levels made. */
  readonly #values: number[] = [];
  #root = new Int32Array(0);
  #search: SearchSetup;

  constructor(setup: GrowSetup) {
    this.#setup = setup;
    this.#search = { ...setup.search, orders: [] };
  }

  async grow(): Promise<Grown> {
    const { shards, watcher, cells, search, settings, gradientScale, hooks } = this.#setup;
    const [parts] = await Promise.all([
      Promise.all(shards.map((shard) => shard.startTree(gradientScale))),
      watcher?.startTree(),
    ]);
    cells.setRoot(parts);
    this.#root = cells.at(0).slice();
    this.#search = { ...search, orders: ordersOf(this.#root, search) };
    let level = [this.#openRoot()];
    for (let depth = 1; ; depth++) {
      hooks?.checkStop?.();
      const tables = this.#findSplits(level);
      if (tables.every((table) => !table)) return this.#end(level);
      const [next, splits] = this.#splitLevel(level, tables, depth === settings.depth);
      if (depth === settings.depth) return this.#end(next, splits);
      level = await this.#descend(level, next, tables, splits);
    }
  }

  #openRoot(): Open {
    const { shapes } = this.#setup.search;
    let gradient = 0;
    let hessian = 0;
    for (let bin = 0; bin <= shapes[0]!.values; bin++) {
      hessian += this.#root[2 * bin]! >>> 0;
      gradient += this.#root[2 * bin + 1]!;
    }
    const value = this.#stepOf(gradient, hessian);
    const root = this.#open(gradient, hessian, -Infinity, Infinity, value, []);
    root.place = 0;
    return root;
  }

  /** Newton's step in log-odds, unbounded. */
  #stepOf(gradient: number, hessian: number): number {
    const { gradientUnit, hessianUnit, lambda } = this.#setup.search;
    return valueOf(gradient * gradientUnit, hessian * hessianUnit + lambda);
  }

  #open(
    gradient: number,
    hessian: number,
    low: number,
    high: number,
    value: number,
    path: readonly number[],
  ): Open {
    const { gradientUnit, hessianUnit, lambda } = this.#setup.search;
    const cover = hessian * hessianUnit;
    const score = scoreAt(value, gradient * gradientUnit, cover + lambda);
    const id = this.#nodes.length;
    this.#nodes.push({ split: undefined, left: 0, right: 0, value: 0, cover });
    return { gradient, hessian, low, high, score, id, value, path, place: -1 };
  }

  /** By node of the level: its split, if any. */
  #findSplits(level: readonly Open[]): (SplitTable | undefined)[] {
    const { cells, settings } = this.#setup;
    const search = this.#search;
    if (settings.shape === 'oblivious') {
      const allowed = this.#allowedAfter(level[0]!.path);
      const found = cells.bestLevelSplit(level, this.#root, allowed, search);
      if (!found) return level.map(() => undefined);
      const table = this.#tableOf(
        found,
        level.map(({ place }) => cells.at(place)),
      );
      return level.map(() => table);
    }
    return level.map((node) => {
      if (node.place < 0) return undefined;
      const found = cells.bestSplit(node.place, node, this.#allowedAfter(node.path), search);
      if (!found) return undefined;
      return this.#tableOf(found, [cells.at(node.place)]);
    });
  }

  #tableOf(found: FoundSplit, histograms: readonly Int32Array[]): SplitTable {
    const { shapes, stride, orders } = this.#search;
    const { feature } = found;
    return splitTable(found, shapes[feature]!, histograms, 2 * stride * feature, orders[feature]!);
  }

  /** Features that may follow those on a path. */
  #allowedAfter(path: readonly number[]): Uint8Array {
    const { allowed, settings } = this.#setup;
    const sets = settings.interactions;
    if (!sets || path.length === 0) return allowed;
    const together = sets.filter((set) => path.every((feature) => set.includes(feature)));
    const may = new Set([path[0]!, ...together.flat()]);
    return allowed.map((is, feature) => (is && may.has(feature) ? 1 : 0));
  }

  /**
   * Makes the children.
   *
   * @param isLast - whether they are leaves.
   * @returns them and what the shards are told.
   */
  #splitLevel(
    level: readonly Open[],
    tables: readonly (SplitTable | undefined)[],
    isLast: boolean,
  ): [Open[], LevelSplit] {
    const isOblivious = this.#setup.settings.shape === 'oblivious';
    const next: Open[] = [];
    const feature = new Int32Array(level.length).fill(-1);
    const right = new Uint8Array(256 * level.length);
    level.forEach((node, n) => {
      const table = tables[n];
      if (!table) {
        // The last level's leaves take their values in the order of its nodes.
        if (isLast) next.push(node);
        else this.#values.push(this.#settle(node));
        return;
      }
      feature[n] = table.feature;
      right.set(table.right, 256 * n);
      const [low, high] = this.#childrenOf(node, table, isOblivious ? n : 0);
      const grown = this.#nodes[node.id]!;
      grown.split = table;
      grown.left = low.id;
      grown.right = high.id;
      next.push(low, high);
    });
    return [next, { feature, right }];
  }

  /** @param at - of the node in the table's sums. */
  #childrenOf(node: Open, table: SplitTable, at: number): [Open, Open] {
    const { search } = this.#setup;
    const { low, high } = node;
    const path = node.path.includes(table.feature) ? node.path : [...node.path, table.feature];
    const monotone = search.shapes[table.feature]!.monotone;
    const gradient = table.gradients[at]!;
    const hessian = table.hessians[at]!;
    const otherGradient = node.gradient - gradient;
    const otherHessian = node.hessian - hessian;
    let left = clamp(this.#stepOf(gradient, hessian), low, high);
    let right = clamp(this.#stepOf(otherGradient, otherHessian), low, high);
    // A level's split may be none for this node: then both children keep its value.
    if (!this.#mayPart(hessian, otherHessian, monotone, left, right)) left = right = node.value;
    const middle = (left + right) / 2;
    // What keeps a tree monotone: all leaves of the lower side stay below the middle.
    const [least, most] = [monotone < 0 ? middle : low, monotone > 0 ? middle : high];
    const [otherLeast, otherMost] = [monotone > 0 ? middle : low, monotone < 0 ? middle : high];
    return [
      this.#open(gradient, hessian, least, most, left, path),
      this.#open(otherGradient, otherHessian, otherLeast, otherMost, right, path),
    ];
  }

  #mayPart(
    leftHessian: number,
    rightHessian: number,
    monotone: number,
    left: number,
    right: number,
  ): boolean {
    const { hessianUnit, minChild } = this.#setup.search;
    if (leftHessian === 0 || rightHessian === 0) return false;
    if (leftHessian * hessianUnit < minChild || rightHessian * hessianUnit < minChild) return false;
    return monotone === 0 || (monotone > 0 ? left <= right : left >= right);
  }

  /** Tells the shards, and gets the histograms of the next level's nodes. */
  async #descend(
    level: readonly Open[],
    next: readonly Open[],
    tables: readonly (SplitTable | undefined)[],
    split: LevelSplit,
  ): Promise<Open[]> {
    const { shards, watcher, cells } = this.#setup;
    const [counts] = await Promise.all([
      Promise.all(shards.map((shard) => shard.split(split))),
      watcher?.split(split),
    ]);
    const rows = (node: number) => counts.reduce((sum, count) => sum + count[node]!, 0);
    const wanted: number[] = [];
    const children: BuiltChild[] = [];
    const opened: Open[] = [];
    const parents = level.filter((_, n) => tables[n]);
    parents.forEach(({ place }, i) => {
      const [left, right] = [next[2 * i]!, next[2 * i + 1]!];
      opened.push(left, right);
      if (!this.#canSplit(left) && !this.#canSplit(right)) return;
      const isLeft = rows(2 * i) <= rows(2 * i + 1);
      left.place = 2 * children.length;
      right.place = left.place + 1;
      wanted.push(isLeft ? 2 * i : 2 * i + 1);
      children.push({ parent: place, isLeft });
    });
    if (wanted.length > 0) {
      const nodes = Int32Array.from(wanted);
      cells.descend(
        children,
        await Promise.all(shards.map((shard) => shard.histograms(nodes.slice()))),
      );
    }
    return opened;
  }

  /** Whether a node could have two children; an oblivious level splits all of its nodes. */
  #canSplit({ hessian }: Open): boolean {
    const { settings, search } = this.#setup;
    if (settings.shape === 'oblivious') return true;
    return hessian > 1 && hessian * search.hessianUnit >= 2 * settings.minChild;
  }

  /** Makes a node a leaf; gives its value in units. */
  #settle({ id, value }: Open): number {
    const units = leafUnits(value * this.#setup.settings.eta);
    this.#nodes[id]!.value = units;
    return units;
  }

  async #end(leaves: readonly Open[], split?: LevelSplit): Promise<Grown> {
    const { shards, watcher } = this.#setup;
    const isLone = this.#nodes.length === 1;
    for (const leaf of leaves) this.#values.push(isLone ? 0 : this.#settle(leaf));
    const values = Int32Array.from(this.#values);
    const all = watcher ? [...shards, watcher] : shards;
    const sums = await Promise.all(all.map((shard) => shard.endTree(values.slice(), split)));
    return { nodes: this.#nodes, sums };
  }
}
