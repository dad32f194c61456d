import type { Explanation, ModelInfo } from '../sdk/index.js';

/** One entry of the account: from one balance to the next. */
export interface WaterfallRow {
  readonly kind: 'reason' | 'rest' | 'rounding';
  /** Index into the explanation's reasons; -1 for the rest. */
  readonly reason: number;
  /** How many entries a rest row stands for. */
  readonly count: number;
  readonly points: number;
  readonly from: number;
  readonly to: number;
}

export interface Waterfall {
  readonly opening: number;
  readonly rows: readonly WaterfallRow[];
  readonly closing: number;
  /** Entries in all, the rest's included. */
  readonly entries: number;
}

/**
 * The account of a score: opening balance, `show` entries, everything else as one net row, closing
 * balance. In whole points that add up exactly.
 *
 * @param direction - `adverse`: only entries that take points are shown by themselves.
 * @returns `undefined` without a points scale, `'mismatch'` when the entries do not add up: then
 * nothing may be shown.
 */
export function accountOf(
  explanation: Explanation,
  show: number,
  direction: 'any' | 'adverse' = 'any',
): Waterfall | 'mismatch' | undefined {
  const { baseline, reasons, rest, score } = explanation;
  const closing = score.points;
  if (baseline.points === undefined || closing === undefined) return undefined;
  const rows: WaterfallRow[] = [];
  let balance = baseline.points;
  const post = (
    kind: WaterfallRow['kind'],
    reason: number,
    count: number,
    points: number,
  ): void => {
    rows.push({ kind, reason, count, points, from: balance, to: (balance += points) });
  };
  let later = rest.points ?? Number.NaN;
  let left = show;
  reasons.forEach((each, index) => {
    const points = each.points ?? Number.NaN;
    const fits = direction === 'any' || each.effect === 'raises-risk';
    if (fits && left-- > 0) post('reason', index, 1, points);
    else later += points;
  });
  const hidden = reasons.length - rows.length + rest.groups;
  // With entries behind it the net row stands even at ±0; without any it is rounding alone.
  if (hidden > 0) post('rest', -1, hidden, later);
  else if (later !== 0) post('rounding', -1, 0, later);
  if (balance !== closing) return 'mismatch';
  return { opening: baseline.points, rows, closing, entries: reasons.length + rest.groups };
}

/** One feature's part in an entry that stands for several. */
export interface EntryPart {
  readonly feature: string;
  readonly points: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The features of an entry, in whole points that add up to it: what rounding leaves goes to the
 * largest. Empty where the entry stands for one, or the model tells no features apart.
 */
export function partsOf(row: WaterfallRow, { reasons, contributions }: Explanation): EntryPart[] {
  const { features = [] } = reasons[row.reason] ?? {};
  if (features.length < 2) return [];
  const parts = features.flatMap((feature) => {
    const points = contributions.find((each) => each.feature === feature)?.points;
    return points === undefined ? [] : [{ feature, points }];
  });
  if (parts.length < features.length) return [];
  parts.sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
  parts[0]!.points += row.points - parts.reduce((sum, { points }) => sum + points, 0);
  let balance = row.from;
  return parts.map((part) => ({ ...part, from: balance, to: (balance += part.points) }));
}

/** What two features do only together, in points. */
export interface Pair {
  readonly features: readonly [string, string];
  readonly points: number;
}

/** The pairs that do most together, largest first; those that round to nothing are none. */
export function strongestPairs(
  { interactions, contributions }: Explanation,
  { scale, scaleBits }: ModelInfo,
  count: number,
): Pair[] {
  if (!interactions || !scale) return [];
  const n = contributions.length;
  const pairs: Pair[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      // Each of the two rows holds half of what the pair does.
      const margin = 2 * interactions[i * n + j]!;
      const points = Math.round((-scale.factor * margin) / 2 ** scaleBits) + 0;
      const names = [contributions[j]!.feature, contributions[i]!.feature] as const;
      if (points !== 0) pairs.push({ features: names, points });
    }
  }
  return pairs.sort((a, b) => Math.abs(b.points) - Math.abs(a.points)).slice(0, count);
}

/** A point axis: whole tens at both ends, a tick every `cut` points, a figure every `step`. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly cut: number;
  readonly at: (points: number) => number;
}

/** The axis on which an account is drawn: always with the opening balance and the approval line. */
export function axisOf(account: Waterfall, line: number | undefined): Axis {
  const marks = [account.opening, account.closing, ...account.rows.map((row) => row.to)];
  if (line !== undefined) marks.push(line);
  const from = Math.floor((Math.min(...marks) - 6) / 10) * 10;
  const to = Math.ceil((Math.max(...marks) + 6) / 10) * 10;
  const span = to - from;
  const step = span > 400 ? 100 : span > 130 ? 50 : span > 70 ? 20 : 10;
  return { from, to, step, cut: span > 400 ? 50 : 10, at: (points) => (points - from) / span };
}

/** Multiples of `step` strictly inside an interval (`inclusive`: at its ends too). */
export function multiples(from: number, to: number, step: number, inclusive: boolean): number[] {
  const [low, high] = from < to ? [from, to] : [to, from];
  const found: number[] = [];
  for (let at = Math.ceil(low / step) * step; at <= high; at += step) {
    if (inclusive || (at > low && at < high)) found.push(at);
  }
  return found;
}

/** `608 + 22 − 19 = 611`. */
export function checkLine(account: Waterfall): string {
  const terms = account.rows.map(
    ({ points }) => `${points < 0 ? '\u2212' : '+'}\u00a0${Math.abs(points)}`,
  );
  return [account.opening, ...terms, `=\u00a0${account.closing}`].join(' ');
}
