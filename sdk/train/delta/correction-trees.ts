import { missingBin, type Feature } from '../../model/feature.js';
import { LEAF } from '../../model/forest.js';
import type { Correction } from '../../model/addition.js';

/** Nodes in preorder, as in a forest; sets are numbered from 0. */
export interface CorrectionTree {
  readonly feature: number[];
  readonly split: number[];
  /** Counted from this tree's first node. */
  readonly right: number[];
  readonly defaultLeft: number[];
  readonly leaf: number[];
  readonly cover: number[];
  readonly sets: Uint32Array[];
}

/** Bins that have the same points. */
interface Run {
  readonly points: number;
  weight: number;
  /** First bin of a run of numbers. */
  readonly first: number;
  /** All bins of a set of categories. */
  readonly bins: number[];
}

/**
 * A correction as a tree that tests its feature alone: each row reaches the leaf with the points of
 * its bin. Covers are the weights of the bins, so that explanations average over the population.
 *
 * @param feature - one with at least one cut or code.
 */
export function correctionTree(feature: Feature, correction: Correction): CorrectionTree {
  const tree = {
    ...{ feature: [], split: [], right: [], defaultLeft: [] },
    leaf: [],
    cover: [],
    sets: [],
  };
  const writer = new TreeWriter(tree, feature, correction);
  if (feature.kind === 'numeric') writer.writeNumeric();
  else writer.writeCategories();
  return tree;
}

class TreeWriter {
  readonly #tree: CorrectionTree;
  readonly #correction: Correction;
  readonly #missing: number;

  constructor(tree: CorrectionTree, feature: Feature, correction: Correction) {
    this.#tree = tree;
    this.#correction = correction;
    this.#missing = missingBin(feature);
  }

  get #missingRun(): Run {
    const { points, weight } = this.#correction;
    const at = this.#missing;
    return { points: points[at]!, weight: weight[at]!, first: at, bins: [at] };
  }

  /** Halves runs of neighbours; what is missing goes right throughout, to the last of them. */
  writeNumeric(): void {
    const { points, weight } = this.#correction;
    const runs: Run[] = [];
    for (let bin = 0; bin < this.#missing; bin++) {
      const last = runs.at(-1);
      if (last?.points === points[bin]) last.weight += weight[bin]!;
      else runs.push({ points: points[bin]!, weight: weight[bin]!, first: bin, bins: [] });
    }
    const missing = this.#missingRun;
    const write = (from: number, to: number): void => {
      const isLast = to === runs.length;
      if (to - from === 1) {
        if (isLast) this.#writeLast(runs[from]!, missing);
        else this.#writeLeaf(runs[from]!);
        return;
      }
      const middle = (from + to) >> 1;
      const all = runs.slice(from, to).concat(isLast ? [missing] : []);
      this.#writeSplit(
        runs[middle]!.first - 1,
        0,
        all,
        () => write(from, middle),
        () => write(middle, to),
      );
    };
    write(0, runs.length);
  }

  /** The run that "missing" came along with. */
  #writeLast(run: Run, missing: Run): void {
    const both = [run, missing];
    if (run.points === missing.points) this.#writeLeaf({ ...run, weight: weightOf(both) });
    // Above the cut are all values that get here, and what is missing is sent below it.
    else if (run.first > 0) {
      this.#writeSplit(
        run.first - 1,
        1,
        both,
        () => this.#writeLeaf(missing),
        () => this.#writeLeaf(run),
      );
    } else this.#writeWhole(run, missing);
  }

  /** All values alike: those above the first cut, then those below it, are told from "missing". */
  #writeWhole(run: Run, missing: Run): void {
    const { weight } = this.#correction;
    const below = { ...run, weight: weight[0]! };
    const above = { ...run, weight: Math.max(run.weight - weight[0]!, 0) };
    const rest = [below, missing];
    const writeRest = () =>
      this.#writeSplit(
        0,
        0,
        rest,
        () => this.#writeLeaf(below),
        () => this.#writeLeaf(missing),
      );
    this.#writeSplit(0, 1, [...rest, above], writeRest, () => this.#writeLeaf(above));
  }

  /** "Missing" first, then halves of the sets of categories that have the same points. */
  writeCategories(): void {
    const { points, weight } = this.#correction;
    const runs = new Map<number, Run>();
    for (let bin = 0; bin < this.#missing; bin++) {
      const run = runs.get(points[bin]!);
      if (run) {
        run.weight += weight[bin]!;
        run.bins.push(bin);
      } else
        runs.set(points[bin]!, {
          points: points[bin]!,
          weight: weight[bin]!,
          first: bin,
          bins: [bin],
        });
    }
    const sets = [...runs.values()];
    const write = (from: number, to: number): void => {
      if (to - from === 1) return this.#writeLeaf(sets[from]!);
      const middle = (from + to) >> 1;
      const left = sets.slice(from, middle).flatMap(({ bins }) => bins);
      const split = this.#addSet(left);
      this.#writeSplit(
        split,
        0,
        sets.slice(from, to),
        () => write(from, middle),
        () => write(middle, to),
      );
    };
    const all = this.#addSet(sets.flatMap(({ bins }) => bins));
    const missing = this.#missingRun;
    this.#writeSplit(
      all,
      0,
      [...sets, missing],
      () => write(0, sets.length),
      () => this.#writeLeaf(missing),
    );
  }

  #addSet(bins: readonly number[]): number {
    const words = new Uint32Array((this.#missing + 31) >>> 5);
    for (const bin of bins) words[bin >>> 5]! |= 1 << (bin & 31);
    return this.#tree.sets.push(words) - 1;
  }

  #writeSplit(
    split: number,
    defaultLeft: 0 | 1,
    below: readonly Run[],
    writeLeft: () => void,
    writeRight: () => void,
  ): void {
    const { right } = this.#tree;
    const node = this.#push(this.#correction.feature, split, defaultLeft, 0, weightOf(below));
    writeLeft();
    right[node] = right.length;
    writeRight();
  }

  #writeLeaf(run: Run): void {
    this.#push(LEAF, 0, 0, run.points, run.weight);
  }

  #push(feature: number, split: number, defaultLeft: number, leaf: number, cover: number): number {
    const tree = this.#tree;
    tree.split.push(split);
    tree.right.push(0);
    tree.defaultLeft.push(defaultLeft);
    tree.leaf.push(leaf);
    tree.cover.push(cover);
    return tree.feature.push(feature) - 1;
  }
}

function weightOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { weight }) => sum + weight, 0);
}
