import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importPmml } from '../../sdk/importers/pmml/import.js';
import type { ImportResult } from '../../sdk/importers/import-result.js';
import type { FuzzReport } from './bundle-fuzz.js';
import { fuzzImporter, LOST, roundingOf, type ImporterFuzzOptions } from './importer-fuzz.js';
import { mutateBytes } from './mutate-bytes.js';
import type { Random } from './random.js';

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
export function fuzzPmml(options: ImporterFuzzOptions): FuzzReport {
  const corpus = readCorpus(options.vectors ?? VECTORS);
  return fuzzImporter(options, {
    importer: importPmml,
    bodies: ['forest', 'additive'],
    next: (random) => {
      const bytes = random.pick(corpus);
      if (random.chance(0.15)) return { bytes: mutateBytes(bytes, random.pick(corpus), random) };
      const text = new TextDecoder().decode(bytes);
      const other = new TextDecoder().decode(random.pick(corpus));
      return { bytes: new TextEncoder().encode(mutateXml(text, other, random)) };
    },
    rounding: (result) =>
      roundingOf(result, 2, sumsInFloat32(result) ? LOST.float32 : LOST.float64),
  });
}

/** What JPMML writes for XGBoost is compared, and added up, in float32. */
function sumsInFloat32({ model }: ImportResult): boolean {
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
