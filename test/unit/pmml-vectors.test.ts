import { describe, expect, it } from 'vitest';
import { openModel } from './scorecard-cases.js';
import {
  applicantsOf,
  importCase,
  PMML,
  pmmlCases,
  predictionOf,
  readCase,
  scoreOrRefusal,
  importText,
  modelText,
} from './pmml-cases.js';
import { readCsv } from './xgboost-cases.js';

/** Half a unit for each tree or term is ours; xgboost's own float32 sums are the largest part. */
const TOLERANCE = 2e-7;

describe.each(pmmlCases)('%s', (name) => {
  const { model, report } = importCase(name);
  const rows = applicantsOf(`${PMML}${name}/rows.csv`, model.features);
  const expected = readCsv(`${PMML}${name}/expected.csv`);
  const { evaluators, departs } = readCase(name);
  const measures = evaluators.filter((each) => !Object.hasOwn(departs, each));

  it('gives the predictions of the evaluators that follow the specification', async (context) => {
    if (measures.length === 0) context.skip(`no measure: ${Object.values(departs).join('; ')}`);
    const session = await openModel(model);
    const closed = new Set(
      model.features.flatMap((each) => (each.missing === 'refused' ? [each.name] : [])),
    );
    let compared = 0;
    rows.forEach((row, at) => {
      const ours = scoreOrRefusal(session, row);
      for (const evaluator of measures) {
        const theirs = expected.get(evaluator)![at]!;
        const where = `${evaluator}, row ${at}`;
        if (typeof ours !== 'string') {
          expect(theirs, where).not.toBe('');
          expect(Math.abs(predictionOf(model, ours) - Number(theirs)), where).toBeLessThan(
            TOLERANCE,
          );
          compared++;
        } else if (theirs !== '') {
          // Stricter than the file, and only so: a missing value that some node cannot take.
          expect(ours, where).toBe('MISSING_REFUSED');
          expect(
            [...closed].some((feature) => row[feature] === null),
            where,
          ).toBe(true);
        }
      }
    });
    expect(compared).toBeGreaterThan(rows.length / 4);
    session.dispose();
  });

  it('explains every row so that it adds up, in integers', async () => {
    const session = await openModel(model);
    for (const row of rows) {
      if (typeof scoreOrRefusal(session, row) === 'string') continue;
      const { baseline, contributions, score } = session.explain(row);
      const sum = contributions.reduce((total, each) => total + each.margin, baseline.margin);
      expect(sum).toBe(score.margin);
    }
    session.dispose();
  });

  it('finds in its own replay no more than rounding', () => {
    const parts = report.trees ?? report.terms!;
    expect(report.sampleRows).toBe(1024);
    const float32 = name.endsWith('xgboost') ? 1e-6 : 0;
    const bound = (parts + 1) * 2 ** -model.scaleBits + float32;
    expect(report.largestMarginDifference).toBeLessThanOrEqual(bound);
  });
});

describe('reason codes', () => {
  const cards = pmmlCases.filter(
    (name) => name.startsWith('scorecard') && readCsv(`${PMML}${name}/expected.csv`).has('reasons'),
  );
  // One code for two characteristics is one reason here, and two ranks there.
  const apart = cards.filter((name) => !/shared|attribute/.test(name));

  it.each(apart)('%s: adverse reasons come in the order of JPMML', async (name) => {
    const { model } = importCase(name);
    const session = await openModel(model);
    const reasons = readCsv(`${PMML}${name}/expected.csv`).get('reasons')!;
    const rows = applicantsOf(`${PMML}${name}/rows.csv`, model.features);
    let compared = 0;
    rows.forEach((row, at) => {
      if (typeof scoreOrRefusal(session, row) === 'string') return;
      const ours = session.explain(row, { direction: 'adverse', maxReasons: 3 }).reasons;
      const theirs = reasons[at]!.split('|').slice(0, ours.length);
      const gaps = ours.map(({ margin }) => margin);
      if (new Set(gaps).size < gaps.length) return;
      expect(ours.map(({ code }) => code)).toEqual(theirs);
      compared += ours.length;
    });
    expect(compared).toBeGreaterThanOrEqual(10);
    session.dispose();
  });

  it('puts characteristics of one code into one group', () => {
    const { model } = importCase('scorecard-shared-reason');
    expect(model.reasons.map(({ code, features }) => [code, features])).toEqual([
      ['R1', [0, 2]],
      ['R2', [1]],
    ]);
  });

  it('keeps the codes of attributes, and says so', () => {
    const { model, report } = importCase('scorecard-attribute-reasons');
    const source = model.card.source as unknown as {
      binReasons: { characteristic: string; codes: (string | null)[] }[];
    };
    expect(source.binReasons).toHaveLength(1);
    expect(source.binReasons[0]).toMatchObject({
      characteristic: 'age',
      codes: ['age1', 'age2', 'age3', 'age4', 'age0'],
    });
    expect(report.notes.join()).toContain('card.source.binReasons');
  });
});

describe('what explanations are measured against', () => {
  it('is the baseline score of each characteristic: contributions are differences of points', async () => {
    const { model } = importCase('scorecard-below');
    const session = await openModel(model);
    const { contributions, baseline, score } = session.explain({
      job: 'none',
      age: 30,
      income: 500,
    });
    // 0 - 19, 0 - 18, 26 - 10; initial score and baselines: 100 + 19 + 18 + 10.
    expect(contributions.map(({ points }) => points)).toEqual([-19, -18, 16]);
    expect(contributions.map(({ logOdds }) => logOdds)).toEqual([19, 18, -16]);
    expect(baseline.points).toBe(147);
    expect(score.points).toBe(126);
    session.dispose();
  });

  it('rises with risk where more points are worse', async () => {
    const { model } = importCase('scorecard-above');
    expect(model.scale).toMatchObject({ offset: 0, factor: -1 });
    const session = await openModel(model);
    const { reasons, score } = session.explain({ age: 40, income: 500 }, { direction: 'adverse' });
    expect(reasons.map(({ code }) => code)).toEqual(['B', 'A']);
    expect(score.points).toBe(Math.round(-0.6 + 12.7 + 26));
    session.dispose();
  });

  it('becomes log-odds where the caller knows what points mean', async () => {
    const scaling = { pdo: 20, points: 120, odds: 10 };
    const { model } = importCase('scorecard-below', { scorecard: { scaling } });
    expect(model.link).toBe('logistic');
    const session = await openModel(model);
    const score = session.score({ job: 'none', age: 30, income: 500 });
    expect(score.points).toBe(126);
    expect(1 / score.probability - 1).toBeCloseTo(10 * 2 ** (6 / 20), 5);
    session.dispose();
  });
});

describe('bins', () => {
  it('keep the cut points that people wrote', () => {
    const { model } = importCase('scorecard-below');
    const age = model.features[1]!;
    expect(age).toMatchObject({ kind: 'numeric', side: 'less-equal', compare: 'float64' });
    expect(age.kind === 'numeric' && [...age.cuts]).toEqual([25, 33.5, 48]);
    const income = model.features[2]!;
    expect(income).toMatchObject({ side: 'less' });
    expect(income.kind === 'numeric' && [...income.cuts]).toEqual([1000, 2500]);
  });

  it('refuse missing values that have no score, and say so', () => {
    const { model, report } = importCase('scorecard-no-missing');
    expect(model.features.map(({ missing }) => missing)).toEqual(['refused', 'refused']);
    expect(report.notes.join()).toContain('missing values of "age" are refused');
  });

  it('carry ranges, whole numbers and categories by their own codes', () => {
    const range = importCase('treat-return-invalid').model.features[0];
    expect(range).toMatchObject({ min: 18 + 2 ** -48, max: 90 });
    const [kids, grade] = importCase('treat-integer').model.features;
    expect(kids).toMatchObject({ integer: true });
    expect(kids!.kind === 'numeric' && [...kids!.cuts]).toEqual([2, 3, 4]);
    expect(grade!.kind === 'categorical' && [...grade!.codes]).toEqual([1, 2, 3, 5]);
  });
});

describe('missingValuePenalty', () => {
  it('leaves numbers as they are, unsaid', () => {
    const text = modelText('tree-default-child');
    const penalised = text.replace('<TreeModel ', '<TreeModel missingValuePenalty="0.5" ');
    expect(penalised).not.toBe(text);
    const { model, report } = importText(penalised);
    const plain = importText(text);
    expect(model.body).toEqual(plain.model.body);
    expect(report.notes).toEqual(plain.report.notes);
  });
});

describe('weightedConfidence', () => {
  it('scores below each child that is not ruled out, and weighs by records', async () => {
    const { model } = importCase('tree-weighted-confidence');
    const session = await openModel(model);
    // Job unknown: (4, 6) of node 4 and (5, 25) of node 6, their parents of 50 records each.
    const mixed = session.score({ age: 15.4, income: 915.03, job: null });
    expect(mixed.probability).toBeCloseTo(0.5 * 0.6 + 0.5 * (25 / 30), 7);
    // Age and income unknown: 40 of (36, 4) and 10 of (4, 6).
    const below = session.score({ age: null, income: null, job: 'clerk' });
    expect(below.probability).toBeCloseTo(0.8 * 0.1 + 0.2 * 0.6, 7);
    session.dispose();
  });
});
