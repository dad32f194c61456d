import { isRiskError } from '../core/errors.js';
import { decodeBundle } from '../model/bundle/decode.js';
import { encodeBundle } from '../model/bundle/encode.js';
import type { Feature } from '../model/feature.js';
import type { RiskModel } from '../model/model.js';
import { readTable } from '../table/read-table.js';
import { columnTeacher, type ScoreUnit } from '../train/distill/column-teacher.js';
import { sessionTeacher } from '../train/distill/session-teacher.js';
import { decodeBackbone } from '../train/pretrain/backbone-coding.js';
import type { Backbone } from '../train/pretrain/backbone.js';
import { createBackboneTeacher } from '../train/pretrain/backbone-teacher.js';
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
  /** Columns that it asks, where it asks any. */
  readonly features?: readonly Feature[];
  readonly close: () => void;
}

/** Which output of a backbone teaches. */
export interface OutputOptions {
  readonly channel: string | undefined;
  readonly horizon: string | undefined;
}

const MAGIC = 'INSITU';

/** As `encodeBackbone` begins, and no other file. */
const BACKBONE = '{"kind":"insitu-backbone"';

/**
 * Opens a bundle, a model file of any kind that is imported, an ONNX network, a backbone that was
 * pre-trained, or a CSV of scores.
 *
 * @param specFile - what a model file cannot say: see `insitu pack`.
 */
export async function openTeacher(
  file: string,
  specFile: string | undefined,
  scores: ScoresOptions,
  output: OutputOptions,
): Promise<OpenedTeacher> {
  const bytes = readBytes(file);
  if (scores.unit !== undefined || scores.column !== undefined) {
    return { teacher: scoresTeacher(file, bytes, scores), close() {} };
  }
  const begins = (text: string) =>
    new TextDecoder().decode(bytes.subarray(0, text.length)) === text;
  if (begins(BACKBONE)) return backboneTeacher(file, bytes, output);
  if (output.channel !== undefined || output.horizon !== undefined) {
    throw new UsageError('--channel and --horizon are of a backbone');
  }
  const isBundle = begins(MAGIC);
  const packed = isBundle ? bytes : await pack(file, bytes, specFile);
  const { model } = await decodeBundle(packed, { crypto: crypto.subtle });
  const session = await openSession(packed, 'auto');
  const teacher = sessionTeacher(session, model);
  return { teacher, model, features: model.features, close: () => session.dispose() };
}

function backboneTeacher(
  file: string,
  bytes: Uint8Array,
  { channel, horizon }: OutputOptions,
): OpenedTeacher {
  const backbone = decodeBackbone(new TextDecoder().decode(bytes));
  const output = {
    ...outputOf('channel', channel, backbone),
    ...outputOf('horizon', horizon, backbone),
  };
  const teacher = createBackboneTeacher(backbone, { ...output, name: stemOf(file) });
  return { teacher, features: backbone.features, close() {} };
}

/** @throws UsageError that tells which there are. */
function outputOf(
  what: 'channel' | 'horizon',
  wanted: string | undefined,
  { channels, horizons }: Backbone,
): Partial<Record<typeof what, string>> {
  const names = what === 'channel' ? channels : horizons;
  if (wanted === undefined && names.length === 1) return {};
  if (wanted !== undefined && names.includes(wanted)) return { [what]: wanted };
  throw new UsageError(`--${what} expected one of the backbone's: ${names.join(', ')}`);
}

async function pack(
  file: string,
  bytes: Uint8Array,
  specFile: string | undefined,
): Promise<Uint8Array> {
  try {
    const { model } = await readSpecifiedModel(file, bytes, specFile);
    return await encodeBundle(model, { crypto: crypto.subtle });
  } catch (error) {
    if (isRiskError(error) && error.code === 'IMPORT_FORMAT' && /\.[ct]sv$/i.test(file)) {
      throw new UsageError(
        `${file} is no model: a table of scores teaches with --scores COLUMN and --scores-are`,
      );
    }
    throw error;
  }
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
