import { describe, expect, it } from 'vitest';
import { fitLabels } from '../../components/axis-labels.js';
import { localeOf, keepFigures, signed } from '../../components/language.js';
import { rulerOf } from '../../components/point-ruler.js';
import {
  accountOf,
  axisOf,
  checkLine,
  multiples,
  partsOf,
  strongestPairs,
} from '../../components/waterfall.js';
import { StubModel, STUB_APPLICANTS } from './stub-model.js';

async function explained(maxReasons: number, options = {}) {
  return new StubModel(options).explain(STUB_APPLICANTS.review, { maxReasons });
}

describe('accountOf', () => {
  it('closes at the score, whatever is listed and whatever is shown', async () => {
    for (let listed = 1; listed <= 7; listed++) {
      const explanation = await explained(listed);
      for (let show = 0; show <= 8; show++) {
        const account = accountOf(explanation, show);
        if (typeof account !== 'object') throw new Error('no account');
        let balance = account.opening;
        for (const row of account.rows) {
          expect(row.from).toBe(balance);
          balance += row.points;
          expect(row.to).toBe(balance);
        }
        expect(balance).toBe(explanation.score.points);
        expect(account.entries).toBe(7);
      }
    }
  });

  it('keeps the rest row at ±0', async () => {
    const explanation = await explained(7);
    const flat = {
      ...explanation,
      score: { ...explanation.score, points: 608 },
      reasons: [],
      rest: { ...explanation.rest, groups: 7, points: 0 },
    };
    const account = accountOf(flat, 4);
    expect(account).toMatchObject({ rows: [{ kind: 'rest', count: 7, points: 0 }] });
  });

  it('shows nothing when the sum does not close', async () => {
    expect(accountOf(await explained(4, { unbalanced: true }), 4)).toBe('mismatch');
  });

  it('lists only what takes points when asked to, and closes all the same', async () => {
    const explanation = await explained(7);
    const account = accountOf(explanation, 4, 'adverse');
    if (typeof account !== 'object') throw new Error('no account');
    const listed = account.rows.filter(({ kind }) => kind === 'reason');
    expect(listed.map(({ points }) => points)).toEqual([-19, -8]);
    expect(account.rows.at(-1)).toMatchObject({ kind: 'rest', count: 5, to: 635 });
  });

  it('has nothing to add up without a points scale', async () => {
    expect(accountOf(await explained(4, { scale: 'none' }), 4)).toBeUndefined();
  });

  it('writes the check with true minus signs', async () => {
    const account = accountOf(await explained(7), 4);
    if (typeof account !== 'object') throw new Error('no account');
    const plain = checkLine(account).replaceAll('\u00a0', ' ');
    expect(plain).toBe('608 + 22 \u2212 19 + 11 + 11 + 2 = 635');
  });
});

describe('partsOf', () => {
  it('adds up to its entry, whatever was rounded', async () => {
    const explanation = await new StubModel({ grouped: true }).explain(STUB_APPLICANTS.declined, {
      maxReasons: 7,
    });
    const account = accountOf(explanation, 7);
    if (typeof account !== 'object') throw new Error('no account');
    const row = account.rows.find(({ reason }) => explanation.reasons[reason]?.code === 'bills')!;
    for (const off of [-2, 0, 1]) {
      const rounded = { ...row, points: row.points + off, to: row.to + off };
      const parts = partsOf(rounded, explanation);
      expect(parts.map(({ feature }) => feature)).toEqual(['status', 'status2']);
      expect(parts.reduce((sum, { points }) => sum + points, 0)).toBe(rounded.points);
      expect([parts[0]!.from, parts.at(-1)!.to]).toEqual([rounded.from, rounded.to]);
    }
    const single = account.rows.find((each) => each !== row)!;
    expect(partsOf(single, explanation)).toEqual([]);
  });
});

describe('strongestPairs', () => {
  it('takes each pair once, with both halves of it, largest first', async () => {
    const model = new StubModel();
    const explanation = await model.explain(STUB_APPLICANTS.review, { interactions: true });
    expect(strongestPairs(explanation, model.info, 1)).toEqual([
      { features: ['status', 'status2'], points: -8 },
    ]);
    expect(strongestPairs(explanation, model.info, 9)).toHaveLength(2);
    const without = new StubModel({ scale: 'none' });
    expect(strongestPairs(explanation, without.info, 9)).toEqual([]);
  });
});

describe('axisOf', () => {
  it('holds every balance and the approval line, between whole tens', async () => {
    const account = accountOf(await explained(7), 4);
    if (typeof account !== 'object') throw new Error('no account');
    const axis = axisOf(account, 640);
    expect(axis.from % 10).toBe(0);
    expect(axis.to % 10).toBe(0);
    for (const points of [account.opening, account.closing, 640]) {
      expect(axis.at(points)).toBeGreaterThan(0);
      expect(axis.at(points)).toBeLessThan(1);
    }
  });

  it('cuts bars at the tens strictly inside them', () => {
    expect(multiples(608, 630, 10, false)).toEqual([610, 620]);
    expect(multiples(630, 611, 10, false)).toEqual([620]);
    expect(multiples(600, 620, 10, true)).toEqual([600, 610, 620]);
  });
});

describe('fitLabels', () => {
  const at = (value: number): number => value / 100;

  it('drops what would overlap, and keeps the first', () => {
    const values = [0, 100, 50, 52];
    expect(fitLabels(values, at, 200).map(({ value }) => value)).toEqual([0, 50, 100]);
    expect(fitLabels(values, at, 200, 52).map(({ value }) => value)).toEqual([0, 52, 100]);
  });

  it('keeps the outermost labels inside the axis', () => {
    const [first, last] = fitLabels([0, 100], at, 200);
    expect([first?.side, last?.side]).toEqual(['is-left', 'is-right']);
  });
});

describe('rulerOf', () => {
  it('needs neither limits nor bands nor a line', () => {
    const ruler = rulerOf({ offset: 600, factor: 1, bands: [] }, [608, 635]);
    expect(ruler).toMatchObject({ min: 500, max: 750, bands: [], line: undefined });
  });
});

describe('language', () => {
  it('finds the shipped locale nearest to a tag', () => {
    const tags = ['zh', 'zh-Hans-CN', 'zh-TW', 'EN-gb', 'fr', '', null];
    const nearest = ['zh-CN', 'zh-CN', 'zh-CN', 'en', undefined, undefined, undefined];
    expect(tags.map(localeOf)).toEqual(nearest);
  });

  it('keeps figures and units of Chinese text together', () => {
    expect(keepFigures('低于通过线 5 分', 'zh-CN')).toBe('低于通过线 5\u00a0分');
    expect(keepFigures('Paid 5 months', 'en')).toBe('Paid 5 months');
  });

  it('writes signs that are signs', () => {
    expect([22, -19, 0].map(signed)).toEqual(['+22', '\u221219', '\u00b10']);
  });
});
