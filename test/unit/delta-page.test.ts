import { expect, it } from 'vitest';
import { loadModel } from '../../sdk/node.js';
import { adaptPage } from '../../sdk/cli/adapt-page.js';
import { adaptText, type AdaptFacts } from '../../sdk/cli/adapt-text.js';
import { PAGE_STYLE_HASH } from '../../sdk/train/report/page-style.js';
import { readChannel } from './delta-cases.js';

const channel = await readChannel('trees', 200);
const source = await loadModel(channel.bytes);
const found = await source.adapt(channel.columns, channel.labels);
const half = <T extends Float64Array | Uint8Array>(column: T): T => {
  const twice = column.slice() as T;
  twice.copyWithin(100, 0, 100);
  return twice;
};
const copied = await source.adapt(
  Object.fromEntries(Object.entries(channel.columns).map(([name, c]) => [name, half(c)])),
  half(channel.labels),
);
await source.dispose();
const { addition, preview: _, ...said } = found;
const HOSTILE = `<img src=x onerror=alert(1)> "&'`;
const facts: AdaptFacts = {
  notes: [],
  ...{ name: HOSTILE, version: '1', parent: 'ab'.repeat(32), leftOut: 3 },
  ...{ ...said, output: 'x.delta', bytes: addition!.length },
};

it('gives nothing to missing values that nobody has, and counts copies', () => {
  const missing = found.card!.features.flatMap(({ bins }) => bins.filter((bin) => bin.missing));
  expect(missing.length).toBeGreaterThan(0);
  for (const { share, logOdds } of missing)
    expect({ share, logOdds }).toEqual({ share: 0, logOdds: 0 });
  expect(found.copies).toBeUndefined();
  expect(copied.copies).toBeGreaterThanOrEqual(100);
  expect(adaptText({ ...facts, copies: 100 })).toContain('100 rows are copies');
});

it.each(['en', 'zh-CN'] as const)(
  'is a page of one file in %s, with nothing left open',
  (locale) => {
    const page = adaptPage({ ...facts, copies: 100 }, locale);
    expect(page).toContain(`default-src 'none'; style-src '${PAGE_STYLE_HASH}'`);
    expect(page).toContain(`<html lang="${locale}">`);
    expect(page).not.toMatch(/<script|<img|https?:|style="|undefined|NaN|\[object/);
    for (const { feature } of facts.card!.features) expect(page).toContain(feature);
    const { card: _card, ...bare } = facts;
    const refused = adaptPage({ ...bare, refused: 'NO_EVIDENCE' }, locale);
    expect(refused).toContain(locale === 'en' ? 'Nothing was written' : '没有写出');
  },
);
