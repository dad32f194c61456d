import type { BinReport, CharacteristicReport } from './train-report.js';

/** Bins that a card treats alike: one line of it. */
export interface CardLine {
  readonly labels: readonly string[];
  readonly rows: number;
  readonly bad: number;
  /** Of the group, as the regression has it. */
  readonly woe: number;
  readonly points: number;
}

/** A line while bins are added to it. */
type OpenLine = Omit<CardLine, 'labels' | 'rows' | 'bad'> & {
  labels: string[];
  rows: number;
  bad: number;
};

const MISSING = 'missing';

/**
 * The lines of a characteristic. Ranges keep their order; categories that are one group are one line, and
 * stand by points then, the safest first. "missing" is the last line, alone.
 *
 * @param bins - of the feature's report.
 */
export function cardLines(
  bins: readonly BinReport[],
  { points, woe }: CharacteristicReport,
): readonly CardLine[] {
  const lines: OpenLine[] = [];
  bins.forEach(({ label, rows, bad, woe: own }, i) => {
    const [worth, evidence] = [points[i] ?? 0, woe?.[i] ?? own];
    const alike =
      label !== MISSING && lines.find((line) => line.points === worth && line.woe === evidence);
    if (!alike) lines.push({ labels: [label], rows, bad, woe: evidence, points: worth });
    else {
      alike.labels.push(label);
      alike.rows += rows;
      alike.bad += bad;
    }
  });
  const last = (line: OpenLine) => (line.labels[0] === MISSING ? 1 : 0);
  const pooled = lines.some(({ labels }) => labels.length > 1);
  return pooled ? lines.sort((a, b) => last(a) - last(b) || b.points - a.points) : lines;
}
