import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { importModel } from '../../sdk/importers/import-model.js';
import type { CategoricalFeature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { decodeBundle } from '../../sdk/model/bundle/decode.js';
import { scaleFromPdo } from '../../sdk/model/scale.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { Columns } from '../../sdk/scoring/results.js';
import { codeUnlisted } from '../../sdk/train/distill/unlisted-words.js';
import { createSession } from '../../sdk/scoring/create-session.js';
import { readTable } from '../../sdk/table/read-table.js';
import type { NumberColumn, TextColumn } from '../../sdk/table/table.js';
import { boost } from '../../sdk/train/boost/boost.js';
import type { Boost, Boosted } from '../../sdk/train/boost/boost-types.js';
import { trainBag } from '../../sdk/train/distill/bag-teacher.js';
import { distill } from '../../sdk/train/distill/distill.js';
import { inheritWords } from '../../sdk/train/distill/inherit-words.js';
import { rawColumns } from '../../sdk/train/distill/raw-columns.js';
import { sessionTeacher } from '../../sdk/train/distill/session-teacher.js';
import type { TrainOutcome } from '../../sdk/train/train-outcome.js';
import { prepareTable } from '../../sdk/train/prepare-table.js';
import { scoreBins } from '../../sdk/train/score-bins.js';
import { reportPage } from '../../sdk/train/report/report-page.js';
import type { Teacher } from '../../sdk/train/distill/teacher.js';
import type { TrainHooks } from '../../sdk/train/progress.js';
import { train } from '../../sdk/train/train.js';
import type { TrainRows } from '../../sdk/train/train-rows.js';
import { applicants, DISTILL_PLAN, ORACLE, truth } from './distill-cases.js';

const crypto = globalThis.crypto.subtle;
const tools = { boost, crypto };
const table = applicants();
const PLAIN = { kind: 'number', name: 'a' } as const;

async function sessionOf(model: RiskModel) {
  const bytes = await encodeBundle(model, { crypto });
  const session = await createSession(bytes, { crypto, now: () => 0, engine: 'reference' });
  return { bytes, session };
}

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

describe('teachers', () => {
  it.each(['one-hot-integer-1.2.10', 'one-hot-mixed-1.2.10'])(
    'score %s as its library does',
    async (name) => {
      const file = (path: string) =>
        readFileSync(new URL(`../vectors/catboost/${name}/${path}`, import.meta.url));
      const { model } = await importModel(file('model.json'), { name });
      const { session } = await sessionOf(model);
      const { table: rows } = readTable(file('rows.csv'));
      const all = Int32Array.from({ length: rows.rows }, (_, row) => row);
      const said = await sessionTeacher(session, model).score!(rawColumns(rows, () => all));
      const [names, ...lines] = file('expected.csv').toString().trim().split('\n');
      const at = names!.split(',').indexOf('margin');
      lines.forEach((line, row) => expect(said[row]).toBeCloseTo(Number(line.split(',')[at]), 3));
    },
  );

  it('take a number for the word that it is, and not for the code of another', () => {
    const feature = {
      ...{ kind: 'categorical', name: 'a', missing: 'refused', unlisted: 'other' },
      ...{ codes: Int32Array.of(0, 8, 9), labels: ['8', '9.0', ''] },
    } as unknown as CategoricalFeature;
    const coded = (cells: Columns[string], labels = feature.labels) =>
      codeUnlisted([{ ...feature, labels }], { a: cells }).a;
    expect(coded(Float64Array.of(8, 9, 0, NaN))).toEqual(['8', '9.0', 10, '']);
    expect(coded(['9.0', '9', null])).toEqual(['9.0', 10, '']);
    // Of a model whose words are no numbers, numbers are codes.
    const codes = Float64Array.of(8, NaN);
    expect(coded(codes, ['x', 'y', 'z'])).toBe(codes);
  });

  it('lend their categories to columns that can have them', () => {
    const whole = { ...PLAIN, values: Float64Array.of(0, 1, NaN) };
    const odd = { ...PLAIN, name: 'b', values: Float64Array.of(0, -1, 2) };
    const lent = (name: string, column: NumberColumn) => {
      const feature = { kind: 'categorical', name, codes: Int32Array.of(0, 1), labels: [] };
      const model = { features: [feature], reasons: [{ code: 'R', features: [0] }] };
      const plan = { ...DISTILL_PLAN, features: [{ column: name }] };
      const given = { rows: 3, columns: [column] };
      return inheritWords(plan, model as unknown as RiskModel, given).features[0]!.kind;
    };
    expect([lent('a', whole), lent('b', odd)]).toEqual(['categorical', undefined]);
  });

  it('know rare words as "other", as training does', async () => {
    const few = applicants(400);
    const word = few.columns[4] as TextColumn;
    const rare = { ...word, words: [...word.words, 'barge'], codes: word.codes.slice() };
    rare.codes.fill(3, 0, 5).fill(3, 390);
    const columns = few.columns.map((each) => (each === word ? rare : each));
    const odd = { ...few, columns };
    const bag = await trainBag(odd, DISTILL_PLAN, tools, { repeats: 1, folds: 2, trees: 5 });
    const { model } = await distill(odd, bag, DISTILL_PLAN, tools, { copies: 1 });
    const feature = model.features.find(({ name }) => name === 'word') as CategoricalFeature;
    expect(feature.labels).toContain('barge');
    const { session } = await sessionOf(model);
    const all = rawColumns(odd, () => Int32Array.of(0, 395));
    expect(await sessionTeacher(session, model).score!(all)).toHaveLength(2);
  });

  it('may be a bag that scores its training rows out of fold', async () => {
    const settings = { folds: 2, trees: 30, depth: 3 };
    const bag = await trainBag(table, DISTILL_PLAN, tools, settings);
    expect(bag).toMatchObject({ kind: 'bag', outOfFold: true });
    const { split, outcome } = prepareTable(table, DISTILL_PLAN);
    const rows = split.rows.train;
    expect(rows.every((row) => !Number.isNaN(bag.scores![row]!))).toBe(true);
    // Of rows that it learned from, a bag knows more than of others.
    const seen = await bag.score!(rawColumns(table, () => rows));
    const right = (scores: ArrayLike<number>) =>
      rows.reduce((sum, row, i) => sum + (outcome[row] === 1 ? 1 : -1) * scores[i]!, 0);
    expect(right(seen)).toBeGreaterThan(right(Array.from(rows, (row) => bag.scores![row]!)));
  });

  it('are scored out of fold by models that learned from all other folds', async () => {
    const { split, outcome } = prepareTable(table, DISTILL_PLAN);
    const rows = split.rows.train;
    const bads = rows.reduce((sum, row) => sum + outcome[row]!, 0);
    const parts: { own: TrainRows; held: TrainRows; body: Boosted }[] = [];
    const watched: Boost = async (own, settings, held, ...more) => {
      const body = await boost(own, settings, held, ...more);
      parts.push({ own, held: held!, body });
      return body;
    };
    const settings = { folds: 3, repeats: 2, trees: 10, depth: 2 };
    const { scores } = await trainBag(table, DISTILL_PLAN, { boost: watched }, settings);
    expect(parts).toHaveLength(6);
    const sum = (values: Iterable<number>) => [...values].reduce((all, each) => all + each, 0);
    let said = 0;
    for (const { own, held, body } of parts) {
      expect(own.rows + held.rows).toBe(rows.length);
      expect(Math.abs(held.rows - rows.length / 3)).toBeLessThan(1);
      expect(Math.abs(sum(held.target) - bads / 3)).toBeLessThan(1);
      expect(sum(own.target) + sum(held.target)).toBe(bads);
      said +=
        sum(scoreBins({ ...body, features: held.features }, held.bins, held.rows)) /
        2 ** body.scaleBits;
    }
    // Every row is held by one model of each repeat, and no other model has a say.
    expect(sum(Array.from(rows, (row) => scores![row]!))).toBeCloseTo(said / 2, 8);
  });

  it('may be an imported model: its reasons, words and points go on', async () => {
    const folder = new URL('../vectors/xgboost/logistic-3.4.1/', import.meta.url);
    const imported = await importModel(readFileSync(new URL('model.json', folder)), {
      name: 'xgb',
    });
    const model = { ...imported.model, scale: { ...scaleFromPdo(20, 500, 10), bands: [] } };
    const data = readFileSync(new URL('../vectors/data/taiwan.csv.gz', import.meta.url));
    const { table: rows } = readTable(gunzipSync(data));
    const { session } = await sessionOf(model);
    const teacher = sessionTeacher(session, model);
    const target = rows.columns.find(({ name }) => /default|target/.test(name))!.name;
    const plan = inheritWords(
      {
        name: 'student',
        target: { column: target, bad: 1 },
        features: model.features.map(({ name }) => ({ column: name })),
        student: { kind: 'boosted', shape: 'depth-wise', trees: 60, depth: 4 },
        split: { validation: 0, test: 0.3 },
      },
      model,
      rows,
    );
    const { model: student, report } = await distill(rows, teacher, plan, tools, {
      reasonRows: 300,
    });
    const { parts, reasons } = report.fidelity!;
    expect(parts.at(-1)!.r2).toBeGreaterThan(0.95);
    expect(reasons!.rows).toBe(300);
    expect(reasons!.first).toBeGreaterThan(0.75);
    expect(reasons!.meanOfFour).toBeGreaterThan(0.75);
    for (const { code, label } of student.reasons) {
      expect(model.reasons.find((each) => each.code === code)!.label).toEqual(label);
    }
    expect(student.scale!.factor).toBeCloseTo(model.scale!.factor, 10);
    expect(student.scale!.offset).toBeCloseTo(model.scale!.offset, 8);
    // A table without one of its columns is refused by the column's name, and without a row's number.
    // So is one that holds dates there: its days are not the teacher's numbers.
    const others = rows.columns.filter(({ name }) => name !== 'LIMIT_BAL');
    const dates = {
      kind: 'date',
      name: 'LIMIT_BAL',
      values: Float64Array.from({ length: rows.rows }),
    } as const;
    const left = plan.features.filter(({ column }) => column !== 'LIMIT_BAL');
    for (const columns of [others, [...others, dates]]) {
      const asked = distill({ ...rows, columns }, teacher, { ...plan, features: left }, tools);
      const issues = [{ path: 'columns.LIMIT_BAL' }];
      await expect(asked).rejects.toMatchObject({ code: 'INPUT_INVALID', issues });
    }
  });
});
