import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importLightgbm, type LightgbmOptions } from '../../sdk/importers/lightgbm/import.js';
import type { ImportResult } from '../../sdk/importers/import-result.js';
import type { Feature } from '../../sdk/model/feature.js';
import { bytesOf, readCsv } from './xgboost-cases.js';

const FOLDER = new URL('../vectors/lightgbm/', import.meta.url);
const CASES = fileURLToPath(new URL('cases/', FOLDER));
const REFUSED = fileURLToPath(new URL('refused/', FOLDER));

/** A model with the answers of the LightGBM that made it. */
export interface LightgbmCase {
  readonly name: string;
  readonly folder: string;
  readonly marginPerRaw: number;
  readonly options: LightgbmOptions;
}

export function lightgbmCases(): readonly LightgbmCase[] {
  return readdirSync(CASES).map((name) => {
    const folder = `${CASES}${name}/`;
    const manifest = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as {
      margin_per_raw: number;
      options: LightgbmOptions;
    };
    return { name, folder, marginPerRaw: manifest.margin_per_raw, options: manifest.options };
  });
}

export function importCase({ folder, options }: LightgbmCase): ImportResult {
  return importLightgbm(bytesOf(`${folder}model.txt`), options);
}

/** The text of a case's model, to be changed by a test. */
export function modelText(name: string): string {
  return readFileSync(`${CASES}${name}/model.txt`, 'utf8');
}

export function importText(text: string, options: LightgbmOptions = {}): ImportResult {
  return importLightgbm(new TextEncoder().encode(text), options);
}

/** Models that are refused, and the words by which. */
export function refusedModels(): readonly { name: string; path: string; names: string }[] {
  return readdirSync(REFUSED).map((name) => {
    const folder = `${REFUSED}${name}/`;
    const { refused } = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as {
      refused: { names: string };
    };
    const file = readdirSync(folder).find((each) => each.startsWith('model.'))!;
    return { name, path: folder + file, names: refused.names };
  });
}

/** A column of a CSV as a page passes it: numbers, labels, null where missing. */
export function columnOf(feature: Feature, cells: readonly string[]): (number | string | null)[] {
  const labels = new Set(feature.kind === 'categorical' ? feature.labels : []);
  return cells.map((cell) => (cell === '' ? null : labels.has(cell) ? cell : Number(cell)));
}

export function numbersOf(path: string, column: string): readonly number[] {
  return readCsv(path).get(column)!.map(Number);
}

/** Largest difference; infinite where either is no number. */
export function largestGap(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length || ours.length === 0) return Infinity;
  let largest = 0;
  for (let i = 0; i < ours.length; i++) {
    const gap = Math.abs(ours[i]! - theirs[i]!);
    largest = gap <= largest ? largest : gap > largest ? gap : Infinity;
  }
  return largest;
}
