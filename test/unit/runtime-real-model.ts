import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';

const vector = join(import.meta.dirname, '../vectors/xgboost/logistic-3.4.1');

/** A real model as a bundle, and real applicants as columns. */
export async function packVector() {
  const source = readFileSync(join(vector, 'model.json'));
  const { model } = importXgboost(source, { name: 'logistic' });
  const bytes = await encodeBundle(model, { crypto: crypto.subtle, signers: [] });
  const [header, ...rows] = readFileSync(join(vector, 'rows.csv'), 'utf8').trimEnd().split('\n');
  const cells = rows.map((row) => row.split(',').map((cell) => (cell === '' ? NaN : Number(cell))));
  const names = header!.split(',');
  const columns = Object.fromEntries(
    names.slice(1).map((name, at) => [name, Float64Array.from(cells, (row) => row[at + 1]!)]),
  );
  const applicant = (row: number) =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[row]!]));
  return { bytes, columns, rows: cells.length, applicant };
}
