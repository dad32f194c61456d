import { splitCount, type CategoricalFeature, type Feature } from '../model/feature.js';
import { inCategorySet, LEAF, type CategorySets, type Forest } from '../model/forest.js';

/**
 * A feature and forest that know more codes, and score every applicant as before: until now the
 * new codes took the bin for "other", so each goes wherever that bin goes.
 *
 * @param codes - ascending; all of the feature's own codes are among them.
 */
export function extendCategories(
  features: readonly Feature[],
  index: number,
  codes: Int32Array,
  forest: Forest,
): { feature: CategoricalFeature; forest: Forest } {
  const feature = features[index] as CategoricalFeature;
  const other = splitCount(feature);
  // Old bin of each new bin; the last is "other" itself.
  const oldBin = [...codes, undefined].map((code) => {
    const at = code === undefined ? -1 : feature.codes.indexOf(code);
    return at < 0 ? other : at;
  });
  const sets = new SetCopier(forest.categorySets);
  const split = forest.split.slice();
  forest.feature.forEach((tested, node) => {
    if (tested === LEAF || features[tested]!.kind === 'numeric') return;
    split[node] = sets.copy(forest.split[node]!, tested === index ? oldBin : undefined);
  });
  return {
    feature: { ...feature, codes },
    forest: { ...forest, split, categorySets: sets.finish() },
  };
}

/** Builds category sets from others, each distinct one once. */
class SetCopier {
  readonly #from: CategorySets;
  readonly #start = [0];
  readonly #words: number[] = [];
  readonly #known = new Map<string, number>();

  constructor(from: CategorySets) {
    this.#from = from;
  }

  /** @param oldBin - for each new bin the bin it was; as it is when left out. */
  copy(set: number, oldBin: readonly number[] | undefined): number {
    const { start, words } = this.#from;
    const copied = oldBin
      ? this.#spread(set, oldBin)
      : [...words.subarray(start[set]!, start[set + 1]!)];
    const key = copied.join();
    let index = this.#known.get(key);
    if (index === undefined) {
      index = this.#start.length - 1;
      this.#known.set(key, index);
      this.#words.push(...copied);
      this.#start.push(this.#words.length);
    }
    return index;
  }

  finish(): CategorySets {
    return { start: Uint32Array.from(this.#start), words: Uint32Array.from(this.#words) };
  }

  #spread(set: number, oldBin: readonly number[]): number[] {
    const words = new Uint32Array((oldBin.length + 31) >>> 5);
    oldBin.forEach((bin, at) => {
      if (inCategorySet(this.#from, set, bin)) words[at >>> 5]! |= 1 << (at & 31);
    });
    return [...words];
  }
}
