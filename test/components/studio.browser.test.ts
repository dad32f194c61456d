import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeBundle } from '../../sdk/model/bundle/decode.js';
import { treeCount } from '../../sdk/model/forest.js';
import { openPage, waitFor, type BrowserName } from '../browsers/browser.js';
import { launchChromium } from '../browsers/chromium.js';
import type { FolderServer } from '../browsers/server.js';
import { serveDemo, type DemoServer } from './demo-page.js';
import { openGallery, serveGallery, type GalleryOptions } from './gallery-page.js';
import { scoredFile, studioFile } from './studio-file.js';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const teacher = fileURLToPath(new URL('../../demo/model/teacher.insitu', import.meta.url));
const folder = fileURLToPath(new URL('../../.cache/screenshots', import.meta.url));
const STEPS = ['file', 'columns', 'goal', 'train', 'report', 'names', 'sign'] as const;

let browser: Browser;
let gallery: FolderServer;
let demo: DemoServer;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  [browser, gallery, demo] = await Promise.all([launchChromium(), serveGallery(), serveDemo()]);
});
afterAll(async () => {
  await browser?.close();
  await gallery?.close();
  await demo?.close();
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
  return opened;
}

const goTo = async (page: Page, step: number): Promise<void> => {
  await page.locator(`risk-studio .steps li:nth-child(${step}) button`).click();
  await page.waitForTimeout(150);
};

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
    await page.getByLabel('Risk with the value of PAY_0').selectOption('Only rises');
    await goTo(page, 3);
    await page.getByRole('radio', { name: /^Scorecard/ }).check();
    expect(await undo.getAttribute('aria-label')).toBe('Undo: kind of model');
    await undo.click();
    expect(await page.getByRole('radio', { name: /level by level/ }).isChecked()).toBe(true);
    await undo.click();
    // Where it was decided: the step before.
    const direction = page.getByLabel('Risk with the value of PAY_0');
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
    const kind = page.getByRole('radio', { name: /level by level/ });
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
    await page.getByRole('button', { name: 'Following' }).click();
    await page.getByText('26 to 50 of 4,998').waitFor();
    await page.getByLabel('Find a column').fill('variable_49');
    await page.getByRole('button', { name: /^Leave out these 1\d\d$/ }).click();
    await page.getByRole('checkbox', { name: 'Use VARIABLE_4900', exact: true }).waitFor();
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
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
    const { page, close } = await openStudio({}, 'step=4&tree-ms=50');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('progressbar', { name: 'Training' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Training was stopped.').waitFor();
    await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
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

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  for (let i = 0; i < 60; i++) {
    const focused = await page.evaluate(() => {
      let at: Element | null = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      const own = at as HTMLInputElement | null;
      const label = own?.labels?.[0]?.textContent ?? '';
      return own?.getAttribute('aria-label') ?? `${own?.textContent ?? ''}${label}`;
    });
    if (name.test(focused.trim().replace(/\s+/g, ' '))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab does not come to ${name}`);
}

describe('from a file to a scored applicant, with the trainer that ships', () => {
  it('lends a teacher of 1000 trees to the data set that it learned from', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    try {
      await page.goto(`${demo.url}studio.html?lang=en`);
      await page.waitForFunction(() => document.documentElement.dataset.ready === '');
      await page.getByRole('button', { name: 'Use the UCI Taiwan data' }).click();
      await page.getByRole('button', { name: 'Next: Columns' }).click();
      await page.getByRole('button', { name: 'Next: Goal and size' }).click();
      await page.getByRole('radio', { name: 'Model file' }).check();
      await page.getByRole('button', { name: 'Take one of 1000 trees' }).click();
      await page.getByText('Columns that it does not ask for are left out.').waitFor();
      const { model } = await decodeBundle(await readFile(teacher), { crypto: crypto.subtle });
      expect(model.body.kind === 'forest' && treeCount(model.body)).toBe(1000);
    } finally {
      await page.close();
    }
  });

  it('takes the keyboard alone, in Chromium', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    context.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
    await page.goto(`${demo.url}studio.html?lang=en`);
    await page.waitForFunction(() => document.documentElement.dataset.ready === '');
    const press = async (name: RegExp, key = 'Enter'): Promise<void> => {
      await tabTo(page, name);
      await page.keyboard.press(key);
    };

    const chooser = page.waitForEvent('filechooser');
    await press(/^Choose a file$/);
    const buffer = Buffer.from(studioFile());
    await (await chooser).setFiles({ name: 'loans.csv', mimeType: 'text/csv', buffer });
    await page.getByText('What was found').waitFor();
    await press(/^Next: Columns$/);
    await page.locator('risk-studio .iv .bar').first().waitFor();
    expect(await page.getByRole('combobox', { name: 'Column', exact: true }).inputValue()).toBe(
      'default',
    );
    expect(await page.getByRole('checkbox', { name: 'Use sex' }).isChecked()).toBe(false);
    expect(await page.getByRole('checkbox', { name: 'Use loan_id' }).isChecked()).toBe(false);
    await tabTo(page, /^Risk with the value of late$/);
    await page.keyboard.press('ArrowDown');
    await press(/^Bins of late/);
    await page.getByRole('table', { name: 'Bins of late' }).waitFor();
    await press(/^Next: Goal and size$/);
    await page.getByRole('table', { name: 'Rows of each part' }).waitFor();
    await page.getByRole('row', { name: /^Test, out of time/ }).waitFor();
    await press(/^Next: Training$/);
    await press(/^Train$/);
    await page.locator('risk-studio .next:not([disabled])').waitFor();
    await press(/^Next: Report$/);
    await page.getByRole('table', { name: 'Stability by month' }).waitFor();
    await press(/^Next: Names$/);
    await tabTo(page, /^Approval line/);
    await page.keyboard.type('560');
    await tabTo(page, /^Reason of late, English$/);
    await page.keyboard.type('Bills paid late');
    await press(/^Next: Hand over$/);
    await press(/^Pack the bundle$/);
    await page.getByText('Signature: Verified').waitFor();
    const saved = page.waitForEvent('download');
    await press(/^Download the bundle$/);
    const bundle = await readFile((await (await saved).path())!);
    expect(bundle.subarray(0, 6).toString()).toBe('INSITU');
    const kept = page.waitForEvent('download');
    await tabTo(page, /^Download the private key$/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    const key = JSON.parse(await readFile((await (await kept).path())!, 'utf8')) as JsonWebKey;
    expect([key.kty, key.crv, typeof key.d]).toEqual(['EC', 'P-256', 'string']);
    await press(/^Score this client$/);
    const figure = page.locator('risk-score .figure:not(.is-blank)');
    await figure.waitFor();
    const points = await figure.innerText();
    expect(points).toMatch(/^\d{3}$/);
    await page.locator('risk-reasons .sum').filter({ hasText: points }).waitFor();
    expect(await page.locator('#strip').locator('.figure').innerText()).toBe('0');
    expect(requests.filter((request) => !request.startsWith('GET '))).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('distils a bundle that it made, and a column of scores, and hands over either', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${demo.url}studio.html?lang=en`);
    await page.waitForFunction(() => document.documentElement.dataset.ready === '');
    const studio = page.locator('risk-studio');
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const upload = async (name: string, buffer: Buffer): Promise<void> => {
      const input = studio.locator('.page .file-input');
      await input.setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    };
    const train = async (): Promise<void> => {
      await goTo(page, 4);
      await press('Train');
      await studio.locator('.next.primary:not([disabled])').waitFor({ timeout: 90_000 });
    };
    await upload('loans.csv', Buffer.from(scoredFile()));
    await page.getByText('What was found').waitFor();
    // What cannot be read leaves the file that is open.
    await upload('letter.pdf', Buffer.from('%PDF-1.4'));
    await page.getByText('The file could not be read').waitFor();
    await goTo(page, 2);
    expect(await studio.locator('[name=weight]').inputValue()).toBe('weight');
    await goTo(page, 3);
    await page.getByRole('radio', { name: 'Small', exact: true }).check();
    await train();
    await goTo(page, 7);
    await press('Pack the bundle');
    const saved = page.waitForEvent('download');
    await press('Download the bundle');
    const bundle = await readFile((await (await saved).path())!);
    const key = studio.locator('.key-name code');
    const made = await key.innerText();
    await page.getByRole('radio', { name: /^Do not sign/ }).check();
    await page.getByRole('button', { name: 'Undo: signature' }).click();
    expect(await key.innerText()).toBe(made);

    await goTo(page, 3);
    await page.getByRole('radio', { name: 'Model file' }).check();
    await upload('broken.insitu', bundle.subarray(0, 900));
    await page.getByText('The model could not be opened').waitFor();
    await upload('card.insitu', bundle);
    await page.getByText('Columns that it does not ask for').waitFor();
    await page.getByRole('radio', { name: /^Additive/ }).check();
    await train();
    await goTo(page, 5);
    const ranks = page.getByRole('row', { name: /^Rank correlation/ }).getByRole('cell');
    for (const rank of await ranks.allInnerTexts()) expect(Number(rank)).toBeGreaterThan(0.8);

    await goTo(page, 3);
    await page.getByRole('radio', { name: 'Score column' }).check();
    await page.getByLabel('Column of the scores').selectOption('score');
    await page.getByLabel('These are').selectOption('Probabilities of bad');
    await goTo(page, 4);
    await press('Train');
    await page.getByText('score holds numbers that are no probabilities').waitFor();
    await goTo(page, 3);
    await page.getByLabel('These are').selectOption('Points that rise with risk');
    await train();
    await goTo(page, 5);
    await page.getByText(/^taught by score, R²/).waitFor();
    const models = studio.locator('.compare .row[role=row]').filter({ hasText: 'kB' });
    const sizes = await models.locator('.figure:nth-child(3)').allInnerTexts();
    expect(sizes).toHaveLength(3);
    // Each of them can be handed over.
    const digests: string[] = [];
    for (const [i] of sizes.entries()) {
      await goTo(page, 5);
      await models.nth(i).getByRole('radio').check();
      await goTo(page, 7);
      await press('Pack again');
      await page
        .getByText('Decisions changed after this was packed.')
        .waitFor({ state: 'detached' });
      digests.push(await studio.locator('.digest code').innerText());
    }
    expect(new Set(digests).size).toBe(3);
    await page.close();
  });

  it.each(['firefox', 'webkit'] as const)('comes to the same model in %s', async (name) => {
    inChromium ??= modelIn('chromium');
    const [here, there] = await Promise.all([modelIn(name), inChromium]);
    expect(here).toBe(there);
  });
});

let inChromium: Promise<string> | undefined;

/** Digest and points of the first client, of the model that a browser comes to. */
async function modelIn(name: BrowserName): Promise<string> {
  const page = await openPage(name, `${demo.url}studio.html?lang=zh`);
  const studio = "document.querySelector('risk-studio')";
  const inside = (selector: string): string =>
    `${studio}.shadowRoot.querySelector(${JSON.stringify(selector)})`;
  const click = async (selector: string): Promise<void> => {
    await waitFor(page, `${inside(selector)} && (${inside(selector)}.click(), true)`);
  };
  try {
    await waitFor(page, "document.documentElement.dataset.ready === ''");
    await page.evaluate(
      `${studio}.open(new Blob([${JSON.stringify(studioFile())}]), 'loans.csv').then(() => true)`,
    );
    await click('.steps li:nth-child(4) button:not([disabled])');
    await click('.actions .primary:not([disabled])');
    await click('.steps li:nth-child(7) button:not([disabled])');
    await click('[name=sign][value=none]');
    await click('.actions .primary:not([disabled])');
    const digest = await waitFor<string>(page, `${inside('.digest code')}?.textContent.trim()`);
    await click('.is-try .button');
    const score = "document.querySelector('risk-score')";
    const points = await waitFor<number>(page, `${score}.score?.points`);
    expect(page.complaints()).toEqual([]);
    return `${digest} ${points}`;
  } finally {
    await page.close();
  }
}
