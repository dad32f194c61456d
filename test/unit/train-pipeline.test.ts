import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../sdk/engines/reference.js';
import { featureGame } from '../../sdk/lowering/game.js';
import { decodeBundle } from '../../sdk/model/bundle/decode.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { boost } from '../../sdk/train/boost/boost.js';
import { finishModel } from '../../sdk/train/finish-model.js';
import { prepareTable } from '../../sdk/train/prepare-table.js';
import type { StudentPlan, TrainPlan } from '../../sdk/train/plan.js';
import type { TrainProgress } from '../../sdk/train/progress.js';
import { scoreBins } from '../../sdk/train/score-bins.js';
import { monotoneOf, trainStudent } from '../../sdk/train/student.js';
import { rowsOfPart } from '../../sdk/train/prepare-table.js';
import { train } from '../../sdk/train/train.js';
import type { TrainOutcome } from '../../sdk/train/train-outcome.js';
import type { Table } from '../../sdk/table/table.js';
import { issuesOf, madeUp, PLAN, taiwanTable } from './train-plan-cases.js';

const table = madeUp(2500, 3);
const STUDENTS: readonly StudentPlan[] = [
  { kind: 'boosted', trees: 12, depth: 4 },
  { kind: 'boosted', shape: 'depth-wise', trees: 12, depth: 3 },
  { kind: 'additive', rounds: 40, pairs: 1 },
  { kind: 'scorecard' },
];
const planOf = (student: StudentPlan): TrainPlan => ({ ...PLAN, student, split: { date: 'day' } });
const trained = new Map<StudentPlan, TrainOutcome>();
for (const student of STUDENTS) {
  trained.set(student, await train(table, planOf(student), { boost }));
}

/** Raw values of rows, as an engine takes them. */
function rawTable({ features }: RiskModel, { columns, rows }: Table) {
  return {
    rows,
    columns: features.map((feature) => {
      const column = columns.find(({ name }) => name === feature.name)!;
      if (column.kind !== 'text') return column.values;
      const labels = feature.kind === 'categorical' ? feature.labels : [];
      // A word that the model does not list has a code that it does not list.
      return Float64Array.from(column.codes, (code) =>
        code < 0 ? NaN : labels.indexOf(column.words[code]!),
      );
    }),
  };
}

function marginsOf(model: RiskModel, of: Table): Int32Array {
  const engine = createReferenceEngine(model, featureGame(model, 'training'), () => 0);
  const margins = new Int32Array(of.rows);
  engine.score(rawTable(model, of), 0, of.rows, margins);
  return margins;
}

describe.each(STUDENTS.map((student) => [JSON.stringify(student), student] as const))(
  'train %s',
  (_, student) => {
    const { model, report } = trained.get(student)!;

    it('gives a model that can be packed and read again', async () => {
      const bytes = await encodeBundle(model, { crypto: crypto.subtle });
      const { model: read } = await decodeBundle(bytes, { crypto: crypto.subtle });
      expect(read.features).toEqual(model.features);
      expect(read.body).toEqual(model.body);
      expect(read.card).toEqual(model.card);
      expect(read.baseline!.rows).toBe(report.parts[0]!.rows);
    });

    it('was measured on the margins that engines give raw rows', async () => {
      const prepared = prepareTable(table, planOf(student));
      const rows = rowsOfPart(prepared, 'train');
      const validation = rowsOfPart(prepared, 'validation');
      const found = await trainStudent(prepared.plan, rows, validation, { boost }, {});
      const bins = found.from.map((f, i) =>
        prepared.binned.bins[f]!.map((bin) => found.binOf[i]![bin]!),
      );
      expect(scoreBins(found, bins, table.rows)).toEqual(marginsOf(model, table));
    });

    it('uses no feature and no cut that the body does not ask', () => {
      const { body, features } = model;
      features.forEach((feature, f) => {
        if (feature.kind !== 'numeric' || body.kind !== 'forest') return;
        const used = new Set(body.split.filter((_, node) => body.feature[node] === f));
        expect([...used].sort((a, b) => a - b)).toEqual([...feature.cuts.keys()]);
      });
    });

    it('reports every part, and what adds up', () => {
      expect(report.parts.map(({ part }) => part)).toEqual([
        ...['train', 'validation', 'in-time', 'out-of-time'],
      ]);
      expect(report.parts.reduce((sum, { rows }) => sum + rows, 0)).toBe(table.rows);
      for (const part of report.parts) {
        expect(part.lift.reduce((sum, { rows }) => sum + rows, 0)).toBe(part.rows);
        expect(part.lift.reduce((sum, { bad }) => sum + bad, 0)).toBe(part.bad);
        expect(part.lift.at(-1)!.captured).toBeCloseTo(1, 12);
        expect(part.calibration.reduce((sum, { rows }) => sum + rows, 0)).toBe(part.rows);
        expect(part.auc!.value).toBeGreaterThan(0.55);
      }
      expect(report.months!.reduce((sum, { rows }) => sum + rows, 0)).toBe(table.rows);
      expect(report.months!.reduce((sum, { bad }) => sum + bad, 0)).toBe(
        report.parts.reduce((sum, { bad }) => sum + bad, 0),
      );
      const used = report.features.filter(({ importance }) => importance !== undefined);
      expect(used.map(({ name }) => name).sort()).toEqual(model.features.map((f) => f.name).sort());
      const cut = report.scorecard;
      for (const { name, points } of cut?.characteristics ?? []) {
        expect(points.length).toBe(report.features.find((f) => f.name === name)!.bins.length);
      }
    });

    it('is the same again, report and all', async () => {
      const again = await train(table, planOf(student), { boost });
      expect(again).toEqual({ model, report });
    });

    it('holds no row: nothing of the report is longer than its features and months', () => {
      expect(JSON.stringify(report).length).toBeLessThan(60_000);
    });
  },
);

describe('train', () => {
  it('knows nothing of the rows that it is tested on', async () => {
    const plan = planOf(STUDENTS[0]!);
    const { split } = prepareTable(table, plan);
    const held = [...split.rows['in-time'], ...split.rows['out-of-time']];
    const columns = table.columns.map((column) => {
      if (column.kind !== 'number' || column.name === 'bad') return column;
      const changed = column.values.slice();
      for (const row of held) changed[row] = -1000 - changed[row]!;
      return { ...column, values: changed };
    });
    const other = await train({ rows: table.rows, columns }, plan, { boost });
    const { model } = trained.get(STUDENTS[0]!)!;
    expect(other.model.features).toEqual(model.features);
    expect(other.model.body).toEqual(model.body);
    expect(other.model.baseline).toEqual(model.baseline);
  });

  it('holds to the directions of the plan', async () => {
    const features = [{ column: 'income', monotone: 1 as const }, { column: 'age' }];
    const plan = { ...PLAN, features };
    const prepared = prepareTable(table, plan);
    expect([...monotoneOf(prepared.plan, rowsOfPart(prepared, 'train'))]).toEqual([1, 0]);
    const { model } = await train(table, plan, { boost });
    const income = model.features.findIndex(({ name }) => name === 'income');
    // Risk falls with income in these rows: held to rise, a forest has little to say of it.
    const cuts = income < 0 ? [] : (model.features[income] as { cuts: Float64Array }).cuts;
    const at = (value: number) => ({
      rows: 1,
      columns: model.features.map((_, f) => Float64Array.of(f === income ? value : 30)),
    });
    const engine = createReferenceEngine(model, featureGame(model, 'training'), () => 0);
    let last = -Infinity;
    for (const cut of cuts) {
      const margin = new Int32Array(1);
      engine.score(at(cut), 0, 1, margin);
      expect(margin[0]).toBeGreaterThanOrEqual(last);
      last = margin[0]!;
    }
  });

  it('tells of each stage in order, and stops when nobody waits', async () => {
    const stages: TrainProgress['stage'][] = [];
    const measured: number[] = [];
    const onProgress = ({ stage, done }: TrainProgress) => {
      if (stages.at(-1) !== stage) stages.push(stage);
      if (stage === 'measuring') measured.push(done);
    };
    await train(table, planOf(STUDENTS[0]!), { boost }, { onProgress });
    expect(stages).toEqual(['binning', 'training', 'measuring']);
    // What features count takes longest of a large model: it goes by parts, and can be stopped.
    expect(measured.filter((done) => done > 0.8 && done < 1).length).toBeGreaterThan(2);
    expect(measured.at(-1)).toBe(1);
    const gone = new Error('gone');
    let steps = 0;
    const checkStop = () => {
      if (++steps > 4) throw gone;
    };
    await expect(train(table, planOf(STUDENTS[0]!), { boost }, { checkStop })).rejects.toBe(gone);
  });

  it('says that probabilities were corrected, where they were', async () => {
    const plan = planOf({ kind: 'boosted', trees: 3, eta: 0.05, patience: 0 });
    const { model, report } = await train(madeUp(6000, 8), plan, { boost });
    expect(model.calibration.kind).toBe('platt');
    expect(report.findings).toContainEqual(expect.objectContaining({ code: 'CALIBRATED' }));
  });
});

describe('finishModel', () => {
  const { model } = trained.get(STUDENTS[0]!)!;

  it('changes names, words and points, and no margin', () => {
    const finished = finishModel(model, {
      ...{ name: 'loan', version: '3.0.0', title: { en: 'Loan' } },
      features: [
        { column: 'income', label: { en: 'Income' }, reason: 'R1', adverse: { en: 'Low income' } },
        { column: 'home', reason: 'R1' },
      ],
      scale: { points: 500, odds: 1, pdo: 20 },
      bands: [{ id: 'B', from: 400 }],
      approve: 480,
    });
    expect(finished).toMatchObject({ name: 'loan', version: '3.0.0', title: { en: 'Loan' } });
    expect(finished.scale).toEqual({
      ...{ offset: 500, factor: 20 / Math.LN2, bands: [{ id: 'B', from: 400 }] },
      cutoffs: { approve: 480 },
    });
    const r1 = finished.reasons.find(({ code }) => code === 'R1')!;
    expect(r1).toMatchObject({ label: { en: 'Income' }, adverse: { en: 'Low income' } });
    expect(r1.features.map((f) => finished.features[f]!.name).sort()).toEqual(['home', 'income']);
    expect(marginsOf(finished, table)).toEqual(marginsOf(model, table));
    expect(finished.calibration).toEqual(model.calibration);
  });

  it('refuses what is no feature of the model, no scale, no order of bands', () => {
    const features = [{ column: 'ghost' }, { column: 'income' }, { column: 'income' }];
    expect(
      issuesOf(() => finishModel(model, { features, scale: { points: 600, odds: 0, pdo: -1 } })),
    ).toEqual([
      'OPTION_INVALID',
      'FEATURE_UNKNOWN features[0].column',
      'NAME_TWICE features[2].column',
      'SCALE scale.odds',
      'SCALE scale.pdo',
    ]);
    const bands = [
      { id: 'A', from: 500 },
      { id: 'B', from: 400 },
    ];
    expect(issuesOf(() => finishModel(model, { bands }))[0]).toBe('MODEL_INVALID');
  });
});

describe('2,000 rows of UCI Taiwan', () => {
  it('give the models and the reports that they give everywhere', async () => {
    const taiwan = taiwanTable('test/vectors/data/taiwan.csv.gz');
    const names = taiwan.columns.map(({ name }) => name);
    const target = names.find((name) => name.startsWith('default'))!;
    const left = ['ID', 'SEX', 'MARRIAGE', 'AGE', target];
    const features = names.filter((name) => !left.includes(name)).map((column) => ({ column }));
    const digests: Record<string, string> = {};
    for (const student of [
      { kind: 'boosted', trees: 8, depth: 4 },
      { kind: 'additive', rounds: 6 },
      { kind: 'scorecard' },
    ] as const) {
      const plan = { name: 'taiwan', target: { column: target, bad: 1 }, features, student };
      const { model, report } = await train(taiwan, plan, { boost });
      const bytes = await encodeBundle(model, { crypto: crypto.subtle });
      const { digest } = await decodeBundle(bytes, { crypto: crypto.subtle });
      const text = new TextEncoder().encode(JSON.stringify(report));
      const sum = Buffer.from(await crypto.subtle.digest('SHA-256', text)).toString('hex');
      digests[student.kind] = `${digest.slice(0, 16)} ${sum.slice(0, 16)}`;
    }
    expect(digests).toMatchInlineSnapshot(`
      {
        "additive": "7d228299cebda28a 34db61f1d6aa3314",
        "boosted": "d9f005c4013d1cc1 f63b92ba4bc22b4c",
        "scorecard": "21bfddfec59249da 1e2d8d19b2ae23c6",
      }
    `);
  });
});
