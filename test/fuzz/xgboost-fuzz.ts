import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES, isRiskError } from '../../sdk/core/errors.js';
import { treeCount, type Forest } from '../../sdk/model/forest.js';
import type { ImportResult } from '../../sdk/importers/import-result.js';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateJson } from './mutate-json.js';
import { Random } from './random.js';

const VECTORS = fileURLToPath(new URL('../vectors/xgboost/', import.meta.url));
/** Small models: the same code, more inputs a second. */
const LARGEST_BYTES = 20_000;

export interface XgboostFuzzReport {
  readonly inputs: number;
  /** Inputs by what became of them: a code of refusal, or `accepted`. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Longest time for one input, ms. */
  readonly slowestMs: number;
  /** Growth of the process over its size before the first input, bytes. */
  readonly growthBytes: number;
}

export interface XgboostFuzzOptions {
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
 * Damages model files of every version and case, and imports them: bytes of JSON and of UBJSON,
 * and members of the parsed JSON, so that the checks behind the parser are reached.
 *
 * Throws at the first input that is refused without a code, takes too long or too much memory, or
 * becomes a model that does not compute what the file says. The message names seed and input.
 */
export function fuzzXgboost(options: XgboostFuzzOptions): XgboostFuzzReport {
  const { count, seed, limitMs, limitBytes, importer = importXgboost } = options;
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

/** What is wrong with an accepted model: it must compute what its file says, to rounding. */
function faultOf({ model, report }: ImportResult): string | undefined {
  const forest = model.body as Forest;
  const unit = 2 ** -model.scaleBits;
  // Half a unit a leaf is ours; half a step of float32 a sum, at the largest margin, is theirs.
  const rounding = (treeCount(forest) + 1) * unit * (0.5 + 2 ** 29 * 2 ** -24);
  const difference = report.largestMarginDifference;
  if (!(difference <= rounding)) return `margins differ by ${difference}, not ${rounding}`;
  return report.sampleRows > 0 ? undefined : 'no row was replayed';
}

function codeOf(error: unknown): string | undefined {
  if (!isRiskError(error) || !Object.hasOwn(ERROR_CODES, error.code)) return undefined;
  return error.code === 'INTERNAL' ? undefined : error.code;
}
