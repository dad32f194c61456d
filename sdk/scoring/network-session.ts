import { apportion, roundHalfEven } from '../core/fixed-point.js';
import { RiskError } from '../core/errors.js';
import type { EngineName, ExplanationMethod } from '../engines/engine.js';
import type { GraphRunner } from '../engines/network/graph-runner.js';
import { NetworkEngine, toMargins } from '../engines/network/network-engine.js';
import { MAX_EXACT_PLAYERS, type ShapleyValues } from '../explain/coalitions.js';
import { sumByGroup } from '../explain/reason-ranking.js';
import { featureGame, groupGame, type Game } from '../lowering/game.js';
import type { RiskModel } from '../model/model.js';
import type { Network } from '../model/network.js';
import { readApplicant, refuseInput } from './applicant.js';
import { noReasons, rankRows } from './batch-reasons.js';
import { readColumns } from './columns.js';
import { buildExplanation, DEFAULT_MAX_REASONS } from './explanation.js';
import { describeModel, type BundleFacts } from './model-info.js';
import { explainRow, scorePoints, type ScoredPoints } from './network-shapley.js';
import type {
  Applicant,
  BatchExplanation,
  BatchResult,
  Columns,
  ExplainOptions,
  Explanation,
  ModelInfo,
  Score,
} from './results.js';
import { buildBatch, buildScore } from './score.js';
import type { AsyncSession, OnRows, Session, SessionPlan } from './session.js';

/** Rows between two progress reports of a batch. */
const CHUNK_ROWS = 4096;

/** Each of these is a row of its own to score, in every walk. */
const MAX_PLAYERS = 1024;

const ENGINES = { wasm: 'onnx-wasm', webgpu: 'onnx-webgpu' } as const;

/** What a network session needs beside the model. */
export interface NetworkHost {
  readonly runner: GraphRunner;
  /** Lets the thread do other work between the rows of a long call. */
  readonly pause: () => Promise<void>;
  /** Why not the engine that was asked for; empty when nothing fell back. */
  readonly reasons: readonly string[];
}

/**
 * A network in this thread. Its answers come by and by, and calls may overlap, so that each has
 * scratch of its own. Margins are integers as everywhere, but rounded from floating-point sums,
 * whose last bits depend on the device: `reproducible` is false in all results.
 */
export class NetworkSession implements AsyncSession {
  readonly info: ModelInfo;
  readonly plan: SessionPlan;
  readonly #model: RiskModel;
  readonly #digest: string;
  readonly #engine: NetworkEngine;
  readonly #points: ScoredPoints | undefined;
  readonly #pause: () => Promise<void>;
  #disposed = false;

  /**
   * Opens a model whose body is a network, and scores its reference points.
   *
   * @throws RiskError `MODEL_INVALID` when graph and model disagree, `NETWORK_FAILED`.
   */
  static async open(
    model: RiskModel,
    body: Network,
    bundle: BundleFacts,
    host: NetworkHost,
  ): Promise<NetworkSession> {
    const engine = new NetworkEngine(model, body, host.runner);
    const points = body.background && (await scorePoints(engine, body.background));
    return new NetworkSession(model, bundle, host, engine, points);
  }

  private constructor(
    model: RiskModel,
    bundle: BundleFacts,
    { runner, pause, reasons }: NetworkHost,
    engine: NetworkEngine,
    points: ScoredPoints | undefined,
  ) {
    this.#model = model;
    this.#digest = bundle.digest;
    this.#engine = engine;
    this.#points = points;
    this.#pause = pause;
    this.plan = {
      engine: ENGINES[runner.backend],
      reasons,
      explain: points ? methodOf(model.reasons.length) : 'none',
    };
    this.info = describeModel(model, bundle, points && roundHalfEven(points.mean));
  }

  validate(applicant: Applicant): ReturnType<Session['validate']> {
    this.#assertOpen();
    const values = new Float64Array(this.#model.features.length);
    const issues = readApplicant(this.#model.features, applicant, values) ?? [];
    values.fill(0);
    return issues;
  }

  async score(applicant: Applicant): Promise<Score> {
    const values = this.#read(applicant);
    try {
      const margins = toMargins(await this.#engine.units(values, 1));
      return buildScore(this.#model, this.#digest, this.#name, margins[0]!);
    } finally {
      values.fill(0);
    }
  }

  async explain(applicant: Applicant, options: ExplainOptions = {}): Promise<Explanation> {
    const model = this.#model;
    const { game, byGroup, points } = this.#play(options);
    const values = this.#read(applicant);
    try {
      const { margin, contributions, error } = await this.#explainRow(game, points, values);
      const groups = byGroup ? contributions : new Int32Array(model.reasons.length);
      if (!byGroup) sumByGroup(model.reasons, contributions, groups);
      const score = buildScore(model, this.#digest, this.#name, margin);
      const baseline = roundHalfEven(points.mean);
      const method = methodOf(game.players);
      const row = { score, baseline, contributions, groups, values, method, error };
      return buildExplanation(model, game, byGroup, row, options);
    } finally {
      values.fill(0);
    }
  }

  async scoreBatch(columns: Columns, onRows?: OnRows): Promise<BatchResult> {
    this.#assertOpen();
    const rows = this.#readRows(columns);
    const margin = new Int32Array(rows.length);
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows.length - start);
      const values = rows.slice(start, count);
      margin.set(toMargins(await this.#engine.units(values, count)), start);
      values.fill(0);
      onRows?.(start + count, rows.length);
      await this.#pause();
      this.#assertOpen();
    }
    return buildBatch(this.#model, this.#digest, this.#name, margin);
  }

  async explainBatch(
    columns: Columns,
    options: ExplainOptions = {},
    onRows?: OnRows,
  ): Promise<BatchExplanation> {
    const model = this.#model;
    const { game, byGroup, points } = this.#play(options);
    const { players } = game;
    const rows = this.#readRows(columns);
    const margin = new Int32Array(rows.length);
    const error = new Float64Array(rows.length);
    const contributions = new Int32Array(rows.length * players);
    for (let r = 0; r < rows.length; r++) {
      const values = rows.slice(r, 1);
      const explained = await this.#explainRow(game, points, values);
      values.fill(0);
      margin[r] = explained.margin;
      error[r] = explained.error;
      for (let p = 0; p < players; p++) {
        contributions[p * rows.length + r] = explained.contributions[p]!;
      }
      onRows?.(r + 1, rows.length);
      await this.#pause();
      this.#assertOpen();
    }
    const maxReasons = options.maxReasons ?? DEFAULT_MAX_REASONS;
    const reasons = noReasons(rows.length, maxReasons);
    rankRows(model.reasons, byGroup, contributions, rows.length, options, reasons);
    return {
      ...buildBatch(model, this.#digest, this.#name, margin),
      baseline: roundHalfEven(points.mean),
      method: methodOf(players),
      error,
      features: byGroup ? model.reasons.map((r) => r.code) : model.features.map((f) => f.name),
      contributions: options.contributions === false ? new Int32Array(0) : contributions,
      reasonCodes: model.reasons.map((group) => group.code),
      reasons,
      maxReasons,
    };
  }

  warmUp(): boolean {
    return false;
  }

  dispose(): void {
    if (!this.#disposed) this.#engine.dispose();
    this.#disposed = true;
  }

  get #name(): EngineName {
    return this.plan.engine;
  }

  #assertOpen(): void {
    if (this.#disposed) throw new RiskError('DISPOSED', 'the model was disposed');
  }

  #read(applicant: Applicant): Float64Array {
    this.#assertOpen();
    const values = new Float64Array(this.#model.features.length);
    const issues = readApplicant(this.#model.features, applicant, values);
    if (issues) refuseInput(issues);
    return values;
  }

  #readRows(columns: Columns) {
    const table = readColumns(this.#model.features, columns);
    const width = table.columns.length;
    return {
      length: table.rows,
      /** Rows [start, start + count), row-major. */
      slice: (start: number, count: number): Float64Array => {
        const values = new Float64Array(count * width);
        table.columns.forEach((column, f) => {
          for (let row = 0; row < count; row++) values[row * width + f] = column[start + row]!;
        });
        return values;
      },
    };
  }

  /** Whom the options make players. Reason groups unless features are asked for. */
  #play(options: ExplainOptions): { game: Game; byGroup: boolean; points: ScoredPoints } {
    this.#assertOpen();
    if (options.interactions) throw unsupported('interactions are for trees and tables only');
    if (options.against === 'training') {
      throw unsupported(
        'a network keeps no training weights: it is explained against a background',
      );
    }
    if (!this.#points) throw unsupported('the bundle carries no reference points');
    const byGroup = options.by !== 'feature';
    const game = byGroup
      ? groupGame(this.#model, 'background')
      : featureGame(this.#model, 'background');
    if (game.players > MAX_PLAYERS) throw unsupported(`more than ${MAX_PLAYERS} players`);
    return { game, byGroup, points: this.#points };
  }

  /** Integers of one row: baseline and contributions add up to the margin exactly. */
  async #explainRow(
    game: Game,
    points: ScoredPoints,
    row: Float64Array,
  ): Promise<{ margin: number; contributions: Int32Array; error: number }> {
    const [own] = await this.#engine.units(row, 1);
    const shapley: ShapleyValues = await explainRow(this.#engine, game, points, row, own!);
    const margin = roundHalfEven(own!);
    const contributions = new Int32Array(game.players);
    apportion(shapley.values, game.players, margin - roundHalfEven(points.mean), contributions);
    return { margin, contributions, error: shapley.error * 2 ** -this.#model.scaleBits };
  }
}

function methodOf(players: number): ExplanationMethod {
  return players <= MAX_EXACT_PLAYERS ? 'coalitions' : 'permutations';
}

function unsupported(what: string): RiskError {
  return new RiskError('EXPLAIN_UNSUPPORTED', what);
}
