import { aucOf, ksOf } from '../metrics/ranking.js';
import { rankRows } from '../metrics/ranked.js';
import { takeRows } from '../make-bins.js';
import { PARTS, type Part } from '../plan.js';
import type { Prepared } from '../prepare-table.js';
import type { FidelityPart, FidelityReport } from '../report/train-report.js';
import { likenessOf } from './likeness.js';
import { rankingGap } from './ranking-gap.js';
import { worstSegments } from './segments.js';

/** Units in which a teacher's log-odds are ranked: far finer than they are worth. */
const UNIT = 2 ** -20;

/**
 * How near a student is to its teacher on each part: in time and out of time stand side by side.
 *
 * @param teacher - log-odds of every row of the table; NaN of rows that no part takes.
 * @param student - the same of the student.
 */
export function fidelityParts(
  prepared: Prepared,
  teacher: Float64Array,
  student: Float64Array,
): FidelityPart[] {
  return PARTS.filter((part) => prepared.split.rows[part].length > 0).map((part) =>
    fidelityPart(prepared, part, teacher, student),
  );
}

/** One part. */
export function fidelityPart(
  { split, outcome }: Prepared,
  part: Part,
  teacher: Float64Array,
  student: Float64Array,
): FidelityPart {
  const rows = split.rows[part];
  const [said, own] = [teacher, student].map((logOdds) =>
    Float64Array.from(rows, (row) => logOdds[row]!),
  ) as [Float64Array, Float64Array];
  const bad = Uint8Array.from(rows, (row) => outcome[row]!);
  const [ofTeacher, ofStudent] = [figures(said, bad), figures(own, bad)];
  const gap = rankingGap(said, own, bad);
  return {
    ...{ part, rows: rows.length, ...likenessOf(said, own) },
    ...(ofTeacher && { teacher: ofTeacher }),
    ...(ofStudent && { student: ofStudent }),
    ...(gap && { gap }),
  };
}

function figures(logOdds: Float64Array, bad: Uint8Array): FidelityPart['teacher'] {
  const margins = logOdds.map((value) => Math.round(value / UNIT));
  const ranked = rankRows({ margins, bad });
  const [auc, ks] = [aucOf(ranked), ksOf(ranked)];
  return auc && ks && { auc, ks: ks.value };
}

/** The segments where they differ most, of rows that nothing was trained on where there are any. */
export function fidelitySegments(
  { binned, split, outcome }: Prepared,
  teacher: Float64Array,
  student: Float64Array,
): FidelityReport['segments'] {
  const rows = heldRows(split.rows);
  return worstSegments(
    takeRows(binned, rows, outcome),
    Float64Array.from(rows, (row) => teacher[row]!),
    Float64Array.from(rows, (row) => student[row]!),
  );
}

/** Rows of the tests; of validation, or of training, where there are none. */
export function heldRows(rows: Readonly<Record<Part, Int32Array>>): Int32Array {
  const tests = Int32Array.of(...rows['in-time'], ...rows['out-of-time']).sort();
  if (tests.length > 0) return tests;
  return rows.validation.length > 0 ? rows.validation : rows.train;
}
