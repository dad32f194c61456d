import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import samples from '../../demo/model/samples.json' with { type: 'json' };
import { browserNames, openPage, waitFor } from '../browsers/browser.js';
import { demoInChromium } from './demo-page.js';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const demo = demoInChromium();

/** A page of the demo with its real model, which must not complain. */
async function withPage(
  path: string,
  width: number,
  test: (page: Page, requests: readonly string[]) => Promise<void>,
): Promise<void> {
  const context = await demo.browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  context.on('request', (request) => requests.push(request.url()));
  await page.goto(`${demo.url}${path}`);
  try {
    await test(page, requests);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

const recourse = (page: Page) => page.locator('#recourse');
const readout = (page: Page) => page.locator('#what-if .readout b');

describe('the stories of three applicants', () => {
  it('Lin: approved, and told what could lose it', () =>
    withPage('?lang=en&who=lin', 1280, async (page) => {
      await recourse(page).getByText('Already at or above 610').waitFor();
      await recourse(page).getByText('If the latest bill is 2 months late').waitFor();
      await recourse(page).getByText('Falls below 610').waitFor();
    }));

  for (const [who, steps] of [
    ['chen', ['Pay NT$3,000 more next month']],
    ['wu', ['Pay NT$4,000 more next month', 'Bring the latest bill up to date']],
  ] as const) {
    it(`${who}: a way to the line, and the same score when it is followed`, () =>
      withPage(`?lang=en&who=${who}`, 1280, async (page) => {
        await recourse(page).getByText('Reaches 610').first().waitFor();
        const path = recourse(page).locator('.paths > li').first();
        expect(await path.locator('.steps b').allInnerTexts()).toEqual(steps);
        const promised = await path.locator('.figures b').innerText();
        expect(Number(promised)).toBeGreaterThanOrEqual(610);
        const { applicant } = samples.find(({ id }) => id === who)!;
        const more = who === 'chen' ? 3000 : 4000;
        // Follow the advice in the form, what follows from it too: the score is what was said.
        await page.locator('#PAY_AMT1').fill(String(applicant.PAY_AMT1 + more));
        await page.locator('#BILL_AMT1').fill(String(applicant.BILL_AMT1 - more));
        if (who === 'wu') await page.locator('#PAY_0').selectOption('0');
        await page.locator('#score .figure').filter({ hasText: promised }).waitFor();
        await recourse(page).getByText('Already at or above 610').waitFor();
      }));
  }

  it('what follows from a trial is what follows from the same advice', () =>
    withPage('?lang=en&who=wu', 1280, async (page) => {
      await recourse(page).getByText('Then: Latest bill, NT$42,200.').waitFor();
      await page.locator('#what-if').getByText('If you pay NT$5,000 next month').waitFor();
      await page.locator('#what-if').getByText('Then: Latest bill, NT$42,200.').waitFor();
    }));

  it('the trial begins where the way out ends, with the same score', () =>
    withPage('?lang=en&who=chen', 1280, async (page) => {
      const promised = recourse(page).locator('.figures b').first();
      await promised.waitFor();
      await readout(page)
        .filter({ hasText: await promised.innerText() })
        .waitFor();
      await page.locator('#what-if').getByText('If you pay NT$4,600 next month').waitFor();
      await page.locator('#what-if').getByText('Then: Latest bill, NT$109,300.').waitFor();
    }));
});

describe('the letter', () => {
  for (const lang of ['en', 'zh'] as const) {
    for (const { id } of samples) {
      it(`is one page of A4: ${id}, ${lang}`, () =>
        withPage(`?lang=${lang}&theme=dark&who=${id}`, 1280, async (page) => {
          await page.locator('#letter').getByRole('button').click();
          const letter = page.locator('dialog risk-decision-letter');
          await letter.getByRole('heading', { level: 1 }).waitFor();
          const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
          expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
          // 210 by 297 mm, in points.
          expect(pdf).toMatch(/MediaBox\s*\[0 0 59[45]\.?\d* 84[12]\.?\d*\]/);
        }));
    }
  }

  it('would be seen to run over', () =>
    withPage('?lang=en&who=wu', 1280, async (page) => {
      await page.evaluate(() => {
        const own = document.createElement('p');
        own.slot = 'how';
        own.textContent = 'Words that go on for longer than a page has room for. '.repeat(80);
        document.querySelector('#letter')!.append(own);
      });
      await page.locator('#letter').getByRole('button').click();
      await page.locator('dialog').getByRole('heading', { level: 1 }).waitFor();
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(1);
    }));
});

describe('the page of elements', () => {
  const ready = async (page: Page): Promise<void> => {
    await page.locator('risk-recourse [part=path]').first().waitFor();
    await page.locator('risk-what-if .chart').first().waitFor();
    await page.locator('risk-decision-letter .thumb').first().waitFor();
  };

  it('loads its model once for all of them, and lets go of it with the last', () =>
    withPage('components.html?lang=en', 1280, async (page, requests) => {
      await ready(page);
      expect(requests.filter((url) => url.endsWith('.insitu'))).toHaveLength(1);
      const workers = (): number => page.workers().length;
      // One that scores, one that answers questions.
      expect(workers()).toBe(2);
      await page.evaluate(() => {
        const [kept, ...others] = document.querySelectorAll('#sections > section');
        others.forEach((each) => each.remove());
        kept!.querySelectorAll('risk-score').forEach((each, i) => i > 0 && each.remove());
      });
      await page.waitForTimeout(500);
      expect(workers()).toBe(2);
      await page.evaluate(() => document.querySelector('risk-score')!.remove());
      await expect.poll(workers).toBe(0);
    }));

  it('scores held-out clients here for the figures of fairness, and sends nothing', () =>
    withPage('components.html?lang=en', 1280, async (page, requests) => {
      await ready(page);
      const before = requests.length;
      await page.getByRole('button', { name: 'Score the held-out clients in this page' }).click();
      await page.getByText('Scored in this page. Nothing was sent.').waitFor();
      const table = page.locator('risk-fairness').getByRole('table').first();
      expect(await table.getByRole('rowheader').allInnerTexts()).toEqual([
        expect.stringMatching(/^Women\s+5,331 rows/),
        expect.stringMatching(/^Men\s+3,518 rows/),
      ]);
      expect(await page.locator('risk-fairness .meta').first().innerText()).toContain('8,849');
      expect(requests.slice(before).filter((url) => !url.endsWith('.gz'))).toEqual([]);
    }));

  for (const [query, width] of [
    ['lang=en&theme=light', 1280],
    ['lang=zh&theme=dark', 360],
  ] as const) {
    it(`is clean to axe, and fits: ${query}, ${width} px`, () =>
      withPage(`components.html?${query}`, width, async (page) => {
        await ready(page);
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        ).toBeLessThanOrEqual(0);
        await page.evaluate(await readFile(axe, 'utf8'));
        const found = await page.evaluate(async () => {
          const { axe: runner } = globalThis as unknown as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> };
          };
          return (await runner.run()).violations.map(
            ({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map(({ target }) => target))}`,
          );
        });
        expect(found).toEqual([]);
      }));
  }
});

describe.each(browserNames)('in %s', (name) => {
  it('a way to the line, a curve and a letter are there', async () => {
    const page = await openPage(name, `${demo.url}?lang=en&who=chen`);
    try {
      const inside = (tag: string, selector: string): string =>
        `document.querySelector('${tag}')?.shadowRoot?.querySelector('${selector}')`;
      const verdict = `${inside('#recourse', '.verdict')}?.textContent.trim()`;
      expect(await waitFor<string>(page, verdict)).toBe('Reaches 610');
      const slider = `${inside('#what-if', 'input')}?.getAttribute('aria-valuetext')`;
      expect(await waitFor<string>(page, slider)).toMatch(
        /^If you pay NT\$4,600 next month\. Score/,
      );
      await page.evaluate(`void document.querySelector('#letter').open()`);
      const heading = `${inside('dialog risk-decision-letter', 'h1')}?.textContent.trim()`;
      expect(await waitFor<string>(page, heading)).toBe('A person will review your application');
      expect(page.complaints()).toEqual([]);
    } finally {
      await page.close();
    }
  });
});
