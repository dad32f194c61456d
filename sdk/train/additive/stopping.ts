/** Remembers the best round so far, and says when waiting for a better one is over. */
export class Stopping {
  /** Rounds of the best loss; 0 is before the first. */
  kept = 0;
  #best: number;
  readonly #patience: number;

  /** @param loss - before the first round. @param patience - 0 for ever. */
  constructor(loss: number, patience: number) {
    this.#best = loss;
    this.#patience = patience;
  }

  /** Takes the loss after some rounds; returns whether it is the best. */
  isBest(rounds: number, loss: number): boolean {
    if (!(loss < this.#best)) return false;
    this.#best = loss;
    this.kept = rounds;
    return true;
  }

  isOver(rounds: number): boolean {
    return this.#patience > 0 && rounds - this.kept >= this.#patience;
  }
}
