import { readFileSync, writeFileSync } from 'node:fs';
import { RiskError } from '../core/errors.js';

/** @throws RiskError `LOAD_FAILED` naming the file. */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileError('read', path, error);
  }
}

/** @throws RiskError `LOAD_FAILED`; `INPUT_INVALID` when the file is no UTF-8. */
export function readText(path: string): string {
  const bytes = readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RiskError('INPUT_INVALID', `"${path}" expected text in UTF-8`, { path });
  }
}

/** @throws RiskError `LOAD_FAILED`; `OPTION_INVALID` when the file is no JSON. */
export function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch {
    throw new RiskError('OPTION_INVALID', `"${path}" expected JSON`, { path });
  }
}

export interface WriteOptions {
  /** Permission bits of a new file. */
  readonly mode?: number;
  /** Refuse to write over a file that is there. */
  readonly fresh?: boolean;
}

/** @throws RiskError `LOAD_FAILED` naming the file. */
export function writeFile(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): void {
  try {
    const flag = options.fresh ? 'wx' : 'w';
    writeFileSync(
      path,
      content,
      options.mode === undefined ? { flag } : { flag, mode: options.mode },
    );
  } catch (error) {
    throw fileError('write', path, error);
  }
}

export function fileError(verb: 'read' | 'write', path: string, error: unknown): RiskError {
  const code = (error as { code?: unknown }).code;
  const why = typeof code === 'string' ? (REASONS[code] ?? code) : 'it failed';
  return new RiskError('LOAD_FAILED', `cannot ${verb} "${path}": ${why}`, { path });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'not permitted',
  EISDIR: 'it is a folder',
  EEXIST: 'the file exists (--force writes over it)',
  ENOTDIR: 'no such file or folder',
  EROFS: 'nothing can be written there',
  ENOSPC: 'the disk is full',
  EPIPE: 'nobody reads it any more',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
};
