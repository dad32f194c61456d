import { RiskError } from '../../core/errors.js';
import { LEAF, type Forest } from '../../model/forest.js';
import type { SplitTable } from './split-table.js';

/** A node of a tree as it grows. */
export interface GrownNode {
  /** None in leaves. */
  split: Pick<SplitTable, 'feature' | 'cut' | 'set' | 'missingLeft'> | undefined;
  /** Places of the children in the tree's list of nodes. */
  left: number;
  right: number;
  /** Of leaves, in units. */
  value: number;
  /** Sum of hessians. */
  readonly cover: number;
}

/** Sets are numbered by u16, as splits are. */
const MOST_SETS = 65535;

/** Writes grown trees as a forest, in preorder. Equal category sets are kept once. */
export function writeForest(trees: readonly (readonly GrownNode[])[]): Forest {
  const treeStart: number[] = [0];
  const feature: number[] = [];
  const split: number[] = [];
  const right: number[] = [];
  const defaultLeft: number[] = [];
  const leaf: number[] = [];
  const cover: number[] = [];
  const sets = new SetList();

  const write = (nodes: readonly GrownNode[], place: number): void => {
    const node = nodes[place]!;
    const test = node.split;
    const at = feature.length;
    feature.push(test ? test.feature : LEAF);
    split.push(test ? (test.set ? sets.add(test.set) : test.cut) : 0);
    defaultLeft.push(test?.missingLeft ? 1 : 0);
    leaf.push(test ? 0 : node.value);
    cover.push(node.cover);
    right.push(0);
    if (!test) return;
    write(nodes, node.left);
    right[at] = feature.length;
    write(nodes, node.right);
  };
  for (const nodes of trees) {
    write(nodes, 0);
    treeStart.push(feature.length);
  }
  return {
    kind: 'forest',
    treeStart: Uint32Array.from(treeStart),
    feature: Uint16Array.from(feature),
    split: Uint16Array.from(split),
    right: Uint32Array.from(right),
    defaultLeft: Uint8Array.from(defaultLeft),
    leaf: Int32Array.from(leaf),
    cover: Float32Array.from(cover),
    categorySets: sets.finish(),
  };
}

class SetList {
  readonly #known = new Map<string, number>();
  readonly #start = [0];
  readonly #words: number[] = [];

  add(set: Uint32Array): number {
    const key = set.join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const index = this.#known.size;
    if (index >= MOST_SETS) {
      throw new RiskError('TRAINING_FAILED', `the trees need more than ${MOST_SETS} category sets`);
    }
    this.#known.set(key, index);
    for (const word of set) this.#words.push(word);
    this.#start.push(this.#words.length);
    return index;
  }

  finish(): Forest['categorySets'] {
    return { start: Uint32Array.from(this.#start), words: Uint32Array.from(this.#words) };
  }
}
