import type { Locale } from '../core/locale.js';
import type { Estimate } from '../fairness/report.js';
import type { ProposedPlan } from '../train/propose-plan.js';
import { cardLines } from '../train/report/card-lines.js';
import { findingText } from '../train/report/finding-words.js';
import type { ScorecardReport, TrainReport } from '../train/report/train-report.js';

/** What training came to, line by line. */
export function reportText(
  { plan, model, parts, findings }: TrainReport,
  locale: Locale,
): string[] {
  const size =
    model.trees === undefined
      ? `${model.terms ?? 0} terms`
      : `${model.trees} trees of depth ${model.depth}`;
  return [
    `model      ${plan.name} ${plan.version}: ${plan.student.kind}, ${size}`,
    `target     ${plan.target.column}, bad is ${plan.target.bad}`,
    ...parts.map(({ part, rows, bad, from, to, auc, ks }) => {
      const days = from === undefined ? '' : `  ${from} to ${to}`;
      const figures = `${rows} rows, ${bad} bad${days}`;
      return `${part.padEnd(12)}AUC ${interval(auc)}  KS ${interval(ks)}  ${figures}`;
    }),
    ...findings.map((finding) => `${finding.severity.padEnd(11)}${findingText(finding, locale)}`),
  ];
}

function interval(estimate: Estimate | undefined): string {
  if (!estimate) return '-';
  const [value, low, high] = [estimate.value, estimate.low, estimate.high].map((x) => x.toFixed(4));
  return `${value} (${low} to ${high})`;
}

/** Columns that a proposed plan leaves out, by reason. */
export function leftOutText(leftOut: ProposedPlan['leftOut']): string[] {
  const byReason = new Map<string, string[]>();
  for (const { column, reasons } of leftOut) {
    const why = reasons.join(', ');
    byReason.set(why, [...(byReason.get(why) ?? []), column]);
  }
  return [...byReason].map(([why, columns]) => `left out   ${why}: ${columns.join(', ')}`);
}

/** Words of a line that a terminal shows; the report has all. */
const SHOWN_WORDS = 8;

function listed(labels: readonly string[]): string {
  const more = labels.length - SHOWN_WORDS;
  const shown = labels.slice(0, SHOWN_WORDS).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** A scorecard as people write it down: points of each bin, a line for what it treats alike. */
export function cardText(
  { features }: TrainReport,
  { characteristics }: ScorecardReport,
): string[] {
  const lines = characteristics.flatMap((each) => {
    const { bins } = features.find(({ name }) => name === each.name)!;
    return cardLines(bins, each).map(({ labels, rows, bad, woe, points }, i) => ({
      name: i === 0 ? each.name : '',
      label: listed(labels),
      rows: String(rows),
      rate: rows === 0 ? '-' : `${((100 * bad) / rows).toFixed(1)}%`,
      woe: rows === 0 ? '-' : woe.toFixed(3),
      points: String(points),
    }));
  });
  const head = {
    ...{ name: 'characteristic', label: 'bin', rows: 'rows' },
    ...{ rate: 'bad rate', woe: 'WOE', points: 'points' },
  };
  const all = [head, ...lines];
  const width = (key: keyof typeof head) => Math.max(...all.map((line) => line[key].length));
  const widths = (Object.keys(head) as (keyof typeof head)[]).map(
    (key) => [key, width(key)] as const,
  );
  return all.map((line) =>
    widths
      .map(([key, size], i) => (i < 2 ? line[key].padEnd(size) : line[key].padStart(size)))
      .join('  ')
      .trimEnd(),
  );
}
