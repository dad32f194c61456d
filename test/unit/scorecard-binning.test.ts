import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { binOf } from '../../sdk/model/binning.js';
import { binCount, type Feature } from '../../sdk/model/feature.js';
import type { TrainPlan } from '../../sdk/train/plan.js';
import { prepareTable } from '../../sdk/train/prepare-table.js';
import { informedCuts } from '../../sdk/train/scorecard/informed-cuts.js';
import { optimalBins, type BinLimits, type Trend } from '../../sdk/train/scorecard/optimal-bins.js';
import { ivOf, woeOf, type Tally } from '../../sdk/train/scorecard/woe.js';
import { quantileFeature, readNumbers } from './train-cases.js';
import { column, madeUp, PLAN, tableOf } from './train-plan-cases.js';

const TRENDS: readonly Trend[] = ['ascending', 'descending', 'monotone', 'peak', 'valley', 'none'];

function sum(cells: readonly Tally[]): Tally {
  const add = (key: keyof Tally) => cells.reduce((total, cell) => total + cell[key], 0);
  return { rows: add('rows'), bad: add('bad') };
}

function bin(cells: readonly Tally[], starts: readonly number[]): Tally[] {
  return starts.map((start, i) => sum(cells.slice(start, starts[i + 1])));
}

/** Whether rates go as the trend says, from its words alone. */
function follows(rates: readonly number[], trend: Trend, difference: number): boolean {
  const ups = rates.slice(1).map((rate, i) => rate >= rates[i]! + difference);
  const downs = rates.slice(1).map((rate, i) => rate <= rates[i]! - difference);
  const turns = (first: readonly boolean[], then: readonly boolean[]): boolean =>
    rates.some((_, turn) => first.every((is, i) => (i < turn ? is : then[i])));
  switch (trend) {
    case 'ascending':
      return ups.every(Boolean);
    case 'descending':
      return downs.every(Boolean);
    case 'monotone':
      return ups.every(Boolean) || downs.every(Boolean);
    case 'peak':
      return turns(ups, downs);
    case 'valley':
      return turns(downs, ups);
    case 'none':
      return ups.every((up, i) => up || downs[i]);
  }
}

/** The largest information value over every way of merging neighbours. */
function bruteForce(cells: readonly Tally[], all: Tally, limits: BinLimits): number | undefined {
  let best: number | undefined;
  for (let ways = 0; ways < 2 ** (cells.length - 1); ways++) {
    const starts = [0, ...cells.keys()].filter(
      (i, k) => k === 0 || (i > 0 && (ways >> (i - 1)) & 1),
    );
    if (starts.length > limits.maxBins) continue;
    const bins = bin(cells, starts);
    const obey = bins.every(
      ({ rows, bad }) =>
        rows >= limits.minRows && bad >= limits.minBad && rows - bad >= limits.minGood,
    );
    const rates = bins.map(({ rows, bad }) => bad / rows);
    if (!obey || !follows(rates, limits.trend, limits.minDifference ?? 0)) continue;
    const iv = bins.reduce((total, each) => total + ivOf(each, all), 0);
    if (best === undefined || iv > best) best = iv;
  }
  return best;
}

describe('optimal bins', () => {
  it.each(TRENDS)('are the best of all merges: %s', (trend) => {
    const random = createRandom(7);
    let feasible = 0;
    for (let trial = 0; trial < 60; trial++) {
      const cells = Array.from({ length: 1 + random.below(8) }, () => {
        const rows = random.below(trial % 3 === 0 ? 6 : 60);
        return { rows, bad: random.below(rows + 1) };
      });
      const apart = { rows: 20, bad: 7 };
      const all = sum([...cells, apart]);
      const limits: BinLimits = {
        maxBins: 1 + random.below(6),
        minRows: random.below(40),
        minBad: 1 + random.below(2),
        minGood: 1,
        trend,
        minDifference: trial % 2 === 0 ? 0 : random.next() / 10,
      };
      const found = optimalBins(cells, all, limits);
      const expected = bruteForce(cells, all, limits);
      expect(found === undefined, `trial ${trial}`).toBe(expected === undefined);
      if (!found || expected === undefined) continue;
      feasible++;
      expect(found.iv, `trial ${trial}`).toBeCloseTo(expected, 11);
      // What it says it found is there, and obeys.
      const bins = bin(cells, found.starts);
      expect(bins.reduce((total, each) => total + ivOf(each, all), 0)).toBeCloseTo(found.iv, 11);
      const rates = bins.map(({ rows, bad }) => bad / rows);
      expect(follows(rates, found.trend, limits.minDifference ?? 0)).toBe(true);
      expect(bins.length).toBeLessThanOrEqual(limits.maxBins);
      for (const { rows, bad } of bins) {
        expect(rows >= limits.minRows && bad >= limits.minBad && rows - bad >= 1).toBe(true);
      }
    }
    expect(feasible).toBeGreaterThan(25);
  });

  it('are few where more bring nothing', () => {
    const cells = Array.from({ length: 6 }, () => ({ rows: 100, bad: 20 }));
    const limits = { maxBins: 6, minRows: 0, minBad: 1, minGood: 1 };
    expect(optimalBins(cells, sum(cells), { ...limits, trend: 'none' })?.starts).toEqual([0]);
  });

  it('are found among 254 pre-bins', () => {
    const random = createRandom(3);
    const cells = Array.from({ length: 254 }, (_, i) => ({
      rows: 100,
      bad: 1 + random.below(10 + Math.floor(i / 5)),
    }));
    const limits = { maxBins: 8, minRows: 1270, minBad: 1, minGood: 1 };
    const found = optimalBins(cells, sum(cells), { ...limits, trend: 'ascending' });
    expect(found?.starts).toHaveLength(8);
  });
});

interface Found {
  readonly trend: Trend;
  readonly minDifference: number;
  readonly status: string;
  readonly iv: number;
  readonly starts?: readonly number[];
}

interface Case {
  readonly data: string;
  readonly name: string;
  readonly cells: readonly (readonly [number, number])[];
  readonly missing: readonly [number, number];
  readonly found: readonly Found[];
  readonly ownPreBins: { readonly iv: number };
}

const vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../vectors/binning/optbinning.json'), 'utf8'),
) as {
  readonly limits: { maxBins: number; minShare: number; minBad: number; minGood: number };
  readonly cases: readonly Case[];
};

const tally = ([rows, bad]: readonly [number, number]): Tally => ({ rows, bad });

describe.each(vectors.cases)('against OptBinning: $data $name', (known) => {
  const cells = known.cells.map(tally);
  const missing = tally(known.missing);
  const all = sum([...cells, missing]);
  const missingIv = missing.rows > 0 ? ivOf(missing, all) : 0;

  it.each(known.found)('$trend, $minDifference apart', ({ starts, iv, ...asked }) => {
    const found = optimalBins(cells, all, {
      ...vectors.limits,
      minRows: vectors.limits.minShare * all.rows,
      ...asked,
    });
    expect(starts, asked.status).toBeDefined();
    const theirs = bin(cells, starts!).reduce((total, each) => total + ivOf(each, all), missingIv);
    // What they call the information value is what we do.
    expect(theirs).toBeCloseTo(iv, 9);
    expect(found!.iv + missingIv).toBeGreaterThanOrEqual(iv - 1e-9);
  });
});

/** The large columns take their time; one of them stands for all. */
const quick = vectors.cases.filter(({ data, missing: [holes] }) => data !== 'taiwan' || holes > 0);

it.each(quick)('has pre-bins of its own as good as those of OptBinning: $data $name', (known) => {
  const missing = tally(known.missing);
  const all = sum([...known.cells.map(tally), missing]);
  const { values, bad } = columnOf(known);
  const { maxBins, minShare } = vectors.limits;
  const trend = 'monotone';
  const cuts = informedCuts(values, bad, undefined, { maxBins, minShare, trend });
  const feature = { ...quantileFeature(known.name, values, 2), cuts } as Feature;
  const cells = Array.from({ length: cuts.length + 2 }, () => ({ rows: 0, bad: 0 }));
  values.forEach((value, row) => {
    const cell = cells[binOf(feature, value)]!;
    cell.rows++;
    cell.bad += bad[row]!;
  });
  expect(cells.pop()).toEqual(missing);
  const minRows = minShare * all.rows;
  const found = optimalBins(cells, all, { ...vectors.limits, minRows, trend });
  const missingIv = missing.rows > 0 ? ivOf(missing, all) : 0;
  expect(found!.iv + missingIv).toBeGreaterThanOrEqual(known.ownPreBins.iv - 1e-9);
});

/** The column that the script binned, holes and all. */
function columnOf({ data, name, missing }: Case): { values: Float64Array; bad: Float64Array } {
  const german = data === 'south_german';
  const table = readNumbers(german ? `vectors/data/${data}` : `../demo/model/data/${data}`);
  const values = table[name]!;
  const every = missing[0] > 0 ? Math.ceil(values.length / missing[0]) : 0;
  const bad = german
    ? table['kredit']!.map((good) => 1 - good)
    : table['default.payment.next.month']!;
  return {
    values: values.map((value, row) => (every > 0 && row % every === 0 ? NaN : value)),
    bad,
  };
}

it('looks less closely where columns are many, and loses little', () => {
  const made = madeUp();
  const flags = Array.from({ length: 300 }, (_, i) =>
    column(
      `flag${i}`,
      Array.from({ length: made.rows }, (_, row) => (row + i) % 2),
    ),
  );
  const table = tableOf([...made.columns, ...flags]);
  const [close, wide] = [299, 300].map((others) => {
    const features = [
      { column: 'income' },
      ...flags.slice(0, others).map(({ name }) => ({ column: name })),
    ];
    const plan: TrainPlan = { ...PLAN, features, student: { kind: 'scorecard' } };
    const { binned, outcome, split } = prepareTable(table, plan);
    const cells = Array.from({ length: binCount(binned.features[0]!) }, () => ({
      rows: 0,
      bad: 0,
    }));
    for (const row of split.rows.train) {
      const cell = cells[binned.bins[0]![row]!]!;
      cell.rows++;
      cell.bad += outcome[row]!;
    }
    const all = sum(cells);
    const limits = { maxBins: 6, minRows: 0.05 * all.rows, minBad: 1, minGood: 1 };
    const found = optimalBins(cells.slice(0, -1), all, { ...limits, trend: 'monotone' });
    return { bins: cells.length, iv: found!.iv };
  });
  expect(wide!.bins).toBeLessThan(close!.bins);
  expect(wide!.iv).toBeGreaterThan(0.9 * close!.iv);
});

describe('weight of evidence', () => {
  const all = { rows: 1000, bad: 200 };

  it('is above 0 for more than the usual share of bad', () => {
    expect(woeOf({ rows: 100, bad: 40 }, all)).toBeCloseTo(Math.log(0.2 / 0.075), 14);
    expect(woeOf({ rows: 100, bad: 20 }, all)).toBe(0);
  });

  it('of one class only is finite, nothing without rows, and grows with them', () => {
    expect(woeOf({ rows: 0, bad: 0 }, all)).toBe(0);
    const woes = [1, 10, 100].map((rows) => woeOf({ rows, bad: 0 }, all));
    expect(woes[0]).toBeCloseTo(Math.log(0.8 / 1.8), 14);
    expect(woes[0]! > woes[1]! && woes[1]! > woes[2]!).toBe(true);
    expect(woeOf({ rows: 1, bad: 1 }, all)).toBeCloseTo(Math.log(1.2 / 0.2), 14);
    expect(ivOf({ rows: 10, bad: 0 }, all)).toBeGreaterThan(0);
  });
});
