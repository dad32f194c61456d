import { RiskError, type Issue } from '../core/errors.js';

/** A file with thousands of bad lines says so in a page, not in a book. */
const LIMIT = 200;

/** Collects why a file is no table, up to a limit. */
export class TableIssues {
  readonly #issues: Issue[] = [];
  #more = 0;

  add(code: string, path: string, expected: string, got?: string): void {
    if (this.#issues.length >= LIMIT) this.#more++;
    else
      this.#issues.push(
        got === undefined ? { code, path, expected } : { code, path, expected, got },
      );
  }

  /** @throws RiskError `TABLE_INVALID` with all issues, where there are any. */
  throwIfAny(): void {
    const [first] = this.#issues;
    if (!first) return;
    const others = this.#issues.length - 1 + this.#more;
    const got = first.got === undefined ? '' : `, got ${first.got}`;
    const more = others > 0 ? ` (and ${others} more)` : '';
    throw new RiskError('TABLE_INVALID', `${first.path} expected ${first.expected}${got}${more}`, {
      path: first.path,
      issues: this.#issues,
    });
  }
}

/** The error for a file that is refused for one reason. */
export function tableRefusal(
  code: string,
  path: string,
  expected: string,
  got?: string,
): RiskError {
  const found = got === undefined ? '' : `, got ${got}`;
  return new RiskError('TABLE_INVALID', `${path} expected ${expected}${found}`, {
    path,
    issues: [got === undefined ? { code, path, expected } : { code, path, expected, got }],
  });
}
