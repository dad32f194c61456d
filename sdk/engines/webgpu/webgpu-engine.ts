import { RiskError } from '../../core/errors.js';
import { tableLength, type BlockPlan } from '../../lowering/block-layout.js';
import { planBlocks } from '../../lowering/block-plan.js';
import { lowerColumns, type VirtualColumns } from '../../lowering/columns.js';
import type { Game } from '../../lowering/game.js';
import { selectMethod } from '../../lowering/method.js';
import type { ColumnTable } from '../../model/column-table.js';
import type { Forest } from '../../model/forest.js';
import type { RiskModel } from '../../model/model.js';
import type { BatchEngine, TopReasons } from '../batch-engine.js';
import { BinPass } from './bin-pass.js';
import { ExplainPass } from './explain-pass.js';
import { Job, TILE } from './job.js';
import { ReasonPass } from './reason-pass.js';
import { ScorePass } from './score-pass.js';

/** Rows of a job at most: some milliseconds of a GPU, so that a screen that it also draws goes on. */
const MOST_ROWS = 65_536;

/** No reason at this place. */
const NO_REASON = 0xffff;

/** An engine on the device, or why the device cannot do what is asked. */
export type WebgpuChoice =
  { readonly engine: BatchEngine } | { readonly engine: undefined; readonly reason: string };

/**
 * The engine of a model in a game, for one task. Its other tasks must not be asked for.
 *
 * Never throws for what a device lacks: limits, and methods of explanation that have no pass, are
 * reasons for another engine.
 *
 * @param device - owned by the caller.
 */
export function createWebgpuEngine(
  device: GPUDevice,
  model: RiskModel,
  game: Game,
  task: 'score' | 'explain',
): WebgpuChoice {
  const { body } = model;
  const refuse = (reason: string) => ({ engine: undefined, reason });
  if (body.kind !== 'forest') return refuse('only forests are computed on the GPU');
  const method = task === 'explain' ? selectMethod(body, game) : undefined;
  if (method?.kind === 'quadrature') {
    return refuse('trees this deep are explained without tables, which the GPU does not do');
  }
  const columns = lowerColumns(model.features, body);
  const { limits } = device;
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const plan = method && planBlocks(body, columns, game, model.intercept, method.shape);
  const widest = plan ? Math.max(game.players, model.reasons.length) : 0;
  const rows = rowsWithin(limits, columns.columns.length, widest, most);
  // Eight bytes a node; a path test of four bytes for each node above a block, and there are few.
  const tables = plan ? 4 * tableLength(plan) : 0;
  if (rows < TILE || Math.max(8 * body.feature.length, tables) > most) {
    return refuse('the model is larger than what the GPU holds');
  }
  return { engine: new WebgpuForestEngine(device, model, body, columns, plan, rows) };
}

/** Rows of a job that fit the device's limits, in whole workgroups. */
function rowsWithin(
  limits: GPUSupportedLimits,
  columns: number,
  results: number,
  mostBytes: number,
): number {
  if (columns > limits.maxComputeWorkgroupsPerDimension) return 0;
  // Raw columns are no more than virtual ones; margins come back with results.
  const widest = 4 * Math.max(columns, 1 + results) + 4;
  const rows = Math.min(
    MOST_ROWS,
    Math.floor(mostBytes / widest) - 1,
    TILE * limits.maxComputeWorkgroupsPerDimension,
  );
  return TILE * Math.floor(rows / TILE);
}

class WebgpuForestEngine implements BatchEngine {
  readonly #bin: BinPass;
  readonly #score: ScorePass;
  readonly #explain: ExplainPass | undefined;
  readonly #ranking = new Map<string, ReasonPass>();
  readonly players: number;
  readonly baseline: number;

  constructor(
    readonly device: GPUDevice,
    model: RiskModel,
    forest: Forest,
    columns: VirtualColumns,
    plan: BlockPlan | undefined,
    readonly mostRows: number,
  ) {
    this.players = plan ? plan.players : 0;
    this.baseline = plan ? plan.baseline : 0;
    this.#bin = new BinPass(device, model.features, columns);
    this.#score = new ScorePass(device, forest, columns, model.intercept);
    this.#explain = plan && new ExplainPass(device, plan, forest);
  }

  score(table: ColumnTable, start: number, count: number, margins: Int32Array): Promise<void> {
    return this.#inJobs(count, async (job, at, part, rows) => {
      const columns = this.#bin.run(job, table, start + at, part, rows);
      const sums = job.reserve(rows);
      this.#score.run(job, columns, sums, rows);
      margins.set(await job.read([{ from: sums, words: part }]), at);
    });
  }

  explain(
    table: ColumnTable,
    start: number,
    count: number,
    margins: Int32Array,
    contributions?: Int32Array,
    top?: TopReasons,
  ): Promise<void> {
    const { players } = this;
    const pass = this.#explain;
    if (!pass) throw new RiskError('INTERNAL', 'the engine was made for scores only');
    const ranking = top && this.#rankingBy(top);
    return this.#inJobs(count, async (job, at, part, rows) => {
      const columns = this.#bin.run(job, table, start + at, part, rows);
      const sums = job.reserve((1 + players) * rows);
      pass.run(job, columns, sums, rows);
      const summed = contributions ? (1 + players) * rows : part;
      const wanted = [{ from: sums, words: summed }];
      if (ranking)
        wanted.push({ from: ranking.run(job, sums, rows), words: ranking.places * part });
      const read = await job.read(wanted);
      margins.set(read.subarray(0, part), at);
      for (let player = 0; contributions && player < players; player++) {
        const first = (1 + player) * rows;
        contributions.set(read.subarray(first, first + part), player * count + at);
      }
      if (top) spread(read.subarray(summed), top, at, part);
    });
  }

  dispose(): void {
    this.#bin.dispose();
    this.#score.dispose();
    this.#explain?.dispose();
    for (const pass of this.#ranking.values()) pass.dispose();
    this.#ranking.clear();
  }

  #rankingBy({ groups, most, direction }: TopReasons): ReasonPass {
    const key = `${most} ${direction}`;
    let pass = this.#ranking.get(key);
    if (!pass) {
      pass = new ReasonPass(this.device, groups, most, direction);
      this.#ranking.set(key, pass);
    }
    return pass;
  }

  /** Cuts a batch into jobs. While the device works on one, the next is uploaded. */
  async #inJobs(
    count: number,
    run: (job: Job, at: number, part: number, rows: number) => Promise<void>,
  ): Promise<void> {
    const one = async (at: number) => {
      const part = Math.min(this.mostRows, count - at);
      const job = new Job(this.device);
      try {
        await run(job, at, part, TILE * Math.ceil(part / TILE));
      } finally {
        job.destroy();
      }
    };
    let before: Promise<void> | undefined;
    for (let at = 0; at < count; at += this.mostRows) {
      const next = one(at);
      next.catch(() => undefined);
      await before;
      before = next;
    }
    await before;
  }
}

/** Reasons of some rows to their places; the device gives no more of them than there are groups. */
function spread(read: Int32Array, { most, groups, reasons }: TopReasons, at: number, rows: number) {
  const places = Math.min(most, groups.length);
  for (let row = 0; row < rows; row++) {
    const to = most * (at + row);
    reasons.set(read.subarray(places * row, places * (row + 1)), to);
    reasons.fill(NO_REASON, to + places, to + most);
  }
}
