import type { FileNote, NoteCode } from './facts.js';

/** Collects notes: one for each code and place, with how often and where first. */
export class NoteList {
  readonly #notes = new Map<
    string,
    { code: NoteCode; path: string; count: number; line?: number }
  >();

  add(code: NoteCode, path: string, count = 1, line?: number): void {
    if (count === 0) return;
    const key = `${code} ${path}`;
    const known = this.#notes.get(key);
    if (known) {
      known.count += count;
      if (line !== undefined) known.line = Math.min(known.line ?? line, line);
    } else
      this.#notes.set(
        key,
        line === undefined ? { code, path, count } : { code, path, count, line },
      );
  }

  addAll(others: NoteList): void {
    for (const { code, path, count, line } of others.list()) this.add(code, path, count, line);
  }

  list(): readonly FileNote[] {
    return [...this.#notes.values()];
  }
}
