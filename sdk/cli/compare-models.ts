import { isRiskError } from '../core/errors.js';
import { decisionOf } from '../model/scale.js';
import type { BatchExplanation } from '../scoring/results.js';
import type { AsyncSession } from '../scoring/session.js';
import { differencesOf, rankAgreement, type Differences, type RankAgreement } from './agreement.js';
import type { FeatureColumns } from './csv-columns.js';

/** Rows explained at a time: bounds what is held of contributions. */
const CHUNK_ROWS = 8192;

const MAX_REASONS = 4;

const NO_REASON = 0xffff;

/** How two models treat the same rows. Holds counts and differences, and no value of a row. */
export interface Comparison {
  readonly rows: number;
  readonly features: {
    readonly both: number;
    readonly onlyA: readonly string[];
    readonly onlyB: readonly string[];
  };
  /** Rows whose margin is the same number. */
  readonly sameMargin: number;
  readonly logOdds: Differences;
  readonly probability: Differences;
  readonly points?: Differences;
  readonly rank: RankAgreement;
  /** Rows by where A and B put them: `A's -> B's`. Only where both have what it takes. */
  readonly decisions?: Moves;
  readonly bands?: Moves;
  /** Absent where one of them explains nothing: a network without reference points. */
  readonly reasons?: ReasonAgreement;
}

/** Who ends up where. */
export interface Moves {
  readonly moved: number;
  readonly table: readonly {
    readonly from: string;
    readonly to: string;
    readonly rows: number;
  }[];
}

/** Of the (at most four) reasons that raise risk. */
export interface ReasonAgreement {
  /** Share of rows with the same reasons in the same order. */
  readonly sameList: number;
  /** Share of rows with the same reasons in any order. */
  readonly sameSet: number;
  /** Share of rows with the same first reason. */
  readonly sameFirst: number;
  /** Mean share of A's reasons that B gives too; rows without reasons in both count as 1. */
  readonly meanOverlap: number;
}

/**
 * Scores and explains the same table with two models.
 *
 * @throws RiskError `INPUT_INVALID` by `columns.NAME[row]`.
 */
export async function compareModels(
  a: AsyncSession,
  b: AsyncSession,
  tableA: FeatureColumns,
  tableB: FeatureColumns,
  onRows: (done: number, total: number) => void,
): Promise<Comparison> {
  const first = await a.scoreBatch(tableA.columns);
  const second = await b.scoreBatch(tableB.columns);
  const { rows } = first;
  let sameMargin = 0;
  for (let row = 0; row < rows; row++) {
    if (first.logOdds[row] === second.logOdds[row]) sameMargin++;
  }
  const points =
    first.points && second.points ? differencesOf(first.points, second.points) : undefined;
  const decisions = moves(rows, decisionNames(a, first.points), decisionNames(b, second.points));
  const bands = moves(
    rows,
    first.band && ((row) => first.bands[first.band![row]!]!),
    second.band && ((row) => second.bands[second.band![row]!]!),
  );
  const reasons = await compareReasons(a, b, tableA, tableB, onRows).catch((error: unknown) => {
    if (isRiskError(error) && error.code === 'EXPLAIN_UNSUPPORTED') return undefined;
    throw error;
  });
  return {
    rows,
    features: compareFeatures(a, b),
    sameMargin,
    logOdds: differencesOf(first.logOdds, second.logOdds),
    probability: differencesOf(first.probability, second.probability),
    ...(points && { points }),
    rank: rankAgreement(first.logOdds, second.logOdds),
    ...(decisions && { decisions }),
    ...(bands && { bands }),
    ...(reasons && { reasons }),
  };
}

function compareFeatures(a: AsyncSession, b: AsyncSession): Comparison['features'] {
  const [ofA, ofB] = [a, b].map(({ info }) => new Set(info.features.map(({ name }) => name)));
  return {
    both: [...ofA!].filter((name) => ofB!.has(name)).length,
    onlyA: [...ofA!].filter((name) => !ofB!.has(name)),
    onlyB: [...ofB!].filter((name) => !ofA!.has(name)),
  };
}

type NameOf = (row: number) => string;

function decisionNames({ info }: AsyncSession, points: Int32Array | undefined): NameOf | undefined {
  const { scale } = info;
  if (!scale?.cutoffs || !points) return undefined;
  return (row) => decisionOf(scale, points[row]!)!;
}

function moves(rows: number, from: NameOf | undefined, to: NameOf | undefined): Moves | undefined {
  if (!from || !to) return undefined;
  const counts = new Map<string, { from: string; to: string; rows: number }>();
  let moved = 0;
  for (let row = 0; row < rows; row++) {
    const move = { from: from(row), to: to(row) };
    if (move.from !== move.to) moved++;
    const key = JSON.stringify(move);
    const seen = counts.get(key);
    if (seen) seen.rows++;
    else counts.set(key, { ...move, rows: 1 });
  }
  const byName = (x: string, y: string): number => (x < y ? -1 : Number(x > y));
  const table = [...counts.values()].sort((x, y) => byName(x.from, y.from) || byName(x.to, y.to));
  return { moved, table };
}

async function compareReasons(
  a: AsyncSession,
  b: AsyncSession,
  tableA: FeatureColumns,
  tableB: FeatureColumns,
  onRows: (done: number, total: number) => void,
): Promise<ReasonAgreement> {
  const { rows } = tableA;
  let sameList = 0;
  let sameSet = 0;
  let sameFirst = 0;
  let overlap = 0;
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const end = Math.min(rows, start + CHUNK_ROWS);
    const ofA = await explainRows(a, tableA, start, end);
    const ofB = await explainRows(b, tableB, start, end);
    for (let row = 0; row < end - start; row++) {
      const [listA, listB] = [reasonsOf(ofA, row), reasonsOf(ofB, row)];
      const shared = listA.filter((code) => listB.includes(code)).length;
      const sameSize = listA.length === listB.length;
      if (sameSize && listA.every((code, i) => code === listB[i])) sameList++;
      if (sameSize && shared === listA.length) sameSet++;
      if (listA[0] === listB[0]) sameFirst++;
      overlap += listA.length > 0 ? shared / listA.length : Number(listB.length === 0);
    }
    onRows(end, rows);
  }
  const share = (count: number): number => (rows > 0 ? count / rows : 1);
  return {
    sameList: share(sameList),
    sameSet: share(sameSet),
    sameFirst: share(sameFirst),
    meanOverlap: share(overlap),
  };
}

async function explainRows(
  session: AsyncSession,
  table: FeatureColumns,
  start: number,
  end: number,
): Promise<BatchExplanation> {
  const columns = Object.fromEntries(
    Object.entries(table.columns).map(([name, column]) => [name, column.subarray(start, end)]),
  );
  return session.explainBatch(columns, { maxReasons: MAX_REASONS, direction: 'adverse' });
}

function reasonsOf({ reasons, reasonCodes, maxReasons }: BatchExplanation, row: number): string[] {
  return Array.from(reasons.subarray(row * maxReasons, (row + 1) * maxReasons))
    .filter((reason) => reason !== NO_REASON)
    .map((reason) => reasonCodes[reason]!);
}
