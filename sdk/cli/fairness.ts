import { RiskError, type Issue } from '../core/errors.js';
import { fairnessOf } from '../fairness/fairness-of.js';
import { decodeBundle } from '../model/bundle/decode.js';
import { decisionOf, type PointsScale } from '../model/scale.js';
import { positionalsOf, UsageError, type Command } from './command.js';
import { locateIssues, MISSING_WORDS, readFeatureColumns } from './csv-columns.js';
import { fairnessText, type FairnessFacts } from './fairness-text.js';
import { readBytes } from './files.js';
import { readPublicKey } from './key-files.js';
import { noteText } from './note-text.js';
import { ENGINES, openSession } from './open-session.js';

/** A table with thousands of bad cells says so in a page, not in a book. */
const MAX_ISSUES = 200;

export const fairness: Command = {
  usage:
    'B.insitu ROWS.csv --group COLUMN [--outcome COLUMN] [--reference LABEL] [--cutoff POINTS]',
  summary: 'say how groups of applicants fare under a bundle',
  details: `Scores the rows and compares groups: approval rates and their ratio (four fifths), score differences, and,
with --outcome, approval among good payers, ranking and calibration; each with an interval. The group's
column need not be one of the model's. Outcomes are 1 (bad), 0 (good) or missing. Prints counts and
rates of groups, and no row.

Approved is what reaches the bundle's own line, or --cutoff. --reference names the group that others are
compared with: a label, largest (the default) or most-favoured. --confidence is 0.95 unless told.
An empty cell, NaN and NA are missing (--missing WORD, any number of times, replaces NaN and NA).
--engine reference|wasm, --trust PUB as in 'insitu score'.`,
  options: {
    group: { type: 'string' },
    outcome: { type: 'string' },
    reference: { type: 'string' },
    cutoff: { type: 'string' },
    confidence: { type: 'string' },
    engine: { type: 'string' },
    missing: { type: 'string', multiple: true },
    trust: { type: 'string', multiple: true },
  },

  async run(input) {
    const [file, table] = positionalsOf(input, 'B.insitu', 'ROWS.csv');
    const { values } = input;
    const engine = values.oneOf('engine', ENGINES) ?? 'auto';
    const group = values.text('group');
    if (group === undefined) throw new UsageError('expected --group COLUMN');
    const outcome = values.text('outcome');
    const cutoff = numberOf('cutoff', values.text('cutoff'));
    const confidence = numberOf('confidence', values.text('confidence'));
    const reference = values.text('reference');
    const words = values.texts('missing');
    const missing = words.length > 0 ? words : MISSING_WORDS;
    const bytes = readBytes(file!);
    const session = await openSession(bytes, engine, values.texts('trust').map(readPublicKey));
    try {
      const { model } = await decodeBundle(bytes, { crypto: crypto.subtle });
      const scale = scaleWith(session.info.scale, cutoff);
      const keep = outcome === undefined ? [group] : [group, outcome];
      const rows = readFeatureColumns(readBytes(table!), session.info.features, { missing, keep });
      const scored = await Promise.resolve(session.scoreBatch(rows.columns)).catch(
        (error: unknown) => {
          throw error instanceof RiskError ? locateIssues(error, rows.lineOf) : error;
        },
      );
      const isMissing = (cell: string): boolean => cell === '' || missing.includes(cell.trim());
      const [groups, outcomes] = rows.kept;
      const points = scored.points!;
      const report = fairnessOf({
        groups: groups!.map((cell) => (isMissing(cell) ? null : cell)),
        approved: Array.from(points, (each) => decisionOf(scale, each) === 'approved'),
        points,
        better: scale.factor >= 0 ? 'higher' : 'lower',
        // A margin without a link to probabilities has none.
        ...(model.link === 'logistic' && { probability: scored.probability }),
        ...(outcomes && { outcome: readOutcomes(outcomes, outcome!, isMissing, rows.lineOf) }),
        ...(reference !== undefined && { reference }),
        ...(confidence !== undefined && { confidence }),
      });
      const { name, version, digest } = session.info;
      const facts: FairnessFacts = { name, version, digest, group, cutoff: scale.cutoffs.approve };
      const text = [fairnessText(facts, report), ...noteText(rows.notes)].join('\n');
      return { json: { ...facts, ...report, fileNotes: rows.notes }, text };
    } finally {
      session.dispose();
    }
  },
};

type ScaleWithLine = PointsScale & { readonly cutoffs: { readonly approve: number } };

/** The bundle's scale with its approval line, or with the one that was asked for. */
function scaleWith(scale: PointsScale | undefined, cutoff: number | undefined): ScaleWithLine {
  if (!scale) throw new RiskError('OPTION_INVALID', 'the bundle expected a points scale');
  const approve = cutoff ?? scale.cutoffs?.approve;
  if (approve === undefined) {
    throw new RiskError('OPTION_INVALID', 'the bundle has no approval line: expected --cutoff', {
      path: 'cutoff',
    });
  }
  return { ...scale, cutoffs: { approve } };
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new UsageError(`--${name} expected a number`);
  }
  return value;
}

/** @throws RiskError `INPUT_INVALID` by column and line; no cell is quoted. */
function readOutcomes(
  cells: readonly string[],
  column: string,
  isMissing: (cell: string) => boolean,
  lineOf: (row: number) => number,
): (0 | 1 | null)[] {
  const issues: Issue[] = [];
  const outcomes = cells.map((cell, row) => {
    const word = cell.trim();
    if (word === '1' || word === '0') return word === '1' ? 1 : 0;
    if (!isMissing(cell) && issues.length < MAX_ISSUES) {
      const path = `column "${column}", line ${lineOf(row)}`;
      issues.push({ code: 'FLAG_EXPECTED', path, expected: '0 or 1, or nothing' });
    }
    return null;
  });
  const [first] = issues;
  if (!first) return outcomes;
  const message = `${first.path} expected ${first.expected}`;
  throw new RiskError('INPUT_INVALID', message, { path: first.path, issues });
}
