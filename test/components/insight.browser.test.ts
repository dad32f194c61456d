import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadedModel, Recourse } from '../../sdk/index.js';
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

/** One state of the elements, or an empty page, which must not complain. */
async function withState(
  state: string,
  test: (page: Page, opened: Gallery) => Promise<void>,
  lang: 'en' | 'zh-CN' = 'en',
): Promise<void> {
  const opened = await openGallery(browser, server, { query: `insight&state=${state}`, lang });
  try {
    await test(opened.page, opened);
    expect(opened.complaints).toEqual([]);
  } finally {
    await opened.close();
  }
}

const text = (page: Page, tag: string): Promise<string> =>
  page.locator(`${tag} .risk`).first().innerText();

describe('<risk-recourse>', () => {
  it('says what to do, what follows, and the score that the model gives to it', () =>
    withState('review', async (page) => {
      const path = page.locator('risk-recourse .paths > li').first();
      await path.getByText('Paid last month: at least NT$6,000').waitFor();
      expect(await path.innerText()).toMatch(/now NT\$2,000\s+Then: Share of the limit used, 6%\./);
      await path.getByText('Reaches 640').waitFor();
      expect(await path.locator('.sr').innerText()).toBe('from 635 to 640');
      expect(await text(page, 'risk-recourse')).toContain('searched to the end');
    }));

  it('claims no proof that the answer does not carry', () =>
    withState('unproven', async (page) => {
      await page.locator('risk-recourse').getByText('The best found in the time given').waitFor();
      expect(await text(page, 'risk-recourse')).not.toContain('searched to the end');
    }));

  it('shows the closest way where none reaches the line, and says so', () =>
    withState('declined', async (page) => {
      await page.locator('risk-recourse').getByText('Nothing that you can change').waitFor();
      await page.locator('risk-recourse').getByText('39 short of 640').waitFor();
      expect(await page.locator('risk-recourse .steps li').count()).toBe(2);
    }));

  for (const [state, said] of [
    ['immutable', 'Nothing that counts here can be changed by you.'],
    ['unknown', 'There may be one.'],
    ['no-bands', 'This model has no approval line'],
    ['idle', 'Suggestions appear with the score.'],
    ['failing', 'Code INTERNAL'],
    ['crashed', 'Code WORKER_CRASHED'],
    ['indicative', 'another model decides'],
  ] as const) {
    it(`has its own words for ${state}`, () =>
      withState(state, async (page) => {
        await page.locator('risk-recourse').getByText(said).waitFor();
      }));
  }

  it('tells the approved what could lose it soonest', () =>
    withState('approved', async (page) => {
      await page.locator('risk-recourse').getByText('Already at or above 640').waitFor();
      const fact = page.locator('risk-recourse .is-loss > li');
      expect(await fact.innerText()).toMatch(/Latest bill, months late: 2\s+now On time/);
      await fact.getByText('Falls below 640').waitFor();
    }));

  it('drops the answer of an applicant who is no longer asked about', () =>
    withState('none', async (page) => {
      const heard = await page.evaluate(async () => {
        const element = document.createElement('risk-recourse');
        const model = gallery.stub();
        const waits: (() => void)[] = [];
        const signals: (AbortSignal | undefined)[] = [];
        const slow = {
          ...model,
          info: model.info,
          explain: model.explain.bind(model),
          safety: model.safety.bind(model),
          recourse: async (...asked: Parameters<LoadedModel['recourse']>): Promise<Recourse> => {
            signals.push(asked[1]?.signal);
            const first = signals.length === 1;
            if (first) await new Promise<void>((resolve) => waits.push(resolve));
            return model.recourse(...asked);
          },
        };
        const points: unknown[] = [];
        element.addEventListener('risk-recourse', ({ recourse }) =>
          points.push(recourse.score.points),
        );
        element.model = slow;
        element.applicant = gallery.applicants.declined;
        document.body.append(element);
        await new Promise((resolve) => setTimeout(resolve, 100));
        element.applicant = gallery.applicants.review;
        await new Promise((resolve) => setTimeout(resolve, 100));
        waits.forEach((resolve) => resolve());
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { points, aborted: signals[0]?.aborted };
      });
      expect(heard).toEqual({ points: [635], aborted: true });
    }));

  it('asks again when it was moved while it waited', () =>
    withState('none', async (page) => {
      await page.evaluate(async () => {
        const element = document.createElement('risk-recourse');
        element.model = gallery.stub({ delayMs: (call) => (call === 0 ? 0 : 150) });
        element.applicant = gallery.applicants.review;
        document.body.append(element);
        await new Promise((resolve) => setTimeout(resolve, 80));
        const place = document.createElement('div');
        document.body.append(place);
        place.append(element);
      });
      await page.locator('risk-recourse').getByText('Reaches 640').first().waitFor();
    }));

  it('takes the host’s own words', () =>
    withState('review', async (page) => {
      await page.evaluate(() => {
        document.querySelector('risk-recourse')!.wording = ({ kind, feature, from, to }) =>
          kind === 'change' && feature === 'paid'
            ? `Pay ${Number(to) - Number(from)} more`
            : undefined;
      });
      await page.locator('risk-recourse').getByText('Pay 4000 more').waitFor();
    }));
});

describe('elements without a <risk-score>', () => {
  it('follow a form by themselves', () =>
    withState('none', async (page) => {
      await page.evaluate(() => {
        const form = document.createElement('form');
        form.id = 'loan';
        for (const [name, value] of Object.entries(gallery.applicants.review)) {
          const input = document.createElement('input');
          input.name = name;
          input.defaultValue = String(value);
          form.append(input);
        }
        document.body.append(form);
        const model = gallery.stub();
        for (const tag of ['risk-recourse', 'risk-what-if', 'risk-reasons'] as const) {
          const element = document.createElement(tag);
          element.htmlFor = 'loan';
          element.model = model;
          document.body.append(element);
        }
      });
      await page.locator('risk-recourse').getByText('Reaches 640').first().waitFor();
      await page.locator('[name=status2]').fill('0');
      await page.locator('risk-recourse').getByText('Already at or above 640').waitFor();
      await page.locator('risk-reasons .is-close').getByText('663').waitFor();
    }));
});

describe('<risk-what-if>', () => {
  const slider = (page: Page) => page.locator('risk-what-if').getByRole('slider');

  it('says in words where the slider stands, and moves by keys', () =>
    withState('review', async (page) => {
      await slider(page).waitFor();
      expect(await slider(page).getAttribute('aria-valuetext')).toBe(
        'Paid last month: NT$16,000. Score 651, plus 16',
      );
      await slider(page).focus();
      const value = async () => Number(await slider(page).inputValue());
      const start = await value();
      await page.keyboard.press('ArrowRight');
      const step = (await value()) - start;
      expect(step).toBeGreaterThan(0);
      await page.keyboard.press('PageUp');
      expect(await value()).toBeCloseTo(start + 5 * step, 6);
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Home');
      expect(await value()).toBe(0);
      await page.keyboard.press('End');
      expect(await value()).toBe(Number(await slider(page).getAttribute('max')));
      expect(await text(page, 'risk-what-if')).toContain('Then: Share of the limit used');
    }));

  it('gives to the way out of <risk-recourse> the same score', () =>
    withState('review', async (page) => {
      await page.locator('risk-recourse').getByText('Reaches 640').first().waitFor();
      await page.evaluate(() => (document.querySelector('risk-what-if')!.value = 6000));
      await page.locator('risk-what-if .readout b').filter({ hasText: '640' }).waitFor();
      await page.locator('risk-what-if .readout em').filter({ hasText: '+5' }).waitFor();
    }));

  it('offers few whole values as places, in the bundle’s own words', () =>
    withState('review', async (page) => {
      const choice = page.locator('risk-what-if').getByLabel('Change');
      await choice.selectOption('status');
      await page.locator('risk-what-if').getByText('Latest bill, months late: On time').waitFor();
      await slider(page).focus();
      await page.keyboard.press('ArrowRight');
      await page.locator('risk-what-if .readout b').filter({ hasText: '593' }).waitFor();
      await page.keyboard.press('End');
      expect(await slider(page).getAttribute('aria-valuetext')).toContain('months late: 3+');
      expect(await page.locator('risk-what-if .chart line.curve').count()).toBe(4);
    }));

  it('shows two answers at once as a table with today in it', () =>
    withState('review', async (page) => {
      await page.locator('risk-what-if').getByLabel('and').selectOption('status');
      const table = page.locator('risk-what-if').getByRole('table');
      await table.waitFor();
      const today = table.locator('[aria-current=true]');
      expect(await today.innerText()).toBe('635');
      expect(await table.getByRole('rowheader').allInnerTexts()).toEqual([
        'On time',
        '1',
        '2',
        '3+',
      ]);
      expect(await table.locator('.is-over').first().innerText()).toMatch(/^6[4-9]\d$/);
    }));

  it('is as wide as the curve above it', () =>
    withState('review', async (page) => {
      await slider(page).waitFor();
      const [mark, box, thumb] = await page.evaluate(() => {
        const root = document.querySelector('risk-what-if')!.shadowRoot!;
        const input = root.querySelector('input')!;
        const track = input.getBoundingClientRect();
        const share =
          (Number(input.value) - Number(input.min)) / (Number(input.max) - Number(input.min));
        const to = root.querySelector('.to')!.getBoundingClientRect();
        // The thumb is 16 px wide, and its centre moves between the ends of the plot.
        return [to.left + to.width / 2, track.height, track.left + 8 + share * (track.width - 16)];
      });
      expect(Math.abs(mark - thumb)).toBeLessThan(1);
      expect(box).toBeGreaterThanOrEqual(44);
    }));
});

describe('<risk-reasons>', () => {
  it('opens an entry to its answers, and they add up to it', () =>
    withState('grouped', async (page) => {
      await page.locator('risk-reasons').getByRole('button', { name: 'Show all 6' }).click();
      const group = page.locator('risk-reasons').getByRole('button', { name: /Late bills/ });
      expect(await group.getAttribute('aria-expanded')).toBe('false');
      await group.click();
      const parts = page.locator('risk-reasons .is-part .points > :first-child');
      expect(await parts.allInnerTexts()).toEqual(['+22', '\u221219']);
      expect(
        await page.locator('risk-reasons .row', { hasText: 'Late bills' }).innerText(),
      ).toContain('+3');
    }));

  it('shows on request what two answers do only together', () =>
    withState('review', async (page) => {
      await page.locator('risk-reasons').getByRole('button', { name: 'Show pairs' }).click();
      const pairs = page
        .locator('risk-reasons')
        .getByRole('list', { name: 'What counted together' });
      expect(
        (await pairs.getByRole('listitem').allInnerTexts()).map((line) => line.trim()),
      ).toEqual([
        expect.stringMatching(/^Latest bill, months late × August bill, months late\s+\u22128/),
        expect.stringMatching(/^Paid last month × Share of the limit used\s+\+4/),
      ]);
    }));

  it('lists on request only what takes points, and still closes', () =>
    withState('review', async (page) => {
      await page.evaluate(() => (document.querySelector('risk-reasons')!.direction = 'adverse'));
      const sum = page.locator('risk-reasons .sum');
      await sum.filter({ hasText: /^608 \u2212\s19 \u2212\s8 \+\s54 =\s635$/ }).waitFor();
    }));
});

describe('<risk-decision-letter>', () => {
  const letter = (page: Page) => page.locator('dialog risk-decision-letter');

  it('opens above the page, says who, what, why and what can be done, and closes', () =>
    withState('review', async (page) => {
      await page.getByRole('button', { name: 'Open letter' }).click();
      await letter(page).getByRole('heading', { level: 1 }).waitFor();
      const said = await text(page, 'dialog risk-decision-letter');
      for (const part of [
        'Example Bank',
        '21 November 2026',
        'PL-2026-004817',
        'Dear Mr Chen,',
        'A person will review your application',
        'Your credit score is 635. We approve applications that score 640 or more. Yours is 5\u00a0points below',
        'Paid last month: at least NT$6,000',
        'review@bank.example',
      ]) {
        expect(said).toContain(part);
      }
      const print = letter(page).getByRole('button', { name: 'Print' });
      await expect
        .poll(() =>
          print.evaluate((button) => (button.getRootNode() as ShadowRoot).activeElement === button),
        )
        .toBe(true);
      await letter(page).getByRole('button', { name: 'Close' }).click();
      // The dialog goes with its event, which comes a moment after.
      await page.locator('dialog').waitFor({ state: 'detached' });
      expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
    }));

  it('asks for a person through an event that the page can take', () =>
    withState('declined', async (page) => {
      const heard = page.evaluate(
        () =>
          new Promise((resolve) => {
            document.body.addEventListener('risk-review', (event) => {
              event.preventDefault();
              resolve([(event.target as Element).id, event.reference, event.contact]);
            });
            document.querySelector('risk-decision-letter')!.id = 'asker';
          }),
      );
      await page.getByRole('button', { name: 'Open letter' }).click();
      await letter(page).getByRole('button', { name: 'Ask for a person to review' }).click();
      expect(await heard).toEqual(['asker', 'PL-2026-004817', 'review@bank.example']);
      await letter(page).getByText('Your request was passed on.').waitFor();
    }));

  it('is not written without a date, or of what is no decision', () =>
    withState('review', async (page) => {
      await page.evaluate(() => (document.querySelector('risk-decision-letter')!.date = ''));
      await page.locator('risk-decision-letter').getByText('Code L-501').waitFor();
    }));

  it('is a draft where another model decides', () =>
    withState('indicative', async (page) => {
      await page.locator('risk-decision-letter').getByText('Draft: indicative').waitFor();
      await page.getByRole('button', { name: 'Open letter' }).click();
      await letter(page).getByText('Draft: indicative, not a decision').waitFor();
    }));

  it('leaves out advice that is of another score', () =>
    withState('none', async (page) => {
      await page.evaluate(async () => {
        const model = gallery.stub();
        const element = document.createElement('risk-decision-letter');
        Object.assign(element, { reference: 'R-1', date: '2026-11-21', full: true });
        element.info = model.info;
        element.explanation = await model.explain(gallery.applicants.declined, { maxReasons: 9 });
        element.recourse = await model.recourse(gallery.applicants.review);
        document.body.append(element);
      });
      await page.locator('risk-decision-letter').getByRole('heading', { level: 1 }).waitFor();
      expect(await text(page, 'risk-decision-letter')).not.toContain('What you can do');
      // Told to it, not worked out here: it does not claim so.
      expect(await text(page, 'risk-decision-letter')).not.toContain('on this device');
    }));
});
