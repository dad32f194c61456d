import type { Issue } from '../../core/errors.js';

/** More issues than this help nobody; a hostile file could otherwise yield millions. */
const LIMIT = 200;

/** Collects what is wrong with a model, up to a limit. */
export class IssueList {
  readonly issues: Issue[] = [];

  add(code: string, path: string, expected: string, got?: string): void {
    if (this.issues.length >= LIMIT) return;
    this.issues.push(got === undefined ? { code, path, expected } : { code, path, expected, got });
  }

  get full(): boolean {
    return this.issues.length >= LIMIT;
  }

  get empty(): boolean {
    return this.issues.length === 0;
  }

  /** Adds unless `ok`. Returns `ok`. */
  check(ok: boolean, code: string, path: string, expected: string): boolean {
    if (!ok) this.add(code, path, expected);
    return ok;
  }
}
