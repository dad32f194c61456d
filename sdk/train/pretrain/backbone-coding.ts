import { RiskError } from '../../core/errors.js';
import {
  flag,
  integer,
  list,
  localized,
  mark,
  number,
  oneOf,
  record,
  text,
  variant,
  type Field,
} from '../../model/bundle/fields.js';
import { checkFeatures } from '../../model/check/features.js';
import { IssueList } from '../../model/check/issues.js';
import { binCount, type Feature } from '../../model/feature.js';
import type { Backbone } from './backbone.js';
import { inputCount } from './encoding.js';
import { WEIGHTS, weightShapes, type NetworkShape, type WeightName } from './network.js';
import type { PretrainReport } from './pretrain-types.js';

/** A file with more than this many characters is no backbone of ours. */
const MAX_LENGTH = 2 ** 28;

/**
 * A backbone as JSON, to keep. A float32 is written with as many digits as it takes to read the same
 * bits again.
 */
export function encodeBackbone(backbone: Backbone): string {
  return JSON.stringify(backbone, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
  );
}

const count = integer(0, 2 ** 31 - 1);
const features = list(
  variant({
    numeric: record(
      {
        kind: oneOf('numeric'),
        name: text,
        missing: oneOf('allowed', 'refused'),
        compare: oneOf('float32', 'float64'),
        side: oneOf('less', 'less-equal'),
        cuts: list(number),
      },
      {
        ...{ label: localized, unit: text, min: number, max: number, step: number },
        ...{ integer: flag, zeroIsMissing: mark },
      },
    ),
    categorical: record(
      {
        kind: oneOf('categorical'),
        name: text,
        missing: oneOf('allowed', 'refused'),
        codes: list(integer(-(2 ** 31), 2 ** 31 - 1)),
        labels: list(text),
        unlisted: oneOf('other', 'refused'),
      },
      { label: localized, unit: text, categoryLabels: list(localized) },
    ),
  }),
);
const report = record({
  backend: oneOf('webgpu', 'wasm', 'cpu'),
  backendReasons: list(text),
  rows: count,
  labelled: list(count),
  inputs: count,
  weights: count,
  stages: list(
    record(
      {
        stage: oneOf('masked', 'labels', 'fine-tuning'),
        rows: count,
        loss: list(number),
        kept: count,
      },
      { validation: list(number) },
    ),
  ),
});
const backboneFields = record({
  kind: oneOf('insitu-backbone'),
  version: integer(1, 1),
  features,
  encodings: list(record({ width: count, table: list(number) })),
  channels: list(text, 256),
  horizons: list(text, 16),
  shape: record({
    inputs: count,
    channels: count,
    embedding: count,
    hidden: list(count, 2),
    horizons: count,
  }),
  weights: record(
    Object.fromEntries(WEIGHTS.map((name) => [name, list(number)])) as Record<
      WeightName,
      Field<readonly number[]>
    >,
  ),
  report,
});

/**
 * Reads what {@link encodeBackbone} wrote.
 *
 * @throws RiskError `MODEL_INVALID` with every issue at once.
 */
export function decodeBackbone(json: string): Backbone {
  const issues = new IssueList();
  let value: unknown;
  try {
    value = json.length <= MAX_LENGTH ? JSON.parse(json) : undefined;
  } catch {
    // What is no JSON is no object either, and the reader says so.
  }
  const read = backboneFields.read(value, 'backbone', issues);
  if (!issues.empty) refuse(issues);
  const backbone: Backbone = {
    ...read,
    version: 1,
    features: read.features.map((feature): Feature =>
      feature.kind === 'numeric'
        ? { ...feature, cuts: Float64Array.from(feature.cuts) }
        : { ...feature, codes: Int32Array.from(feature.codes) },
    ),
    encodings: read.encodings.map(({ width, table }) => ({
      width,
      table: Float32Array.from(table),
    })),
    shape: read.shape as NetworkShape,
    weights: Object.fromEntries(
      WEIGHTS.map((name) => [name, Float32Array.from(read.weights[name])]),
    ) as Record<WeightName, Float32Array>,
    report: { ...read.report, reproducible: false } as PretrainReport,
  };
  checkBackbone(backbone, issues);
  if (!issues.empty) refuse(issues);
  return backbone;
}

/** Everything that scoring takes for granted. */
function checkBackbone({ features, encodings, shape, ...rest }: Backbone, issues: IssueList) {
  checkFeatures(features, issues);
  const isRight = (ok: boolean, path: string, expected: string) =>
    issues.check(ok, 'SHAPE', `backbone.${path}`, expected);
  isRight(encodings.length === features.length, 'encodings', 'one per feature');
  encodings.forEach(({ width, table }, f) => {
    const bins = features[f] ? binCount(features[f]) : 0;
    isRight(table.length === bins * width, `encodings[${f}].table`, 'its width for each bin');
  });
  isRight(shape.inputs === inputCount(encodings), 'shape.inputs', 'the width of all encodings');
  isRight(shape.hidden.length === 2, 'shape.hidden', 'two layers');
  isRight(shape.channels === rest.channels.length, 'shape.channels', 'as many as have names');
  isRight(shape.horizons === rest.horizons.length, 'shape.horizons', 'as many as have names');
  const shapes = weightShapes(shape);
  for (const name of WEIGHTS) {
    const [rows, columns] = shapes[name];
    const weights = rest.weights[name];
    isRight(weights.length === rows * columns, `weights.${name}`, `${rows} x ${columns} numbers`);
    isRight(weights.every(Number.isFinite), `weights.${name}`, 'float32 numbers');
  }
}

function refuse({ issues }: IssueList): never {
  const first = issues[0]!;
  throw new RiskError('MODEL_INVALID', `"${first.path}" expected ${first.expected}`, {
    path: first.path,
    issues,
  });
}
