import { RiskError } from '../../core/errors.js';
import { columnOf, type Table } from '../../table/table.js';
import type { TrainPlan } from '../plan.js';
import { prepareTable } from '../prepare-table.js';
import type { PretrainRows } from './pretrain-types.js';

/** How a table's rows become those of several channels. */
export interface PretrainRowsOptions {
  /** Column of words that parts the rows into channels. @defaultValue none: all rows are one channel */
  readonly channel?: string;
  /** Name of the plan's target as a horizon. @defaultValue the target's column */
  readonly horizon?: string;
}

/** As many as a channel's index has room for. */
const MAX_CHANNELS = 256;

/**
 * The rows of a table that a backbone may learn from: the training and validation parts with their
 * labels, and rows without a label. Test rows of either time stay out, so that a student of the
 * backbone can still be measured on them.
 *
 * @throws RiskError `PLAN_INVALID` with every issue at once.
 */
export function pretrainRows(
  table: Table,
  plan: TrainPlan,
  { channel, horizon = plan.target.column }: PretrainRowsOptions = {},
): PretrainRows {
  const { split, binned, outcome, weight } = prepareTable(table, plan);
  const known = [...split.rows.train, ...split.rows.validation];
  const unknown = [...outcome.keys()].filter((row) => outcome[row]! > 1);
  const rows = Int32Array.from([...known, ...unknown]).sort();
  const codes = channel === undefined ? undefined : channelsOf(table, channel);
  return {
    rows: rows.length,
    features: binned.features,
    bins: binned.bins.map((column) => Uint8Array.from(rows, (row) => column[row]!)),
    channels: codes?.names ?? ['all'],
    channel: Uint8Array.from(rows, (row) => codes?.codes[row] ?? 0),
    horizons: [horizon],
    labels: [Float32Array.from(rows, (row) => (outcome[row]! > 1 ? NaN : outcome[row]!))],
    ...(weight && { weight: Float64Array.from(rows, (row) => weight[row]!) }),
  };
}

/** Words and whole numbers name channels; so does their absence. */
function channelsOf(table: Table, name: string) {
  const column = columnOf(table, name);
  const expected = `a column of at most ${MAX_CHANNELS} different words`;
  const refuse = () =>
    new RiskError('PLAN_INVALID', `"channel" expected ${expected}`, {
      path: 'channel',
      issues: [{ code: 'CHANNEL', path: 'channel', expected }],
    });
  if (!column) throw refuse();
  const names: string[] = [];
  const index = new Map<string, number>();
  const codes = new Uint8Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    const word =
      column.kind === 'text'
        ? (column.words[column.codes[row]!] ?? '')
        : String(column.values[row]);
    let code = index.get(word);
    if (code === undefined) {
      if (names.length === MAX_CHANNELS) throw refuse();
      code = names.push(word === '' || word === 'NaN' ? 'missing' : word) - 1;
      index.set(word, code);
    }
    codes[row] = code;
  }
  return { names, codes };
}
