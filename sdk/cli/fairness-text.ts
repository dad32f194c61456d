import type {
  Estimate,
  FairnessNote,
  FairnessReport,
  GroupFairness,
  Test,
} from '../fairness/report.js';

/** What was measured, beside what was found. */
export interface FairnessFacts {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  /** The column. */
  readonly group: string;
  /** Points from which an applicant is approved. */
  readonly cutoff: number;
}

const NOTES: Readonly<Record<FairnessNote, string>> = {
  ONE_GROUP: 'There is one group: nothing to compare.',
  SMALL_GROUPS: 'Groups under 30 rows are marked *: their intervals are wide.',
  GROUP_MISSING: 'Rows without a group are in none.',
  ALL_APPROVED: 'Everybody was approved.',
  NONE_APPROVED: 'Nobody was approved.',
  REFERENCE_NOT_HIGHEST:
    'Another group has a higher rate than the reference; four fifths is of the highest: --reference most-favoured.',
  REFERENCE_NONE_APPROVED: 'Nobody of the reference was approved: there is no ratio to it.',
  OUTCOMES_OF_APPROVED_ONLY:
    'Outcomes are known of approved rows only: approval among good payers cannot be compared.',
  SEVERAL_TESTS: 'Several groups were tested: p is adjusted for that (Holm).',
  WEIGHTED: 'Rows have weights: intervals are approximate.',
};

const ALWAYS =
  'Four fifths is a rule of thumb: being above it is no safe harbour, being below it no finding. Differences do not say why.';

/** A report for people: tables of groups. */
export function fairnessText(facts: FairnessFacts, report: FairnessReport): string {
  const { missing, approval, outcomes, spread } = report;
  const known = outcomes
    ? [
        `outcomes    known of ${share(outcomes.ofApproved) || 'no'} of approved and ${share(outcomes.ofDeclined) || 'no'} of declined rows`,
      ]
    : [];
  return [
    `model       ${facts.name} ${facts.version}  ${facts.digest.slice(0, 12)}`,
    `rows        ${report.rows} by ${printable(facts.group)}, ${missing.group} without a group`,
    `approved    ${approval.approved} of ${approval.rows} (${share(approval.rate.value)}), line at ${facts.cutoff} points`,
    `reference   ${printable(report.reference)}`,
    `spread      ${percent(spread.difference)} percentage points between the highest and the lowest rate`,
    ...known,
    '',
    ...tables(report).flatMap((lines) => [...lines, '']),
    ...report.notes.map((note) => NOTES[note]),
    `Intervals are of ${Number((100 * report.confidence).toFixed(2))} %. ${ALWAYS}`,
  ].join('\n');
}

function tables({ groups }: FairnessReport): string[][] {
  return [
    table(
      groups,
      ['approval', 'rows', 'approved', 'rate', 'ratio', 'four fifths', 'p'],
      (group) => {
        const { approval, parity } = group;
        const ratio = parity && (parity.ratio ? estimate(parity.ratio, plain) : 'none');
        return [
          ...[count(group.rows), count(approval?.approved), rated(approval?.rate)],
          ...[ratio ?? '', parity?.fourFifths ?? '', tested(parity?.test)],
        ];
      },
    ),
    table(
      groups,
      ['good payers', 'rows', 'approved', 'rate', 'gap, in percentage points', 'p'],
      ({ good }) => [
        ...[count(good?.rows), count(good?.approved), rated(good?.rate)],
        ...[estimate(good?.gap, percent), tested(good?.test)],
      ],
    ),
    table(groups, ['scores', 'rows', 'mean', 'sd', 'standardised difference'], ({ score }) => [
      ...[count(score?.rows), plain(score?.mean), plain(score?.deviation)],
      estimate(score?.standardised, plain),
    ]),
    table(groups, ['ranking', 'good', 'bad', 'AUC', 'KS'], ({ ranking }) => [
      ...[count(ranking?.good), count(ranking?.bad)],
      ...[estimate(ranking?.auc, (value) => value.toFixed(3)), plain(ranking?.ks)],
    ]),
    table(
      groups,
      ['calibration', 'expected', 'observed bad', 'in the large', 'slope'],
      ({ calibration }) => [
        ...[share(calibration?.expected), rated(calibration?.observed)],
        ...[estimate(calibration?.intercept, plain), estimate(calibration?.slope, plain)],
      ],
    ),
  ].filter((lines) => lines.length > 0);
}

/** Left-aligned labels, right-aligned figures; nothing where no group has a figure. */
function table(
  groups: readonly GroupFairness[],
  [title, ...heads]: readonly string[],
  cellsOf: (group: GroupFairness) => readonly string[],
): string[] {
  const rows = groups.map((group) => ({
    label: `  ${printable(group.label)}${group.small ? ' *' : ''}`,
    cells: cellsOf(group),
  }));
  if (!rows.some(({ cells }) => cells.some((cell) => cell !== ''))) return [];
  const all = [{ label: title!, cells: heads }, ...rows];
  const first = Math.max(...all.map(({ label }) => widthOf(label)));
  const widths = heads.map((_, i) => Math.max(...all.map(({ cells }) => cells[i]!.length)));
  return all.map(({ label, cells }) => {
    const figures = cells.map((cell, i) => cell.padStart(widths[i]! + 3)).join('');
    return (label + ' '.repeat(first - widthOf(label)) + figures).trimEnd();
  });
}

function count(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}

function plain(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(2).replace(/^-(0\.00)$/, '$1');
}

function share(value: number | undefined): string {
  return value === undefined ? '' : `${percent(value)} %`;
}

function percent(value: number): string {
  return (100 * value).toFixed(1);
}

function rated(rate: Estimate | undefined): string {
  return rate ? `${share(rate.value)} (${percent(rate.low)} to ${percent(rate.high)})` : '';
}

function estimate(found: Estimate | undefined, print: (value: number) => string): string {
  return found ? `${print(found.value)} (${print(found.low)} to ${print(found.high)})` : '';
}

function tested(test: Test | undefined): string {
  if (!test) return '';
  return test.holm < 0.001 ? '<0.001' : test.holm.toFixed(3);
}

/** Labels come from a file: none may steer the terminal. */
function printable(label: string): string {
  return label.replace(/\p{C}/gu, '?');
}

/** Columns on a terminal: Chinese characters take two. */
function widthOf(text: string): number {
  const wide = text.match(
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g,
  );
  return [...text].length + (wide?.length ?? 0);
}
