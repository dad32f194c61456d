import { describe, expect, it } from 'vitest';
import type { Account } from '../../components/studio/account.js';
import { binText } from '../../components/studio/bin-text.js';
import { ColumnList } from '../../components/studio/column-list.js';
import {
  badShareAt,
  decisionsFor,
  planOf,
  type Decisions,
} from '../../components/studio/decisions.js';
import { amend, decide, redo, startHistory, undo } from '../../components/studio/history.js';
import { learningFrom, withTeacher } from '../../components/studio/imprint.js';
import {
  lackedBy,
  likelyUnit,
  type Lesson,
  type TeacherFile,
} from '../../components/studio/lesson.js';
import { Shelf } from '../../components/studio/shelf.js';
import { studioWordsIn } from '../../components/studio/studio-words.js';
import { isSamePlan, isSameTask, taskOf } from '../../components/studio/task.js';
import type { ColumnProfile } from '../../sdk/train.js';
import { StubTrainer } from './stub-trainer.js';

const profile = await new StubTrainer().read();
const proposed = decisionsFor(profile, 'Loans 2018 (final).csv');

describe('decisions', () => {
  it('propose what the table proposes: protected columns and identifiers stay out', () => {
    expect(proposed.name).toBe('loans-2018-final');
    const plan = planOf(profile, proposed)!;
    const names = plan.features.map(({ column }) => column);
    expect(names).toContain('LIMIT_BAL');
    for (const name of ['ID', 'SEX', 'AGE', 'collected', 'opened', plan.target.column]) {
      expect(names).not.toContain(name);
    }
    expect(plan.split).toEqual({ date: 'opened', outOfTime: 0.25 });
    expect(plan.student).toEqual({ kind: 'boosted', shape: 'oblivious', trees: 100, depth: 6 });
  });

  it('make a plan of what is decided, and none without target or features', () => {
    const decided: Decisions = {
      ...proposed,
      ...({ from: '2018-01-01', kind: 'scorecard', size: 'large' } as const),
      used: new Set(['PAY_0', 'EDUCATION', 'opened']),
      monotone: new Map([
        ['PAY_0', 1],
        ['EDUCATION', -1],
      ]),
    };
    const plan = planOf(profile, decided)!;
    // Words have no order, and the date of the split is no feature.
    expect(plan.features).toEqual([{ column: 'PAY_0', monotone: 1 }, { column: 'EDUCATION' }]);
    expect(plan.split).toEqual({ date: 'opened', from: '2018-01-01' });
    expect(plan.student).toEqual({ kind: 'scorecard', maxBins: 10, minIv: 0.01 });
    expect(planOf(profile, { ...decided, byDate: false })!.split).toBeUndefined();
    expect(planOf(profile, { ...decided, bad: undefined })).toBeUndefined();
    expect(planOf(profile, { ...decided, used: new Set() })).toBeUndefined();
  });

  it('know a plan again by all but its name', () => {
    const plan = planOf(profile, proposed)!;
    expect(isSamePlan(plan, planOf(profile, { ...proposed, name: 'other' })!)).toBe(true);
    expect(isSamePlan(plan, planOf(profile, { ...proposed, size: 'small' })!)).toBe(false);
  });

  it('propose a column of weights by its name, where each row has one', () => {
    const weight: ColumnProfile = {
      ...({ name: 'sample_weight', kind: 'number', missing: 0, distinct: 9, min: 0.5 } as const),
      ...({ role: 'left-out', reasons: ['weight'] } as const),
    };
    const of = (column: ColumnProfile) =>
      decisionsFor({ ...profile, columns: [...profile.columns, column] }, 'a.csv');
    const weighed = of(weight);
    expect(planOf(profile, weighed)!.weight).toBe('sample_weight');
    expect(of({ ...weight, missing: 3 }).weight).toBeUndefined();
    expect(of({ ...weight, min: -1 }).weight).toBeUndefined();
    const both = { ...weighed, used: new Set(['PAY_0', 'sample_weight']) };
    expect(planOf(profile, both)!.features).toEqual([{ column: 'PAY_0' }]);
  });

  it('say what share is bad at a line', () => {
    const scale = { points: 600, odds: 20, pdo: 40 };
    expect(badShareAt(600, scale)).toBeCloseTo(1 / 21, 12);
    expect(badShareAt(640, scale)).toBeCloseTo(1 / 41, 12);
    expect(badShareAt(560, scale)).toBeCloseTo(1 / 11, 12);
  });
});

describe('a lesson', () => {
  const info = (names: readonly string[]) =>
    ({
      name: 'large',
      features: names.map((name) => ({ name, label: { en: name, 'zh-CN': '某项' } })),
      scale: { offset: 600 - (40 / Math.LN2) * Math.log(20), factor: 40 / Math.LN2, bands: [] },
    }) as unknown as TeacherFile['info'];
  const teacher = { file: new Blob(['x']), info: info(['PAY_0', 'LIMIT_BAL']) };

  it('leaves out what its teacher does not know, and takes over words and points', () => {
    const taught = { ...proposed, ...withTeacher(profile, proposed, teacher) };
    expect([...taught.used].sort()).toEqual(['LIMIT_BAL', 'PAY_0']);
    expect(taught.words.get('PAY_0')!.label).toEqual({ en: 'PAY_0', 'zh-CN': '某项' });
    expect(taught.scale).toEqual({ points: 600, odds: 20, pdo: 40 });
    expect(taskOf(profile, taught)).toMatchObject({ teacher: { bundle: teacher.file } });
    const other = { ...teacher, info: info(['PAY_0', 'AGE_OF_CAR']) };
    expect(lackedBy(profile, other)).toEqual(['AGE_OF_CAR']);
    const lacking: Decisions = { ...proposed, ...withTeacher(profile, proposed, other) };
    expect(taskOf(profile, lacking)).toBeUndefined();
    expect(lacking.used).toBe(proposed.used);
  });

  it('gives back what its teacher changed, and keeps what a person changed after it', () => {
    const taught: Decisions = { ...proposed, ...withTeacher(profile, proposed, teacher) };
    const from = (decisions: Decisions, lesson: Lesson['from']): Decisions => ({
      ...decisions,
      ...learningFrom(profile, decisions, lesson),
    });
    const back = from(taught, 'labels');
    expect(back.used).toEqual(proposed.used);
    expect(back.words.get('PAY_0')?.label).toBeUndefined();
    expect(taskOf(profile, back)).toEqual(taskOf(profile, proposed));
    // The file is kept, and teaches again.
    expect([...from(back, 'bundle').used].sort()).toEqual(['LIMIT_BAL', 'PAY_0']);
    const label = { en: 'Latest bill' };
    const changed = from(
      {
        ...taught,
        ...{ approve: 640, scale: { points: 500, odds: 10, pdo: 20 } },
        words: new Map([...taught.words, ['PAY_0', { label }]]),
        used: new Set(['PAY_0', 'SEX']),
      },
      'column',
    );
    expect([changed.approve, changed.scale.points]).toEqual([640, 500]);
    expect(changed.words.get('PAY_0')).toEqual({ label });
    expect([changed.words.get('LIMIT_BAL')?.label, changed.used.has('SEX')]).toEqual([
      ...[undefined, true],
    ]);
    // Another teacher knows what the first one did not.
    const second = { ...teacher, info: info(['PAY_0', 'PAY_2']) };
    expect([...withTeacher(profile, taught, second).used!].sort()).toEqual(['PAY_0', 'PAY_2']);
  });

  it('takes a column of scores out of the features, and tells what its numbers are', () => {
    const lesson: Lesson = {
      ...{ ...proposed.lesson, from: 'column', column: 'PAY_0', unit: 'log-odds' },
      ...{ outOfFold: true, budget: 20 },
    };
    const { plan, teacher: source, budget } = taskOf(profile, { ...proposed, lesson })!;
    expect(plan.features.map(({ column }) => column)).not.toContain('PAY_0');
    expect(source).toEqual({ column: 'PAY_0', unit: 'log-odds', outOfFold: true });
    expect(budget).toEqual({ kB: 20 });
    const unit = (min: number, max: number) => likelyUnit({ min, max } as ColumnProfile);
    expect([unit(0, 1), unit(-3, 2), unit(300, 800)]).toEqual([
      ...['probability', 'log-odds', 'points-of-risk'],
    ]);
  });

  it('is another task with another teacher; under a budget kind and size are none of it', () => {
    const taught: Decisions = { ...proposed, ...withTeacher(profile, proposed, teacher) };
    const task = (change: Partial<Decisions>) => taskOf(profile, { ...taught, ...change })!;
    const copy = { ...teacher, file: new Blob(['x']) };
    expect(isSameTask(task({}), task({ name: 'other' }))).toBe(true);
    expect(isSameTask(task({}), task(withTeacher(profile, taught, copy)))).toBe(false);
    expect(isSameTask(task({}), task({ size: 'small' }))).toBe(false);
    const within = { ...taught.lesson, budget: 9 };
    expect(isSameTask(task({}), task({ lesson: within }))).toBe(false);
    const small = task({ lesson: within, size: 'small', kind: 'additive' });
    expect(isSameTask(task({ lesson: within }), small)).toBe(true);
  });
});

describe('the history', () => {
  it('can be told what is so whatever was decided', () => {
    const history = undo(decide(startHistory<number, string>(1), 2, 'two'));
    const { now, past, future } = amend(history, (state) => 10 * state);
    expect([now, past, future.map(({ state }) => state)]).toEqual([10, [], [20]]);
  });

  it('goes back and forth, and forgets what was undone when something else is decided', () => {
    let history = startHistory<number, string>(1);
    expect(undo(history)).toBe(history);
    history = decide(decide(history, 2, 'two'), 3, 'three');
    history = undo(history);
    expect([history.now, history.past.at(-1)?.note, history.future.at(-1)?.note]).toEqual([
      ...[2, 'two', 'three'],
    ]);
    expect(redo(history).now).toBe(3);
    expect(undo(undo(history)).now).toBe(1);
    history = decide(history, 4, 'four');
    expect(redo(history)).toBe(history);
    expect(undo(history).now).toBe(2);
  });
});

describe('the shelf', () => {
  const account = (name: string, trainings: number): Account =>
    ({ name, trainings: Array.from({ length: trainings }) }) as unknown as Account;

  it('goes back to the file that was open, and keeps models', () => {
    const shelf = new Shelf();
    const [first, second, third] = [account('a', 0), account('b', 1), account('c', 0)];
    for (const each of [first!, second!]) shelf.add(each);
    shelf.turnTo(first!);
    const trained = account('a', 1);
    shelf.replace(trained);
    shelf.add(third!);
    expect([shelf.before, shelf.open, shelf.after]).toEqual([trained, third, second]);
    shelf.turnTo(trained);
    shelf.add(account('d', 0));
    // What is behind, and holds no model, can be made again at once.
    expect([shelf.before?.name, shelf.open?.name, shelf.after?.name]).toEqual(['a', 'd', 'b']);
  });
});

describe('the list of columns', () => {
  it('finds, filters and orders', () => {
    const list = new ColumnList();
    const features = new Map([
      ['PAY_2', { ...{ name: 'PAY_2', missing: 0, iv: 2, bins: [] }, monotone: 0 as const }],
    ]);
    const names = (): string[] =>
      list.matching(profile, proposed, features).map(({ name }) => name);
    expect(names()).toHaveLength(profile.columns.length - 2);
    list.filter = 'look';
    expect(names()).toEqual(['ID', 'SEX', 'AGE', 'collected']);
    Object.assign(list, { filter: 'used', search: ' pay_' });
    expect(names()).toEqual(['PAY_0', 'PAY_2', 'PAY_3'].concat('PAY_AMT1').sort(byFile));
    list.order = 'iv';
    expect(names()[0]).toBe('PAY_2');
  });
});

function byFile(a: string, b: string): number {
  const at = (name: string) => profile.columns.findIndex((column) => column.name === name);
  return at(a) - at(b);
}

describe('a bin', () => {
  it('is named in the language of the page, and words stand as they are', () => {
    const en = studioWordsIn('en');
    const zh = studioWordsIn('zh-CN');
    expect(binText('< 50000', en)).toBe('below 50,000');
    expect(binText('-1.5 to 12345678.25', en)).toBe('\u22121.5 to 12,345,678.25');
    expect(binText('>= 2018-07-01', zh)).toBe('2018-07-01 及以上');
    expect(binText('missing', zh)).toBe('缺失');
    expect(binText('home to work', en)).toBe('home to work');
  });
});
