import { describe, expect, it } from 'vitest';
import { dayOf, dayText, monthText } from '../../sdk/table/calendar.js';
import { inspectPlan } from '../../sdk/train/inspect-plan.js';
import { readPlan } from '../../sdk/train/plan-fields.js';
import { resolvePlan } from '../../sdk/train/resolve-plan.js';
import type { TrainPlan } from '../../sdk/train/plan.js';
import { column, issuesOf, madeUp, PLAN, tableOf } from './train-plan-cases.js';

describe('readPlan', () => {
  it('takes a plan with everything in it, and keeps it', () => {
    const plan: TrainPlan = {
      ...PLAN,
      version: '2.1.0',
      title: { en: 'Made up', 'zh-CN': '示例' },
      weight: 'w',
      features: [
        { column: 'income', kind: 'numeric', monotone: -1, label: { en: 'Income' }, reason: 'R1' },
      ],
      split: { date: 'day', from: '2018-07-01', validation: 0.1, validateLatest: true, test: 0 },
      student: { kind: 'boosted', shape: 'depth-wise', depth: 4, interactions: [['income']] },
      scale: { points: 500, odds: 10, pdo: 20 },
      approve: 480,
      seed: 7,
    };
    expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  });

  it('names everything that is wrong at once, unknown members included', () => {
    const wrong = {
      name: '',
      target: { column: 'bad', bad: null },
      features: [{ column: 'income', monoton: 1, monotone: 2 }],
      split: { test: 0.9 },
      student: { kind: 'boosted', eta: 0, depth: 9, tree: 5 },
      seed: -1,
      extra: true,
    };
    expect(issuesOf(() => readPlan(wrong)).sort()).toEqual([
      'FIELD plan.features[0].monotone',
      'FIELD plan.seed',
      'FIELD plan.student.depth',
      'FIELD plan.target.bad',
      'NAME_EMPTY plan.name',
      'PLAN_INVALID',
      'RANGE plan.split.test',
      'RANGE plan.student.eta',
      'UNKNOWN_KEY plan.extra',
      'UNKNOWN_KEY plan.features[0].monoton',
      'UNKNOWN_KEY plan.student.tree',
    ]);
  });

  it('is no plan: null, a list, a number, an unknown student', () => {
    for (const json of [null, [], 3, { ...PLAN, student: { kind: 'forest' } }]) {
      expect(issuesOf(() => readPlan(json))[0]).toBe('PLAN_INVALID');
    }
  });
});

describe('resolvePlan', () => {
  it('fills in the defaults of each student', () => {
    const { student, split, scale, seed, version } = resolvePlan({
      ...PLAN,
      split: { date: 'day' },
      student: { kind: 'boosted', shape: 'depth-wise' },
    });
    expect(student).toMatchObject({ trees: 100, depth: 4, lambda: 5, bins: 64, patience: 20 });
    expect(split).toEqual({
      ...{ date: 'day', outOfTime: 0.25, validation: 0.15, validateLatest: false, test: 0.2 },
    });
    expect({ scale, seed, version }).toEqual({
      scale: { points: 600, odds: 20, pdo: 40 },
      seed: 1,
      version: '1.0.0',
    });
    expect(resolvePlan(PLAN).student).toMatchObject({ depth: 6, lambda: 10, shape: 'oblivious' });
    expect(resolvePlan(PLAN).split).not.toHaveProperty('outOfTime');
  });
});

describe('inspectPlan', () => {
  const refused = (plan: Partial<TrainPlan>, table = madeUp()) =>
    issuesOf(() => inspectPlan(table, { ...PLAN, ...plan }));

  it('refuses columns that are not there, taken twice, or of another kind', () => {
    expect(
      refused({
        target: { column: 'nobody', bad: 1 },
        weight: 'home',
        split: { date: 'income' },
        features: [
          { column: 'income' },
          { column: 'age', kind: 'categorical' },
          { column: 'home', kind: 'numeric', monotone: 1 },
          { column: 'age' },
          { column: 'ghost' },
          { column: 'day' },
        ],
        student: { kind: 'boosted', interactions: [['age', 'ghoul']] },
      }).sort(),
    ).toEqual([
      'COLUMN_KIND plan.features[2].kind',
      'COLUMN_KIND plan.features[5].column',
      'COLUMN_KIND plan.split.date',
      'COLUMN_KIND plan.weight',
      'COLUMN_TWICE plan.features[0].column',
      'COLUMN_TWICE plan.features[2].column',
      'COLUMN_UNKNOWN plan.features[4].column',
      'COLUMN_UNKNOWN plan.student.interactions[0][1]',
      'COLUMN_UNKNOWN plan.target.column',
      'MONOTONE plan.features[2].monotone',
      'NAME_TWICE plan.features[3].column',
      'PLAN_INVALID',
    ]);
  });

  it('refuses targets that tell nothing', () => {
    const path = 'plan.target.column';
    expect(refused({ target: { column: 'bad', bad: 7 } })).toContain('BAD_UNKNOWN plan.target.bad');
    expect(refused({ target: { column: 'day', bad: 1 } })).toContain(`COLUMN_KIND ${path}`);
    const one = tableOf([
      column('bad', new Array(50).fill(1)),
      column('income', [...Array(50).keys()]),
    ]);
    expect(refused({ features: [{ column: 'income' }] }, one)).toContain(`ONE_CLASS ${path}`);
    const few = column(
      'bad',
      Array.from({ length: 50 }, (_, i) => (i < 4 ? 1 : 0)),
    );
    const table = tableOf([few, column('income', [...Array(50).keys()])]);
    expect(refused({ features: [{ column: 'income' }] }, table)).toContain(`FEW_BAD ${path}`);
    const none = tableOf([
      column('bad', new Array(50).fill(null)),
      column('income', [...Array(50).keys()]),
    ]);
    expect(refused({ features: [{ column: 'income' }] }, none)).toContain(`TARGET_MISSING ${path}`);
  });

  it.each([-1, 5e-324, 1.7e308])('refuses weights that cannot be summed: %d', (least) => {
    const made = madeUp();
    const weight = column(
      'w',
      Array.from({ length: made.rows }, (_, row) => (row === 3 ? least : 1)),
    );
    const table = tableOf([...made.columns, weight]);
    expect(refused({ weight: 'w' }, table)).toContain('WEIGHT plan.weight');
  });

  it('refuses features that do not vary, and days that part nothing', () => {
    const made = madeUp();
    const same = column('same', new Array(made.rows).fill(5));
    const table = tableOf([...made.columns, same]);
    expect(refused({ features: [{ column: 'same' }] }, table)).toContain(
      'ALL_CONSTANT plan.features',
    );
    expect(refused({ features: [] })).toContain('NO_FEATURES plan.features');
    expect(refused({ split: { from: '2018-07-01' } })).toContain('DATE_ABSENT plan.split.from');
    for (const from of ['2018-02-30', '2017-01-01', '2019-01-01', 'July']) {
      expect(refused({ split: { date: 'day', from } }), from).toContain('DATE plan.split.from');
    }
    expect(refused({ split: { date: 'day', from: '2018-07-01', outOfTime: 0.2 } })).toContain(
      'TWICE plan.split.outOfTime',
    );
    expect(refused({ split: { validation: 0.5, test: 0.5 } })).toContain('RANGE plan.split.test');
  });

  it('never holds a value of a row in what it says', () => {
    const secret = tableOf([
      column(
        'bad',
        Array.from({ length: 60 }, (_, i) => i % 2),
      ),
      column(
        'code',
        Array.from({ length: 60 }, (_, i) => 987_654.5 + i),
      ),
    ]);
    const features = [{ column: 'code', kind: 'categorical' as const }];
    try {
      inspectPlan(secret, { ...PLAN, features });
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('9876');
    }
  });

  it('tells of parts, features and what is missing', () => {
    const made = madeUp();
    const bad = column(
      'bad',
      [...(made.columns[4] as { values: Float64Array }).values].map((v, row) =>
        row < 9 ? null : v,
      ),
    );
    const { parts, features, findings } = inspectPlan(tableOf([...made.columns.slice(0, 4), bad]), {
      ...PLAN,
      split: { date: 'day', from: '2018-08-01' },
    });
    expect(parts.map(({ part }) => part)).toEqual([
      'train',
      'validation',
      'in-time',
      'out-of-time',
    ]);
    expect(parts.reduce((sum, { rows }) => sum + rows, 0)).toBe(991);
    expect(parts[3]!.from! >= '2018-08-01').toBe(true);
    expect(parts[0]!.to! < '2018-08-01').toBe(true);
    expect(features.map(({ name }) => name)).toEqual(['income', 'age', 'home']);
    for (const { bins, iv } of features) {
      expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(parts[0]!.rows);
      expect(bins.reduce((sum, each) => sum + each.bad, 0)).toBe(parts[0]!.bad);
      expect(iv).toBeGreaterThan(0);
    }
    expect(features[1]!.missing).toBeGreaterThan(30);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'TARGET_MISSING', path: 'bad', figure: 9 }),
    );
  });
});

describe('the calendar', () => {
  it('agrees with the one of the language over 400 years', () => {
    for (let day = -80_000; day < 80_000; day += 111) {
      const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
      if (text.startsWith('-') || text.startsWith('+')) continue;
      expect(dayText(day)).toBe(text);
      expect(dayOf(text)).toBe(day);
      expect(monthText(day)).toBe(text.slice(0, 7));
    }
    for (const text of ['2018-02-29', '2018-13-01', '2018-00-10', '18-01-01', '2018-1-1', '']) {
      expect(dayOf(text)).toBeNaN();
    }
  });
});
