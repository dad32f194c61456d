import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importCatboost } from '../../sdk/importers/catboost/import.js';
import type { FuzzReport } from './bundle-fuzz.js';
import { fuzzImporter, LOST, roundingOf, type ImporterFuzzOptions } from './importer-fuzz.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateJson } from './mutate-json.js';
import type { Random } from './random.js';

const VECTORS = fileURLToPath(new URL('../vectors/catboost/', import.meta.url));
/** Small models: the same code, more inputs a second. */
const LARGEST_BYTES = 16_000;

/**
 * Damages CatBoost's model files, those that are refused too, and imports them: bytes, and members
 * of the parsed JSON, so that the checks behind the parser are reached.
 */
export function fuzzCatboost(options: ImporterFuzzOptions): FuzzReport {
  const corpus = readCorpus(options.vectors ?? VECTORS);
  return fuzzImporter(options, {
    importer: importCatboost,
    bodies: ['forest'],
    next: (random) => ({ bytes: damage(random.pick(corpus), random.pick(corpus), random) }),
    rounding: (result) => roundingOf(result, 2, LOST.exact),
  });
}

function readCorpus(vectors: string): readonly Uint8Array[] {
  return [vectors, `${vectors}refused/`]
    .flatMap((folder) => readdirSync(folder).map((name) => `${folder}${name}/model.json`))
    .filter((file) => existsSync(file))
    .map((file) => new Uint8Array(readFileSync(file)))
    .filter(({ length }) => length <= LARGEST_BYTES);
}

type Container = Record<string, unknown>;

interface CatboostFile extends Container {
  readonly oblivious_trees?: readonly Container[];
  readonly trees?: readonly Container[];
  readonly features_info: Container;
}

function damage(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  if (random.chance(0.3)) return mutateBytes(bytes, other, random);
  const file = JSON.parse(new TextDecoder().decode(bytes)) as CatboostFile;
  mutateJson(pickPart(file, random), random);
  return new TextEncoder().encode(JSON.stringify(file));
}

/** Most of a file is the options of its training: damage the trees and the features more often. */
function pickPart(file: CatboostFile, random: Random): Container {
  if (random.chance(0.5)) return random.pick(file.oblivious_trees ?? file.trees ?? [file]);
  return random.chance(0.6) ? file.features_info : file;
}
