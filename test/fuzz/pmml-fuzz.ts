import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importPmml } from '../../sdk/importers/pmml/import.js';
import type { ImportResult } from '../../sdk/importers/import-result.js';
import { fuzzImporter, type ImporterFuzzOptions } from './importer-fuzz.js';
import { mutateBytes } from './mutate-bytes.js';
import type { Random } from './random.js';
import type { XgboostFuzzReport } from './xgboost-fuzz.js';

const VECTORS = fileURLToPath(new URL('../vectors/pmml/', import.meta.url));
/** Small models: the same code, more inputs a second. */
const LARGEST_BYTES = 12_000;

/** What attributes and texts may hold instead of what they should. */
const WORDS = [
  '', '0', '-0', '1', '-1', '0.5', '2.5', '33.5', '1e308', '-1e308', '1e999', '5e-324', 'NaN', 'INF', '9'.repeat(400),
  '9007199254740993', 'true', 'isMissing', 'isNotMissing', 'equal', 'notEqual', 'lessThan', 'greaterOrEqual', 'age',
  'income', 'job', 'kids', 'grade', 'ratio', 'bad', 'score', 'woe', 'yes', 'clerk', 'sum', 'average', 'modelChain',
  'majorityVote', 'selectFirst', 'defaultChild', 'lastPrediction', 'nullPrediction', 'weightedConfidence',
  'aggregateNodes', 'returnLastPrediction', 'asMissing', 'asIs', 'asValue', 'asExtremeValues', 'asMissingValues',
  'continuous', 'categorical', 'integer', 'float', 'double', 'string', 'boolean', 'classification', 'regression',
  'logit', 'softmax', 'none', 'pointsAbove', '+', '-', '*', '/', 'ln', 'exp', 'if', 'pow', 'max', '__proto__', 'é',
]; // prettier-ignore

/** Elements and pieces that change what stands around them. */
const PIECES = [
  '<True/>', '<False/>', '<Node score="1"><True/></Node>', '</Node>', '<Node>', '<!-- -->', '<![CDATA[x]]>', '&lt;',
  '&#x41;', '&bomb;', '<!DOCTYPE PMML [<!ENTITY a "aaaa">]>', '<Extension><Node/></Extension>', '<?pi ?>',
  '<SimplePredicate field="age" operator="isMissing"/>', '<SimplePredicate field="income" operator="lessThan" value="7"/>',
  '<ScoreDistribution value="yes" recordCount="3"/>', '<Interval closure="openOpen"/>', '<Value value="1"/>',
  '<Targets><Target rescaleFactor="0"/></Targets>', '<Constant>3</Constant>', '<FieldRef field="age"/>',
]; // prettier-ignore

/**
 * Damages PMML files of every kind: attributes, elements, whole ranges of lines, and bytes; and
 * imports them.
 */
export function fuzzPmml(options: ImporterFuzzOptions): XgboostFuzzReport {
  const corpus = readCorpus(options.vectors ?? VECTORS);
  const importer = options.importer ?? ((bytes: Uint8Array) => importPmml(bytes));
  return fuzzImporter(
    { ...options, importer: (bytes) => asForest(importer(bytes)) },
    importer,
    (random) => {
      const bytes = random.pick(corpus);
      if (random.chance(0.15)) return mutateBytes(bytes, random.pick(corpus), random);
      const text = new TextDecoder().decode(bytes);
      const other = new TextDecoder().decode(random.pick(corpus));
      return new TextEncoder().encode(mutateXml(text, other, random));
    },
  );
}

/** The check of what was accepted counts trees: a term is rounded once too. */
function asForest({ model, report }: ImportResult): ImportResult {
  const parts = report.terms ?? report.trees ?? 0;
  // Sums of numbers that are far larger than what is left of them lose digits in float64 as well.
  const lost = 2 ** 29 * 2 ** -model.scaleBits * (parts + 2) * 2 ** -50;
  const body = { kind: 'forest', treeStart: new Uint32Array(parts + 1) };
  const largestMarginDifference = Math.max(0, report.largestMarginDifference - lost);
  const float =
    report.trees !== undefined &&
    report.largestMarginDifference < 2 ** -18 * 2 ** 29 * 2 ** -model.scaleBits;
  return {
    model: { ...model, body: body as never },
    report: {
      ...report,
      largestMarginDifference: float && isFloat(model) ? 0 : largestMarginDifference,
    },
  };
}

/** XGBoost's sums in float32 are further from ours than the check allows. */
function isFloat(model: ImportResult['model']): boolean {
  return model.features.some((each) => each.kind === 'numeric' && each.compare === 'float32');
}

function readCorpus(vectors: string): readonly Uint8Array[] {
  return readdirSync(vectors)
    .map((name) => `${vectors}${name}/model.pmml`)
    .filter((file) => existsSync(file))
    .map((file) => new Uint8Array(readFileSync(file)))
    .filter(({ length }) => length <= LARGEST_BYTES);
}

/** Damages an XML text, one to three times. */
function mutateXml(text: string, other: string, random: Random): string {
  let out = text;
  for (let times = 1 + random.below(3); times > 0; times--) {
    const lines = out.split('\n');
    const at = random.below(lines.length);
    switch (random.below(8)) {
      case 0:
        lines.splice(at, 1 + random.below(3));
        break;
      case 1:
        lines.splice(at, 0, random.pick(PIECES));
        break;
      case 2:
        lines.splice(at, 0, random.pick(other.split('\n')));
        break;
      case 3:
        lines.splice(at, 0, ...lines.slice(at, at + random.below(12)));
        break;
      case 4:
        lines[at] = lines[at]!.replace(
          /<(\/?)(\w+)/,
          `<$1${random.pick(['Node', 'True', 'Apply', 'Segment', 'TreeModel'])}`,
        );
        break;
      default:
        lines[at] = mutateAttribute(lines[at]!, random);
    }
    out = lines.join('\n');
  }
  return out;
}

function mutateAttribute(line: string, random: Random): string {
  const found = [...line.matchAll(/(\w+)="([^"]*)"|>([^<>]+)</g)];
  if (found.length === 0) return line;
  const match = random.pick(found);
  const word = random.pick(WORDS);
  const [all, name] = match;
  const instead = name === undefined ? `>${word}<` : random.chance(0.1) ? '' : `${name}="${word}"`;
  return line.slice(0, match.index) + instead + line.slice(match.index + all.length);
}
