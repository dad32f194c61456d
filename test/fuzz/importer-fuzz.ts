import { ERROR_CODES, isRiskError } from '../../sdk/core/errors.js';
import type { ImportResult } from '../../sdk/importers/import-result.js';
import { treeCount, type Forest } from '../../sdk/model/forest.js';
import { Random } from './random.js';
import type { XgboostFuzzReport } from './xgboost-fuzz.js';

export interface ImporterFuzzOptions {
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
 * Imports damaged files of trees whose library sums in float64.
 *
 * Throws at the first input that is refused without a code, takes too long or too much memory, or
 * becomes a model that does not compute what the file says. The message names seed and input.
 *
 * @param next - the next input.
 */
export function fuzzImporter(
  options: ImporterFuzzOptions,
  importer: (bytes: Uint8Array) => ImportResult,
  next: (random: Random) => Uint8Array,
): XgboostFuzzReport {
  const { count, seed, limitMs, limitBytes } = options;
  const outcomes: Record<string, number> = {};
  const before = process.memoryUsage.rss();
  let slowestMs = 0;
  let growthBytes = 0;
  for (let input = 0; input < count; input++) {
    const bytes = next(new Random(seed * 7919 + input));
    const fail = (what: string): never => {
      throw new Error(`seed ${seed}, input ${input}: ${what}`);
    };
    const start = performance.now();
    let outcome: string;
    try {
      const fault = faultOf((options.importer ?? importer)(bytes));
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

/** What is wrong with an accepted model: it must compute what its file says, to rounding. */
function faultOf({ model, report }: ImportResult): string | undefined {
  // Half a unit a leaf; what float64 sums lose is far below one.
  const rounding = (treeCount(model.body as Forest) + 2) * 2 ** -model.scaleBits * 0.5;
  const difference = report.largestMarginDifference;
  if (!(difference <= rounding)) return `margins differ by ${difference}, not ${rounding}`;
  return report.sampleRows > 0 ? undefined : 'no row was replayed';
}

function codeOf(error: unknown): string | undefined {
  if (!isRiskError(error) || !Object.hasOwn(ERROR_CODES, error.code)) return undefined;
  return error.code === 'INTERNAL' ? undefined : error.code;
}
