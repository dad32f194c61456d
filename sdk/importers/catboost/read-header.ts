import type { Link } from '../../model/calibration.js';
import { isFields, isList, type FieldReader, type Fields } from '../fields.js';
import type { Finding } from '../unsupported.js';
import { linkOf } from './objectives.js';

/** What a model file says besides features and trees. */
export interface Header {
  /** As `1.2.10`; undefined where the build says none. */
  readonly version: string | undefined;
  readonly objective: string;
  readonly link: Link;
  /** The raw value is `scale * (sum of leaves) + bias`. */
  readonly scale: number;
  readonly bias: number;
  /** Class names of a classifier in the order of their labels, 0 first; empty where it has none. */
  readonly classes: readonly string[];
}

/**
 * Reads `model_info` and `scale_and_bias`.
 *
 * What CatBoost writes there: catboost/libs/model/model_export/json_model_helpers.cpp.
 *
 * @param findings - receives what cannot be carried.
 */
export function readHeader(root: Fields, reader: FieldReader, findings: Finding[]): Header {
  const info = isFields(root.model_info) ? root.model_info : {};
  const loss = lossOf(info);
  const link = linkOf(loss);
  const at = 'model_info.params.loss_function';
  if (loss === '') findings.push([true, at, 'no loss function in the file']);
  else findings.push([link === undefined, at, `loss function ${loss.slice(0, 40)}`]);
  const classes = classesOf(info);
  findings.push([classes.length > 2, 'model_info.class_params', `${classes.length} classes`]);
  return {
    version: versionOf(info),
    objective: loss,
    link: link ?? 'identity',
    ...readScaleAndBias(root.scale_and_bias, reader, findings),
    classes,
  };
}

/**
 * The name of the loss function: `params.loss_function.type` where one training made the model;
 * JSON in a string, beside `params`, where `sum_models` did.
 */
function lossOf(info: Fields): string {
  const params = isFields(info.params) ? info.params : {};
  const loss = params.loss_function ?? info.loss_function;
  if (isFields(loss)) return typeof loss.type === 'string' ? loss.type : '';
  if (typeof loss !== 'string') return '';
  return /"type"\s*:\s*"(\w{1,60})"/.exec(loss)?.[1] ?? '';
}

/** The names of the classes by label. Since 0.24 in `class_params`, before in the options. */
function classesOf(info: Fields): readonly string[] {
  const params = isFields(info.params) ? info.params : {};
  const options = isFields(params.data_processing_options) ? params.data_processing_options : {};
  const own = isFields(info.class_params) ? info.class_params : {};
  const names = listOf(own.class_names ?? options.class_names);
  const labels = listOf(own.class_to_label);
  const order = names.map((_, i) => (typeof labels[i] === 'number' ? labels[i] : i));
  return names
    .map((name, i) => ({ name: String(name).slice(0, 200), label: order[i]! }))
    .sort((a, b) => a.label - b.label)
    .map(({ name }) => name);
}

function listOf(value: unknown): readonly unknown[] {
  return isList(value) ? Array.from(value) : [];
}

/** `Summary: CatBoost release 1.2.10`, or `Branch: tags/v1.2.10`; a build of the trunk has neither. */
function versionOf(info: Fields): string | undefined {
  const text = info.catboost_version_info;
  if (typeof text !== 'string') return undefined;
  const [, version] = /(?:CatBoost release |tags\/v)(\d+(?:\.\d+){1,3})/.exec(text) ?? [];
  return version;
}

/** A scale and a bias, or a list with the bias of each output; absent up to 0.23. */
function readScaleAndBias(
  raw: unknown,
  { issues }: FieldReader,
  findings: Finding[],
): Pick<Header, 'scale' | 'bias'> {
  const path = 'scale_and_bias';
  if (raw === undefined || raw === null) return { scale: 1, bias: 0 };
  const pair = listOf(raw);
  const [scale, second] = pair;
  const biases = typeof second === 'number' ? [second] : second === null ? [] : listOf(second);
  findings.push([biases.length > 1, path, `${biases.length} outputs (one bias each)`]);
  const bias = biases[0] ?? 0;
  const sound =
    pair.length === 2 &&
    Number.isFinite(scale) &&
    Number.isFinite(bias) &&
    (typeof second === 'number' || second === null || isList(second));
  if (!issues.check(sound, 'SCALE_AND_BIAS', path, 'a finite scale and a finite bias')) {
    return { scale: 1, bias: 0 };
  }
  return { scale: scale as number, bias: bias as number };
}
