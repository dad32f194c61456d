import type { FileNote } from '../table/facts.js';
import type { Adaptation, DeltaBin, Refusal } from '../train/delta/delta-types.js';
import { noteText } from './note-text.js';

/** What was adapted, beside what came of it. */
export interface AdaptFacts extends Omit<Adaptation, 'addition' | 'preview'> {
  readonly name: string;
  readonly version: string;
  /** Digest of the source. */
  readonly parent: string;
  /** Rows without a target. */
  readonly leftOut: number;
  readonly output?: string;
  /** Size of the addition. */
  readonly bytes?: number;
  /** What was made good or passed over in the files of rows. */
  readonly notes: readonly FileNote[];
}

const REFUSALS: Readonly<Record<Refusal, string>> = {
  TOO_FEW_ROWS: 'fewer than 50 rows',
  ONE_CLASS: 'all rows have the same outcome',
  NO_EVIDENCE: 'the rows fit the source as it is, and no gain is expected of a change',
  SOURCE_REVERSED: 'risk goes the other way round here: this model is no source for the channel',
};

const CAVEAT =
  'Expected by leaving each row out, for applicants like these; measure on rows that nobody has used before relying on it.';

/** Features of a card that a terminal shows. */
const SHOWN = 8;

/** What was found, for a terminal. */
export function adaptText(facts: AdaptFacts): string {
  const { name, version, rows, bads, leftOut, refused, card, digest } = facts;
  const lines = [
    `${name} ${version}: ${rows} rows, ${bads} of them bad${leftOut > 0 ? `; ${leftOut} without a target left out` : ''}`,
    ...noteText(facts.notes),
    ...expectations(facts),
  ];
  if (refused) return [...lines, `nothing written: ${REFUSALS[refused]}`].join('\n');
  lines.push(
    `card       intercept ${signed(card!.intercept)}, slope ${signed(card!.slope)} (log-odds)`,
  );
  for (const { feature, effect, bins } of card!.features.slice(0, SHOWN)) {
    lines.push(`  ${feature.padEnd(22)} sd ${effect.toFixed(3)}`);
    for (const bin of bins)
      lines.push(`    ${labelOf(bin).padEnd(24)} ${signed(bin.logOdds)}${pointsOf(bin)}`);
  }
  const more = card!.features.length - SHOWN;
  if (more > 0) lines.push(`  and ${more} more features, each moving scores less`);
  lines.push(`digest     ${digest}`, `${facts.output}  ${facts.bytes} bytes`);
  return lines.join('\n');
}

function expectations({ expects, copies }: AdaptFacts): string[] {
  if (!expects) return [];
  const { gain, evidence, noShift } = expects;
  const range = `${signed(gain.low)} to ${signed(gain.high)}`;
  return [
    `expected   log-loss falls by ${signed(gain.value)} a row (${range}), evidence ${signed(evidence)} nats`,
    `           ${CAVEAT}`,
    ...(noShift === undefined
      ? []
      : [`           no shift but the intercept's: ${(100 * noShift).toFixed(0)} %`]),
    ...(copies === undefined
      ? []
      : [
          `           ${copies} rows are copies of others: if of one applicant, too much is expected`,
        ]),
  ];
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(4)}`;
}

function pointsOf({ points }: DeltaBin): string {
  return points === undefined
    ? ''
    : `  ${points < 0 ? '-' : '+'}${Math.abs(points).toFixed(1)} points`;
}

function labelOf({ from, to, categories, missing }: DeltaBin): string {
  if (missing) return 'missing';
  if (categories) return categories.join(', ');
  const short = (value: number) => String(Number(value.toPrecision(6)));
  if (from === undefined) return to === undefined ? 'any' : `up to ${short(to)}`;
  return to === undefined ? `from ${short(from)}` : `${short(from)} to ${short(to)}`;
}
