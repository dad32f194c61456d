import { missingBin, type Feature } from '../model/feature.js';
import { goesLeft, LEAF, treeCount, type Forest } from '../model/forest.js';

/** Where rows of bins go in a forest. */
export class Splits {
  readonly #missing: Uint16Array;
  readonly #categorical: readonly boolean[];

  constructor(
    features: readonly Feature[],
    readonly forest: Forest,
  ) {
    this.#missing = Uint16Array.from(features, missingBin);
    this.#categorical = features.map((feature) => feature.kind === 'categorical');
  }

  goesLeft(node: number, bins: Uint16Array): boolean {
    const { forest } = this;
    const feature = forest.feature[node]!;
    const categorical = this.#categorical[feature]!;
    return goesLeft(forest, node, bins[feature]!, this.#missing[feature]!, categorical);
  }

  /** Sum of the leaves that a row reaches, in units. */
  sum(bins: Uint16Array): number {
    const { feature, right, leaf, treeStart } = this.forest;
    let sum = 0;
    for (let tree = 0; tree < treeCount(this.forest); tree++) {
      let node = treeStart[tree]!;
      while (feature[node] !== LEAF) node = this.goesLeft(node, bins) ? node + 1 : right[node]!;
      sum += leaf[node]!;
    }
    return sum;
  }
}
