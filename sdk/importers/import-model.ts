import { RiskError } from '../core/errors.js';
import { detectFormat, formatRefusal, type ModelFormat } from './detect.js';
import type { ImportOptions, ImportResult } from './import-result.js';

type Importer = (bytes: Uint8Array, options: ImportOptions) => ImportResult;

/** Each importer is loaded when a file asks for it. */
const IMPORTERS: Partial<Record<ModelFormat, () => Promise<Importer>>> = {
  'catboost-json': async () => (await import('./catboost/import.js')).importCatboost,
  'xgboost-json': async () => (await import('./xgboost/import.js')).importXgboost,
  'xgboost-ubjson': async () => (await import('./xgboost/import.js')).importXgboost,
  'lightgbm-text': async () => (await import('./lightgbm/import.js')).importLightgbm,
  pmml: async () => (await import('./pmml/import.js')).importPmml,
  'xgboost-binary': async () => (await import('./xgboost/import.js')).importXgboost,
  onnx: async () => (await import('./onnx/import.js')).importOnnx,
  scorecard: async () => (await import('./scorecard/import.js')).importScorecard,
};

/** Formats whose files may leave out what a scorecard's points mean. */
const WITH_POINTS: readonly ModelFormat[] = ['scorecard', 'pmml'];

/**
 * Imports a model file of any kind that is known here, told by its bytes and never by its name.
 *
 * @throws RiskError `IMPORT_FORMAT` when the file is none or broken, `IMPORT_UNSUPPORTED` when it
 *   uses something that is not carried, `MODEL_INVALID` when its content contradicts itself,
 *   `OPTION_INVALID` for options that the format does not have.
 */
export async function importModel(
  bytes: Uint8Array,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const format = detectFormat(bytes);
  const load = IMPORTERS[format];
  if (!load) throw formatRefusal(format);
  if (options.scorecard !== undefined && !WITH_POINTS.includes(format)) {
    throw new RiskError('OPTION_INVALID', '"scorecard" is for scorecards, and the file is none');
  }
  const importer = await load();
  return importer(bytes, options);
}
