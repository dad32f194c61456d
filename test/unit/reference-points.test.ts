import { describe, expect, it } from 'vitest';
import { findModelIssues } from '../../sdk/model/build.js';
import type { ColumnTable } from '../../sdk/model/column-table.js';
import { withBackground } from '../../sdk/scoring/populations.js';
import { Random } from '../fuzz/random.js';
import { networkModel } from './network-cases.js';

const model = networkModel('embedding');

/** Rows of the network's four features; the last is a code. */
function population(rows: number, seed = 1): ColumnTable {
  const random = new Random(seed);
  const column = (draw: () => number) => Float64Array.from({ length: rows }, draw);
  return {
    rows,
    columns: [
      column(() => random.next()),
      column(() => 1000 * random.next()),
      column(() => (random.chance(0.9) ? NaN : 1)),
      column(() => random.below(5)),
    ],
  };
}

function pointsOf(table: ColumnTable) {
  const { body } = withBackground(model, table, 'approved');
  if (body.kind !== 'network' || !body.background) throw new Error('no points');
  return body.background;
}

describe('the points that stand for a population', () => {
  it('make a sound model, and each stands for ten rows or more', () => {
    const table = population(500);
    const whole = withBackground(model, table, 'approved');
    expect(findModelIssues(whole)).toEqual([]);
    const { weight, rows, values, population: name } = pointsOf(table);
    expect({ rows, name }).toEqual({ rows: 500, name: 'approved' });
    expect(Math.min(...weight)).toBeGreaterThanOrEqual(10);
    expect(weight.length).toBeGreaterThan(4);
    weight.forEach((_, point) => {
      // Mostly missing, and so missing; and whole where the feature is.
      expect(values[point * 4 + 2]).toBeNaN();
      expect(values[point * 4 + 3]! % 1).toBe(0);
    });
  });

  it('are nobody of the population', () => {
    const table = population(300);
    const { weight, values } = pointsOf(table);
    const known = new Set(table.columns[1]);
    weight.forEach((_, point) => expect(known.has(values[point * 4 + 1]!)).toBe(false));
  });

  it('keep its means', () => {
    const table = population(400);
    const { weight, values } = pointsOf(table);
    const mean = weight.reduce((sum, each, point) => sum + each * values[point * 4 + 1]!, 0) / 400;
    expect(mean).toBeCloseTo([...table.columns[1]!].reduce((sum, each) => sum + each, 0) / 400, 6);
  });

  it('are the same for the same rows, and one for ten', () => {
    expect(pointsOf(population(200))).toEqual(pointsOf(population(200)));
    expect([...pointsOf(population(10)).weight]).toEqual([10]);
    expect([...pointsOf(population(19)).weight]).toEqual([19]);
  });

  it('are refused for fewer rows, which they would give away', () => {
    expect(() => pointsOf(population(9))).toThrow(
      expect.objectContaining({ code: 'EXPLAIN_UNSUPPORTED' }),
    );
  });
});
