import { RiskError } from '../../core/errors.js';
import { assertModel } from '../../model/build.js';
import { IssueList } from '../../model/check/issues.js';
import type { RiskModel, SourceFacts } from '../../model/model.js';
import { throwIssues } from '../fields.js';
import type { ImportOptions, ImportReport, ImportResult } from '../import-result.js';
import { refuseUnsupported, type Finding } from '../unsupported.js';
import { buildCardModel } from './build-card.js';
import type { CardLibrary, CardRow, SourceCard } from './card.js';
import { readExtras, type CardExtras } from './extras.js';
import { marginLine } from './margin-line.js';
import { readOptbinning } from './read-optbinning.js';
import { readRows } from './read-rows.js';
import { readScorecardpy } from './read-scorecardpy.js';
import { readToad } from './read-toad.js';
import { replayCard } from './replay-card.js';

/** A large card has a hundred rows of a hundred bytes for each of a hundred features. */
const MAX_BYTES = 4 * 1024 * 1024;

const READERS: Readonly<
  Record<
    CardLibrary,
    (
      rows: readonly CardRow[],
      extras: CardExtras,
      issues: IssueList,
      findings: Finding[],
    ) => SourceCard
  >
> = { optbinning: readOptbinning, toad: readToad, scorecardpy: readScorecardpy };

const TITLES: Readonly<Record<CardLibrary, string>> = {
  optbinning: 'OptBinning scorecard',
  toad: 'toad scorecard',
  scorecardpy: 'scorecardpy scorecard',
};

/**
 * Imports a scorecard: bins and points as OptBinning, toad or scorecardpy write them, in CSV or JSON.
 *
 * Bins are carried exactly as the file has them, points to the finest fixed point that cannot
 * overflow; the report says how far sums are from the card's own in float64. Where the file or the
 * options say what the points mean, the margin is log-odds of bad; otherwise it is the points
 * themselves, with link `identity` (see `Additive`).
 *
 * @throws RiskError `IMPORT_FORMAT` when the layout is none of these or broken,
 *   `IMPORT_UNSUPPORTED` when something in it cannot be carried, `MODEL_INVALID` when it
 *   contradicts itself, `OPTION_INVALID` for options that do.
 */
export function importScorecard(bytes: Uint8Array, options: ImportOptions = {}): ImportResult {
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  if (bytes.length > maxBytes) {
    throw new RiskError(
      'IMPORT_FORMAT',
      `the scorecard has ${bytes.length} bytes; more than ${maxBytes} are not read`,
    );
  }
  const issues = new IssueList();
  const { library, rows, beside } = readRows(bytes, issues);
  const inFile = readExtras(beside, 'file', issues);
  if (!issues.empty) throwIssues('IMPORT_FORMAT', TITLES[library], issues);
  const extras = { ...inFile, ...readOptions(options.scorecard) };

  const findings: Finding[] = [];
  const card = READERS[library](rows, extras, issues, findings);
  if (!issues.empty) throwIssues('MODEL_INVALID', TITLES[library], issues);
  refuseUnsupported(TITLES[library], findings);
  const notes = [...card.notes];
  const line = marginLine(card, extras, notes);
  const built = buildCardModel(card.characteristics, card.base, line, issues);
  if (!built) throwIssues('MODEL_INVALID', TITLES[library], issues);

  const report: ImportReport = {
    ...replayCard(card.characteristics, card.base, line, built),
    terms: built.body.terms.length,
    notes,
  };
  const { link, scale } = line;
  const model: RiskModel = {
    name: options.name ?? 'model',
    version: options.version ?? '0.0.0',
    ...built,
    link,
    calibration: { kind: 'identity' },
    ...(scale && { scale }),
    reasons: built.features.map(({ name }, f) => ({
      code: name,
      features: [f],
      label: { en: name },
    })),
    recourse: [],
    card: { source: factsOf(library, report) },
  };
  assertModel(model);
  return { model, report };
}

function readOptions(given: CardExtras | undefined): CardExtras {
  if (given === undefined) return {};
  const issues = new IssueList();
  const extras = readExtras(given, 'scorecard', issues);
  const [first] = issues.issues;
  if (first) {
    throw new RiskError('OPTION_INVALID', `"${first.path}" expected ${first.expected}`, {
      path: first.path,
      issues: issues.issues,
    });
  }
  return extras;
}

function factsOf(library: CardLibrary, report: ImportReport): SourceFacts {
  const { largestMarginDifference, sampleRows } = report;
  return { library, objective: 'scorecard', largestMarginDifference, sampleRows };
}
