import { castColumn, type Column } from './column.js';
import type { Ensemble, LeafVotes, NodeMode } from './ensemble.js';
import type { NodeContext } from './node-context.js';
import { MAX_TARGETS } from './score-column.js';

const MODES: Readonly<Record<string, NodeMode>> = {
  BRANCH_LEQ: 'leq',
  BRANCH_LT: 'lt',
  BRANCH_GTE: 'gte',
  BRANCH_GT: 'gt',
  BRANCH_EQ: 'eq',
  BRANCH_NEQ: 'neq',
};

/** What the two operators of `ai.onnx.ml` 1 and 3 have in common. */
export interface ReadEnsemble {
  readonly ensemble: Ensemble;
  readonly base: ArrayLike<number>;
}

/**
 * Reads the trees of a TreeEnsembleRegressor or TreeEnsembleClassifier: nodes and leaves by tree
 * and node id, votes by the same ids.
 *
 * @param votes - how the operator's attributes on votes begin: `target` or `class`.
 * @throws RiskError `MODEL_INVALID` for lists that do not fit each other and ids that are not there.
 */
export function readEnsemble(
  context: NodeContext,
  votes: 'target' | 'class',
  targets: number,
): ReadEnsemble | undefined {
  const { attributes, path } = context;
  const columns = comparedColumns(context);
  if (!columns) return undefined;
  const treeIds = attributes.integers('nodes_treeids');
  const count = treeIds.length;
  const list = <T extends ArrayLike<unknown>>(name: string, values: T): T => {
    if (values.length !== count) attributes.invalid(`${count} entries in ${name}`);
    return values;
  };
  const nodeIds = list('nodes_nodeids', attributes.integers('nodes_nodeids'));
  const modes = list('nodes_modes', attributes.texts('nodes_modes'));
  const features = list('nodes_featureids', attributes.integers('nodes_featureids'));
  const trueIds = list('nodes_truenodeids', attributes.integers('nodes_truenodeids'));
  const falseIds = list('nodes_falsenodeids', attributes.integers('nodes_falsenodeids'));
  const thresholds = attributes.reals('nodes_values');
  list('nodes_values', thresholds.values);
  const tracks = attributes.integers('nodes_missing_value_tracks_true');
  if (tracks.length > 0) list('nodes_missing_value_tracks_true', tracks);
  const hitrates = attributes.reals('nodes_hitrates').values;
  if (count === 0 || count > 2 ** 24) attributes.invalid('nodes');

  // Of each node its index among nodes, or ~ its index among leaves; and the first of each tree.
  const place = new Map<number, Map<number, number>>();
  const roots: number[] = [];
  const inner: number[] = [];
  const leaves: number[] = [];
  let current: Map<number, number> | undefined;
  for (let i = 0; i < count; i++) {
    const at = modes[i] === 'LEAF' ? ~leaves.length : inner.length;
    if (i === 0 || treeIds[i] !== treeIds[i - 1]) {
      if (place.has(treeIds[i]!)) attributes.invalid('the nodes of each tree together');
      current = new Map();
      place.set(treeIds[i]!, current);
      roots.push(at);
    }
    if (current!.has(nodeIds[i]!)) attributes.invalid('each node id once in a tree');
    current!.set(nodeIds[i]!, at);
    (at < 0 ? leaves : inner).push(i);
  }
  const child = (i: number, ids: readonly number[]): number =>
    place.get(treeIds[i]!)!.get(ids[i]!) ??
    attributes.invalid(`children that are nodes of their tree (entry ${i})`);

  const ensemble: Ensemble = {
    path,
    columns,
    roots: Int32Array.from(roots),
    modes: inner.map((i) => MODES[modes[i]!] ?? attributes.refuse(`nodes of an unknown mode`)),
    feature: columnIndices(context, inner, features, columns.length),
    value: Float64Array.from(inner, (i) => thresholds.values[i]!),
    members: new Map(),
    whenTrue: Int32Array.from(inner, (i) => child(i, trueIds)),
    whenFalse: Int32Array.from(inner, (i) => child(i, falseIds)),
    missingTrue: Uint8Array.from(inner, (i) => (tracks[i] === 1 ? 1 : 0)),
    hitrates:
      hitrates.length === count
        ? {
            nodes: Float64Array.from(inner, (i) => hitrates[i]!),
            leaves: Float64Array.from(leaves, (i) => hitrates[i]!),
          }
        : undefined,
    leaves: readVotes(context, votes, targets, place, leaves.length),
    divisor: divisorOf(context, roots.length),
    sum: inputType(context) === 'float64' ? 'float64' : 'float32',
  };
  const base = attributes.reals('base_values').values;
  return { ensemble, base };
}

/** The input's columns as the trees compare them: integers are cast to float32 first. */
export function comparedColumns(context: NodeContext): readonly Column[] | undefined {
  const input = context.columns;
  if (!input || input.shape.length !== 1) return undefined;
  context.work.spend(input.columns.length, context.path);
  const columns = input.columns.map((column) =>
    column.type === 'float64' ? column : castColumn(column, 'float32'),
  );
  return columns.every((column) => column !== undefined) ? columns : undefined;
}

/** The element type that the operator compares and adds in. */
export function inputType(context: NodeContext): 'float32' | 'float64' {
  return context.columns?.columns[0]?.type === 'float64' ? 'float64' : 'float32';
}

export function columnIndices(
  context: NodeContext,
  nodes: readonly number[],
  features: ArrayLike<number>,
  columns: number,
): Int32Array {
  return Int32Array.from(nodes, (i) => {
    const feature = features[i]!;
    if (!(feature >= 0 && feature < columns)) {
      context.attributes.invalid(`feature ids from 0 to ${columns - 1}`);
    }
    return feature;
  });
}

function divisorOf({ attributes }: NodeContext, trees: number): number {
  const aggregate = attributes.text('aggregate_function', 'SUM');
  if (aggregate === 'SUM') return 1;
  if (aggregate === 'AVERAGE') return trees;
  return attributes.refuse(`aggregate_function ${aggregate.slice(0, 20)}`);
}

function readVotes(
  context: NodeContext,
  prefix: 'target' | 'class',
  targets: number,
  place: ReadonlyMap<number, ReadonlyMap<number, number>>,
  leaves: number,
): LeafVotes {
  const { attributes } = context;
  const treeIds = attributes.integers(`${prefix}_treeids`);
  const nodeIds = attributes.integers(`${prefix}_nodeids`);
  const ids = attributes.integers(`${prefix}_ids`);
  const weights = attributes.reals(`${prefix}_weights`).values;
  const count = treeIds.length;
  if (nodeIds.length !== count || ids.length !== count || weights.length !== count) {
    attributes.invalid(`${count} entries in each list of votes`);
  }
  const leafOf = treeIds.map((tree, vote) => {
    const at = place.get(tree)?.get(nodeIds[vote]!);
    if (at === undefined)
      return attributes.invalid(`votes of nodes that are there (entry ${vote})`);
    // Converters write votes of inner nodes at times; no row ends there.
    return at < 0 ? ~at : -1;
  });
  return groupVotes(context, leafOf, ids, weights, targets, leaves);
}

/** Sorts votes by leaf; `leafOf` is -1 for votes that do not count. */
export function groupVotes(
  context: NodeContext,
  leafOf: readonly number[],
  ids: ArrayLike<number>,
  weights: ArrayLike<number>,
  targets: number,
  leaves: number,
): LeafVotes {
  if (!(targets >= 1 && targets <= MAX_TARGETS)) {
    context.attributes.refuse(`${targets} targets`);
  }
  const start = new Uint32Array(leaves + 1);
  for (const leaf of leafOf) if (leaf >= 0) start[leaf + 1]! += 1;
  for (let leaf = 0; leaf < leaves; leaf++) start[leaf + 1]! += start[leaf]!;
  const next = start.slice();
  const target = new Int32Array(start[leaves]!);
  const weight = new Float64Array(start[leaves]!);
  for (let vote = 0; vote < leafOf.length; vote++) {
    const id = ids[vote]!;
    if (!(id >= 0 && id < targets)) {
      context.attributes.invalid(`votes for targets from 0 to ${targets - 1}`);
    }
    if (leafOf[vote]! < 0) continue;
    const at = next[leafOf[vote]!]!++;
    target[at] = id;
    weight[at] = weights[vote]!;
  }
  return { start, target, weight };
}
