import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readCsv } from '../../sdk/core/csv.js';
import { createRandom } from '../../sdk/core/random.js';
import { importModel } from '../../sdk/importers/import-model.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { readColumns } from '../../sdk/scoring/columns.js';
import { withReference } from '../../sdk/scoring/populations.js';

const VECTORS = join(import.meta.dirname, '../vectors');
const crypto = globalThis.crypto.subtle;

/** Models on the data of the vectors: trees over numbers, trees with categories, and a table. */
const CASES = {
  trees: {
    file: 'xgboost/logistic-3.4.1/model.json',
    data: 'taiwan',
    target: 'default.payment.next.month',
    bad: 1,
  },
  categories: {
    file: 'xgboost/categorical-partition-3.4.1/model.json',
    data: 'south_german',
    target: 'kredit',
    bad: 0,
  },
  table: {
    file: 'scorecard/toad-csv-0.1.7/card.csv',
    data: 'taiwan',
    target: 'default.payment.next.month',
    bad: 1,
  },
} as const;

export type DeltaCase = keyof typeof CASES;
export const DELTA_CASES = Object.keys(CASES) as DeltaCase[];

/** A source, a channel's rows with labels, and the source's own rows. */
export interface Channel {
  readonly model: RiskModel;
  readonly bytes: Uint8Array;
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly labels: Uint8Array;
  readonly population: Readonly<Record<string, Float64Array>>;
}

/**
 * A model with the first half of its data as reference population, and `rows` of the second half,
 * whose labels follow one feature more than the source knows.
 */
export async function readChannel(name: DeltaCase, rows: number): Promise<Channel> {
  const { file, data, target, bad } = CASES[name];
  const table = readTable(data);
  const imported = await importModel(new Uint8Array(readFileSync(join(VECTORS, file))), {
    ...(name === 'table' && { scorecard: { scaling: { pdo: 60, points: 600, odds: 20 } } }),
  });
  const half = table.get(target)!.length >> 1;
  const columnsOf = (from: number, to: number) =>
    Object.fromEntries(
      imported.model.features.map(({ name }) => [name, table.get(name)!.slice(from, to)]),
    );
  const population = columnsOf(0, half);
  const { features } = imported.model;
  const model = withReference(imported.model, readColumns(features, population), 'first half');
  const bytes = await encodeBundle(model, { crypto });
  const columns = columnsOf(half, half + rows);
  const random = createRandom(3);
  const pushed = columns[features[0]!.name]!;
  const middle = [...pushed].sort((a, b) => a - b)[rows >> 1]!;
  const labels = Uint8Array.from(table.get(target)!.slice(half, half + rows), (value, row) => {
    const label = value === bad ? 1 : 0;
    return random.next() < 0.35 ? (pushed[row]! > middle ? 1 : 0) : label;
  });
  return { model, bytes, columns, labels, population };
}

function readTable(name: string): ReadonlyMap<string, Float64Array> {
  const text = gunzipSync(readFileSync(join(VECTORS, 'data', `${name}.csv.gz`))).toString();
  const rows: string[][] = [];
  readCsv(text, (cells) => rows.push(cells));
  const names = rows.shift()!;
  return new Map(
    names.map((column, place) => [
      column,
      Float64Array.from(rows, (cells) => (cells[place] === '' ? NaN : Number(cells[place]))),
    ]),
  );
}
