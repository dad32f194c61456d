import { MAX_MARGIN_UNITS, roundHalfEven } from '../../core/fixed-point.js';
import { RiskError } from '../../core/errors.js';
import type { RiskModel } from '../../model/model.js';
import type { Network, NetworkInput, NetworkOutput } from '../../model/network.js';
import { feedOf } from './feeds.js';
import type { GraphRunner, TensorFacts } from './graph-runner.js';

/** Rows of one run where the graph leaves it open: enough to keep the calls' own cost small. */
const RUN_ROWS = 4096;

/** What a probability may lie beyond 0 and 1 by the rounding of a softmax. */
const PROBABILITY_SLACK = 1e-5;

/** Scores rows by a graph: raw values in, log-odds in units of 2^-scaleBits out. */
export class NetworkEngine {
  readonly #model: RiskModel;
  readonly #body: Network;
  readonly #runner: GraphRunner;

  /** @throws RiskError `MODEL_INVALID` when the graph is not what the model says of it. */
  constructor(model: RiskModel, body: Network, runner: GraphRunner) {
    assertGraph(body, runner);
    this.#model = model;
    this.#body = body;
    this.#runner = runner;
  }

  /**
   * Unrounded margins, cut off at ±{@link MAX_MARGIN_UNITS} units.
   *
   * @param values - f64[rows * features], row-major: checked raw values, codes, NaN for missing.
   * @throws RiskError `NETWORK_FAILED` when the graph gives no number, or no probability.
   */
  async units(values: Float64Array, rows: number): Promise<Float64Array> {
    const { features, intercept, scaleBits } = this.#model;
    const { output, batch } = this.#body;
    const unit = 2 ** scaleBits;
    const out = new Float64Array(rows);
    const step = batch ?? RUN_ROWS;
    for (let start = 0; start < rows; start += step) {
      const count = Math.min(step, rows - start);
      const part = values.subarray(start * features.length, (start + count) * features.length);
      const found = await this.#run(part, count, batch ?? count);
      for (let row = 0; row < count; row++) {
        const margin = intercept + logOddsOf(output, found[row]!) * unit;
        out[start + row] = Math.max(-MAX_MARGIN_UNITS, Math.min(MAX_MARGIN_UNITS, margin));
      }
    }
    return out;
  }

  dispose(): void {
    this.#runner.dispose();
  }

  /** The output's column over `rows` rows of one run. */
  async #run(values: Float64Array, count: number, rows: number): Promise<Float64Array> {
    const { inputs, output } = this.#body;
    const { features } = this.#model;
    const feeds = inputs.map((input) => feedOf(input, features, values, count, rows));
    const { data, dims } = await this.#runner.run(feeds, output.name);
    for (const feed of feeds) (feed.data as Float64Array).fill(zeroOf(feed.type));
    const width = data.length / rows;
    if (dims[0] !== rows || !Number.isInteger(width) || output.index >= width) {
      throw failed(`output "${output.name}" expected ${rows} rows with a column ${output.index}`);
    }
    return Float64Array.from({ length: count }, (_, row) => data[row * width + output.index]!);
  }
}

/** Nearest whole unit of what {@link NetworkEngine.units} gives. */
export function toMargins(units: Float64Array): Int32Array {
  return Int32Array.from(units, roundHalfEven);
}

function logOddsOf({ name, unit }: NetworkOutput, value: number): number {
  if (Number.isNaN(value)) throw failed(`output "${name}" expected a number, got NaN`);
  if (unit !== 'probability') return value;
  if (value < -PROBABILITY_SLACK || value > 1 + PROBABILITY_SLACK) {
    throw failed(`output "${name}" expected probabilities`);
  }
  const p = Math.max(0, Math.min(1, value));
  return Math.log(p / (1 - p));
}

/** Arrays that held an applicant's values are wiped; those of int64 with their own kind of zero. */
function zeroOf(type: string): number {
  return (type === 'int64' ? 0n : 0) as number;
}

function assertGraph(body: Network, { inputs, outputs }: GraphRunner): void {
  for (const input of body.inputs) {
    const found = inputs.find(({ name }) => name === input.name);
    const rank = input.shape === 'vector' ? 1 : 2;
    if (found?.type !== input.type || found.shape.length !== rank || !fits(found, input, body)) {
      const shape = input.shape === 'vector' ? '[rows]' : `[rows, ${input.features.length}]`;
      throw mismatch(`an input "${input.name}" of ${input.type}${shape}`);
    }
  }
  if (inputs.length !== body.inputs.length) throw mismatch('no inputs but those named');
  const output = outputs.find(({ name }) => name === body.output.name);
  if (output?.type !== 'float32' && output?.type !== 'float64') {
    throw mismatch(`an output "${body.output.name}" of float32 or float64`);
  }
}

/** Whether the sizes that a graph fixes are those that it will be fed. */
function fits({ shape }: TensorFacts, input: NetworkInput, { batch }: Network): boolean {
  const [rows, columns] = shape;
  const isOpen = (size: number | string | undefined) => typeof size !== 'number' || size < 0;
  return (
    (isOpen(rows) || rows === batch) &&
    (input.shape === 'vector' || isOpen(columns) || columns === input.features.length)
  );
}

function mismatch(expected: string): RiskError {
  return new RiskError('MODEL_INVALID', `the graph expected ${expected}`, {
    path: 'body.graph',
    issues: [{ code: 'GRAPH', path: 'body.graph', expected }],
  });
}

function failed(message: string): RiskError {
  return new RiskError('NETWORK_FAILED', message, { path: 'body.output' });
}
