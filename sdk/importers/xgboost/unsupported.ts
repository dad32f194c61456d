import { RiskError } from '../../core/errors.js';
import { isFields, isList, type Fields } from './fields.js';

/** Whether something is there that cannot be carried, where, and what to call it. */
export type Finding = readonly [applies: boolean, path: string, what: string];

/**
 * @throws RiskError `IMPORT_UNSUPPORTED` that names everything found; nothing when nothing is.
 */
export function refuseUnsupported(findings: readonly Finding[]): void {
  const found = findings.filter(([applies]) => applies);
  if (found.length === 0) return;
  throw new RiskError(
    'IMPORT_UNSUPPORTED',
    `XGBoost models with this are not supported: ${found.map(([, , what]) => what).join('; ')}`,
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

/** Trees of several outputs, and leaves that are vectors. */
export function findVectors(model: Fields, path: string): readonly Finding[] {
  const groups = isList(model.tree_info) ? Array.from(model.tree_info) : [];
  const trees = isList(model.trees) ? Array.from(model.trees) : [];
  const parameters = [
    model.gbtree_model_param,
    ...trees.map((tree) => (isFields(tree) ? tree.tree_param : undefined)),
  ];
  const vector = parameters.some((owner) => isFields(owner) && Number(owner.size_leaf_vector) > 1);
  return [
    [groups.some((group) => group !== 0), `${path}.tree_info`, 'trees for several outputs'],
    [vector, `${path}.trees`, 'leaves that are vectors (size_leaf_vector)'],
  ];
}
