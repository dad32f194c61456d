import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { boost } from '../../sdk/train/boost/boost.js';
import { findingText } from '../../sdk/train/report/finding-words.js';
import { count, decimal, niceStep, percent } from '../../sdk/train/report/figures.js';
import { html } from '../../sdk/train/report/markup.js';
import { binLabel } from '../../sdk/train/report/page-features.js';
import { PAGE_STYLE, PAGE_STYLE_HASH } from '../../sdk/train/report/page-style.js';
import { PAGE_WORDS } from '../../sdk/train/report/page-words.js';
import { reportPage } from '../../sdk/train/report/report-page.js';
import type { FindingCode, TrainReport } from '../../sdk/train/report/train-report.js';
import { train } from '../../sdk/train/train.js';
import { madeUp, PLAN } from './train-plan-cases.js';

const HOSTILE = `<img src=x onerror=alert(1)> "&'`;
const made = madeUp(1500, 2);
const columns = made.columns.map((column) =>
  column.name === 'age' ? { ...column, name: HOSTILE } : column,
);
const { report } = await train(
  { rows: made.rows, columns },
  {
    ...PLAN,
    name: HOSTILE,
    features: [{ column: 'income' }, { column: HOSTILE }, { column: 'home' }],
    split: { date: 'day' },
    student: { kind: 'scorecard', minIv: 0, maxP: 1 },
  },
  { boost },
);
const fidelity: NonNullable<TrainReport['fidelity']> = {
  teacher: { name: HOSTILE, kind: 'forest' },
  outOfFold: true,
  madeUp: { copies: 3, share: 0.25 },
  parts: [{ part: 'in-time', rows: 100, r2: 0.98, rank: 0.99 }],
  ladder: [
    {
      ...{ name: HOSTILE, student: { kind: 'scorecard' }, bytes: 5000, r2: 0.98 },
      ...{ fits: true, chosen: true },
    },
  ],
  reasons: { rows: 100, first: 0.9, meanOfFour: 0.85 },
  segments: [{ feature: HOSTILE, bin: '-5 to 3', rows: 40, meanDifference: -0.1, rms: 0.2 }],
};
const curve = { train: [0.6, 0.5, 0.45], validation: [0.61, 0.55, 0.56] };
const whole: TrainReport = { ...report, fidelity, curve };

describe.each(['en', 'zh-CN'] as const)('the page of a report in %s', (locale) => {
  const page = reportPage(whole, locale, { digest: 'ab'.repeat(32) });

  it('is one file that asks for nothing and runs nothing', () => {
    expect(page).toContain(`default-src 'none'; style-src '${PAGE_STYLE_HASH}'`);
    expect(page).not.toMatch(
      /<script|javascript:|\son\w+=["']|https?:|<link|<img|@import|style="/i,
    );
    expect(page.match(/url\(([^)]*)\)/g)).toEqual(['url(#hatch)']);
    expect(page).toContain(`<html lang="${locale}">`);
  });

  it('shows hostile names as the text that they are', () => {
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; &quot;&amp;&#39;');
  });

  it('has every section, and a table beside each drawing', () => {
    const words = PAGE_WORDS[locale];
    const named = [
      'ranking',
      'findings',
      'rows',
      'curve',
      'lift',
      'calibration',
      'months',
    ] as const;
    for (const section of [...named, 'card', 'features', 'fidelity'] as const) {
      expect(page).toContain(`<h2>${words[section].heading}</h2>`);
    }
    for (const { part, auc, ks } of report.parts) {
      expect(page).toContain(words.part[part]);
      expect(page).toContain(decimal(auc!.value));
      expect(page).toContain(decimal(ks!.value, 3));
    }
    const total = report.parts.reduce((sum, { rows }) => sum + rows, 0);
    expect(page).toContain(
      `${report.parts.map(({ rows }) => count(rows)).join(' + ')} = ${count(total)}`,
    );
    const drawings = page.match(/<svg class="chart"/g)!.length;
    expect(drawings).toBe(5);
    expect(page.match(/<svg(?![^>]*aria-hidden)(?![^>]*overflow)(?![^>]*viewBox)/g)).toBeNull();
  });

  it('leaves no word out and no place unfilled', () => {
    expect(page).not.toMatch(/undefined|NaN|\[object|\{\w+\}(?![^<]*<\/style>)/);
  });
});

describe('the page', () => {
  it('has a policy that names its style', () => {
    const hash = createHash('sha256').update(PAGE_STYLE).digest('base64');
    expect(PAGE_STYLE_HASH).toBe(`sha256-${hash}`);
  });

  it('has words for every finding, in both languages', () => {
    const codes = [
      ...['KNOWS_THE_FUTURE', 'SURELY_BAD', 'MISSING_TELLS', 'MEANING_CHANGES', 'OUTCOME_UNRIPE'],
      ...[
        'DUPLICATES_ACROSS_SPLIT',
        'NO_OUT_OF_TIME',
        'NOT_HELD_OUT',
        'FEW_BAD',
        'OUT_OF_TIME_WORSE',
      ],
      ...['UNSTABLE_FEATURE', 'UNSTABLE_SCORE', 'PROTECTED_FEATURE', 'CONSTANT_FEATURE'],
      ...['SIGN_AGAINST_EXPECTATION', 'COLLINEAR', 'NOT_SIGNIFICANT', 'TARGET_MISSING'],
      ...['DATE_MISSING', 'CALIBRATED'],
    ] as FindingCode[];
    for (const code of codes) {
      for (const locale of ['en', 'zh-CN'] as const) {
        const text = findingText({ code, severity: 'note', path: 'train', figure: 0.25 }, locale);
        expect(text).not.toMatch(/[{}]/);
        expect(text).not.toBe('');
      }
    }
  });

  it('writes figures alike in both languages', () => {
    expect([count(1234567), count(999), percent(-0.0512), decimal(-1.5, 2)]).toEqual([
      ...['1,234,567', '999', '\u22125.1%', '\u22121.50'],
    ]);
    expect([0.013, 0.02, 0.3, 3, 70].map(niceStep)).toEqual([0.02, 0.02, 0.5, 5, 100]);
    expect(binLabel('-5 to 3', PAGE_WORDS['zh-CN'])).toBe('\u22125 至 3');
    expect(binLabel('missing', PAGE_WORDS['zh-CN'])).toBe('缺失');
    expect(binLabel('road to nowhere', PAGE_WORDS['zh-CN'])).toBe('road to nowhere');
    expect(html`<b>${'<'}${[html`<i>${1}</i>`, undefined]}</b>`.html).toBe('<b>&lt;<i>1</i></b>');
  });
});
