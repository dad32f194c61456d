import { RiskError } from '../core/errors.js';
import type { RiskModel } from '../model/model.js';
import { decodeBundle } from '../model/bundle/decode.js';
import type { AsyncSession } from '../scoring/session.js';
import type { FileNote } from '../table/facts.js';
import type { Differences } from './agreement.js';
import { positionalsOf, type Command } from './command.js';
import { compareModels, type Comparison, type Moves } from './compare-models.js';
import {
  locateIssues,
  MISSING_WORDS,
  readFeatureColumns,
  type FeatureColumns,
} from './csv-columns.js';
import { readBytes } from './files.js';
import { noteText } from './note-text.js';
import { ENGINES, openSession } from './open-session.js';
import { ProgressBar } from './progress.js';

export const compare: Command = {
  usage: 'A.insitu B.insitu ROWS.csv [--engine reference|wasm] [--missing WORD]',
  summary: 'score one table with two bundles, and say where they differ',
  details: `Says which features only one of them has, how far margins, probabilities and points are apart, how
alike they put applicants in order (Spearman's rank correlation, and the share of pairs whose order
turns), who would be swapped in and out by the bundles' own cutoffs and bands, and how often the
(up to four) adverse reasons are the same. Each bundle needs its own features' columns; others are
ignored. What it prints are counts and differences: no value of a row.

An empty cell, NaN and NA are missing (--missing WORD, any number of times, replaces NaN and NA).`,
  options: { engine: { type: 'string' }, missing: { type: 'string', multiple: true } },

  async run(input) {
    const [fileA, fileB, file] = positionalsOf(input, 'A.insitu', 'B.insitu', 'ROWS.csv');
    const engine = input.values.oneOf('engine', ENGINES) ?? 'auto';
    const words = input.values.texts('missing');
    const missing = words.length > 0 ? words : MISSING_WORDS;
    const [a, b] = [await open(fileA!, engine), await open(fileB!, engine)];
    const bytes = readBytes(file!);
    const bar = new ProgressBar('comparing');
    try {
      const [tableA, tableB] = [a, b].map(({ session }) =>
        readFeatureColumns(bytes, session.info.features, { missing }),
      );
      try {
        const onRows = bar.show.bind(bar);
        const found = await compareModels(a.session, b.session, tableA!, tableB!, onRows);
        const facts = { a: a.facts, b: b.facts, ...found };
        const notes = notesOfBoth(tableA!, tableB!);
        return {
          json: { ...facts, notes },
          text: [describe(facts), ...noteText(notes)].join('\n'),
        };
      } catch (error) {
        // Both tables have the lines of one file.
        throw error instanceof RiskError ? locateIssues(error, tableA!.lineOf) : error;
      }
    } finally {
      bar.finish();
      a.session.dispose();
      b.session.dispose();
    }
  },
};

/** Both read one file, each its own columns of it. */
function notesOfBoth(a: FeatureColumns, b: FeatureColumns): readonly FileNote[] {
  const keyOf = ({ code, path }: FileNote) => `${code} ${path}`;
  const told = new Set(a.notes.map(keyOf));
  return [...a.notes, ...b.notes.filter((note) => !told.has(keyOf(note)))];
}

interface ModelFacts {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  readonly link: RiskModel['link'];
}

async function open(
  file: string,
  engine: (typeof ENGINES)[number],
): Promise<{ session: AsyncSession; facts: ModelFacts }> {
  const bytes = readBytes(file);
  const { model } = await decodeBundle(bytes, { crypto: crypto.subtle });
  const session = await openSession(bytes, engine);
  const { name, version, digest } = session.info;
  return { session, facts: { name, version, digest, link: model.link } };
}

type Facts = Comparison & { readonly a: ModelFacts; readonly b: ModelFacts };

function describe(facts: Facts): string {
  const { a, b, rows, features, logOdds, probability, points, rank, decisions, bands } = facts;
  const logistic = a.link === 'logistic' && b.link === 'logistic';
  return [
    `A           ${a.name} ${a.version}  ${a.digest.slice(0, 12)}`,
    `B           ${b.name} ${b.version}  ${b.digest.slice(0, 12)}`,
    `rows        ${rows}, ${facts.sameMargin} of them with the same margin`,
    `features    ${features.both} in both`,
    ...onlyIn('A', features.onlyA),
    ...onlyIn('B', features.onlyB),
    `difference       mean      p50      p95      p99  largest`,
    line(logistic ? 'log-odds' : 'margin', logOdds),
    ...(logistic ? [line('probability', probability)] : []),
    ...(points ? [line('points', points)] : []),
    `order       Spearman ${share(rank.spearman)}, ${percent(rank.swapped)} of pairs turn`,
    ...movesText('decisions', decisions),
    ...movesText('bands', bands),
    reasonsText(facts.reasons),
  ].join('\n');
}

function reasonsText(reasons: Comparison['reasons']): string {
  if (!reasons)
    return 'reasons     not compared: a network without reference points explains nothing';
  const { sameFirst, sameSet, sameList, meanOverlap } = reasons;
  return `reasons     same first ${percent(sameFirst)}, same in any order ${percent(sameSet)}, same list ${percent(sameList)}, mean overlap ${percent(meanOverlap)}`;
}

function onlyIn(which: string, names: readonly string[]): string[] {
  return names.length > 0 ? [`  only in ${which}  ${names.join(', ')}`] : [];
}

function line(name: string, { mean, p50, p95, p99, largest }: Differences): string {
  const numbers = [mean, p50, p95, p99, largest].map((value) => digits(value).padStart(9));
  return `  ${name.padEnd(11)}${numbers.join('')}`;
}

function movesText(name: string, moves: Moves | undefined): string[] {
  if (!moves)
    return [
      `${name.padEnd(12)}not compared: both bundles need ${name === 'bands' ? name : 'cutoffs'}`,
    ];
  const moved = moves.table.filter(({ from, to }) => from !== to);
  return [
    `${name.padEnd(12)}${moves.moved} moved`,
    ...moved.map(({ from, to, rows }) => `  ${from} -> ${to}  ${rows}${swapOf(from, to)}`),
  ];
}

/** What risk officers call it. */
function swapOf(from: string, to: string): string {
  if (to === 'approved') return '  (swapped in)';
  return from === 'approved' ? '  (swapped out)' : '';
}

function digits(value: number): string {
  if (value === 0) return '0';
  return value < 1e-3 || value >= 1e5
    ? value.toExponential(1)
    : String(Number(value.toPrecision(4)));
}

function share(value: number | null): string {
  return value === null ? 'undefined' : value.toFixed(6);
}

function percent(value: number | null): string {
  return value === null ? 'no' : `${(value * 100).toFixed(2)} %`;
}
