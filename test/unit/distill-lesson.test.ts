import { describe, expect, it } from 'vitest';
import { swapCells } from '../../sdk/train/distill/swap-noise.js';
import { askTeacher } from '../../sdk/train/distill/lesson.js';
import type { Teacher } from '../../sdk/train/distill/teacher.js';
import { prepareTable } from '../../sdk/train/prepare-table.js';
import type { Columns } from '../../sdk/scoring/results.js';
import { applicants, DISTILL_PLAN, ORACLE, truth } from './distill-cases.js';

const table = applicants();
const prepared = prepareTable(table, DISTILL_PLAN);
const { train } = prepared.split.rows;
const settings = { copies: 2, share: 0.25, seed: 1 };

describe('made-up rows', () => {
  it('take a share of their cells from other rows of the training part, each column by itself', () => {
    const rows = Int32Array.from({ length: 20_000 }, (_, i) => 3 * i);
    const { source } = swapCells(rows, 3, 0.25, 5);
    const taken = new Set(rows);
    for (const column of source) {
      const moved = column.filter((from, i) => from !== rows[i]).length / rows.length;
      expect(moved).toBeGreaterThan(0.24);
      expect(moved).toBeLessThan(0.26);
      expect(column.every((from) => taken.has(from))).toBe(true);
    }
    const [first, second] = source;
    const both = rows.filter((row, i) => first![i] !== row && second![i] !== row).length;
    // Independent: a sixteenth.
    expect(both / rows.length).toBeGreaterThan(0.055);
    expect(both / rows.length).toBeLessThan(0.07);
  });

  it('are the same for the same seed, and others for another', () => {
    const rows = Int32Array.from({ length: 100 }, (_, i) => i);
    expect(swapCells(rows, 2, 0.25, 5)).toEqual(swapCells(rows, 2, 0.25, 5));
    expect(swapCells(rows, 2, 0.25, 6)).not.toEqual(swapCells(rows, 2, 0.25, 5));
  });
});

describe('a lesson', () => {
  it('is what the teacher says of each row, and of made-up rows cell by cell', async () => {
    const asked: Columns[] = [];
    const teacher: Teacher = {
      ...ORACLE,
      score: (columns) => {
        asked.push(columns);
        return Promise.resolve(truth(columns));
      },
    };
    const lesson = await askTeacher(prepared, teacher, settings);
    const { training } = lesson;
    expect(lesson).toMatchObject({ copies: 2, outOfFold: false });
    expect(training.rows).toBe(3 * train.length);
    // What it was asked of made-up rows is what the student has in bins.
    const made = asked.slice(-2);
    const cuts = prepared.binned.features[0]!;
    made.forEach((columns, copy) => {
      const said = truth(columns);
      const at = (copy + 1) * train.length;
      expect([...training.target.subarray(at, at + train.length)]).toEqual([...said]);
      const x = columns.x as Float64Array;
      const bins = training.bins[0]!;
      x.forEach((value, i) => {
        if (cuts.kind !== 'numeric') throw new Error('x is a number');
        expect(cuts.cuts.filter((cut) => cut <= value).length).toBe(bins[at + i]);
      });
      // Columns that no student sees stay the row's own; a day is no number to ask about.
      expect([...(columns.bad as Float64Array)]).toEqual(
        Array.from(train, (row) => (table.columns[6] as { values: Float64Array }).values[row]),
      );
      expect(columns).not.toHaveProperty('day');
    });
    const known = Object.values(prepared.split.rows).flatMap((rows) => [...rows]);
    for (const row of known) expect(lesson.logOdds[row]).not.toBeNaN();
  });

  it('takes scores that came with the table for the rows that have one', async () => {
    const scores = new Float64Array(table.rows).fill(NaN);
    for (const row of train) scores[row] = row / 1000;
    const teacher = { ...ORACLE, scores, outOfFold: true };
    const { logOdds, training, outOfFold } = await askTeacher(prepared, teacher, settings);
    expect(outOfFold).toBe(true);
    expect([...training.target.subarray(0, train.length)]).toEqual(
      Array.from(train, (row) => row / 1000),
    );
    const [later] = prepared.split.rows['out-of-time'];
    expect(logOdds[later!]).not.toBe(later! / 1000);
  });

  it('makes no rows up where there are scores only', async () => {
    const scores = Float64Array.from({ length: table.rows }, (_, row) => Math.sin(row));
    const lesson = await askTeacher(prepared, { name: 's', kind: 'scores', scores }, settings);
    expect(lesson.copies).toBe(0);
    expect(lesson.training.rows).toBe(train.length);
  });

  it('bounds certainty, and refuses what is no score', async () => {
    const of = (score: number): Teacher => ({
      ...ORACLE,
      score: (columns) => Promise.resolve(truth(columns).fill(score)),
    });
    const { logOdds } = await askTeacher(prepared, of(Infinity), settings);
    expect(logOdds[train[0]!]).toBeCloseTo(13.8155, 4);
    await expect(askTeacher(prepared, of(NaN), settings)).rejects.toMatchObject({
      code: 'TRAINING_FAILED',
    });
    const short = { name: 's', kind: 'scores', scores: new Float64Array(3) };
    await expect(askTeacher(prepared, short, settings)).rejects.toMatchObject({
      code: 'TABLE_INVALID',
    });
    const holes = new Float64Array(table.rows).fill(NaN);
    await expect(askTeacher(prepared, { ...short, scores: holes }, settings)).rejects.toMatchObject(
      { code: 'TABLE_INVALID' },
    );
  });

  it('brings points to log-odds by the training labels, whatever their unit', async () => {
    const points = (factor: number): Teacher => ({
      ...ORACLE,
      unscaled: true,
      score: (columns) => Promise.resolve(truth(columns).map((each) => 600 + factor * each)),
    });
    const { logOdds } = await askTeacher(prepared, points(50), settings);
    const exact = await askTeacher(prepared, ORACLE, settings);
    // The line that was drawn from the truth is found again, as far as 800 labels tell.
    const off = train.map((row) => Math.abs(logOdds[row]! - exact.logOdds[row]!));
    expect(Math.max(...off)).toBeLessThan(0.6);
    const twice = await askTeacher(prepared, points(1), settings);
    train.forEach((row) => expect(twice.logOdds[row]).toBeCloseTo(logOdds[row]!, 8));
    await expect(askTeacher(prepared, points(-1), settings)).rejects.toMatchObject({
      code: 'TRAINING_FAILED',
    });
  });
});
