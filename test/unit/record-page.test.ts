import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { PAGE_STYLE, PAGE_STYLE_HASH } from '../../sdk/records/page-style.js';
import {
  createRecord,
  parseRecord,
  recordDigest,
  recordHtml,
  recordText,
  type DecisionRecord,
} from '../../sdk/records.js';
import { recordCase } from './record-cases.js';

const HOSTILE = `</p></title></style><script>alert(1)</script><img src=x onerror=alert(1)>" onclick='x' &amp; \u202e\u0000`;

let record: DecisionRecord;
let raw: DecisionRecord;
beforeAll(async () => {
  const { facts } = await recordCase();
  record = (await createRecord(facts)).record;
  raw = (await createRecord({ ...facts, includeApplicant: true })).record;
});

/** A record with every text in it hostile. */
function hostile(source: DecisionRecord): DecisionRecord {
  const spoil = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') {
      const fixed = ['schema', 'id', 'at', 'sdk', 'digest', 'signature', 'band', 'decision'];
      const more = ['engine', 'by', 'effect', 'method', 'status', 'plausibility', 'direction'];
      const last = ['regime', 'locale', 'rule', 'outcome', 'kind', 'algorithm', 'reason'];
      return [...fixed, ...more, ...last].includes(key) ? value : HOSTILE;
    }
    if (Array.isArray(value)) return value.map((item) => spoil(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        name === 'scale' ? member : spoil(member, name),
      ]),
    );
  };
  return parseRecord(spoil(source));
}

describe('the page of a record', () => {
  it.each(['en', 'zh-CN'] as const)('in %s has all that the text has', async (locale) => {
    const digest = await recordDigest(record);
    const html = recordHtml(record, locale, { digest });
    const text = recordText(record, locale, { digest });
    const plain = html.replace(/<style>[\s\S]*<\/style>/, '').replace(/<[^>]+>/g, '\n');
    const unescaped = plain
      .replaceAll('&#39;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    for (const line of text.split('\n')) {
      for (const part of line.split(/ \| |: |：/)) {
        expect(unescaped).toContain(part.replace(/^ *(\d+\. )?/, ''));
      }
    }
    expect(text).toContain(digest);
    expect(text).toContain(record.model.digest);
    expect(html).toContain(`<html lang="${locale}">`);
    expect(html).not.toMatch(/undefined|NaN|\{\w+\}(?![^<]*<\/style>)/);
  });

  it('closes the account: the check is the sum', () => {
    const check = /Check (.*) = (−?\d+)/.exec(recordText(record, 'en'))!;
    const terms = check[1]!
      .replaceAll(' ', '')
      .replaceAll('−', '-')
      .match(/[+-]?\d+/g)!;
    expect(terms.reduce((sum, term) => sum + Number(term), 0)).toBe(record.score.points);
    expect(Number(check[2])).toBe(record.score.points);
  });

  it('says that a result is indicative before all else', async () => {
    const { facts } = await recordCase({ indicative: true });
    const text = recordText((await createRecord(facts)).record, 'en');
    expect(text.indexOf('Indicative only')).toBeLessThan(text.indexOf('Result'));
    expect(recordText(record, 'en')).not.toContain('Indicative');
    expect(recordText((await createRecord(facts)).record, 'zh-CN')).toContain('仅供参考');
  });

  it('shows values where the record has them', () => {
    const text = recordText(raw, 'en');
    expect(text).toContain('from 73190.77 to 65003.25, 60000 to 65003.25 does as well');
    expect(text).toContain('Player of the Zwickelhorn');
    expect(recordText(raw, 'zh-CN')).toContain('茨威克号手');
    expect(recordText(record, 'en')).toContain('Values are not recorded.');
  });

  it('is shown of a score alone, and of a model without a scale', async () => {
    const { facts } = await recordCase();
    const { info, explanation } = facts;
    const alone = (await createRecord({ info, score: explanation.score })).record;
    expect(recordText(alone, 'en')).toContain('Neither the inputs nor a commitment');
    const bare = await recordCase({ scale: undefined } as never);
    const { recourse: _, notice: __, ...rest } = bare.facts;
    const unscaled = (await createRecord(rest)).record;
    expect(unscaled.score.points).toBeUndefined();
    expect(recordHtml(unscaled, 'zh-CN')).not.toMatch(/undefined|NaN/);
    expect(recordText(unscaled, 'en')).toMatch(/Check −?\d+ [+−] \d+.* = −?\d+/);
  });

  it.each(['en', 'zh-CN'] as const)('lets nothing hostile through in %s', (locale) => {
    for (const source of [record, raw]) {
      const html = recordHtml(hostile(source), locale);
      const own = recordHtml(source, locale);
      const tags = (text: string) => text.match(/<\/?[a-z][^>]*>/g)!;
      // Not one tag more or other than of the record without hostile texts.
      expect(tags(html)).toEqual(tags(own));
      expect(html).toContain('&lt;script&gt;');
      expect(html).toContain('&amp;amp;');
      expect(html).not.toMatch(/\u202e|<script|onerror=alert\(1\)>/);
      expect(html).not.toContain('\0');
    }
    const text = recordText(hostile(raw), locale);
    expect(text).not.toMatch(/\u202e/);
    expect(text).not.toContain('\0');
  });

  it('has a policy that allows its own style and nothing else', () => {
    const hash = createHash('sha256').update(PAGE_STYLE).digest('base64');
    expect(PAGE_STYLE_HASH).toBe(`sha256-${hash}`);
    const html = recordHtml(record, 'en');
    expect(html).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'"`);
    expect(html).toContain(`<style>${PAGE_STYLE}</style>`);
    expect(html).not.toMatch(/<script|<link|<a |src=|href=|url\(|@import|style="/);
  });
});
