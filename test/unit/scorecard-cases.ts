import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importScorecard } from '../../sdk/importers/scorecard/import.js';
import type { ImportOptions, ImportResult } from '../../sdk/importers/import-result.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { Feature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { createSession } from '../../sdk/scoring/create-session.js';
import type { Session } from '../../sdk/scoring/session.js';
import { rawValue, readCsv } from './xgboost-cases.js';

export const SCORECARDS = fileURLToPath(new URL('../vectors/scorecard/', import.meta.url));

/** What a case says of itself. */
export interface CardCase {
  readonly card: string;
  readonly library: string;
  readonly options: NonNullable<ImportOptions['scorecard']>;
  readonly direction?: string;
}

export const cardCases = readdirSync(SCORECARDS).filter((name) =>
  existsSync(`${SCORECARDS}${name}/manifest.json`),
);

export function readCase(name: string): CardCase {
  return JSON.parse(readFileSync(`${SCORECARDS}${name}/manifest.json`, 'utf8')) as CardCase;
}

export function importCase(name: string): ImportResult {
  const { card, options } = readCase(name);
  const bytes = new Uint8Array(readFileSync(`${SCORECARDS}${name}/${card}`));
  return importScorecard(bytes, { name, scorecard: options });
}

/** The rows of a case as columns, in the model's own codes. */
export function columnsOf(
  name: string,
  features: readonly Feature[],
): Record<string, Float64Array> {
  const cells = readCsv(`${SCORECARDS}${name}/rows.csv`);
  return Object.fromEntries(
    features.map((feature) => [
      feature.name,
      Float64Array.from(cells.get(feature.name)!, (cell) => codeOf(feature, cell)),
    ]),
  );
}

/** A category of the vectors that no card names. */
const UNSEEN = '(unseen)';

function codeOf(feature: Feature, cell: string): number {
  if (feature.kind === 'categorical' && cell === UNSEEN) return feature.codes.length + 1000;
  return rawValue(feature, cell);
}

/** A column of numbers that the library gave; empty where it gave none. */
export function expectedOf(name: string, column: string): readonly number[] | undefined {
  return readCsv(`${SCORECARDS}${name}/expected.csv`)
    .get(column)
    ?.map((cell) => (cell === '' || cell === 'nan' ? NaN : Number(cell)));
}

/** A session on the model's bundle, as an application has it. */
export async function openModel(model: RiskModel): Promise<Session> {
  const bytes = await encodeBundle(model, { crypto: crypto.subtle });
  return createSession(bytes, { now: () => performance.now(), crypto: crypto.subtle });
}
