import { createRandom, shuffled } from '../../core/random.js';
import { encodeBundle } from '../../model/bundle/encode.js';
import type { RiskModel } from '../../model/model.js';
import { createSession } from '../../scoring/create-session.js';
import type { BatchExplanation } from '../../scoring/results.js';
import type { Table } from '../../table/table.js';
import type { FidelityReport } from '../report/train-report.js';
import { rawColumns } from './raw-columns.js';
import { sessionTeacher } from './session-teacher.js';
import type { Teacher } from './teacher.js';

/** Of a reason that is not there: see `BatchExplanation.reasons`. */
const NO_REASON = 0xffff;

/**
 * How often a student gives the reasons of its teacher: the (at most four) that raise risk, by their
 * codes. Two rows without reasons agree.
 *
 * @param candidates - rows of the table to draw from.
 * @param most - rows to explain.
 * @returns `undefined` where the teacher does not explain, or has no reason code in common.
 */
export async function reasonAgreement(
  table: Table,
  teacher: Teacher,
  model: RiskModel,
  candidates: Int32Array,
  most: number,
  crypto: SubtleCrypto,
): Promise<FidelityReport['reasons']> {
  if (!teacher.explain || candidates.length === 0 || most === 0) return undefined;
  const order = shuffled(candidates.length, createRandom(1)).subarray(0, most);
  const rows = Int32Array.from(order, (i) => candidates[i]!).sort();
  const columns = rawColumns(table, () => rows);
  const said = await teacher.explain(columns);
  const known = new Set(model.reasons.map(({ code }) => code));
  if (!said.reasonCodes.some((code) => known.has(code))) return undefined;
  const bytes = await encodeBundle(model, { crypto });
  const session = await createSession(bytes, { crypto, now: () => 0 });
  try {
    const own = await sessionTeacher(session, model).explain!(columns);
    return agreementOf(said, own, rows.length);
  } finally {
    session.dispose();
  }
}

function agreementOf(
  teacher: BatchExplanation,
  student: BatchExplanation,
  rows: number,
): FidelityReport['reasons'] {
  let [first, shared] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const [theirs, own] = [codesOf(teacher, row), codesOf(student, row)];
    if (theirs[0] === own[0]) first++;
    const same = theirs.filter((code) => own.includes(code)).length;
    const most = Math.max(theirs.length, own.length);
    shared += most > 0 ? same / most : 1;
  }
  return { rows, first: first / rows, meanOfFour: shared / rows };
}

function codesOf({ reasons, reasonCodes, maxReasons }: BatchExplanation, row: number): string[] {
  return Array.from(reasons.subarray(row * maxReasons, (row + 1) * maxReasons))
    .filter((reason) => reason !== NO_REASON)
    .map((reason) => reasonCodes[reason]!);
}
