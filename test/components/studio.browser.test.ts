import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browsers/chromium.js';
import type { FolderServer } from '../browsers/server.js';
import { openGallery, serveGallery, type GalleryOptions } from './gallery-page.js';
import { goTo } from './studio-steps.js';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const folder = fileURLToPath(new URL('../../.cache/screenshots', import.meta.url));
const STEPS = ['file', 'columns', 'goal', 'train', 'report', 'names', 'sign'] as const;

let browser: Browser;
let gallery: FolderServer;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  [browser, gallery] = await Promise.all([launchChromium(), serveGallery()]);
});
afterAll(async () => {
  await browser?.close();
  await gallery?.close();
});

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axe, 'utf8'));
  return page.evaluate(async () => {
    interface Finding {
      readonly id: string;
      readonly nodes: readonly { readonly target: unknown }[];
    }
    const { axe: runner } = globalThis as unknown as {
      axe: { run(context: Document, options: object): Promise<{ violations: Finding[] }> };
    };
    const rules = { 'page-has-heading-one': { enabled: false } };
    const { violations } = await runner.run(document, { rules });
    return violations.map(
      ({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map((node) => node.target))}`,
    );
  });
}

/** Texts that leave the studio, and texts of one row or chart that lie on each other. */
function findMisplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const host = document.querySelector('risk-studio')!;
    const frame = host.getBoundingClientRect();
    const boxes: { text: string; box: DOMRect; row: Element }[] = [];
    const walker = document.createTreeWalker(host.shadowRoot!, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      const parent = text.parentElement!;
      if (!text.textContent!.trim() || parent.closest('.sr, style, option')) continue;
      if (!parent.checkVisibility({ visibilityProperty: true })) continue;
      let at: Element | null = parent;
      while (at && getComputedStyle(at).clipPath === 'none') at = at.parentElement;
      if (at) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) {
        const row = parent.closest('.row, .sub, .head, .step-head, svg, .lift-plot, li, dl, label');
        if (row) boxes.push({ text: text.textContent!.trim(), box, row });
        if (box.left < frame.left - 1 || box.right > frame.right + 1) {
          found.push(`out: ${text.textContent!.trim()}`);
        }
      }
    }
    boxes.forEach(({ text, box, row }, i) => {
      for (const other of boxes.slice(i + 1)) {
        if (other.row !== row) continue;
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        // Lines of small type may share a pixel or two of leading.
        if (across > 1 && down > 4) found.push(`${text} on ${other.text}`);
      }
    });
    return found;
  });
}

async function openStudio(options: GalleryOptions, query = ''): ReturnType<typeof openGallery> {
  const opened = await openGallery(browser, gallery, { ...options, query: `studio&${query}` });
  await opened.page.locator('risk-studio .page').waitFor();
  // The gallery goes to the step by itself; until it is there, it would take the studio back.
  await opened.page.locator('html[data-studio=there]').waitFor();
  return opened;
}

describe('<risk-studio>', () => {
  for (const [width, lang, theme] of [
    [360, 'zh-CN', 'dark'],
    [360, 'en', 'light'],
    [1280, 'en', 'light'],
    [1280, 'zh-CN', 'dark'],
  ] as const) {
    it(`is whole at every step: ${width} px, ${lang}, ${theme}`, async () => {
      const query = 'step=5&kinds=oblivious scorecard taught';
      const { page, complaints, close } = await openStudio({ width, lang, theme }, query);
      await page.locator('risk-studio .compare .row:nth-child(5)').waitFor();
      for (const [i, step] of STEPS.entries()) {
        await goTo(page, i + 1);
        if (step === 'columns') await page.locator('risk-studio .disclose').first().click();
        const path = `${folder}/studio-${i + 1}-${step}-${width}-${lang}-${theme}.png`;
        await page.screenshot({ path, fullPage: true });
        expect(await findMisplaced(page), step).toEqual([]);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(over, step).toBeLessThanOrEqual(0);
        // Both widths, languages and themes, in two of four.
        if ((width === 360) === (theme === 'dark')) {
          expect(await findings(page), step).toEqual([]);
        }
      }
      expect(complaints).toEqual([]);
      await close();
    });
  }

  it('would be seen to touch', async () => {
    const { page, close } = await openStudio({ width: 360 }, 'step=2');
    await page.locator('risk-studio .columns').waitFor();
    await page.evaluate(() => {
      const root = document.querySelector('risk-studio')!.shadowRoot!;
      const name = root.querySelector<HTMLElement>('.columns .name b')!;
      name.style.whiteSpace = 'nowrap';
      name.append(' and much more than there is place for'.repeat(3));
    });
    expect((await findMisplaced(page)).length).toBeGreaterThan(0);
    await close();
  });

  it('undoes and does again each decision, where it was made, and keeps what was trained', async () => {
    const { page, close } = await openStudio({ width: 1280 }, 'step=5');
    const undo = page.getByRole('button', { name: /^Undo/ });
    await page.locator('risk-studio .compare').waitFor();
    await goTo(page, 2);
    await page.getByRole('checkbox', { name: 'Use SEX' }).check();
    await page.getByText('SEX is a protected trait and is used.').waitFor();
    await page.getByLabel('Risk as PAY_0 rises').selectOption('Only rises');
    await goTo(page, 3);
    await page.getByRole('radio', { name: /^Scorecard/ }).check();
    expect(await undo.getAttribute('aria-label')).toBe('Undo: kind of model');
    await undo.click();
    expect(await page.getByRole('radio', { name: /symmetric/ }).isChecked()).toBe(true);
    await undo.click();
    // Where it was decided: the step before.
    const direction = page.getByLabel('Risk as PAY_0 rises');
    expect(await direction.inputValue()).toBe('0');
    await page.keyboard.press('Control+z');
    expect(await page.getByRole('checkbox', { name: 'Use SEX' }).isChecked()).toBe(false);
    await page.getByRole('button', { name: /^Redo: features, SEX/ }).click();
    await page.keyboard.press('Control+Shift+z');
    expect(await direction.inputValue()).toBe('1');
    await goTo(page, 5);
    expect(await page.locator('risk-studio .compare .row[role=row]').count()).toBe(2);
    await close();
  });

  it('undoes whom to learn from, and which file lies open; models stay', async () => {
    const { page, close } = await openStudio({ width: 1280 }, 'step=5&kinds=oblivious taught');
    const turn = async (name: RegExp): Promise<void> => {
      await page.getByRole('button', { name }).click();
      await page.waitForTimeout(150);
    };
    const table = page.getByRole('table', { name: 'Beside its teacher' });
    await table.waitFor();
    await page.getByText('taught by PAY_AMT1, R² 0.982').waitFor();
    await page.getByRole('table', { name: 'Students that were tried' }).waitFor();
    await page.getByRole('radio', { name: /^Choose 1\. / }).check();
    expect(await table.count()).toBe(0);
    await turn(/^Undo: chosen model$/);
    await table.waitFor();
    await turn(/^Undo: chosen model$/);
    await turn(/^Undo: size budget$/);
    const kind = page.getByRole('radio', { name: /symmetric/ });
    expect(await kind.isChecked()).toBe(true);
    await turn(/^Undo: whom to learn from, PAY_AMT1$/);
    // Nobody to learn from yet: nothing to train.
    expect(await page.getByRole('button', { name: 'Next: Training' }).isEnabled()).toBe(false);
    await turn(/^Undo: whom to learn from$/);
    expect(await page.getByRole('radio', { name: 'Outcomes' }).isChecked()).toBe(true);
    await goTo(page, 1);
    await page.getByLabel('Separator').selectOption('Tab');
    await page.getByRole('button', { name: /^Undo: how the file is read$/ }).waitFor();
    expect(await page.locator('.steps li:nth-child(5) button').isEnabled()).toBe(false);
    await turn(/^Undo: how/);
    await goTo(page, 5);
    expect(await page.locator('risk-studio .compare .row[role=row]').count()).toBe(3);
    await close();
  });

  it('draws 5,000 columns a page at a time, and finds one', async () => {
    const { page, close } = await openStudio({ width: 1280 }, 'step=2&columns=5000');
    await page.getByText('1 to 25 of 4,998').waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(25);
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('26 to 50 of 4,998').waitFor();
    await page.getByLabel('Find a column').fill('variable_49');
    await page.getByRole('button', { name: /^Leave out these 1\d\d$/ }).click();
    await page.getByRole('checkbox', { name: 'Use VARIABLE_4900', exact: true }).waitFor();
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
    // A row that leaves the list does not lend its mark to the row that takes its place.
    await page.getByLabel('Find a column').fill('');
    await page.getByLabel('Show').selectOption('Used');
    await page.getByRole('checkbox').first().click();
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(25);
    await close();
  });

  it('says in words what is wrong with a file, and what is safe', async () => {
    const { page, close } = await openStudio({}, 'step=1&fails=read');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(
      /could not be read\s+Line 12 opens a quotation mark that nothing closes\s+Line 40 has more cells[\s\S]+nothing was sent/,
    );
    await close();
  });

  it('stops training when asked to', async () => {
    const { page, close } = await openStudio({}, 'step=4&hold');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('progressbar', { name: 'Training' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Training was stopped.').waitFor();
    await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
    await close();
  });

  it('goes on training when it is moved in the page, and says what is trained', async () => {
    const { page, close } = await openStudio({}, 'step=4&hold');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.evaluate(() => {
      const studio = document.querySelector('risk-studio')!;
      studio.parentElement!.append(studio);
    });
    await goTo(page, 3);
    await page.getByRole('radio', { name: /^Scorecard/ }).check();
    await goTo(page, 4);
    await page.getByRole('progressbar').waitFor();
    await page.locator('risk-studio .facts').getByText('Symmetric trees').waitFor();
    await page.evaluate(() => dispatchEvent(new Event('go-on')));
    await page.locator('risk-studio .facts').getByText('Scorecard').waitFor();
    expect(await page.locator('risk-studio .steps li:nth-child(5)').innerText()).toMatch(/AUC/);
    await close();
  });

  it('tells a reader every chart as a table', async () => {
    const { page, close } = await openStudio({}, 'step=5');
    await page.locator('risk-studio .compare').waitFor();
    const names = [
      ...['Trained models', 'How well it ranks', 'Share bad, by score: Test, in time'],
      ...['Expected and observed: Test, out of time', 'What the model goes by'],
      'Stability by month',
    ];
    for (const name of names) await page.getByRole('table', { name }).waitFor();
    const measures = page.getByRole('table', { name: 'How well it ranks' });
    expect(await measures.getByRole('row').filter({ hasText: 'AUC' }).ariaSnapshot()).toMatch(
      /cell "0\.782, from 0\.770 to 0\.794"/,
    );
    await goTo(page, 4);
    await page.getByRole('table', { name: 'Loss of each part' }).waitFor();
    await close();
  });

  it('shows the points of a scorecard by group, with its words', async () => {
    const { page, close } = await openStudio({}, 'step=5&kinds=scorecard');
    const card = page.getByRole('table', { name: 'The scorecard' });
    const group = card.getByRole('rowgroup', { name: 'EDUCATION' }).getByRole('row');
    await group.first().waitFor();
    const said = (await group.allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim());
    expect(said.map((row) => row.replace(/ [\d,]+ [\d.]+% .*/, ''))).toEqual([
      ...['EDUCATION', 'graduate school, others, unknown', 'university, high school', 'Missing'],
    ]);
    expect(said[1]).toMatch(/ 7,400 [\d.]+% .*0\.40.* 31/);
    await close();
  });

  it('keeps shapes and lines in forced colours', async () => {
    const { page, close } = await openStudio({ forcedColors: 'active' }, 'step=5');
    await page.locator('risk-studio .months').waitFor();
    const shown = await page.evaluate(() => {
      const root = document.querySelector('risk-studio')!.shadowRoot!;
      const of = (selector: string): string =>
        getComputedStyle(root.querySelector(selector)!).backgroundColor;
      return [of('.months .plot .mark.is-stable'), of('.months .plot .mark.is-act'), of('.weight')];
    });
    expect(shown[0]).not.toBe(shown[1]);
    expect(shown[2]).toBe(shown[1]);
    await close();
  });
});
