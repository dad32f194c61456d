import { beforeAll, describe, expect, it } from 'vitest';
import { decodeBundle } from '../../sdk/model/bundle/decode.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { NumberColumn } from '../../sdk/table/table.js';
import { boost } from '../../sdk/train/boost/boost.js';
import { distill } from '../../sdk/train/distill/distill.js';
import { rawColumns } from '../../sdk/train/distill/raw-columns.js';
import type { TrainOutcome } from '../../sdk/train/train-outcome.js';
import { prepareTable } from '../../sdk/train/prepare-table.js';
import { reportPage } from '../../sdk/train/report/report-page.js';
import type { Teacher } from '../../sdk/train/distill/teacher.js';
import type { TrainHooks } from '../../sdk/train/progress.js';
import { train } from '../../sdk/train/train.js';
import { applicants, DISTILL_PLAN, ORACLE, sessionOf, truth } from './distill-cases.js';

const crypto = globalThis.crypto.subtle;
const tools = { boost, crypto };
const table = applicants();

describe('a student', () => {
  let outcome: TrainOutcome;
  beforeAll(async () => {
    outcome = await distill(table, ORACLE, DISTILL_PLAN, tools);
  });

  it('is near to its teacher, on later rows too, and nearer to the truth than labels bring it', async () => {
    const { parts } = outcome.report.fidelity!;
    expect(parts.map(({ part }) => part)).toEqual([
      'train',
      'validation',
      'in-time',
      'out-of-time',
    ]);
    for (const { r2, rank } of parts) {
      expect(r2).toBeGreaterThan(0.97);
      expect(rank).toBeGreaterThan(0.97);
    }
    // Few rows: as many made-up ones as are allowed.
    expect(outcome.report.fidelity!.madeUp).toEqual({ copies: 20, share: 0.25 });
    const onLabels = await train(table, DISTILL_PLAN, tools);
    const all = Int32Array.from({ length: table.rows }, (_, row) => row);
    const columns = rawColumns(table, () => all);
    const [student, labels] = await Promise.all(
      [outcome, onLabels].map(async ({ model }) => {
        const { session } = await sessionOf(model);
        return session.scoreBatch(columns).logOdds;
      }),
    );
    const miss = (logOdds: Float64Array) =>
      truth(columns).reduce((sum, each, row) => sum + (each - logOdds[row]!) ** 2, 0);
    expect(miss(student!)).toBeLessThan(miss(labels!) / 4);
  });

  it('has the figures that its bundle has when it is opened and asked', async () => {
    const { bytes, session } = await sessionOf(outcome.model);
    const { rows } = prepareTable(table, DISTILL_PLAN).split;
    const columns = rawColumns(table, () => rows['out-of-time']);
    const own = session.scoreBatch(columns).logOdds;
    const said = truth(columns);
    const mean = said.reduce((sum, each) => sum + each, 0) / said.length;
    const [off, spread] = [0, 1].map((i) =>
      said.reduce((sum, each, row) => sum + (each - [own[row]!, mean][i]!) ** 2, 0),
    );
    const part = outcome.report.fidelity!.parts.at(-1)!;
    expect(part.r2).toBeCloseTo(1 - off! / spread!, 10);
    // The student's AUC is the report's own: `train` measures it apart.
    expect(part.student!.auc.value).toBe(outcome.report.parts.at(-1)!.auc!.value);
    const { card } = (await decodeBundle(bytes, { crypto })).model;
    expect(card.fidelity).toMatchObject({ teacher: { name: 'truth', kind: 'forest' } });
    const kept = (card.fidelity as { parts: { r2: number }[] }).parts.at(-1)!;
    expect(kept.r2).toBeCloseTo(part.r2, 4);
  });

  it('is packed small: a byte a leaf, a byte a weight', async () => {
    const larger = { ...DISTILL_PLAN, student: { kind: 'boosted', trees: 20, depth: 5 } } as const;
    const { model } = await distill(table, ORACLE, larger, tools);
    const { bytes } = await sessionOf(model);
    const { manifest } = JSON.parse(
      `{"manifest":${new TextDecoder().decode(bytes.subarray(16, 16 + new DataView(bytes.buffer).getUint32(8, true)))}}`,
    ) as { manifest: { requires: string[]; sections: { name: string; type: string }[] } };
    expect(manifest.requires).toEqual(['compact']);
    const types = Object.fromEntries(manifest.sections.map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({ 'forest.leaf': 'i8', 'forest.leafCover': 'u8' });
    expect(types).toHaveProperty('forest.levels');
    expect((await decodeBundle(bytes, { crypto })).model).toStrictEqual(model);
  });

  it('is the same model each time, bit for bit', async () => {
    const again = await distill(applicants(), ORACLE, DISTILL_PLAN, tools);
    expect(again.report).toEqual(outcome.report);
    const [first, second] = await Promise.all(
      [outcome, again].map(({ model }) => encodeBundle(model, { crypto })),
    );
    expect(second).toEqual(first);
  });

  it('keeps to the directions of the plan', async () => {
    const features = DISTILL_PLAN.features.map((feature) =>
      feature.column === 'x' ? { ...feature, monotone: 1 as const } : feature,
    );
    const { model } = await distill(table, ORACLE, { ...DISTILL_PLAN, features }, tools);
    const { session } = await sessionOf(model);
    const x = Float64Array.from({ length: 301 }, (_, i) => i / 300);
    for (const [y, z, word] of [
      [1, 5, 'own'],
      [NaN, -3, 'rent'],
      [6, -9, 'other'],
    ] as const) {
      const { margin } = session.scoreBatch({
        x,
        y: x.map(() => y),
        z: x.map(() => z),
        noise: x.map(() => 50),
        word: Array.from(x, () => word),
      });
      expect(margin.every((each, i) => i === 0 || each >= margin[i - 1]!)).toBe(true);
    }
  });

  it('names where it differs most, from rows that it was not trained on', () => {
    const { segments } = outcome.report.fidelity!;
    expect(segments.length).toBeGreaterThan(3);
    const sizes = segments.map(({ meanDifference }) => Math.abs(meanDifference));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });
});

describe('a budget', () => {
  it('chooses among students, and says what was tried', async () => {
    const budget = { kB: 11 };
    const few = applicants(500);
    const settings = { budget, copies: 1, reasonRows: 0 };
    const shares: number[] = [];
    const hooks: TrainHooks = {
      onProgress: ({ stage, done }) => void (stage === 'training' && shares.push(done)),
    };
    const { model, report } = await distill(few, ORACLE, DISTILL_PLAN, tools, settings, hooks);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
    const bytes = await encodeBundle(model, { crypto });
    expect(bytes.length).toBeLessThanOrEqual(11_000);
    const { ladder = [] } = report.fidelity!;
    expect(ladder.length).toBeGreaterThan(5);
    const chosen = ladder.filter((step) => step.chosen);
    expect(chosen).toHaveLength(1);
    expect(chosen[0]!.fits).toBe(true);
    expect(report.plan.student).toMatchObject(chosen[0]!.student);
    expect(chosen[0]!.bytes).toBeLessThanOrEqual(bytes.length + 256);
    for (const { fits, r2 } of ladder) if (fits) expect(r2).toBeLessThanOrEqual(chosen[0]!.r2);
    expect(model.card.fidelity).not.toHaveProperty('ladder');
  }, 60_000);

  it.each([
    ['time without a clock', { budget: { microseconds: 1 } }, 'budget.microseconds'],
    ['a size below 0', { budget: { kB: -1 } }, 'budget.kB'],
    ['half a copy', { copies: 0.5 }, 'settings.copies'],
    ['no share', { share: 0 }, 'settings.share'],
  ])('refuses %s', async (_, settings, path) => {
    await expect(distill(table, ORACLE, DISTILL_PLAN, tools, settings)).rejects.toMatchObject({
      code: 'PLAN_INVALID',
      path,
    });
  });

  it('passes over a scorecard that no characteristic is fit for, which is an error where nothing else is asked', async () => {
    const flat: Teacher = {
      ...ORACLE,
      score: async (columns) => (await ORACLE.score!(columns)).map((x) => x / 50),
    };
    const few = applicants(500);
    const settings = { budget: { aucLoss: 0.5 }, copies: 0, reasonRows: 0 };
    const { report } = await distill(few, flat, DISTILL_PLAN, tools, settings);
    expect(report.fidelity!.ladder!.map(({ name }) => name)).not.toContain('scorecard');
    const plan = { ...DISTILL_PLAN, student: { kind: 'scorecard' } } as const;
    await expect(distill(few, flat, plan, tools)).rejects.toMatchObject({
      code: 'TRAINING_FAILED',
      issues: [{ code: 'NO_CHARACTERISTICS' }],
    });
  });
});

describe('a scorecard', () => {
  const plan = { ...DISTILL_PLAN, student: { kind: 'scorecard', minIv: 0 } } as const;

  it('learns the probabilities of a teacher: the WOE of its bins and the regression on them', async () => {
    const { model, report } = await distill(table, ORACLE, plan, tools, { copies: 3 });
    const card = report.scorecard!;
    const { train: rows } = prepareTable(table, DISTILL_PLAN).split.rows;
    const columns = rawColumns(table, () => rows);
    const taught = Array.from(truth(columns), (each) => 1 / (1 + Math.exp(-each)));
    const { session } = await sessionOf(model);
    const own = session.scoreBatch(columns);
    // Where cross-entropy is least, what is left over has nothing to do with any characteristic; points are rounded.
    const rest = taught.map((p, row) => p - own.probability[row]!);
    const mean = rest.reduce((sum, each) => sum + each, 0) / rest.length;
    expect(Math.abs(mean)).toBeLessThan(0.002);
    expect(card.characteristics.map(({ name }) => name)).toContain('x');
    // Each group's WOE, by hand, times its coefficient is what its points say, up to a constant and rounding.
    const words = columns.word as string[];
    const share = (sum: (p: number) => number, word?: string) =>
      taught.reduce((all, p, row) => all + (!word || words[row] === word ? sum(p) : 0), 0);
    const woe = (word: string) =>
      Math.log(share((p) => p, word) / share((p) => p)) -
      Math.log(share((p) => 1 - p, word) / share((p) => 1 - p));
    const { coefficient, points } = card.characteristics.find(({ name }) => name === 'word')!;
    const { bins } = report.features.find(({ name }) => name === 'word')!;
    const of = (word: string) => points[bins.findIndex(({ label }) => label === word)]!;
    const factor = 40 / Math.LN2;
    expect(
      Math.abs(of('own') - of('rent') - factor * coefficient * (woe('rent') - woe('own'))),
    ).toBeLessThan(1);
  });

  it('has IV and VIF as limits, and no figure that only a sample of outcomes has', async () => {
    const { report } = await distill(table, ORACLE, plan, tools, { copies: 3 });
    const { characteristics, logLikelihood, aic } = report.scorecard!;
    for (const { p, standardError, vif, iv } of characteristics) {
      expect([p, standardError]).toEqual([undefined, undefined]);
      expect(vif).toBeGreaterThanOrEqual(1);
      expect(iv).toBeGreaterThan(0);
    }
    expect([logLikelihood, aic]).toEqual([undefined, undefined]);
    expect(report.fidelity!.madeUp).toEqual({ copies: 0, share: 0 });
    expect(report.fidelity!.parts.at(-1)!.r2).toBeGreaterThan(0.8);
    expect(reportPage(report, 'en', { digest: 'd' })).toContain('no p-values');
  });

  it('looks at no label: those of others teach the same card', async () => {
    // No part is drawn, since draws keep the share of bad in each.
    const whole = { ...plan, split: { date: 'day', outOfTime: 0.25, validation: 0, test: 0 } };
    const { rows } = prepareTable(table, whole).split;
    const bad = table.columns.find(({ name }) => name === 'bad') as NumberColumn;
    const values = bad.values.map((each, row) =>
      rows.train.includes(row) && row % 3 === 0 ? 1 - each : each,
    );
    const columns = table.columns.map((each) => (each === bad ? { ...bad, values } : each));
    const [first, second] = await Promise.all(
      [table, { ...table, columns }].map(
        async (each) => (await distill(each, ORACLE, whole, tools)).model,
      ),
    );
    expect(second!.body).toEqual(first!.body);
    expect(second!.features).toEqual(first!.features);
  });
});
