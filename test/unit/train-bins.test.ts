import { describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { binOf } from '../../sdk/model/binning.js';
import { assertModel } from '../../sdk/model/build.js';
import { outcomeOf } from '../../sdk/train/outcome.js';
import { makeBins } from '../../sdk/train/make-bins.js';
import { PARTS } from '../../sdk/train/plan.js';
import { cutBetween, quantileCuts } from '../../sdk/train/quantile-cuts.js';
import { resolvePlan } from '../../sdk/train/resolve-plan.js';
import { NO_PART, splitRows } from '../../sdk/train/split-rows.js';
import type { Table, TextColumn } from '../../sdk/table/table.js';
import { column, FIRST_DAY, madeUp, PLAN, tableOf } from './train-plan-cases.js';

function countsOf(values: readonly number[], cuts: Float64Array): number[] {
  const counts = new Array<number>(cuts.length + 1).fill(0);
  for (const value of values) counts[cuts.filter((cut) => cut <= value).length]! += 1;
  return counts;
}

describe('quantileCuts', () => {
  it('keeps each of a few values', () => {
    expect([...quantileCuts(Float64Array.of(3, 1, 2, 2, 1), 3)]).toEqual([2, 3]);
    expect([...quantileCuts(Float64Array.of(0, 1, 0), 64)]).toEqual([1]);
    expect([...quantileCuts(new Float64Array(9).fill(4), 64)]).toEqual([]);
    expect([...quantileCuts(new Float64Array(0), 64)]).toEqual([]);
  });

  it('parts many values evenly, whatever their spread', () => {
    const random = createRandom(5);
    for (const shape of [(x: number) => x, (x: number) => x ** 9, (x: number) => 1 / (x + 1e-6)]) {
      const values = Array.from({ length: 6400 }, () => shape(random.next()));
      const counts = countsOf(values, quantileCuts(Float64Array.from(values), 64));
      expect(counts.length).toBe(64);
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(99);
      expect(Math.max(...counts)).toBeLessThanOrEqual(101);
    }
  });

  it('gives a value that half the rows share one bin, and the others the rest', () => {
    const random = createRandom(6);
    const values = Array.from({ length: 10_000 }, (_, i) => (i % 2 ? 0 : random.next() * 2 - 1));
    const cuts = quantileCuts(Float64Array.from(values), 21);
    const counts = countsOf(values, cuts).sort((a, b) => a - b);
    expect(counts.length).toBe(21);
    expect(counts.at(-1)).toBe(5_000);
    expect(counts[0]).toBeGreaterThan(240);
    expect(counts.at(-2)).toBeLessThan(260);
  });

  it('never has more bins than asked for, nor an empty one, on random ties', () => {
    const random = createRandom(7);
    for (let trial = 0; trial < 300; trial++) {
      const distinct = 1 + random.below(80);
      const bins = 2 + random.below(60);
      const values = Array.from({ length: 1 + random.below(500) }, () => {
        return Math.floor(random.next() * random.next() * distinct) / 4 - 3;
      });
      const cuts = quantileCuts(Float64Array.from(values), bins);
      const counts = countsOf(values, cuts);
      expect(counts.length).toBeLessThanOrEqual(bins);
      expect(Math.min(...counts)).toBeGreaterThan(0);
      expect(counts.length).toBeGreaterThanOrEqual(Math.min(2, new Set(values).size));
    }
  });

  it('cuts at short numbers that part their neighbours', () => {
    expect(cutBetween(29, 30, true)).toBe(30);
    expect(cutBetween(0, 1, true)).toBe(1);
    expect(cutBetween(0, 1, false)).toBe(0.5);
    expect(cutBetween(-1, 0, true)).toBe(0);
    expect(Object.is(cutBetween(-1, -0, true), 0)).toBe(true);
    expect(cutBetween(1000, 5000, true)).toBe(3000);
    expect(cutBetween(12.31, 12.38, false)).toBe(12.35);
    expect(cutBetween(1, 1 + 2 ** -52, false)).toBe(1 + 2 ** -52);
    expect(cutBetween(-Number.MAX_VALUE, Number.MAX_VALUE, false)).toBe(0);
    expect(cutBetween(5e-324, 1e-323, false)).toBe(1e-323);
    const random = createRandom(8);
    for (let trial = 0; trial < 2000; trial++) {
      const low = (random.next() - 0.5) * 10 ** (random.below(40) - 20);
      const high = low + random.next() * Math.abs(low) * 10 ** -random.below(16);
      if (!(high > low)) continue;
      const cut = cutBetween(low, high, false);
      expect(cut > low && cut <= high).toBe(true);
    }
  });
});

describe('makeBins', () => {
  const table = madeUp(3000, 4);
  const training = Int32Array.from({ length: 2000 }, (_, i) => i);
  const plans = [
    { column: 'income' },
    { column: 'age' },
    { column: 'age2', kind: 'categorical' as const },
    { column: 'home' },
    { column: 'day' },
  ];
  const age2 = { ...(table.columns[1] as { values: Float64Array }), kind: 'number', name: 'age2' };
  const whole = { rows: table.rows, columns: [...table.columns, age2] } as Table;
  const { features, bins } = makeBins(whole, plans, training, 16, 1);

  it('numbers bins as scoring does', () => {
    features.forEach((feature, f) => {
      const from = whole.columns.find(({ name }) => name === feature.name)!;
      for (let row = 0; row < whole.rows; row += 7) {
        let raw: number;
        if (from.kind !== 'text') raw = from.values[row]!;
        else if (from.codes[row]! < 0) raw = NaN;
        else {
          const label = from.words[from.codes[row]!]!;
          raw = feature.kind === 'categorical' ? feature.labels.indexOf(label) : NaN;
        }
        expect(bins[f]![row], `${feature.name} ${row}`).toBe(binOf(feature, raw));
      }
    });
  });

  it('makes features that a model takes', () => {
    expect(() =>
      assertModel({
        ...{ name: 'm', version: '1', features, scaleBits: 0, intercept: 0, link: 'logistic' },
        body: { kind: 'additive', terms: [] },
        calibration: { kind: 'identity' },
        reasons: features.map(({ name }, f) => ({ code: name, features: [f], label: {} })),
        recourse: [],
        card: {},
      }),
    ).not.toThrow();
  });

  it('looks at the training rows alone', () => {
    const changed = whole.columns.map((each) =>
      each.kind === 'text'
        ? each
        : { ...each, values: each.values.map((v, row) => (row < 2000 ? v : v * 3 + 1)) },
    );
    const words = [...(whole.columns[2] as TextColumn).words, 'castle'];
    const codes = (whole.columns[2] as TextColumn).codes.map((c, row) => (row < 2000 ? c : 3));
    changed[2] = { kind: 'text', name: 'home', words, codes };
    const other = makeBins({ rows: whole.rows, columns: changed }, plans, training, 16, 1);
    expect(other.features).toEqual(features);
    expect(other.bins[3]![2500]).toBe(3);
  });

  it('keeps the most frequent words, and what is rare as other', () => {
    const words = Array.from({ length: 1000 }, (_, i) =>
      i % 2 ? 'a' : i % 4 ? 'b' : i < 36 ? 'rare' : 'c',
    );
    const text = tableOf([column('word', words)]);
    const rows = Int32Array.from({ length: 1000 }, (_, i) => i);
    const labels = (most: number) => {
      const [feature] = makeBins(text, [{ column: 'word' }], rows, most, 1).features;
      return feature!.kind === 'categorical' ? feature!.labels : [];
    };
    expect(labels(64)).toEqual(['a', 'b', 'c']);
    expect(labels(3)).toEqual(['a', 'b']);
  });
});

describe('splitRows', () => {
  const table = madeUp(2000, 9);
  const outcome = outcomeOf(table, PLAN.target)!;
  const split = (extra: object, seed = 1) =>
    splitRows(table, outcome, resolvePlan({ ...PLAN, split: extra, seed }));
  const rate = (rows: Int32Array) =>
    rows.reduce((sum, row) => sum + outcome[row]!, 0) / rows.length;

  it('draws each outcome by itself: shares and rates are those of the whole', () => {
    const { rows } = split({});
    expect(rows.validation.length).toBe(300);
    expect(rows['in-time'].length).toBe(400);
    for (const part of ['train', 'validation', 'in-time'] as const) {
      expect(Math.abs(rate(rows[part]) - rate(Int32Array.from(outcome.keys())))).toBeLessThan(
        0.003,
      );
    }
    expect(rows['out-of-time'].length).toBe(0);
  });

  it('is the same for the same seed and another for another', () => {
    expect(split({}).parts).toEqual(split({}).parts);
    expect(split({}, 2).parts).not.toEqual(split({}).parts);
  });

  it('never cuts a day, and takes the latest', () => {
    const days = (table.columns[3] as { values: Float64Array }).values;
    const { rows, parts } = split({ date: 'day', outOfTime: 0.3, validateLatest: true });
    const range = (of: Int32Array) => [
      Math.min(...of.map((r) => days[r]!)),
      Math.max(...of.map((r) => days[r]!)),
    ];
    expect(range(rows['out-of-time'])[0]).toBeGreaterThan(range(rows.validation)[1]!);
    expect(range(rows.validation)[0]).toBeGreaterThan(range(rows.train)[1]!);
    expect(range(rows.validation)[0]).toBeGreaterThan(range(rows['in-time'])[1]!);
    expect(Math.abs(rows['out-of-time'].length - 600)).toBeLessThan(10);
    expect(parts.filter((part) => part === NO_PART).length).toBe(0);
    expect(PARTS.reduce((sum, part) => sum + rows[part].length, 0)).toBe(2000);
    const fixed = split({ date: 'day', from: '2018-03-02' }).rows;
    expect(range(fixed['out-of-time'])[0]).toBe(FIRST_DAY + 60);
    expect(range(fixed.train)[1]).toBeLessThan(FIRST_DAY + 60);
  });

  it('leaves out rows without a target or a date, and counts them', () => {
    const days = (table.columns[3] as { values: Float64Array }).values.slice().fill(NaN, 0, 5);
    const some = tableOf([
      ...table.columns.slice(0, 3),
      { kind: 'date', name: 'day', values: days },
    ]);
    const known = outcome.slice().fill(255, 3, 12);
    const found = splitRows(some, known, resolvePlan({ ...PLAN, split: { date: 'day' } }));
    expect([found.withoutTarget, found.withoutDate]).toEqual([9, 3]);
    expect([...found.parts.subarray(0, 12)].every((part) => part === NO_PART)).toBe(true);
  });
});
