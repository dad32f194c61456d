import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES, isRiskError } from '../../sdk/core/errors.js';
import { importCatboost } from '../../sdk/importers/catboost/import.js';
import type { ImportResult } from '../../sdk/importers/import-result.js';
import { treeCount, type Forest } from '../../sdk/model/forest.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateJson } from './mutate-json.js';
import { Random } from './random.js';
import type { XgboostFuzzReport } from './xgboost-fuzz.js';

const VECTORS = fileURLToPath(new URL('../vectors/catboost/', import.meta.url));
/** Small models: the same code, more inputs a second. */
const LARGEST_BYTES = 16_000;

export interface CatboostFuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** Longest time one input may take, ms. */
  readonly limitMs: number;
  /** The most that the process may grow, bytes. */
  readonly limitBytes: number;
  /** Folder of the vectors, where this file runs bundled. */
  readonly vectors?: string;
  /** The importer under test; replaced to see the fuzzer find a planted fault. */
  readonly importer?: (bytes: Uint8Array) => ImportResult;
}

/**
 * Damages CatBoost's model files, those that are refused too, and imports them: bytes, and members
 * of the parsed JSON, so that the checks behind the parser are reached.
 *
 * Throws at the first input that is refused without a code, takes too long or too much memory, or
 * becomes a model that does not compute what the file says. The message names seed and input.
 */
export function fuzzCatboost(options: CatboostFuzzOptions): XgboostFuzzReport {
  const { count, seed, limitMs, limitBytes, importer = importCatboost } = options;
  const corpus = readCorpus(options.vectors ?? VECTORS);
  const outcomes: Record<string, number> = {};
  const before = process.memoryUsage.rss();
  let slowestMs = 0;
  let growthBytes = 0;
  for (let input = 0; input < count; input++) {
    const random = new Random(seed * 7919 + input);
    const bytes = damage(random.pick(corpus), random.pick(corpus), random);
    const fail = (what: string): never => {
      throw new Error(`seed ${seed}, input ${input}: ${what}`);
    };
    const start = performance.now();
    let outcome: string;
    try {
      const fault = faultOf(importer(bytes));
      if (fault !== undefined) fail(fault);
      outcome = 'accepted';
    } catch (error) {
      outcome = codeOf(error) ?? fail(`refused without a code: ${String((error as Error).stack)}`);
    }
    const elapsed = performance.now() - start;
    if (elapsed > limitMs) fail(`took ${elapsed.toFixed(0)} ms`);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    slowestMs = Math.max(slowestMs, elapsed);
    if (input % 64 !== 0) continue;
    growthBytes = Math.max(growthBytes, process.memoryUsage.rss() - before);
    if (growthBytes > limitBytes) fail(`the process grew by ${growthBytes} bytes`);
  }
  return { inputs: count, outcomes, slowestMs, growthBytes };
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

/** What is wrong with an accepted model: it must compute what its file says, to rounding. */
function faultOf({ model, report }: ImportResult): string | undefined {
  // Half a unit a leaf and one for the bias; what float64 sums lose is far below one.
  const rounding = (treeCount(model.body as Forest) + 2) * 2 ** -model.scaleBits * 0.5;
  const difference = report.largestMarginDifference;
  if (!(difference <= rounding)) return `margins differ by ${difference}, not ${rounding}`;
  return report.sampleRows > 0 ? undefined : 'no row was replayed';
}

function codeOf(error: unknown): string | undefined {
  if (!isRiskError(error) || !Object.hasOwn(ERROR_CODES, error.code)) return undefined;
  return error.code === 'INTERNAL' ? undefined : error.code;
}
