import type { Pick } from './view.js';

/** Changes that reach the target. */
export interface Found {
  readonly picks: readonly Pick[];
  /** Whole units of 1/1024. */
  readonly cost: number;
  readonly changes: number;
  readonly margin: number;
}

/** The best paths met, one for each set of features that change. */
export class Shelf {
  readonly #best = new Map<string, Found>();
  #costs: number[] = [];

  /**
   * @param count - how many paths are wanted.
   * @param keyOf - names the features that a path changes.
   * @param preferred - whether a path is more plausible than another that costs as much.
   */
  constructor(
    readonly count: number,
    readonly keyOf: (picks: readonly Pick[]) => string,
    readonly preferred: (found: Found, known: Found) => boolean,
  ) {}

  /** The cost of the cheapest path; Infinity while there is none. */
  get best(): number {
    return this.#costs[0] ?? Infinity;
  }

  /** What a path must cost less than to be among those wanted. */
  get worst(): number {
    return this.#costs[this.count - 1] ?? Infinity;
  }

  add(found: Found): void {
    const key = this.keyOf(found.picks);
    const known = this.#best.get(key);
    if (known && !this.#isBetter(found, known)) return;
    this.#best.set(key, found);
    this.#costs = [...this.#best.values()].map(({ cost }) => cost).sort((a, b) => a - b);
  }

  /** Cheapest first; then fewest changes; then the more plausible; then in the model's order. */
  ranked(): Found[] {
    return [...this.#best.values()].sort(
      (a, b) =>
        a.cost - b.cost ||
        a.changes - b.changes ||
        Number(this.preferred(b, a)) - Number(this.preferred(a, b)) ||
        compare(a.picks, b.picks),
    );
  }

  #isBetter(found: Found, known: Found): boolean {
    if (found.cost !== known.cost) return found.cost < known.cost;
    if (found.changes !== known.changes) return found.changes < known.changes;
    if (this.preferred(found, known)) return true;
    return !this.preferred(known, found) && compare(found.picks, known.picks) < 0;
  }
}

function compare(a: readonly Pick[], b: readonly Pick[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = a[i]!.block - b[i]!.block || a[i]!.option - b[i]!.option;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
