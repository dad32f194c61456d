import type { Ensemble, NodeMode } from './ensemble.js';
import type { NodeContext } from './node-context.js';
import { columnIndices, comparedColumns, groupVotes, inputType } from './read-ensemble.js';

/** nodes_modes of TreeEnsemble, by number. */
const MODES: readonly NodeMode[] = ['leq', 'lt', 'gte', 'gt', 'eq', 'neq', 'member'];

/** aggregate_function of TreeEnsemble. */
const AVERAGE = 0;
const SUM = 1;

/**
 * Reads the trees of a TreeEnsemble, the one operator for all trees since `ai.onnx.ml` 5: nodes and
 * leaves in lists of their own, sets of members behind each other with NaN between them.
 *
 * @throws RiskError `MODEL_INVALID` for lists that do not fit each other and children that are not
 *   there.
 */
export function readTreeEnsemble(context: NodeContext, targets: number): Ensemble | undefined {
  const { attributes, path } = context;
  const columns = comparedColumns(context);
  if (!columns) return undefined;
  const splits = attributes.tensor('nodes_splits');
  const codes = attributes.tensor('nodes_modes')?.numbers ?? [];
  const values = splits?.numbers ?? [];
  const count = values.length;
  const list = <T extends ArrayLike<unknown>>(name: string, entries: T): T => {
    if (entries.length !== count) attributes.invalid(`${count} entries in ${name}`);
    return entries;
  };
  list('nodes_modes', codes);
  const features = list('nodes_featureids', attributes.integers('nodes_featureids'));
  const trueIds = list('nodes_truenodeids', attributes.integers('nodes_truenodeids'));
  const falseIds = list('nodes_falsenodeids', attributes.integers('nodes_falsenodeids'));
  const trueLeafs = list('nodes_trueleafs', attributes.integers('nodes_trueleafs'));
  const falseLeafs = list('nodes_falseleafs', attributes.integers('nodes_falseleafs'));
  const tracks = attributes.integers('nodes_missing_value_tracks_true');
  if (tracks.length > 0) list('nodes_missing_value_tracks_true', tracks);
  attributes.ignore('nodes_hitrates');
  const targetIds = attributes.integers('leaf_targetids');
  const weights = attributes.tensor('leaf_weights')?.numbers ?? [];
  if (weights.length !== targetIds.length || count === 0) attributes.invalid('nodes and leaves');
  const roots = attributes.integers('tree_roots');
  if (!roots.every((root) => root >= 0 && root < count) || roots.length === 0) {
    attributes.invalid(`tree_roots from 0 to ${count - 1}`);
  }
  const child = (id: number, isLeaf: number): number => {
    const limit = isLeaf ? weights.length : count;
    if (!(id >= 0 && id < limit)) attributes.invalid(`children from 0 to ${limit - 1}`);
    return isLeaf ? ~id : id;
  };
  const nodes = Array.from({ length: count }, (_, i) => i);
  const modes = nodes.map((i) => MODES[codes[i]!] ?? attributes.refuse('nodes of an unknown mode'));
  const aggregate = attributes.integer('aggregate_function', SUM);
  if (aggregate !== SUM && aggregate !== AVERAGE) {
    attributes.refuse(`aggregate_function ${aggregate === 2 ? 'MIN' : 'MAX'}`);
  }
  return {
    path,
    columns,
    roots: Int32Array.from(roots),
    modes,
    feature: columnIndices(context, nodes, features, columns.length),
    value: values,
    members: readMembers(context, modes),
    whenTrue: Int32Array.from(nodes, (i) => child(trueIds[i]!, trueLeafs[i]!)),
    whenFalse: Int32Array.from(nodes, (i) => child(falseIds[i]!, falseLeafs[i]!)),
    missingTrue: Uint8Array.from(nodes, (i) => (tracks[i] === 1 ? 1 : 0)),
    // There are none for leaves.
    hitrates: undefined,
    leaves: groupVotes(
      context,
      targetIds.map((_, leaf) => leaf),
      targetIds,
      weights,
      targets,
      targetIds.length,
    ),
    divisor: aggregate === AVERAGE ? roots.length : 1,
    sum: inputType(context),
  };
}

/** One set for each `member` node, in the order of the nodes. */
function readMembers(
  context: NodeContext,
  modes: readonly NodeMode[],
): ReadonlyMap<number, ReadonlySet<number>> {
  const { attributes, work, path } = context;
  const all = attributes.tensor('membership_values')?.numbers ?? [];
  work.spend(all.length, path);
  const sets = new Map<number, ReadonlySet<number>>();
  let at = 0;
  modes.forEach((mode, node) => {
    if (mode !== 'member') return;
    const set = new Set<number>();
    while (at < all.length && !Number.isNaN(all[at]!)) set.add(all[at++]!);
    if (at === all.length) attributes.invalid('membership_values with NaN behind each set');
    at++;
    sets.set(node, set);
  });
  return sets;
}
