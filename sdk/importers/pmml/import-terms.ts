import { assertModel } from '../../model/build.js';
import type { Link } from '../../model/calibration.js';
import type { RiskModel, SourceFacts } from '../../model/model.js';
import type { PointsScale } from '../../model/scale.js';
import type { ImportOptions, ImportReport, ImportResult } from '../import-result.js';
import type { CardExtras } from '../scorecard/extras.js';
import {
  binFields,
  buildAdditive,
  tabulate,
  type BinnedField,
  type MarginLine,
  type TermTable,
} from './build-additive.js';
import { refuseElement } from './elements.js';
import type { SourceTerm, TermSum } from './prediction.js';
import type { RawField } from './raw-field.js';
import { replayAdditive } from './replay-additive.js';
import { binReasons, reasonGroups } from './reasons.js';
import type { Element } from './xml.js';

export interface TermsImport {
  readonly model: Element;
  readonly sum: TermSum;
  /** Inputs that the terms use. */
  readonly fields: readonly RawField[];
  readonly facts: SourceFacts;
  readonly notes: string[];
  /** What the caller adds to a scorecard. */
  readonly extras: CardExtras;
}

/** The model of a sum of terms: tables over bins, in fixed point, and compared with the file. */
export function importTerms(read: TermsImport, options: ImportOptions): ImportResult {
  const { sum, fields, notes, model: element } = read;
  const { card } = sum;
  const constants = sum.terms.filter((term) => term.fields.length === 0);
  const terms = sum.terms.filter((term) => term.fields.length > 0);
  const base = constants.reduce((total, term) => total + (term.evaluate([]) ?? NaN), sum.base);
  if (!Number.isFinite(base)) refuseElement(element, 'a constant that is not a number');
  if (fields.length === 0) refuseElement(element, 'a model without inputs');
  const { binned, tables } = tabulateAll(terms, fields);
  const { line, link, scale } = lineOf(read);
  const built = buildAdditive(tables, binned, base, line, card);
  const { largestMarginDifference, sampleRows } = replayAdditive(terms, base, line, built);
  const ofBins = card ? binReasons(tables, binned, notes) : [];
  const reasons = reasonGroups(terms, binned, notes);
  const report: ImportReport = {
    largestMarginDifference,
    sampleRows,
    terms: terms.length,
    notes,
  };
  const model: RiskModel = {
    name: options.name ?? 'model',
    version: options.version ?? '0.0.0',
    features: binned.map(({ feature }) => feature),
    body: built.body,
    scaleBits: built.scaleBits,
    intercept: built.intercept,
    link,
    calibration: { kind: 'identity' },
    ...(scale && { scale }),
    reasons,
    recourse: [],
    card: {
      source: {
        ...read.facts,
        ...(card && {
          reasonCodeAlgorithm: card.reasonCodeAlgorithm,
          ...(card.baselineMethod !== undefined && { baselineMethod: card.baselineMethod }),
        }),
        ...(ofBins.length > 0 && { binReasons: ofBins }),
        largestMarginDifference,
        sampleRows,
      },
    },
  };
  assertModel(model);
  return { model, report };
}

/** Bins and tables; again, while tables find values that an input must refuse. */
function tabulateAll(
  terms: readonly SourceTerm[],
  fields: readonly RawField[],
): { binned: readonly BinnedField[]; tables: readonly TermTable[] } {
  for (;;) {
    const binned = binFields(fields, terms);
    const tables = tabulate(terms, binned);
    if (tables) return { binned, tables };
  }
}

interface Line {
  readonly line: MarginLine;
  readonly link: Link;
  readonly scale?: PointsScale;
}

/**
 * What a sum means as a margin. Margins rise with risk.
 *
 * A regression's sum is its margin. A scorecard's are points, of which the file does not say what
 * odds they mean: the margin is minus the points where fewer of them are worse (`pointsBelow`),
 * the points where more are (`pointsAbove`), with link `identity` and a scale that gives the
 * points back: score.points is the file's score, rounded to a whole number, and the unrounded
 * score is -+score.logOdds. With a scaling from the caller, the margin is log-odds of bad.
 */
function lineOf({ sum, extras, model, notes }: TermsImport): Line {
  const { card, link } = sum;
  if (!card) return { line: { zero: 0, slope: 1 }, link };
  const { scaling, direction = card.direction } = extras;
  const safer = direction === 'higher-is-safer';
  if (!scaling) {
    notes.push(
      `the file does not say what points mean, so there is no probability (give "scaling"); more points are taken for ${safer ? 'less' : 'more'} risk`,
    );
    const slope = safer ? -1 : 1;
    return {
      line: { zero: 0, slope },
      link: 'identity',
      scale: { offset: 0, factor: -slope, bands: [] },
    };
  }
  if (!safer) refuseElement(model, 'a scaling of points that rise with risk');
  const { pdo, points, odds, rate = 2 } = scaling;
  const factor = pdo / Math.log(rate);
  // At odds good:bad the log-odds of bad are -ln(odds).
  const offset = points - factor * Math.log(odds);
  const scale = { offset, factor, bands: [] };
  return { line: { zero: offset, slope: -1 / factor }, link: 'logistic', scale };
}
