import { basename, dirname, extname, resolve } from 'node:path';
import { RiskError } from '../core/errors.js';
import { importModel } from '../importers/import-model.js';
import type { ImportReport } from '../importers/import-result.js';
import type { ColumnTable } from '../model/column-table.js';
import type { RiskModel } from '../model/model.js';
import { applySpec, populationName, readSpec } from '../scoring/apply-spec.js';
import { readColumns } from '../scoring/columns.js';
import { withBackground, withReference } from '../scoring/populations.js';
import type { ModelSpec } from '../scoring/spec-fields.js';
import { locateIssues, readFeatureColumns } from './csv-columns.js';
import { readBytes, readJson } from './files.js';
import { noteWords } from './note-text.js';
import { ProgressBar } from './progress.js';

/** A file's name without folder and ending: what a model is called that says nothing else. */
export function stemOf(file: string): string {
  return basename(file, extname(file));
}

/**
 * A model file with what its spec says, populations included.
 *
 * @param specFile - none leaves everything as the importer makes it.
 * @throws RiskError `IMPORT_*`, `OPTION_INVALID`, `INPUT_INVALID`, `LOAD_FAILED`.
 */
export async function readSpecifiedModel(
  file: string,
  bytes: Uint8Array,
  specFile: string | undefined,
): Promise<{ readonly model: RiskModel; readonly report: ImportReport }> {
  const spec = specFile === undefined ? {} : readSpec(readJson(specFile));
  // Of unknown form here: the importer checks them.
  const choices = { ...spec.import, ...(spec.scorecard && { scorecard: spec.scorecard }) };
  const { model, report } = await importModel(bytes, { name: stemOf(file) }, choices);
  const folder = dirname(specFile ?? '.');
  const notes = [...report.notes];
  const whole = addPopulations(applySpec(model, spec), spec, folder, notes);
  return { model: whole, report: { ...report, notes } };
}

function addPopulations(
  model: RiskModel,
  spec: ModelSpec,
  folder: string,
  notes: string[],
): RiskModel {
  const { reference, background } = spec;
  let whole = model;
  if (reference) {
    const table = readTable(model, resolve(folder, reference.rows), notes);
    whole = withReference(whole, table, populationName(reference.population));
  }
  if (background) {
    const table = readTable(model, resolve(folder, background.rows), notes);
    const bar = new ProgressBar('background');
    const onRows = bar.show.bind(bar);
    whole = withBackground(whole, table, populationName(background.population), onRows);
    bar.finish();
  }
  return whole;
}

function readTable(model: RiskModel, file: string, notes: string[]): ColumnTable {
  const features = model.features.map((feature) => ({
    name: feature.name,
    kind: feature.kind,
    categories:
      feature.kind === 'categorical'
        ? Array.from(feature.codes, (code, i) => ({ code, label: feature.labels[i], text: {} }))
        : [],
  }));
  const { columns, lineOf, notes: told } = readFeatureColumns(readBytes(file), features);
  notes.push(...noteWords(told).map((words) => `${basename(file)}: ${words}`));
  try {
    return readColumns(model.features, columns);
  } catch (error) {
    throw error instanceof RiskError ? locateIssues(error, lineOf) : error;
  }
}
