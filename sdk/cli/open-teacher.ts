import { decodeBundle } from '../model/bundle/decode.js';
import { encodeBundle } from '../model/bundle/encode.js';
import type { RiskModel } from '../model/model.js';
import { readTable } from '../table/read-table.js';
import { columnTeacher, type ScoreUnit } from '../train/distill/column-teacher.js';
import { sessionTeacher } from '../train/distill/session-teacher.js';
import type { Teacher } from '../train/distill/teacher.js';
import { UsageError } from './command.js';
import { readBytes } from './files.js';
import { openSession } from './open-session.js';
import { readSpecifiedModel, stemOf } from './specified-model.js';

export { SCORE_UNITS } from '../train/distill/column-teacher.js';

/** How a file that holds scores is read. */
export interface ScoresOptions {
  /** Its column. */
  readonly column: string | undefined;
  readonly unit: ScoreUnit | undefined;
  readonly outOfFold: boolean;
}

/** A teacher from a file, with the model behind it where there is one. */
export interface OpenedTeacher {
  readonly teacher: Teacher;
  readonly model?: RiskModel;
  readonly close: () => void;
}

const MAGIC = 'INSITU';

/**
 * Opens a bundle, a model file of any kind that is imported, an ONNX network, or a CSV of scores.
 *
 * @param specFile - what a model file cannot say: see `insitu pack`.
 */
export async function openTeacher(
  file: string,
  specFile: string | undefined,
  scores: ScoresOptions,
): Promise<OpenedTeacher> {
  const bytes = readBytes(file);
  if (scores.unit !== undefined || scores.column !== undefined) {
    return { teacher: scoresTeacher(file, bytes, scores), close() {} };
  }
  const isBundle = new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) === MAGIC;
  const packed = isBundle ? bytes : await pack(file, bytes, specFile);
  const { model } = await decodeBundle(packed, { crypto: crypto.subtle });
  const session = await openSession(packed, 'auto');
  const teacher = sessionTeacher(session, model);
  return { teacher, model, close: () => session.dispose() };
}

async function pack(
  file: string,
  bytes: Uint8Array,
  specFile: string | undefined,
): Promise<Uint8Array> {
  const { model } = await readSpecifiedModel(file, bytes, specFile);
  return encodeBundle(model, { crypto: crypto.subtle });
}

/** @throws RiskError `TABLE_INVALID`. */
function scoresTeacher(
  file: string,
  bytes: Uint8Array,
  { column, unit, outOfFold }: ScoresOptions,
): Teacher {
  if (column === undefined || unit === undefined) {
    throw new UsageError(
      'a teacher that is a table of scores needs --scores COLUMN and --scores-are',
    );
  }
  const { table } = readTable(bytes);
  return columnTeacher(table, { column, unit, outOfFold, name: stemOf(file) });
}
