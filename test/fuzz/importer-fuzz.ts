import { ERROR_CODES, isRiskError } from '../../sdk/core/errors.js';
import type { ImportOptions, ImportResult } from '../../sdk/importers/import-result.js';
import { findModelIssues } from '../../sdk/model/build.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { FuzzReport } from './bundle-fuzz.js';
import { Random } from './random.js';

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
  readonly importer?: (bytes: Uint8Array, options: ImportOptions) => ImportResult;
}

/** How one importer is fuzzed. */
export interface ImporterTarget {
  readonly importer: (bytes: Uint8Array, options: ImportOptions) => ImportResult;
  /** What an accepted model may be. */
  readonly bodies: readonly RiskModel['body']['kind'][];
  /** The next damaged file, and options where the importer takes some beside the file. */
  next(random: Random): { readonly bytes: Uint8Array; readonly options?: ImportOptions };
  /** The most that rounding may part an accepted model from its file; `undefined`: nothing is compared. */
  rounding(result: ImportResult): number | undefined;
}

/**
 * Imports damaged files.
 *
 * Throws at the first input that is refused without a code, takes too long or too much memory, or
 * becomes a model that does not compute what the file says. The message names seed and input.
 */
export function fuzzImporter(fuzz: ImporterFuzzOptions, target: ImporterTarget): FuzzReport {
  const { count, seed, limitMs, limitBytes, importer = target.importer } = fuzz;
  const outcomes: Record<string, number> = {};
  const before = process.memoryUsage.rss();
  let slowestMs = 0;
  let growthBytes = 0;
  for (let input = 0; input < count; input++) {
    const { bytes, options = {} } = target.next(new Random(seed * 7919 + input));
    const fail = (what: string): never => {
      throw new Error(`seed ${seed}, input ${input}: ${what}`);
    };
    const start = performance.now();
    let outcome: string;
    try {
      const result = importer(bytes, options);
      const fault = faultOf(result, target);
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

/** What is wrong with an accepted model: it must be one, and compute what its file says. */
function faultOf(result: ImportResult, { bodies, rounding }: ImporterTarget): string | undefined {
  const { model, report } = result;
  const [issue] = findModelIssues(model);
  if (issue) return `accepted a model with an issue at ${issue.path}`;
  if (!bodies.includes(model.body.kind)) return `no ${bodies.join(' or ')}`;
  const most = rounding(result);
  if (most === undefined) return undefined;
  const difference = report.largestMarginDifference;
  if (!(difference <= most)) return `margins differ by ${difference}, not ${most}`;
  return report.sampleRows > 0 ? undefined : 'no row was replayed';
}

/** Half a step of a sum at the largest margin there is, in units; float64 with some bits to spare. */
export const LOST = { exact: 0, float32: 2 ** 29 * 2 ** -24, float64: 2 ** 29 * 2 ** -50 } as const;

/**
 * What rounding may lose: half a unit of ours for each tree or term, and what the source's sums lose.
 *
 * @param beside - roundings beside one for each tree or term: the base, a scale.
 */
export function roundingOf(
  { model, report }: ImportResult,
  beside: number,
  lost: (typeof LOST)[keyof typeof LOST],
): number {
  const parts = (report.trees ?? report.terms ?? 0) + beside;
  return parts * 2 ** -model.scaleBits * (0.5 + lost);
}

function codeOf(error: unknown): string | undefined {
  if (!isRiskError(error) || !Object.hasOwn(ERROR_CODES, error.code)) return undefined;
  return error.code === 'INTERNAL' ? undefined : error.code;
}
