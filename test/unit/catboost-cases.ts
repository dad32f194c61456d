import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importCatboost } from '../../sdk/importers/catboost/import.js';
import type { ImportResult } from '../../sdk/importers/import-result.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { createSession } from '../../sdk/scoring/create-session.js';
import type { Session } from '../../sdk/scoring/session.js';
import { bytesOf, readCsv } from './xgboost-cases.js';

export const CATBOOST = fileURLToPath(new URL('../vectors/catboost/', import.meta.url));
export const CATBOOST_REFUSED = fileURLToPath(
  new URL('../vectors/catboost/refused/', import.meta.url),
);

export function importFrom(folder: string): ImportResult {
  return importCatboost(bytesOf(`${folder}/model.json`));
}

/** Packs a model and opens it: the path that a page takes. */
export async function open(model: RiskModel, engine: 'wasm' | 'reference'): Promise<Session> {
  const bytes = await encodeBundle(model, { crypto: crypto.subtle });
  return createSession(bytes, { engine, crypto: crypto.subtle, now: () => performance.now() });
}

type Cell = number | string | null;

/** The rows of a CSV as columns of a model: an empty cell of a number is missing. */
export function columnsOf(model: RiskModel, path: string): Record<string, Cell[]> {
  const columns = readCsv(path);
  return Object.fromEntries(
    model.features.map((feature) => {
      const cells = columns.get(feature.name)!;
      if (feature.kind === 'numeric') return [feature.name, cells.map(numberOf)];
      const labels = new Set(feature.labels);
      return [feature.name, cells.map((cell) => (labels.has(cell) ? cell : Number(cell)))];
    }),
  );
}

function numberOf(cell: string): number | null {
  return cell === '' ? null : Number(cell);
}

/** A column of a CSV as numbers; an empty cell is NaN. */
export function numbersOf(path: string, column: string): Float64Array {
  return Float64Array.from(readCsv(path).get(column)!, (cell) =>
    cell === '' ? NaN : Number(cell),
  );
}

/** Largest difference; infinite where either is no number or the lengths differ. */
export function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < ours.length; i++) {
    const difference = Math.abs(ours[i]! - theirs[i]!);
    largest = difference <= largest ? largest : difference > largest ? difference : Infinity;
  }
  return largest;
}

/** CatBoost's Shapley values; by hand where its own do not add up; undefined where it gives none. */
export function shapFileOf(folder: string): string | undefined {
  return ['shap.csv', 'shap_brute.csv']
    .map((name) => `${folder}/${name}`)
    .find((path) => existsSync(path));
}
