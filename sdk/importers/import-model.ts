import { detectFormat, formatRefusal, type ModelFormat } from './detect.js';
import type { ImportOptions, ImportResult } from './import-result.js';

type Importer = (bytes: Uint8Array, options: ImportOptions) => ImportResult;

/** Each importer is loaded when a file asks for it. */
const IMPORTERS: Partial<Record<ModelFormat, () => Promise<Importer>>> = {
  'xgboost-json': async () => (await import('./xgboost/import.js')).importXgboost,
  'xgboost-ubjson': async () => (await import('./xgboost/import.js')).importXgboost,
};

/**
 * Imports a model file of any kind that is known here, told by its bytes and never by its name.
 *
 * @throws RiskError `IMPORT_FORMAT` when the file is none or broken, `IMPORT_UNSUPPORTED` when it
 *   uses something that is not carried, `MODEL_INVALID` when its content contradicts itself.
 */
export async function importModel(
  bytes: Uint8Array,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const format = detectFormat(bytes);
  const load = IMPORTERS[format];
  if (!load) throw formatRefusal(format);
  const importer = await load();
  return importer(bytes, options);
}
