import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadedModel } from '../../sdk/index.js';
import { launchChromium } from '../browsers/chromium.js';
import type { FolderServer } from '../browsers/server.js';
import { openGallery, serveGallery, type Gallery } from './gallery-page.js';
import type { STUB_APPLICANTS, StubOptions } from './stub-model.js';

/** What the gallery page offers to tests, as seen inside the page. */
declare const gallery: {
  readonly stub: (options?: StubOptions) => LoadedModel;
  readonly applicants: typeof STUB_APPLICANTS;
};

let browser: Browser;
let server: FolderServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), serveGallery()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** A page with nothing on it but what the test puts there. */
async function withPage(test: (page: Page, opened: Gallery) => Promise<void>): Promise<void> {
  const opened = await openGallery(browser, server, { query: 'state=none' });
  try {
    await test(opened.page, opened);
    expect(opened.complaints).toEqual([]);
  } finally {
    await opened.close();
  }
}

/** A form with the stub's fields, and an element bound to it that submits with it. */
async function addForm(page: Page): Promise<void> {
  await page.evaluate(() => {
    const form = document.createElement('form');
    form.id = 'loan';
    for (const [name, value] of Object.entries(gallery.applicants.review)) {
      const input = document.createElement('input');
      input.name = name;
      input.defaultValue = String(value);
      form.append(input);
    }
    const score = document.createElement('risk-score');
    score.htmlFor = 'loan';
    score.name = 'score';
    form.append(score);
    document.body.append(form);
    score.model = gallery.stub();
  });
}

const submitted = (page: Page): Promise<string | null> =>
  page.evaluate(() => new FormData(document.forms[0]).get('score') as string | null);

const figure = (page: Page) => page.locator('risk-score').locator('.figure');

describe('a bound form', () => {
  it('is scored when the model is there, and again as its fields change', () =>
    withPage(async (page) => {
      await addForm(page);
      await figure(page).filter({ hasText: '635' }).waitFor();
      await page.locator('[name=status2]').fill('0');
      await figure(page).filter({ hasText: '663' }).waitFor();
    }));

  it('submits margin, points and model, and nothing while they are not of its fields', () =>
    withPage(async (page) => {
      await addForm(page);
      await figure(page).filter({ hasText: '635' }).waitFor();
      const value = await submitted(page);
      expect(JSON.parse(value ?? '')).toEqual({
        margin: -635,
        points: 635,
        model: '00'.repeat(32),
      });
      const between = await page.evaluate(() => {
        const input = document.querySelector<HTMLInputElement>('[name=status2]')!;
        input.value = '0';
        input.dispatchEvent(new Event('input', { bubbles: true }));
        return new FormData(document.forms[0]).get('score');
      });
      expect(between).toBeNull();
      await figure(page).filter({ hasText: '663' }).waitFor();
      expect(JSON.parse((await submitted(page)) ?? '')).toMatchObject({ points: 663 });
    }));

  it('follows a reset', () =>
    withPage(async (page) => {
      await addForm(page);
      await page.locator('[name=status2]').fill('0');
      await figure(page).filter({ hasText: '663' }).waitFor();
      await page.evaluate(() => document.forms[0]!.reset());
      await figure(page).filter({ hasText: '635' }).waitFor();
    }));

  it('may be typed as people type numbers', () =>
    withPage(async (page) => {
      await addForm(page);
      await page.locator('[name=limit]').fill(' ２４０ ');
      await page.locator('[name=trend]').fill('\u22120');
      await figure(page).filter({ hasText: '624' }).waitFor();
    }));

  it('shows what to look at again, in words, and not the value', () =>
    withPage(async (page) => {
      await addForm(page);
      await page.locator('[name=limit]').fill('5,000');
      const say = page.locator('risk-score').locator('.say');
      await say.filter({ hasText: 'The number must be 1000 or less.' }).waitFor();
      expect(await page.locator('risk-score').innerText()).not.toContain('5,000');
      expect(await submitted(page)).toBeNull();
    }));

  it('waits, without a complaint, for a field that is not filled in', () =>
    withPage(async (page) => {
      await addForm(page);
      await page.locator('[name=limit]').fill('');
      await page.locator('risk-score').getByText('No score yet').waitFor();
    }));

  it('may come into the page after the element', () =>
    withPage(async (page) => {
      await page.evaluate(() => {
        const score = document.createElement('risk-score');
        score.htmlFor = 'late';
        score.model = gallery.stub();
        document.body.append(score);
        const form = document.createElement('form');
        form.id = 'late';
        for (const [name, value] of Object.entries(gallery.applicants.review)) {
          const input = document.createElement('input');
          input.name = name;
          input.value = String(value);
          form.append(input);
        }
        document.body.append(form);
        form.elements[0]!.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await figure(page).filter({ hasText: '635' }).waitFor();
    }));
});

describe('the last call', () => {
  it('wins, though an earlier one answers after it', () =>
    withPage(async (page) => {
      const heard = await page.evaluate(async () => {
        const score = document.createElement('risk-score');
        const points: unknown[] = [];
        score.addEventListener('risk-score', (event) => points.push(event.score.points));
        document.body.append(score);
        score.model = gallery.stub({ delayMs: (call) => (call === 0 ? 300 : 20) });
        score.applicant = gallery.applicants.declined;
        await score.updateComplete;
        await new Promise((resolve) => setTimeout(resolve, 40));
        score.applicant = gallery.applicants.approved;
        await new Promise((resolve) => setTimeout(resolve, 500));
        return { points, shown: score.score?.points };
      });
      expect(heard).toEqual({ points: [691], shown: 691 });
    }));
});

describe('the layout', () => {
  for (const lang of ['en', 'zh-CN'] as const) {
    for (const width of [360, 430, 560, 760, 1200]) {
      it(`is as high before a score as with it: ${lang}, ${width} px`, async () => {
        const opened = await openGallery(browser, server, { lang, width, query: 'wide' });
        const heights = await opened.page.evaluate(() =>
          ['idle', 'loading', 'scoring', 'review'].map((name) =>
            [...document.querySelectorAll(`#${name} > *`)].map((element) =>
              Math.round(element.getBoundingClientRect().height),
            ),
          ),
        );
        const last = heights.at(-1);
        expect(heights).toEqual([last, last, last, last]);
        const overflow = await opened.page.evaluate(
          () => document.documentElement.scrollWidth - innerWidth,
        );
        expect(overflow).toBeLessThanOrEqual(0);
        await opened.close();
      });
    }
  }
});

describe('a strict policy', () => {
  it('is kept in every state', async () => {
    const opened = await openGallery(browser, server, {});
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('would be seen to be broken', async () => {
    const opened = await openGallery(browser, server, { query: 'state=none' });
    await opened.page.evaluate(() => document.body.setAttribute('style', 'width: 1px'));
    await expect.poll(() => opened.complaints.join()).toContain('Content Security Policy');
    await opened.close();
  });
});

describe('the language', () => {
  it('follows the page, and gives way to the element’s own', () =>
    withPage(async (page) => {
      await page.evaluate(() => {
        for (const id of ['follows', 'own']) {
          const score = document.createElement('risk-score');
          score.id = id;
          score.applicant = gallery.applicants.review;
          score.model = gallery.stub();
          if (id === 'own') score.locale = 'en';
          document.body.append(score);
        }
      });
      await page.locator('#follows').getByText('A person will review').waitFor();
      await page.evaluate(() => (document.documentElement.lang = 'zh-CN'));
      await page.locator('#follows').getByText('转人工复核').waitFor();
      await page.locator('#follows').getByText('8 月账单').waitFor();
      await page.locator('#own').getByText('A person will review').waitFor();
    }));
});

describe('models', () => {
  it('that were shared are not disposed with the element', () =>
    withPage(async (page) => {
      const disposed = await page.evaluate(async () => {
        const score = document.createElement('risk-score');
        const model = gallery.stub();
        score.model = model;
        document.body.append(score);
        score.remove();
        await new Promise((resolve) => setTimeout(resolve, 400));
        return (model as unknown as { disposed: boolean }).disposed;
      });
      expect(disposed).toBe(false);
    }));

  it('survive a move in the page', () =>
    withPage(async (page) => {
      await addForm(page);
      await figure(page).filter({ hasText: '635' }).waitFor();
      await page.evaluate(() => document.forms[0]!.prepend(document.querySelector('risk-score')!));
      await page.waitForTimeout(400);
      expect(await figure(page).innerText()).toBe('635');
    }));

  it('report a failure as an event with its code', () =>
    withPage(async (page) => {
      const code = await page.evaluate(
        () =>
          new Promise((resolve) => {
            const score = document.createElement('risk-score');
            document.body.addEventListener('risk-error', ({ error }) => resolve(error.code));
            score.applicant = gallery.applicants.review;
            score.model = gallery.stub({ fails: 'TIMEOUT' });
            document.body.append(score);
          }),
      );
      expect(code).toBe('TIMEOUT');
    }));
});

describe('reasons that do not add up', () => {
  it('are shown by no element', async () => {
    const opened = await openGallery(browser, server, { query: 'state=unbalanced' });
    await opened.page.locator('risk-reasons').getByText('Code R-201').waitFor();
    expect(await opened.page.getByText('August bill').count()).toBe(0);
    expect(await opened.page.locator('risk-score .figure').innerText()).toBe('635');
    await opened.close();
  });
});

describe('<risk-reasons>', () => {
  it('follows its score though it comes first, and takes an explanation by itself', () =>
    withPage(async (page) => {
      await page.evaluate(async () => {
        const follows = document.createElement('risk-reasons');
        follows.htmlFor = 'later';
        document.body.append(follows);
        const score = document.createElement('risk-score');
        score.id = 'later';
        score.applicant = gallery.applicants.review;
        score.model = gallery.stub();
        document.body.append(score);
        const alone = document.createElement('risk-reasons');
        const model = gallery.stub();
        alone.explanation = await model.explain(gallery.applicants.declined, { maxReasons: 9 });
        alone.info = model.info;
        document.body.append(alone);
      });
      const sums = page.locator('risk-reasons').locator('.sum');
      await sums
        .nth(0)
        .filter({ hasText: /=\s635$/ })
        .waitFor();
      await sums
        .nth(1)
        .filter({ hasText: /=\s499$/ })
        .waitFor();
    }));
});
