import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ImportOptions } from '../../sdk/importers/import-result.js';
import { importScorecard } from '../../sdk/importers/scorecard/import.js';
import type { FuzzReport } from './bundle-fuzz.js';
import { fuzzImporter, LOST, roundingOf, type ImporterFuzzOptions } from './importer-fuzz.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateJson } from './mutate-json.js';
import type { Random } from './random.js';

const VECTORS = fileURLToPath(new URL('../vectors/scorecard/', import.meta.url));

interface Card {
  readonly bytes: Uint8Array;
  readonly options: NonNullable<ImportOptions['scorecard']>;
}

/**
 * Damages scorecards of every layout, in CSV and JSON, and what is given beside them, and imports
 * them.
 */
export function fuzzScorecards(options: ImporterFuzzOptions): FuzzReport {
  const corpus = readCorpus(options.vectors ?? VECTORS);
  return fuzzImporter(options, {
    importer: importScorecard,
    bodies: ['additive'],
    next: (random) => {
      const card = random.pick(corpus);
      const bytes = damage(card.bytes, random.pick(corpus).bytes, random);
      const scorecard = random.chance(0.2) ? damageExtras(card.options, random) : card.options;
      return { bytes, options: { scorecard } };
    },
    rounding: (result) => roundingOf(result, 1, LOST.float64),
  });
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
