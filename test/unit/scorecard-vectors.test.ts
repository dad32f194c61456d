import { describe, expect, it } from 'vitest';
import { exactPoints } from '../../sdk/model/scale.js';
import {
  cardCases,
  columnsOf,
  expectedOf,
  importCase,
  openModel,
  readCase,
} from './scorecard-cases.js';

/** Points: the finest unit of a card with a thousand points is 2^-19, twenty sums of halves of it. */
const POINTS = 1e-4;
/** Log-odds that the libraries take from float64 probabilities lose the rest. */
const LOG_ODDS = 1e-6;

describe.each(cardCases)('%s', (name) => {
  const { model, report } = importCase(name);

  it("gives the library's own points for every row", async () => {
    const session = await openModel(model);
    const result = session.scoreBatch(columnsOf(name, model.features));
    const expected = expectedOf(name, 'points')!;
    expect(result.rows).toBe(expected.length);
    const { scale } = model;
    if (!scale) {
      expect(readCase(name).options.intercept).toBeDefined();
      return;
    }
    for (let row = 0; row < result.rows; row++) {
      const exact = exactPoints(scale, result.logOdds[row]!);
      expect(Math.abs(exact - expected[row]!), `row ${row}`).toBeLessThan(POINTS);
      // Halves may go either way: two decimals of a sum do not hold in float64 either.
      const half = Math.abs((expected[row]! % 1) - 0.5) < POINTS;
      if (!half) expect(result.points![row], `row ${row}`).toBe(Math.round(expected[row]!));
    }
    session.dispose();
  });

  it("gives the library's own log-odds and probability where the scaling is known", async () => {
    const expected = expectedOf(name, 'log_odds');
    if (!expected) {
      // Points that rise with risk are the margin, others are minus the margin.
      expect(model.link).toBe('identity');
      expect(model.scale!.offset).toBe(0);
      expect(model.scale!.factor).toBe(readCase(name).direction === 'higher-is-riskier' ? -1 : 1);
      expect(report.notes.join()).toContain('does not say what points mean');
      return;
    }
    expect(model.link).toBe('logistic');
    const session = await openModel(model);
    const result = session.scoreBatch(columnsOf(name, model.features));
    let compared = 0;
    expected.forEach((logOdds, row) => {
      if (Number.isNaN(logOdds)) return;
      compared++;
      expect(Math.abs(result.logOdds[row]! - logOdds), `row ${row}`).toBeLessThan(LOG_ODDS);
      const probability = 1 / (1 + Math.exp(-logOdds));
      expect(result.probability[row]).toBeCloseTo(probability, 6);
    });
    expect(compared).toBeGreaterThan(60);
    session.dispose();
  });

  it('adds up in integers, one by one and in a batch', async () => {
    const session = await openModel(model);
    const columns = columnsOf(name, model.features);
    const batch = session.explainBatch(columns);
    const { rows, features, contributions, baseline, margin } = batch;
    for (let row = 0; row < rows; row++) {
      let sum = baseline;
      for (let f = 0; f < features.length; f++) sum += contributions[f * rows + row]!;
      expect(sum).toBe(margin[row]);
    }
    for (const row of [0, 1, rows - 1]) {
      const applicant = Object.fromEntries(
        Object.entries(columns).map(([key, column]) => [key, column[row]!]),
      );
      const { score, contributions: parts, baseline: mean } = session.explain(applicant);
      expect(score.margin).toBe(margin[row]);
      expect(parts.reduce((sum, part) => sum + part.margin, mean.margin)).toBe(score.margin);
    }
    session.dispose();
  });

  it('reports what it measured', () => {
    expect(report.sampleRows).toBeGreaterThanOrEqual(1000);
    expect(report.largestMarginDifference).toBeLessThan(2e-5);
    expect(report.terms).toBe(model.features.length);
    expect(model.card.source).toMatchObject({ library: readCase(name).library });
  });
});
