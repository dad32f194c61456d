import { RiskError } from '../core/errors.js';
import { decodeBundle } from '../model/bundle/decode.js';
import { encodeBundle } from '../model/bundle/encode.js';
import type { RiskModel } from '../model/model.js';
import { readTable } from '../table/read-table.js';
import { columnOf, type NumberColumn } from '../table/table.js';
import { logit, sessionTeacher } from '../train/distill/session-teacher.js';
import type { Teacher } from '../train/distill/teacher.js';
import { UsageError } from './command.js';
import { readBytes } from './files.js';
import { openSession } from './open-session.js';
import { readSpecifiedModel, stemOf } from './specified-model.js';

/** What the scores of a file mean. */
export const SCORE_UNITS = ['log-odds', 'probability', 'points-of-risk'] as const;

/** How a file that holds scores is read. */
export interface ScoresOptions {
  /** Its column. */
  readonly column: string | undefined;
  readonly unit: (typeof SCORE_UNITS)[number] | undefined;
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

/** @throws RiskError `TABLE_INVALID`, `OPTION_INVALID`. */
function scoresTeacher(
  file: string,
  bytes: Uint8Array,
  { column: name, unit, outOfFold }: ScoresOptions,
): Teacher {
  if (name === undefined || unit === undefined) {
    throw new UsageError(
      'a teacher that is a table of scores needs --scores COLUMN and --scores-are',
    );
  }
  const column = columnOf(readTable(bytes).table, name);
  if (column?.kind !== 'number') {
    throw new RiskError('TABLE_INVALID', `"${name}" expected a column of numbers`, {
      issues: [{ code: 'SCORES_COLUMN', path: name, expected: 'a column of numbers' }],
    });
  }
  return {
    name: stemOf(file),
    kind: 'scores',
    scores: unit === 'probability' ? logits(column, name) : column.values,
    ...(outOfFold && { outOfFold }),
    ...(unit === 'points-of-risk' && { unscaled: true }),
  };
}

function logits({ values }: NumberColumn, name: string): Float64Array {
  if (values.some((value) => value < 0 || value > 1)) {
    throw new RiskError('TABLE_INVALID', `"${name}" expected probabilities, 0 to 1`, {
      issues: [{ code: 'PROBABILITY', path: name, expected: '0 to 1' }],
    });
  }
  return values.map((value) => (Number.isNaN(value) ? NaN : logit(value)));
}
