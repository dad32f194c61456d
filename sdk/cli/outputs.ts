import { accessSync, constants, realpathSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from './command.js';
import { fileError } from './files.js';

/** A file that a command reads or writes, as its caller named it: `--report`, `TABLE.csv`. */
export interface NamedFile {
  readonly as: string;
  /** Absent where the caller left it out. */
  readonly path: string | undefined;
}

/**
 * Looks at every file that a command will write, before it does any work: minutes of training must not
 * end at a folder that is not there, and nothing that is read may be written over.
 *
 * @throws UsageError for an output that is an input or another output; RiskError `LOAD_FAILED` for
 *   one that cannot be written.
 */
export function checkOutputs(inputs: readonly NamedFile[], outputs: readonly NamedFile[]): void {
  const taken = new Map<string, NamedFile>();
  const read = new Set<NamedFile>(inputs);
  for (const file of inputs) {
    if (file.path !== undefined) taken.set(placeOf(file.path), file);
  }
  for (const file of outputs) {
    if (file.path === undefined) continue;
    checkWritable(file.path);
    // Devices and pipes hold nothing that could be lost, and may be named twice.
    const there = statOf(file.path);
    if (there && !there.isFile()) continue;
    const place = placeOf(file.path);
    const other = taken.get(place);
    if (other) {
      const what = read.has(other) ? `${file.as} would write over` : `${file.as} is the file of`;
      throw new UsageError(`${what} ${other.as}`);
    }
    taken.set(place, file);
  }
}

function checkWritable(path: string): void {
  try {
    const there = statOf(path);
    if (there?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    // Of a file that is not there yet, the folder decides.
    accessSync(there ? path : dirname(resolve(path)), constants.W_OK);
  } catch (error) {
    throw fileError('write', path, error);
  }
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** One text for all the names of a file: links and `..` are followed. */
function placeOf(path: string): string {
  const there = statOf(path);
  if (there) return `${there.dev}:${there.ino}`;
  const full = resolve(path);
  try {
    return join(realpathSync(dirname(full)), basename(full));
  } catch {
    return full;
  }
}
