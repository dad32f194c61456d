import { RiskError } from '../core/errors.js';
import { detectFormat, formatRefusal, type ModelFormat } from './detect.js';
import type { ImportOptions, ImportResult } from './import-result.js';

type Importer = (bytes: Uint8Array, options: ImportOptions) => ImportResult;

interface Reader {
  /** Each importer is loaded when a file asks for it. */
  readonly load: () => Promise<Importer>;
  /** Its own options, and what each must be. */
  readonly choices: Readonly<Record<string, Choice>>;
}

/** What an option must be, in words, and whether a value is. */
type Choice = readonly [expected: string, is: (value: unknown) => boolean];

const isText = (value: unknown): boolean => typeof value === 'string';
const text: Choice = ['a text', isText];
const texts: Choice = ['a list of texts', (v) => Array.isArray(v) && v.every(isText)];
const link: Choice = ['logistic or identity', (v) => v === 'logistic' || v === 'identity'];
const unit: Choice = [
  'probability, log-odds or value',
  (v) => v === 'probability' || v === 'log-odds' || v === 'value',
];
const whole: Choice = ['a whole number', (v) => Number.isInteger(v) && Number(v) >= 0];
const trees: Choice = [
  'all, best or a number of trees',
  (v) => v === 'all' || v === 'best' || Number.isInteger(v),
];
const record: Choice = ['an object', (v) => typeof v === 'object' && v !== null];

const xgboost: Reader = {
  load: async () => (await import('./xgboost/import.js')).importXgboost,
  choices: { trees },
};

const READERS: Partial<Record<ModelFormat, Reader>> = {
  'xgboost-json': xgboost,
  'xgboost-ubjson': xgboost,
  'xgboost-binary': xgboost,
  'lightgbm-text': {
    load: async () => (await import('./lightgbm/import.js')).importLightgbm,
    choices: { customLink: link, categoryFeatures: texts },
  },
  'catboost-json': {
    load: async () => (await import('./catboost/import.js')).importCatboost,
    choices: {},
  },
  onnx: {
    load: async () => (await import('./onnx/import.js')).importOnnx,
    choices: { output: text, column: whole, link, featureNames: texts, network: unit },
  },
  pmml: {
    load: async () => (await import('./pmml/import.js')).importPmml,
    choices: { targetCategory: text, scorecard: record },
  },
  scorecard: {
    load: async () => (await import('./scorecard/import.js')).importScorecard,
    choices: { scorecard: record },
  },
};

/** Options of one format alone, by name: see the options of its importer. */
export type FormatChoices = Readonly<Record<string, unknown>>;

/**
 * Imports a model file of any kind that is known here, told by its bytes and never by its name.
 *
 * @param choices - what the file leaves open and its format alone has.
 * @throws RiskError `IMPORT_FORMAT` when the file is none or broken, `IMPORT_UNSUPPORTED` when it
 *   uses something that is not carried, `MODEL_INVALID` when its content contradicts itself,
 *   `OPTION_INVALID` for choices that the format does not have.
 */
export async function importModel(
  bytes: Uint8Array,
  options: ImportOptions = {},
  choices: FormatChoices = {},
): Promise<ImportResult> {
  const format = detectFormat(bytes);
  const reader = READERS[format];
  if (!reader) throw formatRefusal(format);
  assertChoices(format, reader, choices);
  const importer = await reader.load();
  return importer(bytes, { ...options, ...choices });
}

/** What nobody reads must not pass in silence. */
function assertChoices(format: ModelFormat, reader: Reader, choices: FormatChoices): void {
  const known = Object.keys(reader.choices).join(', ') || 'no options of its own';
  for (const [name, value] of Object.entries(choices)) {
    const choice = Object.hasOwn(reader.choices, name) ? reader.choices[name] : undefined;
    if (choice?.[1](value)) continue;
    const problem = choice
      ? `"${name}" expected ${choice[0]}`
      : `"${name}" is not for ${format}, which takes ${known}`;
    throw new RiskError('OPTION_INVALID', problem, { path: name });
  }
}
