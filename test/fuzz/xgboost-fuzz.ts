import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import type { FuzzReport } from './bundle-fuzz.js';
import { fuzzImporter, LOST, roundingOf, type ImporterFuzzOptions } from './importer-fuzz.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateJson } from './mutate-json.js';
import type { Random } from './random.js';

const VECTORS = fileURLToPath(new URL('../vectors/xgboost/', import.meta.url));
/** Small models: the same code, more inputs a second. */
const LARGEST_BYTES = 20_000;

/**
 * Damages XGBoost's model files and imports them: bytes, and members of the parsed JSON, so that
 * the checks behind the parser are reached.
 */
export function fuzzXgboost(options: ImporterFuzzOptions): FuzzReport {
  const corpus = readCorpus(options.vectors ?? VECTORS);
  return fuzzImporter(options, {
    importer: importXgboost,
    bodies: ['forest'],
    next: (random) => ({ bytes: damage(random.pick(corpus), random.pick(corpus), random) }),
    rounding: (result) => roundingOf(result, 1, LOST.float32),
  });
}

function readCorpus(vectors: string): readonly Uint8Array[] {
  const files = readdirSync(vectors).flatMap((name) => [
    `${vectors}${name}/model.json`,
    `${vectors}${name}/model.ubj`,
    `${vectors}${name}/model.bin`,
  ]);
  return files
    .filter((file) => existsSync(file))
    .map((file) => new Uint8Array(readFileSync(file)))
    .filter(({ length }) => length <= LARGEST_BYTES);
}

function damage(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const isJson = bytes[1] === 0x22;
  if (!isJson || random.chance(0.4)) return mutateBytes(bytes, other, random);
  const text = new TextDecoder().decode(bytes).replaceAll(/(?<=[[,])NaN(?=[\],])/g, '0');
  const file = JSON.parse(text) as Record<string, unknown>;
  // Most of a file is its trees: damage one of them half of the time, anything otherwise.
  const inside = random.chance(0.5) ? pickTree(file, random) : undefined;
  mutateJson(inside ?? file, random);
  return new TextEncoder().encode(JSON.stringify(file));
}

function pickTree(file: Record<string, unknown>, random: Random): Record<string, unknown> {
  const { learner } = file as {
    learner: { gradient_booster: { gbtree?: Holder; model: Holder['model'] } };
  };
  const booster = learner.gradient_booster;
  return random.pick((booster.gbtree ?? booster).model.trees);
}

interface Holder {
  readonly model: { readonly trees: readonly Record<string, unknown>[] };
}
