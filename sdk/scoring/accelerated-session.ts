import { RiskError } from '../core/errors.js';
import type { BatchEngine } from '../engines/batch-engine.js';
import type { OpenedDevice } from '../engines/webgpu/device.js';
import { createWebgpuEngine } from '../engines/webgpu/webgpu-engine.js';
import type { RiskModel } from '../model/model.js';
import { readColumns } from './columns.js';
import { DEFAULT_MAX_REASONS } from './explanation.js';
import { gameOf } from './model-session.js';
import { probeColumns } from './probe-columns.js';
import type { BatchExplanation, BatchResult, Columns, ExplainOptions } from './results.js';
import { buildBatch } from './score.js';
import type { Crossover, ServedSession, Session } from './session.js';

/** Rows on which a GPU has to give the other engine's integers before it is used. */
const TRIAL_ROWS = 512;

/** Rows on which engines are timed: a line through two sizes tells a job's fixed cost from a row's. */
const TIMED_ROWS = [2048, 16_384] as const;

/** So long at least, since a browser's clock may count in whole milliseconds. */
const TIMED_MS = 20;

/** A batch arrives in messages of so many rows at most, each a job. */
const MESSAGE_ROWS = 32_768;

/** A device so much slower than the other engine is not timed any further. */
const HOPELESS = 20;

/** An engine on trial, or passed; or why there is none. */
type Trial =
  { readonly engine: BatchEngine } | { readonly engine: undefined; readonly reason: string };

/**
 * A session whose batches run on a GPU, as long as it gives the numbers that it should. All else,
 * and whatever the GPU cannot do or fails to do, is the inner session's.
 */
export class AcceleratedSession implements ServedSession {
  readonly info: Session['info'];
  readonly plan: Session['plan'];
  readonly #inner: Session;
  readonly #model: RiskModel;
  readonly #opened: OpenedDevice;
  readonly #now: () => number;
  /** By task. */
  readonly #trials = new Map<string, Promise<Trial>>();
  readonly #engines = new Set<BatchEngine>();
  /** Why the device is not to be used any more. */
  #failed: string | undefined;

  constructor(inner: Session, model: RiskModel, opened: OpenedDevice, now: () => number) {
    this.info = inner.info;
    const { explain } = inner.plan;
    const reasons = explain === 'blocks' ? [] : [`explanations by ${explain} are not the GPU's`];
    this.plan = { engine: 'webgpu', adapter: opened.adapter, reasons, explain };
    this.#inner = inner;
    this.#model = model;
    this.#opened = opened;
    this.#now = now;
    void opened.lost.then((reason) => this.#fail(reason));
  }

  score: Session['score'] = (applicant) => this.#inner.score(applicant);
  explain: Session['explain'] = (applicant, options) => this.#inner.explain(applicant, options);
  validate: Session['validate'] = (applicant) => this.#inner.validate(applicant);

  scoreBatch(columns: Columns): Promise<BatchResult> {
    return this.#runOr(
      undefined,
      columns,
      (engine) => this.#score(engine, columns),
      () => this.#inner.scoreBatch(columns),
    );
  }

  explainBatch(columns: Columns, options: ExplainOptions = {}): Promise<BatchExplanation> {
    return this.#runOr(
      options,
      columns,
      (engine) => this.#explain(engine, columns, options),
      () => this.#inner.explainBatch(columns, options),
    );
  }

  async measure(options: ExplainOptions | undefined, threads: number): Promise<Crossover> {
    const trial = await this.#trial(options);
    if (!trial.engine) return { reason: trial.reason };
    const { engine } = trial;
    const [few, many] = TIMED_ROWS.map((rows) => probeColumns(this.#model.features, rows));
    const onGpu = (columns: Columns) =>
      this.#timed(() =>
        options ? this.#explain(engine, columns, options) : this.#score(engine, columns),
      );
    try {
      const other = await this.#timed(() =>
        options ? this.#inner.explainBatch(few!, options) : this.#inner.scoreBatch(few!),
      );
      const otherRow = other / TIMED_ROWS[0];
      const first = await onGpu(few!);
      const second = first > HOPELESS * other ? undefined : await onGpu(many!);
      return compare(this.#opened.adapter, otherRow, threads, first, second);
    } catch {
      return { reason: this.#fail('the WebGPU device failed while it was timed') };
    }
  }

  /** Nothing to prepare: what a batch needs is made for its first chunk. */
  warmUp(): boolean {
    return false;
  }

  dispose(): void {
    this.#failed ??= 'the model was disposed';
    for (const engine of this.#engines) engine.dispose();
    this.#engines.clear();
    this.#opened.device.destroy();
    this.#inner.dispose();
  }

  /** On the GPU; and where that is not possible, or fails, by the inner session. */
  async #runOr<R extends BatchResult>(
    options: ExplainOptions | undefined,
    columns: Columns,
    run: (engine: BatchEngine) => Promise<R>,
    instead: () => R,
  ): Promise<R> {
    // Refused there, in its own words.
    if (options?.interactions) return instead();
    const trial = await this.#trial(options);
    if (!trial.engine) return { ...instead(), engineReason: trial.reason };
    try {
      const result = await run(trial.engine);
      if (this.#failed === undefined && this.#isRight(result, columns)) return result;
      this.#fail('the WebGPU device gave another number than this processor');
    } catch (error) {
      // What is wrong with the input is no fault of the device.
      if (error instanceof RiskError && error.code !== 'INTERNAL') throw error;
      this.#fail(error instanceof RiskError ? error.message : 'the WebGPU device failed');
    }
    return { ...instead(), engineReason: this.#failed! };
  }

  /** The first reason is the one that counts. */
  #fail(reason: string): string {
    return (this.#failed ??= reason);
  }

  /** The engine of a task, once it has given the right numbers for made-up rows. */
  async #trial(options: ExplainOptions | undefined): Promise<Trial> {
    const { by, against } = options ?? {};
    const task = options ? `explain ${by} ${against}` : 'score';
    let trial = this.#trials.get(task);
    if (!trial) this.#trials.set(task, (trial = this.#try(options)));
    const tried = await trial;
    return this.#failed === undefined ? tried : { engine: undefined, reason: this.#failed };
  }

  async #try(options: ExplainOptions | undefined): Promise<Trial> {
    const game = gameOf(this.#model, options ?? {});
    const task = options ? 'explain' : 'score';
    const choice = createWebgpuEngine(this.#opened.device, this.#model, game, task);
    if (!choice.engine) return choice;
    this.#engines.add(choice.engine);
    const columns = probeColumns(this.#model.features, TRIAL_ROWS);
    try {
      const pairs = options
        ? await Promise.all([
            this.#explain(choice.engine, columns, options),
            this.#inner.explainBatch(columns, options),
          ])
        : await Promise.all([this.#score(choice.engine, columns), this.#inner.scoreBatch(columns)]);
      if (isAlike(...pairs)) return choice;
      this.#fail('the WebGPU device gave other numbers than this processor');
    } catch {
      this.#fail('the WebGPU device failed when it was tried');
    }
    choice.engine.dispose();
    return { engine: undefined, reason: this.#failed! };
  }

  async #score(engine: BatchEngine, columns: Columns): Promise<BatchResult> {
    const table = readColumns(this.#model.features, columns);
    const margin = new Int32Array(table.rows);
    await engine.score(table, 0, table.rows, margin);
    return buildBatch(this.#model, this.info.digest, 'webgpu', margin);
  }

  async #explain(
    engine: BatchEngine,
    columns: Columns,
    options: ExplainOptions,
  ): Promise<BatchExplanation> {
    const model = this.#model;
    const byGroup = options.by === 'group';
    const table = readColumns(model.features, columns);
    const { rows } = table;
    const margin = new Int32Array(rows);
    const wanted = options.contributions !== false;
    const contributions = new Int32Array(wanted ? rows * engine.players : 0);
    const { maxReasons = DEFAULT_MAX_REASONS, direction = 'any' } = options;
    const reasons = new Uint16Array(rows * maxReasons);
    const groups = model.reasons.map(({ features }, g) => (byGroup ? [g] : features));
    const top = { groups, most: maxReasons, direction, reasons };
    await engine.explain(table, 0, rows, margin, wanted ? contributions : undefined, top);
    return {
      ...buildBatch(model, this.info.digest, 'webgpu', margin),
      baseline: engine.baseline,
      method: 'blocks',
      features: byGroup ? model.reasons.map((r) => r.code) : model.features.map((f) => f.name),
      contributions,
      reasonCodes: model.reasons.map((group) => group.code),
      reasons,
      maxReasons,
    };
  }

  /** Scores the first row here as well: a device that goes wrong on the way is found out. */
  #isRight(result: BatchResult, columns: Columns): boolean {
    if (result.rows === 0) return true;
    const first = this.#model.features.map(({ name }) => [name, columns[name]!.slice(0, 1)]);
    const { margin } = this.#inner.scoreBatch(Object.fromEntries(first) as Columns);
    return margin[0] === result.margin[0];
  }

  /** Milliseconds of a run. */
  async #timed(run: () => unknown): Promise<number> {
    const start = this.#now();
    for (let runs = 1; ; runs++) {
      await run();
      const passed = this.#now() - start;
      if (passed >= TIMED_MS) return passed / runs;
    }
  }
}

/** Every array and every fact of two results, the engine's name apart. */
function isAlike(ours: BatchResult, theirs: BatchResult): boolean {
  return Object.entries(theirs).every(([name, value]: [string, unknown]) => {
    const own: unknown = ours[name as keyof BatchResult];
    if (name === 'engine') return true;
    if (!ArrayBuffer.isView(value)) return JSON.stringify(own) === JSON.stringify(value);
    const [a, b] = [own as Int32Array, value as Int32Array];
    return a.length === b.length && a.every((entry, at) => Object.is(entry, b[at]));
  });
}

/**
 * Where the GPU becomes the quicker one.
 *
 * @param otherRow - milliseconds of a row on one thread.
 * @param first - milliseconds of the smaller timed batch, and of the larger one.
 */
function compare(
  adapter: string,
  otherRow: number,
  threads: number,
  first: number,
  second: number | undefined,
): Crossover {
  const [few, many] = TIMED_ROWS;
  const micros = (ms: number) => `${(1000 * ms).toPrecision(2)} us`;
  const other = `${micros(otherRow)} on one thread of ${threads}`;
  if (second === undefined) {
    return { reason: `${adapter}: ${micros(first / few)} a row, against ${other}` };
  }
  const row = Math.max(0, (second - first) / (many - few));
  const fixed = Math.max(0, first - row * few);
  const reason = `${adapter}: ${micros(row)} a row and ${fixed.toFixed(1)} ms a job, against ${other}`;
  const gain = otherRow / threads - row - fixed / MESSAGE_ROWS;
  return gain > 0 ? { fromRows: Math.ceil(fixed / gain), reason } : { reason };
}
