import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES, isRiskError } from '../../sdk/core/errors.js';
import type { ImportResult } from '../../sdk/importers/import-result.js';
import { importOnnx } from '../../sdk/importers/onnx/import.js';
import { treeCount } from '../../sdk/model/forest.js';
import type { ImporterFuzzOptions } from './importer-fuzz.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateWire } from './mutate-wire.js';
import { Random } from './random.js';
import type { XgboostFuzzReport } from './xgboost-fuzz.js';

const VECTORS = fileURLToPath(new URL('../vectors/onnx/', import.meta.url));
/** Small models: the same code, more inputs a second. */
const LARGEST_BYTES = 6_000;

/** Field numbers of ModelProto, GraphProto, NodeProto and what is within. */
const PATHS = [
  [7],
  [7, 1],
  [7, 1, 5],
  [7, 1, 5],
  [7, 1, 5],
  [7, 1, 5, 5],
  [7, 5],
  [7, 11],
  [7, 11, 2, 1],
  [8],
] as const;

/**
 * Damages ONNX files, those that are refused too, and imports them: bytes, and fields of their
 * messages with all lengths kept right, so that the checks behind the wire format are reached.
 *
 * Throws at the first input that is refused without a code, takes too long or too much memory, or
 * becomes a forest that does not compute what the file says. The message names seed and input.
 */
export function fuzzOnnx(options: ImporterFuzzOptions): XgboostFuzzReport {
  const { count, seed, limitMs, limitBytes, importer = importOnnx } = options;
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
  return ['carried/', 'refused/']
    .flatMap((folder) => readdirSync(vectors + folder).map((name) => `${folder}${name}/model.onnx`))
    .map((file) => new Uint8Array(readFileSync(vectors + file)))
    .filter(({ length }) => length <= LARGEST_BYTES);
}

function damage(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  if (random.chance(0.3)) return mutateBytes(bytes, other, random);
  let damaged = bytes;
  for (let n = 1 + random.below(2); n > 0; n--) {
    damaged = mutateWire(damaged, random, random.pick(PATHS));
  }
  return damaged;
}

/** What is wrong with an accepted model: a forest must compute what its file says, to rounding. */
function faultOf({ model, report }: ImportResult): string | undefined {
  if (model.body.kind !== 'forest') return undefined;
  const unit = 2 ** -model.scaleBits;
  // Half a unit a leaf is ours; half a step of float32 a sum, at the largest margin, is theirs.
  const rounding = (treeCount(model.body) + 1) * unit * (0.5 + 2 ** 29 * 2 ** -24);
  const difference = report.largestMarginDifference;
  if (!(difference <= rounding)) return `margins differ by ${difference}, not ${rounding}`;
  return report.sampleRows > 0 ? undefined : 'no row was replayed';
}

function codeOf(error: unknown): string | undefined {
  if (!isRiskError(error) || !Object.hasOwn(ERROR_CODES, error.code)) return undefined;
  return error.code === 'INTERNAL' ? undefined : error.code;
}
