import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromFixedPoint } from '../../sdk/core/fixed-point.js';
import { binOf } from '../../sdk/model/binning.js';
import { missingBin, type Feature } from '../../sdk/model/feature.js';
import { goesLeft, LEAF, treeCount, type Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';

export const VECTORS = fileURLToPath(new URL('../vectors/xgboost/', import.meta.url));
export const REFUSED = fileURLToPath(new URL('../vectors/refused/', import.meta.url));
/** Larger models beside the checkout; absent on most machines. */
export const GOLDEN = fileURLToPath(new URL('../../../shared/golden/', import.meta.url));
export const FOREIGN = fileURLToPath(new URL('../../../shared/models/', import.meta.url));

export function bytesOf(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

/** Folders below `folder` that hold `file`; none when the folder is absent. */
export function foldersWith(folder: string, file: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => existsSync(`${folder}${name}/${file}`));
}

/** A CSV by column name, every cell a string. Quoted cells may hold commas and quotes. */
export function readCsv(path: string): ReadonlyMap<string, readonly string[]> {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').map(splitLine);
  const [header, ...rows] = lines;
  return new Map(header!.map((name, c) => [name, rows.map((row) => row[c]!)]));
}

function splitLine(line: string): string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^,]*))(,|$)/y;
  for (;;) {
    const [, quoted, plain, end] = cell.exec(line)!;
    cells.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === '') return cells;
  }
}

/** The raw number of a cell: NaN when empty, a label's code, else the number it spells. */
export function rawValue(feature: Feature, cell: string): number {
  if (cell === '') return NaN;
  if (feature.kind === 'categorical') {
    const label = feature.labels.indexOf(cell);
    if (label >= 0) return feature.codes[label]!;
  }
  return Number(cell);
}

/** Margins of the rows of a CSV, by a walk that does nothing clever. */
export function marginsOf(model: RiskModel, path: string): readonly number[] {
  const columns = readCsv(path);
  const bins = model.features.map((feature) =>
    Uint16Array.from(columns.get(feature.name)!, (cell) => binOf(feature, rawValue(feature, cell))),
  );
  const forest = model.body as Forest;
  return Array.from(bins[0]!, (_, row) => {
    let margin = model.intercept;
    for (let t = 0; t < treeCount(forest); t++) {
      let node = forest.treeStart[t]!;
      for (let f = forest.feature[node]!; f !== LEAF; f = forest.feature[node]!) {
        const feature = model.features[f]!;
        const categorical = feature.kind === 'categorical';
        const left = goesLeft(forest, node, bins[f]![row]!, missingBin(feature), categorical);
        node = left ? node + 1 : forest.right[node]!;
      }
      margin += forest.leaf[node]!;
    }
    return fromFixedPoint(margin, model.scaleBits);
  });
}

/** Largest difference from the column `margin`; infinite where either is no number. */
export function largestDifference(margins: readonly number[], expectedPath: string): number {
  const expected = readCsv(expectedPath).get('margin')!.map(Number);
  if (expected.length !== margins.length) return Infinity;
  return margins.reduce((largest, margin, row) => {
    const difference = Math.abs(margin - expected[row]!);
    return difference <= largest ? largest : difference > largest ? difference : Infinity;
  }, 0);
}
