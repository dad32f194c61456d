import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A model with the answers of the library that made it. */
export interface Case {
  readonly name: string;
  readonly folder: string;
  readonly model: string;
  readonly rows: string;
  readonly expected: string;
  readonly shap: string | undefined;
  readonly interactions: string | undefined;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));
const VECTORS = `${HERE}../vectors/xgboost/`;
/** Larger models that are not part of the repository; absent on most machines. */
const SHARED = `${HERE}../../../shared/golden/`;

/** Our own vectors: one folder, one case. */
export function vectorCases(): Case[] {
  return readdirSync(VECTORS).map((name) => {
    const folder = `${VECTORS}${name}/`;
    const at = (file: string) => (existsSync(folder + file) ? folder + file : undefined);
    return {
      name,
      folder,
      model: at('model.json') ?? `${folder}model.ubj`,
      // Categories with names: the codes XGBoost gave them are in a file of their own. Where the
      // names are integers, those are what a caller passes.
      rows: (name.startsWith('cats-integer') ? undefined : at('codes.csv')) ?? `${folder}rows.csv`,
      expected: `${folder}expected.csv`,
      shap: at('shap.csv'),
      interactions: at('interactions.csv'),
    };
  });
}

/** The shared golden models, or none. */
export function sharedCases(): Case[] {
  if (!existsSync(SHARED)) return [];
  return readdirSync(SHARED)
    .filter((name) => existsSync(`${SHARED}${name}/shap_first500.csv`))
    .map((name) => ({
      name,
      folder: `${SHARED}${name}/`,
      model: `${SHARED}${name}/model.json`,
      rows: `${SHARED}${name}/test.csv`,
      expected: `${SHARED}${name}/predictions.csv`,
      shap: `${SHARED}${name}/shap_first500.csv`,
      interactions: `${SHARED}${name}/interactions_first50.csv`,
    }));
}

/** A CSV of numbers as columns by name; an empty cell is NaN. No quotes occur in these files. */
export function readColumnsCsv(file: string): Map<string, Float64Array> {
  const lines = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
  const names = splitHeader(lines[0]!);
  const columns = names.map(() => new Float64Array(lines.length - 1));
  for (let row = 1; row < lines.length; row++) {
    const cells = lines[row]!.split(',');
    names.forEach((_, c) => {
      const cell = cells[c]!;
      columns[c]![row - 1] = cell === '' ? NaN : Number(cell);
    });
  }
  return new Map(names.map((name, c) => [name, columns[c]!]));
}

/** Header cells may be quoted; a doubled quote inside one is a quote. */
function splitHeader(header: string): string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/y;
  while (cell.lastIndex < header.length) {
    const [, quoted, plain] = cell.exec(header)!;
    cells.push(quoted?.replaceAll('""', '"') ?? plain!);
  }
  return cells;
}
