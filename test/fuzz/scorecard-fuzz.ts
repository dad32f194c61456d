import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES, isRiskError } from '../../sdk/core/errors.js';
import type { ImportOptions, ImportResult } from '../../sdk/importers/import-result.js';
import { importScorecard } from '../../sdk/importers/scorecard/import.js';
import { findModelIssues } from '../../sdk/model/build.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateJson } from './mutate-json.js';
import { Random } from './random.js';

const VECTORS = fileURLToPath(new URL('../vectors/scorecard/', import.meta.url));

export interface ScorecardFuzzReport {
  readonly inputs: number;
  /** Inputs by what became of them: a code of refusal, or `accepted`. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Longest time for one input, ms. */
  readonly slowestMs: number;
  /** Growth of the process over its size before the first input, bytes. */
  readonly growthBytes: number;
}

export interface ScorecardFuzzOptions {
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

interface Card {
  readonly bytes: Uint8Array;
  readonly options: NonNullable<ImportOptions['scorecard']>;
}

/**
 * Damages scorecards of every layout, in CSV and JSON, and what is given beside them, and imports
 * them.
 *
 * Throws at the first input that is refused without a code, takes too long or too much memory, or
 * becomes a model that is none or does not compute what the card says. The message names seed and
 * input.
 */
export function fuzzScorecards(options: ScorecardFuzzOptions): ScorecardFuzzReport {
  const { count, seed, limitMs, limitBytes, importer = importScorecard } = options;
  const corpus = readCorpus(options.vectors ?? VECTORS);
  const outcomes: Record<string, number> = {};
  const before = process.memoryUsage.rss();
  let slowestMs = 0;
  let growthBytes = 0;
  for (let input = 0; input < count; input++) {
    const random = new Random(seed * 7919 + input);
    const fail = (what: string): never => {
      throw new Error(`seed ${seed}, input ${input}: ${what}`);
    };
    const card = random.pick(corpus);
    const bytes = damage(card.bytes, random.pick(corpus).bytes, random);
    const extras = random.chance(0.2) ? damageExtras(card.options, random) : card.options;
    const start = performance.now();
    let outcome: string;
    try {
      const fault = faultOf(importer(bytes, { scorecard: extras }));
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

function readCorpus(vectors: string): readonly Card[] {
  const names = readdirSync(vectors).filter(
    (name) => existsSync(`${vectors}${name}/card.csv`) || existsSync(`${vectors}${name}/card.json`),
  );
  return names.map((name) => {
    const manifest = readFileSync(`${vectors}${name}/manifest.json`, 'utf8');
    const { card, options } = JSON.parse(manifest) as { card: string; options: Card['options'] };
    return { bytes: new Uint8Array(readFileSync(`${vectors}${name}/${card}`)), options };
  });
}

function damage(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  if (random.chance(0.4)) return mutateBytes(bytes, other, random);
  const text = new TextDecoder().decode(bytes);
  if (!text.startsWith('{')) return new TextEncoder().encode(damageCells(text, random));
  const file = JSON.parse(text.replaceAll('NaN', '""')) as Record<string, unknown>;
  mutateJson(file, random);
  return new TextEncoder().encode(JSON.stringify(file));
}

/** Pieces that mean something in some layout. */
const PIECES = [
  ...['-inf', 'inf', 'nan', 'missing', 'Missing', 'Special', 'else', 'basepoints', '%,%', '~'],
  ...['[', ')', '(', ']', "'", '"', ',', '...', '\n', '', '1e999', '-0', '0.5', '9007199254740993'],
  ...['np.str_(', '\\u12', '\\U00110000', '\\', '<StringArray>', 'Length: 3', 'Variable', '一'],
];

/** Exchanges words of a table for pieces of layouts, or for words from elsewhere in it. */
function damageCells(text: string, random: Random): string {
  const words = text.split(/(?<=[,\s[\]()'"~])|(?=[,\s[\]()'"~])/);
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    let at = random.below(words.length);
    // Mostly content: a lost comma or quote is refused before anything is looked at.
    while (random.chance(0.9) && !/[\p{L}\d]/u.test(words[at]!)) at = random.below(words.length);
    const number = Number(words[at]);
    const nudged = String(number + random.pick([1, -1, 0.25, -number, 1e9]));
    if (words[at] !== '' && Number.isFinite(number) && random.chance(0.6)) words[at] = nudged;
    else words[at] = random.pick(random.chance(0.5) ? PIECES : words);
  }
  return words.join('');
}

function damageExtras(extras: Card['options'], random: Random): Card['options'] {
  const more = random.pick([
    { scaling: { pdo: 20, points: 600, odds: 50 } },
    { direction: 'higher-is-safer' },
    { basePoints: 1 },
    { intercept: 0.5 },
    { splits: { alter: [1, 2] } },
    { special: { alter: [1] } },
    { combiner: { moral: [['a', 'b'], 'else'] } },
  ]);
  const all = { ...structuredClone(extras), ...more };
  if (random.chance(0.7)) mutateJson(all, random);
  return all as Card['options'];
}

/** What is wrong with an accepted model: it must be one, and compute what its card says. */
function faultOf({ model, report }: ImportResult): string | undefined {
  const [issue] = findModelIssues(model);
  if (issue) return `accepted a model with an issue at ${issue.path}`;
  if (model.body.kind !== 'additive') return 'no additive body';
  // Half a unit an entry is ours; a float64 sum of large points loses the rest.
  const unit = 2 ** -model.scaleBits;
  const rounding = (model.body.terms.length + 1) * unit * (0.5 + 2 ** 29 * 2 ** -50);
  const difference = report.largestMarginDifference;
  if (!(difference <= rounding)) return `margins differ by ${difference}, not ${rounding}`;
  return report.sampleRows > 0 ? undefined : 'no row was replayed';
}

function codeOf(error: unknown): string | undefined {
  if (!isRiskError(error) || !Object.hasOwn(ERROR_CODES, error.code)) return undefined;
  return error.code === 'INTERNAL' ? undefined : error.code;
}
