import type { Lang } from './page-chrome.js';

/** Rows of the data set as columns of whole numbers, by name. */
export type Rows = ReadonlyMap<string, Float64Array>;

export const OUTCOME = 'default.payment.next.month';

/** What the models may use. Sex, age and marital status are left out, as in the demo. */
export const FEATURES = [
  ...['LIMIT_BAL', 'EDUCATION', 'PAY_0', 'PAY_2', 'PAY_3', 'PAY_4', 'PAY_5', 'PAY_6'],
  ...['BILL_AMT1', 'BILL_AMT2', 'BILL_AMT3', 'BILL_AMT4', 'BILL_AMT5', 'BILL_AMT6'],
  ...['PAY_AMT1', 'PAY_AMT2', 'PAY_AMT3', 'PAY_AMT4', 'PAY_AMT5', 'PAY_AMT6'],
];

/** A new channel: clients like those of the bank, or unlike. Real rows in each case. */
export interface Channel {
  readonly id: 'natural' | 'shifted';
  readonly name: Readonly<Record<Lang, string>>;
  readonly about: Readonly<Record<Lang, string>>;
  /** Whether a row belongs to the channel and is kept; a number below 1 keeps that share. */
  readonly share: (rows: Rows, row: number) => number;
  /** Whether a row belongs to the clients that the bank knows. */
  readonly isKnown: (rows: Rows, row: number) => boolean;
}

/** Every third row stands aside for the shifted channel. */
const aside = (row: number) => row % 3 === 0;

export const CHANNELS: readonly Channel[] = [
  {
    id: 'natural',
    name: { en: 'High-school graduates', 'zh-CN': '高中学历的客户' },
    about: {
      en: 'The bank’s model never saw a client of this group. Their risk follows nearly the same rules.',
      'zh-CN': '贵行的模型从没见过这一类客户。他们的风险规律几乎一样。',
    },
    share: (rows, row) => (rows.get('EDUCATION')![row] === 3 ? 1 : 0),
    isKnown: (rows, row) => rows.get('EDUCATION')![row] !== 3,
  },
  {
    id: 'shifted',
    name: { en: 'A partner’s clients', 'zh-CN': '合作方的客户' },
    about: {
      en: 'Real clients, resampled by outcome: here a late bill says less, and a small limit says more, than at the bank.',
      'zh-CN': '真实客户，按结果重新抽样：在这里，逾期说明不了多少，而额度小说明得更多。',
    },
    share: (rows, row) => {
      if (!aside(row)) return 0;
      const isBad = rows.get(OUTCOME)![row] === 1;
      const isLate = rows.get('PAY_0')![row]! >= 1;
      const isSmall = rows.get('LIMIT_BAL')![row]! <= 80_000;
      return (isLate && isBad ? 0.3 : 1) * (isSmall !== isBad ? 0.45 : 1);
    },
    isKnown: (_rows, row) => !aside(row),
  },
];

/** Picks the rows of a channel and of the bank's own clients. */
export function partRows(
  rows: Rows,
  channel: Channel,
  random: () => number,
): { readonly known: Int32Array; readonly channel: Int32Array } {
  const count = rows.get(OUTCOME)!.length;
  const known: number[] = [];
  const own: number[] = [];
  for (let row = 0; row < count; row++) {
    if (channel.isKnown(rows, row)) known.push(row);
    const share = channel.share(rows, row);
    if (share > 0 && random() < share) own.push(row);
  }
  return { known: Int32Array.from(known), channel: Int32Array.from(own) };
}

/** The same rows as a table that a bank officer might drop on the page. */
export function csvOf(rows: Rows, picked: Int32Array): Uint8Array<ArrayBuffer> {
  const names = [...FEATURES, OUTCOME];
  const columns = names.map((name) => rows.get(name)!);
  const lines = Array.from(picked, (row) => columns.map((column) => column[row]).join(','));
  return new TextEncoder().encode(`${names.join(',')}\n${lines.join('\n')}\n`);
}

/** The features of some rows, to be scored. */
export function columnsOf(rows: Rows, picked: Int32Array): Record<string, Float64Array> {
  return Object.fromEntries(
    FEATURES.map((name) => [name, Float64Array.from(picked, (row) => rows.get(name)![row]!)]),
  );
}

export function outcomesOf(rows: Rows, picked: Int32Array): Float64Array {
  return Float64Array.from(picked, (row) => rows.get(OUTCOME)![row]!);
}

/** Chance that a bad client is rated riskier than a good one; ties count half. */
export function aucOf(margin: Int32Array, bad: Float64Array): number {
  const order = Array.from(margin.keys()).sort((a, b) => margin[a]! - margin[b]!);
  let below = 0;
  let wins = 0;
  let bads = 0;
  for (let i = 0; i < order.length;) {
    let goodHere = 0;
    let badHere = 0;
    const value = margin[order[i]!];
    for (; i < order.length && margin[order[i]!] === value; i++) {
      if (bad[order[i]!] === 1) badHere++;
      else goodHere++;
    }
    wins += badHere * (below + goodHere / 2);
    below += goodHere;
    bads += badHere;
  }
  return wins / (bads * below);
}
