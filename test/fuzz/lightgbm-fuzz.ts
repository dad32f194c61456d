import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importLightgbm } from '../../sdk/importers/lightgbm/import.js';
import type { FuzzReport } from './bundle-fuzz.js';
import { fuzzImporter, LOST, roundingOf, type ImporterFuzzOptions } from './importer-fuzz.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateLines } from './mutate-lines.js';

const VECTORS = fileURLToPath(new URL('../vectors/lightgbm/', import.meta.url));
/** Small models: the same code, more inputs a second. */
const LARGEST_BYTES = 16_000;

/** Damages LightGBM's text files, those that are refused too: lines, words of lines, and bytes. */
export function fuzzLightgbm(options: ImporterFuzzOptions): FuzzReport {
  const corpus = readCorpus(options.vectors ?? VECTORS);
  const customLink = 'logistic';
  return fuzzImporter(options, {
    // Half of all files could not be damaged by way of their objective otherwise.
    importer: (bytes) => importLightgbm(bytes, bytes.length % 2 === 0 ? { customLink } : {}),
    bodies: ['forest'],
    next: (random) => {
      const bytes = random.pick(corpus);
      if (random.chance(0.15)) return { bytes: mutateBytes(bytes, random.pick(corpus), random) };
      return { bytes: new TextEncoder().encode(mutateLines(trimmed(bytes), random)) };
    },
    rounding: (result) => roundingOf(result, 2, LOST.exact),
  });
}

function readCorpus(vectors: string): readonly Uint8Array[] {
  return [`${vectors}cases/`, `${vectors}refused/`]
    .flatMap((folder) => readdirSync(folder).map((name) => `${folder}${name}/model.txt`))
    .filter((file) => existsSync(file))
    .map((file) => new Uint8Array(readFileSync(file)))
    .filter(({ length }) => length <= LARGEST_BYTES);
}

/** Two lines in three are parameters of the training, which hardly matter: most of them go. */
function trimmed(bytes: Uint8Array): string {
  return new TextDecoder()
    .decode(bytes)
    .replaceAll(/^\[(?!boosting|linear_tree|categorical_feature|refit)[^\]\n]*\]\n/gm, '');
}
