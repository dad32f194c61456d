import { RiskError } from '../../core/errors.js';
import type { CategorySplit, SourceTrees } from '../trees/source-trees.js';
import { leafValue, type Ensemble } from './ensemble.js';
import type { CategorySides, SplitFolder } from './fold-splits.js';
import { Work } from './graph-values.js';
import { MAX_SIDES } from './limits.js';
import type { RawFeature } from './raw-features.js';

/** A place where rows part, or a leaf when there is no split. */
interface Junction {
  readonly at: number;
  readonly split: Split | undefined;
  readonly left: number;
  readonly right: number;
}

interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly categories: CategorySplit | undefined;
}

/** Writes folded trees one after another, each in preorder. */
export class TreeWriter {
  private readonly start: number[] = [0];
  private readonly left: number[] = [];
  private readonly right: number[] = [];
  private readonly feature: number[] = [];
  private readonly value: number[] = [];
  private readonly missingLeft: number[] = [];
  private readonly hitrate: number[] = [];
  private readonly categories = new Map<number, CategorySplit>();
  private readonly sets = new Map<string, CategorySplit>();
  private readonly work = new Work(MAX_SIDES);

  constructor(private readonly folder: SplitFolder) {}

  /**
   * @param weights - of each target in the score.
   * @throws RiskError `MODEL_INVALID` when two nodes lead to one that is no part of a chain.
   */
  add(ensemble: Ensemble, weights: ReadonlyMap<number, number>): void {
    const used = new Uint8Array(ensemble.whenTrue.length);
    for (const root of ensemble.roots) {
      this.addTree(ensemble, weights, root, used);
      this.start.push(this.left.length);
    }
  }

  finish(features: readonly RawFeature[], covers: 'hitrates' | 'leaves'): SourceTrees {
    return {
      features: features.map((feature) => feature.toSource()),
      start: Uint32Array.from(this.start),
      left: Int32Array.from(this.left),
      right: Int32Array.from(this.right),
      feature: Int32Array.from(this.feature),
      value: Float64Array.from(this.value),
      missingLeft: Uint8Array.from(this.missingLeft),
      cover: covers === 'hitrates' ? Float64Array.from(this.hitrate) : this.leafCounts(),
      categories: this.categories,
    };
  }

  private addTree(
    ensemble: Ensemble,
    weights: ReadonlyMap<number, number>,
    root: number,
    used: Uint8Array,
  ): void {
    const first = this.left.length;
    // Nodes of the ensemble, each with the parent whose right child it becomes, or -1.
    const stack: [node: number, parent: number][] = [[root, -1]];
    while (stack.length > 0) {
      const [from, parent] = stack.pop()!;
      const place = this.left.length;
      if (parent >= 0) this.right[parent] = place - first;
      const { at, split, left, right } = this.resolve(ensemble, from, used);
      if (!split) {
        this.push(-1, 0, leafValue(ensemble.leaves, ~at, weights) / ensemble.divisor, 0);
        this.hitrate.push(ensemble.hitrates?.leaves[~at] ?? 0);
        continue;
      }
      // Behind its parent comes the left child, which is popped first.
      this.push(place - first + 1, split.feature, split.threshold, split.missingLeft ? 1 : 0);
      this.hitrate.push(ensemble.hitrates?.nodes[at] ?? 0);
      if (split.categories) this.categories.set(place, split.categories);
      stack.push([right, place], [left, -1]);
    }
  }

  /** The node or leaf at which rows really part: what sends all rows one way is passed over. */
  private resolve(ensemble: Ensemble, from: number, used: Uint8Array): Junction {
    let at = from;
    while (at >= 0) {
      use(ensemble, at, used);
      const folded = this.folder.fold(ensemble, at);
      const [whenTrue, whenFalse] = [ensemble.whenTrue[at]!, ensemble.whenFalse[at]!];
      if (folded.kind === 'number') {
        const [left, right] = folded.trueLeft ? [whenTrue, whenFalse] : [whenFalse, whenTrue];
        return { at, split: { ...folded, categories: undefined }, left, right };
      }
      if (folded.kind === 'categories') {
        this.work.spend(folded.sides.length, ensemble.path);
        const chain = this.join(ensemble, folded.feature, folded.sides, at, used);
        if (!constant(chain.sides)) return this.categorical(at, folded.feature, chain);
        at = chain.sides[0] === 1 ? chain.whenTrue : chain.whenFalse;
      } else at = folded.branch ? whenTrue : whenFalse;
    }
    return { at, split: undefined, left: 0, right: 0 };
  }

  /**
   * Joins a chain of tests on one feature that share a branch (`is it 3? else, is it 7?`, as
   * converters write a set of categories) to one split.
   */
  private join(
    ensemble: Ensemble,
    feature: number,
    first: CategorySides,
    at: number,
    used: Uint8Array,
  ): Chain {
    let chain: Chain = {
      sides: first,
      whenTrue: ensemble.whenTrue[at]!,
      whenFalse: ensemble.whenFalse[at]!,
    };
    for (;;) {
      const next = this.joinNext(ensemble, feature, chain, used);
      if (!next) return chain;
      chain = next;
    }
  }

  /** The chain with one more test, where a child of it shares one of its branches. */
  private joinNext(
    ensemble: Ensemble,
    feature: number,
    { sides, whenTrue, whenFalse }: Chain,
    used: Uint8Array,
  ): Chain | undefined {
    for (const [child, other, side] of [
      [whenFalse, whenTrue, 0],
      [whenTrue, whenFalse, 1],
    ] as const) {
      if (child < 0 || used[child] === 1) continue;
      const yes = ensemble.whenTrue[child]!;
      const no = ensemble.whenFalse[child]!;
      // A leaf has one parent, whatever its index; nodes are shared by chains alone.
      if ((yes !== other && no !== other) || yes === no) continue;
      const test = this.folder.fold(ensemble, child);
      if (test.kind !== 'categories' || test.feature !== feature) continue;
      use(ensemble, child, used);
      this.work.spend(sides.length, ensemble.path);
      // Rows on the child's side that it sends back join the other branch.
      const back = yes === other ? 1 : 0;
      const rest = yes === other ? no : yes;
      const joined = sides.map((at, k) => (at === side && test.sides[k] === back ? 1 - side : at));
      return side === 0
        ? { sides: joined, whenTrue, whenFalse: rest }
        : { sides: joined, whenTrue: rest, whenFalse };
    }
    return undefined;
  }

  /** The true branch is the left one. */
  private categorical(at: number, feature: number, chain: Chain): Junction {
    const { sides, whenTrue, whenFalse } = chain;
    const other = sides.at(-2)!;
    const named: number[] = [];
    for (let code = 0; code < sides.length - 2; code++) if (sides[code] !== other) named.push(code);
    const side = other === 1 ? 'right' : 'left';
    const name = `${side}:${named.join()}`;
    let categories = this.sets.get(name);
    if (!categories) this.sets.set(name, (categories = { side, codes: new Set(named) }));
    const split = { feature, threshold: 0, missingLeft: sides.at(-1) === 1, categories };
    return { at, split, left: whenTrue, right: whenFalse };
  }

  private push(left: number, feature: number, value: number, missingLeft: number): void {
    this.left.push(left);
    this.right.push(-1);
    this.feature.push(feature);
    this.value.push(value);
    this.missingLeft.push(missingLeft);
  }

  /** The leaves below each node: in preorder, children come after their parents. */
  private leafCounts(): Float64Array {
    const counts = new Float64Array(this.left.length);
    for (let tree = this.start.length - 2; tree >= 0; tree--) {
      const first = this.start[tree]!;
      for (let node = this.start[tree + 1]! - 1; node >= first; node--) {
        const left = this.left[node]!;
        counts[node] = left === -1 ? 1 : counts[first + left]! + counts[first + this.right[node]!]!;
      }
    }
    return counts;
  }
}

/** Tests on one feature that were joined, and where they lead. */
interface Chain {
  readonly sides: CategorySides;
  readonly whenTrue: number;
  readonly whenFalse: number;
}

function constant(sides: CategorySides): boolean {
  return sides.every((side) => side === sides[0]);
}

/** Marks a node; no node is met twice, so trees end, and cost no more than the file has nodes. */
function use({ path }: Ensemble, node: number, used: Uint8Array): void {
  if (used[node] === 1) {
    const expected = 'nodes that no other node leads to';
    throw new RiskError('MODEL_INVALID', `ONNX: "${path}" expected ${expected}`, {
      path,
      issues: [{ code: 'NODE_SHARED', path, expected }],
    });
  }
  used[node] = 1;
}
