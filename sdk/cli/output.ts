import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { fileError } from './files.js';

/** Where a table goes, a piece at a time. */
export interface Output {
  write(text: string): void;
  /** Everything is written. */
  close(): void;
  /** Leaves nothing behind. */
  discard(): void;
}

/**
 * Opens a file, or stdout when there is none. A file appears under its name only when it is whole.
 *
 * @throws RiskError `LOAD_FAILED` naming the file; so does writing, to a pipe that nobody reads any more too.
 */
export function openOutput(path: string | undefined): Output {
  if (path === undefined || path === '-') {
    const write = (text: string) => attempt('stdout', () => writeAll(1, text));
    return { write, close() {}, discard() {} };
  }
  const partial = `${path}.part`;
  const file = attempt(path, () => openSync(partial, 'w'));
  return {
    write: (text) => attempt(path, () => writeAll(file, text)),
    close() {
      closeSync(file);
      attempt(path, () => renameSync(partial, path));
    },
    discard() {
      closeSync(file);
      rmSync(partial, { force: true });
    },
  };
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      // A pipe whose reader is slower than we are.
      if ((error as { code?: unknown }).code !== 'EAGAIN') throw error;
    }
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw fileError('write', path, error);
  }
}
