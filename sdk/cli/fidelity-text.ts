import type { Estimate } from '../fairness/report.js';
import type { FidelityReport } from '../train/report/train-report.js';

/** Segments that people are shown; the report has more. */
const SHOWN = 3;

/** How near a student is to its teacher, line by line. */
export function fidelityText(fidelity: FidelityReport): string[] {
  const { teacher, outOfFold, madeUp, parts, reasons, segments, ladder = [] } = fidelity;
  const seen = outOfFold
    ? 'its scores of the training rows are out of fold'
    : 'it may have seen the training rows';
  const made = madeUp.copies
    ? `${madeUp.copies} made-up rows for each, ${percent(madeUp.share)} of their cells swapped`
    : 'no made-up rows';
  return [
    `teacher    ${teacher.name} (${teacher.kind}): ${seen}; ${made}`,
    ...ladder.map(
      ({ name, bytes, microseconds, r2, aucLoss, fits, chosen }) =>
        `${(chosen ? 'chosen' : 'tried').padEnd(11)}${name.padEnd(20)} ${String(bytes).padStart(7)} bytes` +
        `${microseconds === undefined ? '' : `  ${microseconds.toFixed(1)} us`}  R2 ${r2.toFixed(4)}` +
        `${aucLoss === undefined ? '' : `  AUC loss ${aucLoss.toFixed(4)}`}${fits ? '' : '  past the budget'}`,
    ),
    ...parts.map(({ part, r2, rank, teacher: taught, student, gap }) => {
      const auc = taught && student && `  AUC ${fixed(taught.auc)} -> ${fixed(student.auc)}`;
      const gaps = gap && `  gap ${interval(gap.auc)}, KS gap ${interval(gap.ks)}`;
      return `${part.padEnd(12)}R2 ${r2.toFixed(4)}  rank ${rank.toFixed(4)}${auc ?? ''}${gaps ?? ''}`;
    }),
    ...(reasons
      ? [
          `reasons    the first is the same for ${percent(reasons.first)}, and ${percent(reasons.meanOfFour)} of four, of ${reasons.rows} rows`,
        ]
      : []),
    ...segments
      .slice(0, SHOWN)
      .map(
        ({ feature, bin, rows, meanDifference, rms }) =>
          `differs    ${feature} ${bin}: by ${meanDifference.toFixed(3)} log-odds on average, rms ${rms.toFixed(3)}, ${rows} rows`,
      ),
  ];
}

function fixed({ value }: Estimate): string {
  return value.toFixed(4);
}

function interval({ value, low, high }: Estimate): string {
  const [middle, from, to] = [value, low, high].map((each) => each.toFixed(4));
  return `${middle} (${from} to ${to})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
