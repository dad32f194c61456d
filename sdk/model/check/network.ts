import type { Feature } from '../feature.js';
import { MAX_REFERENCE_POINTS, type Network, type NetworkInput } from '../network.js';
import type { Link } from '../calibration.js';
import type { IssueList } from './issues.js';

/** Batches beyond this are no batches of applicants. */
const MAX_BATCH = 2 ** 16;

/**
 * Checks how a network is fed and read. Whether the graph itself is sound, and has these inputs and
 * this output, only the engine can say.
 */
export function checkNetwork(
  body: Network,
  features: readonly Feature[],
  link: Link,
  list: IssueList,
): void {
  const { graph, inputs, output, batch } = body;
  list.check(graph.length > 0, 'SHAPE', 'body.graph', 'an ONNX graph');
  const fed = new Set<number>();
  const names = new Set<string>();
  inputs.forEach((input, i) => {
    const path = `body.inputs[${i}]`;
    list.check(!names.has(input.name), 'NAME_TWICE', `${path}.name`, 'unique names');
    names.add(input.name);
    checkInput(input, features, path, list);
    for (const f of input.features) fed.add(f);
  });
  list.check(fed.size === features.length, 'INPUT_FEATURES', 'body.inputs', 'each feature');
  const whole = Number.isInteger(output.index) && output.index >= 0;
  list.check(whole, 'OUTPUT', 'body.output.index', 'a whole number >= 0');
  const ofLink = (link === 'identity') === (output.unit === 'value');
  list.check(ofLink, 'OUTPUT', 'body.output.unit', `what link ${link} takes`);
  const ranged = batch === undefined || (Number.isInteger(batch) && batch >= 1);
  list.check(ranged && (batch ?? 1) <= MAX_BATCH, 'BATCH', 'body.batch', `1 to ${MAX_BATCH}`);
  checkPoints(body, features, list);
}

function checkInput(
  { features: columns, shape, type, missing }: NetworkInput,
  features: readonly Feature[],
  path: string,
  list: IssueList,
): void {
  list.check(columns.length > 0, 'INPUT_FEATURES', `${path}.features`, 'at least one feature');
  list.check(shape === 'matrix' || columns.length === 1, 'SHAPE', path, 'one feature in a vector');
  const known = columns.every((f) => Number.isInteger(f) && f >= 0 && f < features.length);
  if (!list.check(known, 'FEATURE_RANGE', `${path}.features`, 'features of the model')) return;
  const raw = columns.every((f) => !('zeroIsMissing' in features[f]!));
  list.check(raw, 'ZERO_MISSING', path, 'features whose zeros are values: networks read them raw');
  const float = type === 'float32' || type === 'float64';
  const fill =
    missing === 'refused' || (missing === 'nan' ? float : float || Number.isSafeInteger(missing));
  list.check(fill, 'INPUT_MISSING', `${path}.missing`, `a value of ${type}`);
  if (missing !== 'refused') return;
  const refused = columns.every((f) => features[f]!.missing === 'refused');
  list.check(refused, 'INPUT_MISSING', `${path}.missing`, 'features that refuse missing as well');
}

function checkPoints({ background }: Network, features: readonly Feature[], list: IssueList): void {
  if (!background) return;
  const { values, weight, rows } = background;
  const path = 'body.background';
  const count = weight.length;
  list.check(
    count >= 1 && count <= MAX_REFERENCE_POINTS && values.length === count * features.length,
    'SHAPE',
    path,
    `1 to ${MAX_REFERENCE_POINTS} points over all features`,
  );
  const sum = weight.reduce((total, each) => total + each, 0);
  const weighed = sum === rows && weight.every((each) => each > 0);
  list.check(weighed, 'BACKGROUND', `${path}.weight`, 'counts above 0 that add up to `rows`');
  for (let i = 0; i < values.length && !list.full; i++) {
    const feature = features[i % features.length]!;
    const value = values[i]!;
    const sound = Number.isNaN(value)
      ? feature.missing === 'allowed'
      : Number.isFinite(value) && (feature.kind === 'numeric' || Number.isInteger(value));
    list.check(sound, 'BACKGROUND', `${path}.values[${i}]`, 'what the feature accepts');
  }
}
