import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createRandom } from '../../sdk/core/random.js';
import { isRiskError } from '../../sdk/core/errors.js';
import { readTable } from '../../sdk/table/read-table.js';
import type { Table, TableColumn } from '../../sdk/table/table.js';
import type { TrainPlan } from '../../sdk/train/plan.js';

/** A column of numbers or words, by what it is given. */
export function column(name: string, values: readonly (number | string | null)[]): TableColumn {
  if (values.some((value) => typeof value === 'string')) {
    const words = [...new Set(values.filter((value) => value !== null))] as string[];
    const codes = Int32Array.from(values, (value) => words.indexOf(value as string));
    return { kind: 'text', name, words, codes };
  }
  return { kind: 'number', name, values: Float64Array.from(values, (value) => +(value ?? NaN)) };
}

export function tableOf(columns: readonly TableColumn[]): Table {
  const [first] = columns;
  const rows = first?.kind === 'text' ? first.codes.length : (first?.values.length ?? 0);
  return { rows, columns };
}

export const FIRST_DAY = 17_532; // 2018-01-01

/** Made-up applicants: two features that tell, a word, a date by day, and an outcome. */
export function madeUp(rows = 1000, seed = 1): Table {
  const random = createRandom(seed);
  const income = Array.from({ length: rows }, () => Math.round(random.next() * 500_000) / 100);
  const age = Array.from({ length: rows }, () => (random.next() < 0.1 ? null : random.below(50)));
  const home = Array.from({ length: rows }, () => ['own', 'rent', 'other'][random.below(3)]!);
  const bad = income.map((each, row) =>
    random.next() < 0.45 - each / 12_500 + (home[row] === 'rent' ? 0.15 : 0) ? 1 : 0,
  );
  const days = Float64Array.from({ length: rows }, () => FIRST_DAY + random.below(300));
  return tableOf([
    column('income', income),
    column('age', age),
    column('home', home),
    { kind: 'date', name: 'day', values: days },
    column('bad', bad),
  ]);
}

export const PLAN: TrainPlan = {
  name: 'made-up',
  target: { column: 'bad', bad: 1 },
  features: [{ column: 'income' }, { column: 'age' }, { column: 'home' }],
  student: { kind: 'boosted', trees: 10 },
};

/** UCI Taiwan from a committed file: the whole of it, unless told. */
export function taiwanTable(path = 'demo/model/data/taiwan.csv.gz'): Table {
  const file = join(import.meta.dirname, '../..', path);
  return readTable(gunzipSync(readFileSync(file))).table;
}

/** Issues of what a call refuses, as `CODE path`. */
export function issuesOf(call: () => unknown): string[] {
  try {
    call();
  } catch (error) {
    if (!isRiskError(error)) throw error;
    return [error.code, ...error.issues.map(({ code, path }) => `${code} ${path}`)];
  }
  return [];
}
