import { RiskError, type Issue } from '../../core/errors.js';
import { exactLog } from '../../core/exact-math.js';
import { CHANNEL_NAME, type Addition } from '../../model/addition.js';
import { encodeAddition } from '../../model/bundle/addition-coding.js';
import type { DecodedBundle } from '../../model/bundle/decode.js';
import { importSigner } from '../../model/bundle/keys.js';
import type { RiskModel } from '../../model/model.js';
import type { ColumnTable } from '../../model/column-table.js';
import { readColumns } from '../../scoring/columns.js';
import { createSession } from '../../scoring/create-session.js';
import type { BatchResult, Columns } from '../../scoring/results.js';
import type { AsyncSession } from '../../scoring/session.js';
import { rankRows } from '../metrics/ranked.js';
import { aucOf } from '../metrics/ranking.js';
import type { TrainHooks } from '../progress.js';
import { applyAddition } from './apply-addition.js';
import { cardPoints, type MarginLine } from './card-points.js';
import { correctionBlocks, groupRows } from './correction-design.js';
import type { Adaptation, AdaptSettings, Preview, Refusal } from './delta-types.js';
import type { CorrectionRows } from './evidence-fit.js';
import { expectationOf, type Expectation } from './expectation.js';
import { fitCard, type CardFit } from './fit-card.js';
import { binRows, spreadOf } from './population.js';
import { readCard } from './read-card.js';

/** With fewer rows than this no correction is tried. */
const MIN_ROWS = 50;

/** More rows than this are for training, not for a correction. */
const MAX_ROWS = 20_000;

/** From so many rows on, the chance that nothing but the intercept shifted means something. */
const ROWS_FOR_NO_SHIFT = 300;

/** What adapting needs beside rows and labels. */
export interface AdaptSource {
  /** The bundle's bytes, and what was read from them. */
  readonly bytes: Uint8Array;
  readonly bundle: DecodedBundle;
  /** Scores by the source. */
  readonly session: Pick<AsyncSession, 'scoreBatch'>;
  readonly crypto: SubtleCrypto;
  readonly now: () => number;
}

/**
 * Adapts a model to a channel from a few labelled rows of it: the evidence-averaged delta card, as an
 * addition to the bundle. Deterministic; what does not support a change leaves the source as it is, and
 * says why.
 *
 * O(rows * features^2); 1000 rows of 23 features take a tenth of a second.
 *
 * @param labels - 1 bad, 0 good, one per row.
 * @throws RiskError `INPUT_INVALID` for rows or labels, `OPTION_INVALID` for settings,
 * `TRAINING_FAILED` for a model that takes no card: a network, a margin that is not log-odds, a
 * calibration that is no line, no population.
 */
export async function adaptModel(
  source: AdaptSource,
  columns: Columns,
  labels: ArrayLike<unknown>,
  settings: AdaptSettings = {},
  hooks: TrainHooks = {},
): Promise<Adaptation> {
  const { model, digest } = source.bundle;
  const line = marginLine(model);
  const channel = readChannel(settings);
  const table = readColumns(model.features, columns);
  const targets = readLabels(labels, table.rows);
  const offset = readOffset(settings, targets);
  const population = settings.population && readColumns(model.features, settings.population);
  const spread = spreadOf(model, population);
  const rows = targets.length;
  const bads = targets.reduce((count, label) => count + label, 0);
  const copies = copiesOf(table, targets);
  const facts = { rows, bads, ...(copies > 0 && { copies }) };
  if (rows < MIN_ROWS) return { ...facts, refused: 'TOO_FEW_ROWS' };
  if (bads === 0 || bads === rows) return { ...facts, refused: 'ONE_CLASS' };

  const before = await source.session.scoreBatch(columns);
  const logOdds = before.logOdds.map((margin) => line.slope * margin + line.intercept);
  const centre = logOdds.reduce((sum, each) => sum + each, 0) / rows;
  const blocks = correctionBlocks(model.features, spread.shares);
  const fitted: CorrectionRows = {
    blocks,
    groups: groupRows(blocks, binRows(model.features, table)),
    source: logOdds.map((each) => each + offset),
    centred: logOdds.map((each) => each - centre),
    labels: targets,
  };
  const fit = await fitCard(fitted, async (done, all) => {
    hooks.checkStop?.();
    hooks.onProgress?.({ stage: 'training', done: done / all });
    await hooks.pause?.();
    hooks.checkStop?.();
  });
  hooks.onProgress?.({ stage: 'measuring', done: 0 });
  const weight = outcomeWeights(settings, targets, bads);
  const expected = expectationOf(fitted, fit, { ...(weight && { weight }), offset });
  const expects = {
    ...expected,
    ...(rows >= ROWS_FOR_NO_SHIFT && { noShift: fit.weights[0]! }),
  };
  const refused = ranksBackwards(before, targets) ? 'SOURCE_REVERSED' : refusalOf(fit, expected);
  if (refused === 'SOURCE_REVERSED') return { ...facts, expects, refused };
  const points = cardPoints(model, blocks, fit, centre, line, spread, fitted.groups);
  const card = readCard(model, points, fit, line);
  if (refused) return { ...facts, expects, card, refused };

  hooks.onProgress?.({ stage: 'packing', done: 0 });
  const addition: Addition = {
    ...{ parent: digest, channel, population: spread.population, ...points },
    card: { ...facts, expects, ...(settings.sampling && { sampling: settings.sampling }) },
  };
  const { crypto, now } = source;
  const signers = settings.key ? [await importSigner(settings.key, crypto)] : [];
  const bytes = await encodeAddition(addition, { crypto, signers });
  // What was made is opened once, before anybody is told that it is one.
  const applied = await applyAddition(source.bytes, bytes, { crypto });
  const session = await createSession(applied.bytes, { crypto, now });
  try {
    const after = session.scoreBatch(columns);
    return {
      ...{ ...facts, expects, card, addition: bytes, digest: session.info.digest },
      preview: { before: previewOf(before), after: previewOf(after) },
    };
  } finally {
    session.dispose();
  }
}

/**
 * Neither are the labels more probable under a change than under the source as it is, nor is a gain
 * expected for other rows.
 */
function refusalOf(fit: CardFit, { evidence, gain }: Expectation): Refusal | undefined {
  if (1 + fit.slope <= 0) return 'SOURCE_REVERSED';
  return evidence <= 0 && gain.value <= 0 ? 'NO_EVIDENCE' : undefined;
}

/**
 * Whether the source rates good rows riskier than bad ones, and not by chance. A card might turn that round
 * with its points, but most such labels are turned themselves.
 */
function ranksBackwards({ margin }: BatchResult, bad: Uint8Array): boolean {
  return aucOf(rankRows({ margins: margin, bad }))!.high < 0.5;
}

/** Rows that have every value and the label of an earlier one. */
function copiesOf({ columns }: ColumnTable, labels: Uint8Array): number {
  const seen = new Set<string>();
  labels.forEach((label, row) =>
    seen.add(columns.reduce((key, column) => `${key},${column[row]}`, String(label))),
  );
  return labels.length - seen.size;
}

/** @throws RiskError `TRAINING_FAILED` for margins that are not a line of log-odds. */
function marginLine({ body, link, calibration }: RiskModel): MarginLine {
  if (body.kind === 'network')
    throw unfit('NETWORK', 'body', 'trees or tables: a network has no bins to give points');
  if (link !== 'logistic') throw unfit('LINK', 'link', 'logistic: the margin is to be log-odds');
  if (calibration.kind === 'identity') return { slope: 1, intercept: 0 };
  if (calibration.kind === 'platt' && calibration.slope > 0) return calibration;
  throw unfit(
    'CALIBRATION',
    'calibration',
    'none, or a rising line: what bends the margin bends a card',
  );
}

function unfit(code: string, path: string, expected: string): RiskError {
  const issues = [{ code, path: `model.${path}`, expected }];
  return new RiskError('TRAINING_FAILED', `"model.${path}" expected ${expected}`, {
    path: `model.${path}`,
    issues,
  });
}

function readChannel({ channel = 'channel' }: AdaptSettings): string {
  if (CHANNEL_NAME.test(channel)) return channel;
  throw new RiskError('OPTION_INVALID', 'option "channel" expected letters, digits, "." and "-"', {
    path: 'channel',
  });
}

/** A file with one bad column would otherwise give an issue a row. */
const MAX_ISSUES = 200;

/** @throws RiskError `INPUT_INVALID`. */
function readLabels(labels: ArrayLike<unknown>, rows: number): Uint8Array {
  const issues: Issue[] = [];
  if (labels.length !== rows) {
    issues.push({
      code: 'COLUMN_LENGTH',
      path: 'labels',
      expected: `${rows} rows`,
      got: `${labels.length} rows`,
    });
  }
  if (rows > MAX_ROWS)
    issues.push({ code: 'ROWS', path: 'rows', expected: `at most ${MAX_ROWS}`, got: `${rows}` });
  const targets = new Uint8Array(Math.min(labels.length, rows));
  for (let row = 0; row < targets.length && issues.length < MAX_ISSUES; row++) {
    const label = labels[row];
    if (label === 1 || label === true) targets[row] = 1;
    else if (label !== 0 && label !== false) {
      issues.push({
        code: 'FLAG_EXPECTED',
        path: `labels[${row}]`,
        expected: '0 or 1',
        got: typeof label,
      });
    }
  }
  const first = issues[0];
  if (!first) return targets;
  throw new RiskError('INPUT_INVALID', `"${first.path}" expected ${first.expected}`, {
    path: first.path,
    issues,
  });
}

/**
 * How far the choice of rows by their outcome moves the log-odds of being bad: the same for every row
 * (Prentice and Pyke 1979).
 */
function readOffset({ sampling }: AdaptSettings, labels: Uint8Array): number {
  if (!sampling) return 0;
  const { bads } = sampling;
  if (!(bads > 0 && bads < 1)) {
    throw new RiskError(
      'OPTION_INVALID',
      'option "sampling.bads" expected a share above 0 and below 1',
      {
        path: 'sampling.bads',
      },
    );
  }
  const count = labels.reduce((sum, label) => sum + label, 0);
  if (count === 0 || count === labels.length) return 0;
  return exactLog(count / (labels.length - count)) - exactLog(bads / (1 - bads));
}

/** What each row counts among all applicants, where it was chosen by its outcome. */
function outcomeWeights(
  { sampling }: AdaptSettings,
  labels: Uint8Array,
  bads: number,
): Float64Array | undefined {
  if (!sampling) return undefined;
  const rows = labels.length;
  const bad = (sampling.bads * rows) / bads;
  const good = ((1 - sampling.bads) * rows) / (rows - bads);
  return Float64Array.from(labels, (label) => (label === 1 ? bad : good));
}

function previewOf({ logOdds, points }: BatchResult): Preview {
  return { logOdds, ...(points && { points }) };
}
