import { RiskError } from '../core/errors.js';

/** Whether something is there that cannot be carried, where, and what to call it. */
export type Finding = readonly [applies: boolean, path: string, what: string];

/**
 * @param library - whose models these are, such as `XGBoost`.
 * @throws RiskError `IMPORT_UNSUPPORTED` that names everything found; nothing when nothing is.
 */
export function refuseUnsupported(library: string, findings: readonly Finding[]): void {
  const found = findings.filter(([applies]) => applies);
  if (found.length === 0) return;
  throw new RiskError(
    'IMPORT_UNSUPPORTED',
    `${library} models with this are not supported: ${found.map(([, , what]) => what).join('; ')}`,
    {
      path: found[0]![1],
      issues: found.map(([, path, what]) => ({
        code: 'UNSUPPORTED',
        path,
        expected: `no ${what}`,
      })),
    },
  );
}
