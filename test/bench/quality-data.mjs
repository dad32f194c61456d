/**
 * Real credit data for the quality of the booster: files as columns, coded in several ways, splits by
 * a seed, AUC. The files lie in `../shared/data` and are not in the repository: its README says where
 * they are from.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';

const SBA_LEFT_OUT = [
  ...['Selected', 'LoanNr_ChkDgt', 'State', 'ApprovalDate', 'DisbursementDate', 'daysterm'],
  ...['ChgOffDate', 'MIS_Status', 'ChgOffPrinGr', 'BalanceGross', 'xx', 'Term'],
];

/** Columns left out are ids, dates and what the outcome wrote; coded ones hold numbers that are codes. */
export const SETS = [
  ['uci_taiwan_default', 'default.payment.next.month', '1', ['ID']],
  ['heloc', 'RiskPerformance', 'Bad', []],
  ['lendingclub_2018', 'loan_status', '1', ['id', 'issue_d']],
  ['hmeq', 'BAD', '1', []],
  ['sba_case', 'Default', '1', SBA_LEFT_OUT, ['NAICS', 'Zip', 'UrbanRural', 'NewExist']],
  ['german_credit', 'creditability', 'bad', []],
  ['auto_loan_accepts', 'bad', '1', ['app_id', 'weight'], ['loan_term', 'used_ind', 'bankruptcy']],
  ['bankloan_cn', '违约', '1.0', [], ['教育']],
  ['modeldata_credit_data', 'Status', 'bad', []],
].map(([name, target, bad, dropped, coded = []]) => ({ name, target, bad, dropped, coded }));

/** Columns of a file: words of categories in their order, and values or indices of words. */
export function readSet(folder, { name, target, bad, dropped, coded }) {
  const { data, meta } = Papa.parse(readFileSync(join(folder, `${name}.csv`), 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  const names = meta.fields.filter((field) => field !== target && !dropped.includes(field));
  const columns = names.map((field) => {
    const cells = data.map((row) => row[field].trim());
    const isMissing = (cell) => cell === '' || cell === 'NA';
    const isNumeric = cells.every((cell) => isMissing(cell) || Number.isFinite(Number(cell)));
    const isWorded = !isNumeric || coded.includes(field);
    const words = isWorded ? [...new Set(cells.filter((cell) => !isMissing(cell)))] : [];
    words.sort(isNumeric ? (a, b) => a - b : undefined);
    const place = new Map(words.map((word, i) => [word, i]));
    const values = Float64Array.from(cells, (cell) => {
      if (isMissing(cell)) return NaN;
      return isWorded ? place.get(cell) : Number(cell);
    });
    return { kind: 'number', name: field, values, words };
  });
  return { columns, target: Uint8Array.from(data, (row) => Number(row[target] === bad)) };
}

/**
 * Bins of all rows, as training makes them; words stay categories (`native`), or are numbered in their
 * order (`numbers`), or have a feature of 0 and 1 each (`one-hot`).
 */
export function binSet(makeBins, { columns }, coding, train, most) {
  const asText = coding !== 'numbers';
  const table = {
    rows: columns[0].values.length,
    columns: columns.map((column) => {
      if (!asText || column.words.length === 0) return column;
      const codes = Int32Array.from(column.values, (value) => (Number.isNaN(value) ? -1 : value));
      return { kind: 'text', name: column.name, words: column.words, codes };
    }),
  };
  const plans = columns.map(({ name }) => ({ column: name }));
  const binned = makeBins(table, plans, Int32Array.from(train), most, 1);
  return coding === 'one-hot' ? oneHot(binned) : binned;
}

function oneHot({ features, bins }) {
  const flat = { features: [], bins: [] };
  features.forEach((feature, f) => {
    if (feature.kind === 'numeric') {
      flat.features.push(feature);
      flat.bins.push(bins[f]);
      return;
    }
    const missing = feature.codes.length + 1;
    for (let word = 0; word < missing; word++) {
      const shape = { kind: 'numeric', missing: 'allowed', compare: 'float64', side: 'less' };
      flat.features.push({ ...shape, name: `${feature.name} ${word}`, cuts: Float64Array.of(1) });
      flat.bins.push(bins[f].map((bin) => (bin === missing ? 2 : Number(bin === word))));
    }
  });
  return flat;
}

/** The rows in an order of a seed. */
export function shuffle(count, seed) {
  let state = seed >>> 0;
  const order = [...Array(count).keys()];
  for (let i = count - 1; i > 0; i--) {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    const j = Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Share of pairs in which the bad row has the higher score; ties count half. */
export function aucOf(scores, rows, target) {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let [below, sum, bads] = [0, 0, 0];
  for (let i = 0; i < order.length;) {
    let end = i;
    let [bad, good] = [0, 0];
    while (end < order.length && scores[order[end]] === scores[order[i]]) {
      if (target[rows[order[end++]]]) bad++;
      else good++;
    }
    sum += bad * (below + good / 2);
    below += good;
    bads += bad;
    i = end;
  }
  return sum / (bads * below);
}
