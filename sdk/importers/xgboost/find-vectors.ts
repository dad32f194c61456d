import { isFields, isList, type Fields } from '../fields.js';
import type { Finding } from '../unsupported.js';

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
