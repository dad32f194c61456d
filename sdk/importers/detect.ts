import { RiskError } from '../core/errors.js';
import { opensScorecard } from './scorecard/head.js';
import { topLevelKeys } from './top-level-keys.js';

/** Formats that are recognised: `importModel` reads some, the rest are refused by name. */
export type ModelFormat =
  | 'xgboost-json'
  | 'xgboost-ubjson'
  | 'xgboost-binary'
  | 'xgboost-base64'
  | 'xgboost-dump'
  | 'lightgbm-text'
  | 'lightgbm-json'
  | 'catboost-json'
  | 'catboost-binary'
  | 'onnx'
  | 'pmml'
  | 'scorecard'
  | 'pickle'
  | 'unknown';

const NOT_SUPPORTED: Partial<Record<ModelFormat, string>> = {
  'xgboost-base64':
    'XGBoost models in base64 are not supported: load the model in XGBoost and save it as .json or .ubj',
  'xgboost-dump':
    'the output of dump_model is rounded and has no base score: save the model with save_model',
  'lightgbm-text': 'the file is LightGBM text, which another importer reads',
  'lightgbm-json':
    'LightGBM JSON (dump_model) is made for reading, not for loading: save the model as text with save_model("model.txt")',
  'catboost-json': 'the file is CatBoost JSON, which another importer reads',
  'catboost-binary':
    'CatBoost .cbm is not supported: save the model with save_model("model.json", format="json", pool=training_pool)',
  onnx: 'the file is ONNX, which another importer reads',
  pmml: 'the file is PMML, which another importer reads',
  pickle: 'a Python pickle is not a model file: save the model with save_model("model.json")',
};

/** How much of a file is looked at where its first bytes are not enough. */
const HEAD_BYTES = 4096;

/** Looks at the bytes, never at a file name. Reads as little as it can; never throws. */
export function detectFormat(bytes: Uint8Array): ModelFormat {
  const start = firstByte(bytes);
  if (start === bytes.length) return 'unknown';
  if (bytes[start] === 0x7b)
    return start === 0 && isUbjson(bytes) ? 'xgboost-ubjson' : ofJson(bytes);
  if (bytes[start] === 0x3c) return ascii(bytes, 0, 4096).includes('<PMML') ? 'pmml' : 'unknown';
  const opening = ascii(bytes, start, 64);
  if (/^(\[\s*\{\s*"nodeid"|booster\[0\])/.test(opening)) return 'xgboost-dump';
  if (/^tree\r?\n[a-z_]+=/.test(opening)) return 'lightgbm-text';
  const magic = ascii(bytes, 0, 4);
  if (magic === 'CBM1') return 'catboost-binary';
  if (magic === 'bs64') return 'xgboost-base64';
  if (isXgboostBinary(bytes)) return 'xgboost-binary';
  if (bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5) return 'pickle';
  if (isOnnx(bytes)) return 'onnx';
  return opensScorecard(ascii(bytes, 0, HEAD_BYTES)) ? 'scorecard' : 'unknown';
}

/** The error with which a format that cannot be read is refused. */
export function formatRefusal(format: ModelFormat): RiskError {
  const reason = NOT_SUPPORTED[format];
  if (reason !== undefined) return new RiskError('IMPORT_UNSUPPORTED', reason);
  return new RiskError(
    'IMPORT_FORMAT',
    'the file is none of the formats known here: models of XGBoost, LightGBM and CatBoost, ONNX, PMML and scorecard tables',
  );
}

function ofJson(bytes: Uint8Array): ModelFormat {
  for (const key of topLevelKeys(bytes)) {
    if (key === 'learner') return 'xgboost-json';
    if (key === 'tree_info' || key === 'num_tree_per_iteration') return 'lightgbm-json';
    if (key === 'oblivious_trees' || key === 'features_info') return 'catboost-json';
    if (key === 'scorecard') return 'scorecard';
  }
  return opensScorecard(ascii(bytes, 0, HEAD_BYTES)) ? 'scorecard' : 'unknown';
}

/** `{` and then a length (or a container's type or count): in JSON a quote or a brace follows. */
function isUbjson(bytes: Uint8Array): boolean {
  return bytes.length > 2 && 'iUIlL$#N'.includes(String.fromCharCode(bytes[1]!));
}

/**
 * The format before JSON: perhaps a magic word, a 136-byte struct of parameters, then the
 * objective's name behind its length (`LearnerModelParamLegacy` of XGBoost's learner.cc).
 */
function isXgboostBinary(bytes: Uint8Array): boolean {
  const HEADER = ascii(bytes, 0, 4) === 'binf' ? 140 : 136;
  if (bytes.length < HEADER + 12) return false;
  const length = bytes[HEADER]!;
  for (let i = HEADER + 1; i < HEADER + 8; i++) if (bytes[i] !== 0) return false;
  return length >= 3 && length < 64 && /^[a-z]+:[a-z]+/.test(ascii(bytes, HEADER + 8, length));
}

/** A ModelProto: field 1 (ir_version) as a small number, then another of its first fields. */
function isOnnx(bytes: Uint8Array): boolean {
  const next = bytes[2];
  return (
    bytes[0] === 0x08 &&
    bytes[1]! >= 1 &&
    bytes[1]! <= 32 &&
    (next === 0x12 || next === 0x1a || next === 0x22 || next === 0x3a || next === 0x42)
  );
}

/** Position of the first byte that is neither white space nor a byte order mark. */
function firstByte(bytes: Uint8Array): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && ' \t\r\n'.includes(String.fromCharCode(bytes[at]!))) at++;
  return at;
}

function ascii(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}
