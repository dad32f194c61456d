import { describe, expect, it } from 'vitest';
import { binText } from '../../components/studio/bin-text.js';
import { ColumnList } from '../../components/studio/column-list.js';
import {
  badShareAt,
  decisionsFor,
  isSamePlan,
  planOf,
  type Decisions,
} from '../../components/studio/decisions.js';
import { decide, redo, startHistory, undo } from '../../components/studio/history.js';
import { studioWordsIn } from '../../components/studio/studio-words.js';
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

  it('say what share is bad at a line', () => {
    const scale = { points: 600, odds: 20, pdo: 40 };
    expect(badShareAt(600, scale)).toBeCloseTo(1 / 21, 12);
    expect(badShareAt(640, scale)).toBeCloseTo(1 / 41, 12);
    expect(badShareAt(560, scale)).toBeCloseTo(1 / 11, 12);
  });
});

describe('the history', () => {
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
