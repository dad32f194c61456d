const WIDTH = 24;
const INTERVAL_MS = 100;

/** A bar on stderr for long work, when a person watches; nothing in a pipe or a log. */
export class ProgressBar {
  readonly #label: string;
  #shownAt = 0;
  #visible = false;

  constructor(label: string) {
    this.#label = label;
  }

  show(done: number, total: number): void {
    if (!process.stderr.isTTY) return;
    const now = performance.now();
    if (this.#shownAt === 0) this.#shownAt = now;
    // Work that is over within an interval shows no bar at all.
    if (now - this.#shownAt < INTERVAL_MS) return;
    this.#shownAt = now;
    this.#visible = true;
    const share = total > 0 ? Math.min(1, done / total) : 1;
    const filled = Math.round(share * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    process.stderr.write(`\r${this.#label} ${bar} ${Math.round(share * 100)} % `);
  }

  finish(): void {
    if (this.#visible) process.stderr.write('\r\u001b[K');
    this.#visible = false;
  }
}
