import { RiskError } from '../core/errors.js';
import type { Engine } from '../engines/engine.js';
import { interactionsOf } from '../explain/interactions.js';
import { sumByGroup } from '../explain/reason-ranking.js';
import { defaultAgainst, featureGame, groupGame, type Game } from '../lowering/game.js';
import type { ColumnTable } from '../model/column-table.js';
import type { RiskModel } from '../model/model.js';
import { readApplicant, refuseInput } from './applicant.js';
import { noReasons, rankRows } from './batch-reasons.js';
import { readColumns } from './columns.js';
import { buildExplanation, DEFAULT_MAX_REASONS } from './explanation.js';
import { describeModel, type BundleFacts } from './model-info.js';
import { buildBatch, buildScore } from './score.js';
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
import type { OnRows, Session, SessionPlan } from './session.js';

/** Rows between two progress reports of a batch. */
const CHUNK_ROWS = 4096;

/** Makes the engine of a game; which kind was decided before. */
export type EngineMaker = (model: RiskModel, game: Game) => Engine;

/** A game with its engine. */
interface Played {
  readonly game: Game;
  readonly engine: Engine;
  readonly byGroup: boolean;
  /** Scratch of one row: by player, and by reason group. */
  readonly contributions: Int32Array;
  readonly groups: Int32Array;
}

/** A model in this thread. Single calls reuse scratch arrays; nothing of an applicant outlives a call. */
export class ModelSession implements Session {
  readonly info: ModelInfo;
  readonly plan: SessionPlan;
  readonly #model: RiskModel;
  readonly #digest: string;
  readonly #makeEngine: EngineMaker;
  /** By game: bit 0 says grouped, bit 1 says against the background. */
  readonly #played: (Played | undefined)[] = [];
  readonly #against: Game['against'];
  readonly #values: Float64Array;
  readonly #row: ColumnTable;
  readonly #margin = new Int32Array(1);
  #disposed = false;

  constructor(
    model: RiskModel,
    bundle: BundleFacts,
    choice: Pick<SessionPlan, 'engine' | 'reasons'>,
    makeEngine: EngineMaker,
  ) {
    this.#model = model;
    this.#digest = bundle.digest;
    this.#makeEngine = makeEngine;
    this.#against = defaultAgainst(model);
    this.#values = new Float64Array(model.features.length);
    this.#row = {
      rows: 1,
      columns: model.features.map((_, f) => this.#values.subarray(f, f + 1)),
    };
    const { engine } = this.#play({});
    const asChosen = engine.name === choice.engine;
    const reasons = asChosen ? choice.reasons : [...choice.reasons, 'this model needs no kernel'];
    this.plan = { engine: engine.name, reasons, explain: engine.method };
    this.info = describeModel(model, bundle, engine.baseline);
  }

  validate(applicant: Applicant): ReturnType<Session['validate']> {
    this.#assertOpen();
    const issues = readApplicant(this.#model.features, applicant, this.#values) ?? [];
    this.#values.fill(0);
    return issues;
  }

  score(applicant: Applicant): Score {
    const { engine } = this.#play({});
    try {
      this.#read(applicant);
      engine.score(this.#row, 0, 1, this.#margin);
      return buildScore(this.#model, this.#digest, engine.name, this.#margin[0]!);
    } finally {
      this.#wipe();
    }
  }

  explain(applicant: Applicant, options: ExplainOptions = {}): Explanation {
    const { engine, game, byGroup, contributions, groups } = this.#play(options);
    const model = this.#model;
    try {
      this.#read(applicant);
      engine.explain(this.#row, 0, 1, this.#margin, contributions);
      if (!byGroup) sumByGroup(model.reasons, contributions, groups);
      const score = buildScore(model, this.#digest, engine.name, this.#margin[0]!);
      const { baseline, method } = engine;
      const row = { score, baseline, contributions, groups, values: this.#values, method };
      const explained = options.interactions
        ? { ...row, interactions: interactionsOf(model, game, this.#values, contributions) }
        : row;
      return buildExplanation(model, game, byGroup, explained, options);
    } finally {
      this.#wipe();
      contributions.fill(0);
      groups.fill(0);
    }
  }

  scoreBatch(columns: Columns, onRows?: OnRows): BatchResult {
    const { engine } = this.#play({});
    const table = readColumns(this.#model.features, columns);
    const margin = new Int32Array(table.rows);
    for (let start = 0; start < table.rows; start += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, table.rows - start);
      engine.score(table, start, count, margin.subarray(start, start + count));
      onRows?.(start + count, table.rows);
    }
    return buildBatch(this.#model, this.#digest, engine.name, margin);
  }

  explainBatch(columns: Columns, options: ExplainOptions = {}, onRows?: OnRows): BatchExplanation {
    if (options.interactions) {
      throw new RiskError(
        'EXPLAIN_UNSUPPORTED',
        'interactions are explained one applicant at a time',
      );
    }
    const played = this.#play(options);
    const { engine, byGroup } = played;
    const table = readColumns(this.#model.features, columns);
    const { rows } = table;
    const { players } = engine;
    const margin = new Int32Array(rows);
    const wanted = options.contributions !== false;
    const contributions = new Int32Array(wanted ? rows * players : 0);
    const maxReasons = options.maxReasons ?? DEFAULT_MAX_REASONS;
    const reasons = noReasons(rows, maxReasons);
    const chunk = new Int32Array(Math.min(rows, CHUNK_ROWS) * players);
    for (let start = 0; start < rows; start += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows - start);
      const part = chunk.subarray(0, players * count);
      engine.explain(table, start, count, margin.subarray(start, start + count), part);
      for (let p = 0; wanted && p < players; p++) {
        contributions.set(chunk.subarray(p * count, (p + 1) * count), p * rows + start);
      }
      const ranked = reasons.subarray(start * maxReasons);
      rankRows(this.#model.reasons, byGroup, part, count, options, ranked);
      onRows?.(start + count, rows);
    }
    const model = this.#model;
    return {
      ...buildBatch(model, this.#digest, engine.name, margin),
      baseline: engine.baseline,
      method: engine.method,
      features: byGroup ? model.reasons.map((r) => r.code) : model.features.map((f) => f.name),
      contributions,
      reasonCodes: model.reasons.map((group) => group.code),
      reasons,
      maxReasons,
    };
  }

  warmUp(budgetMs: number): boolean {
    if (this.#disposed) return false;
    return this.#play({}).engine.warmUp(budgetMs);
  }

  dispose(): void {
    this.#disposed = true;
    for (const played of this.#played) played?.engine.dispose();
    this.#played.length = 0;
    this.#values.fill(0);
  }

  #assertOpen(): void {
    if (this.#disposed) throw new RiskError('DISPOSED', 'the model was disposed');
  }

  #read(applicant: Applicant): void {
    const issues = readApplicant(this.#model.features, applicant, this.#values);
    if (issues) refuseInput(issues);
  }

  #wipe(): void {
    this.#values.fill(0);
    this.#margin.fill(0);
  }

  /** The engine of the game that the options ask for; each is made once. */
  #play(options: ExplainOptions): Played {
    this.#assertOpen();
    const byGroup = options.by === 'group';
    const against = options.against ?? this.#against;
    const key = (byGroup ? 1 : 0) | (against === 'background' ? 2 : 0);
    let played = this.#played[key];
    if (!played) {
      const game = gameOf(this.#model, options);
      const engine = this.#makeEngine(this.#model, game);
      const contributions = new Int32Array(game.players);
      const groups = byGroup ? contributions : new Int32Array(this.#model.reasons.length);
      played = { game, engine, byGroup, contributions, groups };
      this.#played[key] = played;
    }
    return played;
  }
}

/**
 * The game that an explanation is asked for.
 *
 * @throws RiskError `EXPLAIN_UNSUPPORTED` when the bundle lacks the population.
 */
export function gameOf(model: RiskModel, { by, against }: ExplainOptions): Game {
  const population = against ?? defaultAgainst(model);
  const { body } = model;
  if (population === 'background' && body.kind === 'forest' && !body.background) {
    throw new RiskError('EXPLAIN_UNSUPPORTED', 'the bundle carries no background population');
  }
  return by === 'group' ? groupGame(model, population) : featureGame(model, population);
}
