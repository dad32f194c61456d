import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import samples from '../../demo/model/samples.json' with { type: 'json' };
import { browserNames, openPage, waitFor } from '../browsers/browser.js';
import { demoInChromium } from './demo-page.js';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const demo = demoInChromium();

interface OpenDemo {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

async function withDemo(
  query: string,
  width: number,
  test: (demo: OpenDemo) => Promise<void>,
): Promise<void> {
  const context = await demo.browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  context.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
  await page.goto(`${demo.url}?${query}`);
  await page.locator('risk-score .figure:not(.is-blank)').waitFor();
  try {
    await test({ page, complaints, requests });
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

const figure = (page: Page) => page.locator('risk-score').locator('.figure');

describe('the demo', () => {
  for (const sample of samples) {
    it(`scores ${sample.name.en} as the model's own library does`, () =>
      withDemo(`lang=en&who=${sample.id}`, 1280, async ({ page }) => {
        expect(await figure(page).innerText()).toBe(String(sample.expected.points));
        const sum = await page.locator('risk-reasons .sum').innerText();
        expect(sum.replaceAll('\u00a0', ' ')).toMatch(new RegExp(`= ${sample.expected.points}$`));
        for (const other of samples) {
          const tab = page.locator('#samples').getByRole('button', { name: other.name.en });
          await tab.filter({ hasText: String(other.expected.points) }).waitFor();
        }
      }));
  }

  for (const width of [360, 1280]) {
    it(`does not move while it loads, ${width} px`, () =>
      withDemo('lang=en', width, async ({ page }) => {
        await page.locator('#runs-engine').filter({ hasText: /\w/ }).waitFor();
        const shift = await page.evaluate(
          () =>
            new Promise<number>((resolve) => {
              let sum = 0;
              new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) {
                  sum += (entry as PerformanceEntry & { value: number }).value;
                }
              }).observe({ type: 'layout-shift', buffered: true });
              setTimeout(() => resolve(sum), 300);
            }),
        );
        expect(shift).toBeLessThan(0.02);
      }));
  }

  it('scores again as an answer changes', () =>
    withDemo('lang=en&who=chen', 1280, async ({ page }) => {
      const before = Number(await figure(page).innerText());
      await page.locator('#PAY_0').selectOption('2');
      await expect.poll(async () => Number(await figure(page).innerText())).toBeLessThan(before);
    }));

  it('marks an answer that cannot be read, and has no score to send then', () =>
    withDemo('lang=en', 1280, async ({ page }) => {
      const field = page.locator('#PAY_AMT1');
      await field.fill('a lot');
      await page.locator('risk-score').getByText('A number is needed here.').waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      expect(await page.getByRole('button', { name: 'Send the score' }).isDisabled()).toBe(true);
      await field.fill('2,000');
      await figure(page).filter({ hasText: /^\d+$/ }).waitFor();
      expect(await field.getAttribute('aria-invalid')).toBeNull();
    }));

  it('sends the score when asked to, and exactly what it shows', () =>
    withDemo('lang=en&who=chen', 1280, async ({ page, requests }) => {
      const strip = page.locator('#strip').locator('.figure');
      expect(await strip.innerText()).toBe('0');
      expect(requests.filter((request) => request.startsWith('POST'))).toEqual([]);
      const sent = page.waitForRequest((request) => request.method() === 'POST');
      await page.getByRole('button', { name: 'Send the score' }).click();
      const body = (await sent).postDataBuffer()!;
      await page.getByText(`${body.length} bytes, and this is all of them:`).waitFor();
      expect(await page.locator('#received').innerText()).toBe(body.toString());
      const { points } = JSON.parse(body.toString()) as { points: number };
      expect(String(points)).toBe(await figure(page).innerText());
      await expect.poll(() => strip.innerText()).toBe(String(body.length));
      await page.getByRole('button', { name: '中文' }).click();
      await page.getByText('分数已发送').waitFor();
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('button', { name: 'Show ledger' }).click();
      await page.locator('#book').getByRole('row', { name: 'Sent' }).waitFor();
    }));

  it('asks nobody but its own server, and sends nothing by itself', () =>
    withDemo('lang=en', 1280, async ({ page, requests }) => {
      await page.locator('#LIMIT_BAL').fill('50,000');
      await page.waitForTimeout(500);
      expect(requests.filter((request) => !request.startsWith(`GET ${demo.url}`))).toEqual([]);
    }));

  it('says when its worker is shut off by policy', () =>
    withDemo('lang=en', 1280, async ({ page }) => {
      await page.locator('#runs-worker').filter({ hasText: 'Closed by policy' }).waitFor();
    }));

  it('does not say 0 where nobody counted', () =>
    withDemo('lang=en', 1280, async ({ page }) => {
      await page.evaluate(() => {
        const strip = document.querySelector<HTMLElement & { ledger: unknown }>('#strip')!;
        strip.ledger = {
          entries: [],
          totals: () => ({ bytesIn: undefined, bytesOut: undefined }),
          subscribe: () => () => {},
        };
      });
      await page.locator('#strip').getByText('Not measured').waitFor();
    }));

  for (const width of [320, 360, 768, 1280]) {
    for (const lang of ['en', 'zh']) {
      it(`fits ${width} px, ${lang}`, () =>
        withDemo(`lang=${lang}`, width, async ({ page }) => {
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - innerWidth,
          );
          expect(overflow).toBeLessThanOrEqual(0);
        }));
    }
  }

  for (const query of ['lang=en&theme=light', 'lang=zh&theme=dark&who=wu']) {
    for (const width of [360, 1280]) {
      it(`is clean to axe: ${query}, ${width} px`, () =>
        withDemo(query, width, async ({ page }) => {
          await page.locator('.show-book:visible').click();
          await page.evaluate(await readFile(axe, 'utf8'));
          const found = await page.evaluate(async () => {
            const { axe: runner } = globalThis as unknown as {
              axe: {
                run(): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }>;
              };
            };
            return (await runner.run()).violations.map(
              ({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map(({ target }) => target))}`,
            );
          });
          expect(found).toEqual([]);
        }));
    }
  }
});

describe.each(browserNames)('the demo in %s', (name) => {
  it('shows the score, its account and its ledger', async () => {
    const chosen = samples[1]!;
    const page = await openPage(name, `${demo.url}?lang=en&who=${chosen.id}`);
    try {
      const inside = (tag: string, selector: string): string =>
        `document.querySelector('${tag}')?.shadowRoot?.querySelector('${selector}')?.textContent.trim()`;
      const score = await waitFor<string>(
        page,
        `document.querySelector('#score').state === 'ready' && ${inside('#score', '.figure')}`,
      );
      expect(score).toBe(String(chosen.expected.points));
      const close = inside('risk-reasons', '.is-close .balance');
      expect(await waitFor<string>(page, close)).toBe(score);
      expect(await page.evaluate(inside('#strip', '.figure'))).toBe('0');
      expect(page.complaints()).toEqual([]);
    } finally {
      await page.close();
    }
  });
});
