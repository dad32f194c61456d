import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isRiskError, type RiskError } from '../../sdk/core/errors.js';
import type { ImportResult } from '../../sdk/importers/import-result.js';
import { importPmml, type PmmlOptions } from '../../sdk/importers/pmml/import.js';
import type { Feature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { Applicant, Score } from '../../sdk/scoring/results.js';
import type { Session } from '../../sdk/scoring/session.js';
import { bytesOf, readCsv } from './xgboost-cases.js';

export const PMML = fileURLToPath(new URL('../vectors/pmml/', import.meta.url));

export interface PmmlCase {
  readonly evaluators: readonly string[];
  /** Evaluators that answer otherwise for some rows, and why. */
  readonly departs: Readonly<Record<string, string>>;
}

export const pmmlCases = readdirSync(PMML).filter((name) =>
  existsSync(`${PMML}${name}/expected.csv`),
);

export function readCase(name: string): PmmlCase {
  return JSON.parse(readFileSync(`${PMML}${name}/manifest.json`, 'utf8')) as PmmlCase;
}

export function importCase(name: string, options: PmmlOptions = {}): ImportResult {
  return importPmml(bytesOf(`${PMML}${name}/model.pmml`), options);
}

export function modelText(name: string): string {
  return readFileSync(`${PMML}${name}/model.pmml`, 'utf8');
}

export function importText(text: string, options: PmmlOptions = {}): ImportResult {
  return importPmml(new TextEncoder().encode(text), options);
}

/** The refusal of a file; fails where there is none. */
export function refusalOf(text: string, options: PmmlOptions = {}): RiskError {
  try {
    importText(text, options);
  } catch (error) {
    if (isRiskError(error)) return error;
    throw error;
  }
  throw new Error('the file was imported');
}

/** Rows of a CSV as applicants of a model; an empty cell is a missing value. */
export function applicantsOf(path: string, features: readonly Feature[]): Applicant[] {
  const columns = readCsv(path);
  const rows = [...columns.values()][0]!.length;
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      features.map((feature) => [feature.name, valueOf(feature, columns.get(feature.name)![row]!)]),
    ),
  );
}

function valueOf(feature: Feature, cell: string): string | number | null {
  if (cell === '') return null;
  const isLabel = feature.kind === 'categorical' && feature.labels.includes(cell);
  return isLabel || Number.isNaN(Number(cell)) ? cell : Number(cell);
}

/** The score or probability that a PMML evaluator would print. */
export function predictionOf(model: RiskModel, score: Score): number {
  const { scale, link } = model;
  return link === 'identity' && scale ? -scale.factor * score.logOdds : score.probability;
}

/** The score of an applicant, or the code with which the input is refused. */
export function scoreOrRefusal(session: Session, applicant: Applicant): Score | string {
  try {
    return session.score(applicant);
  } catch (error) {
    if (isRiskError(error) && error.code === 'INPUT_INVALID') return error.issues[0]!.code;
    throw error;
  }
}
