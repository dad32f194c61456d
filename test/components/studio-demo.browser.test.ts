import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { decodeBundle } from '../../sdk/model/bundle/decode.js';
import { treeCount } from '../../sdk/model/forest.js';
import { openPage, waitFor, type BrowserName } from '../browsers/browser.js';
import { demoInChromium } from './demo-page.js';
import { scoredFile, studioFile } from './studio-file.js';
import { goTo } from './studio-steps.js';

const teacher = fileURLToPath(new URL('../../demo/model/teacher.insitu', import.meta.url));

const demo = demoInChromium();

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
    const page = await demo.browser.newPage({ viewport: { width: 1280, height: 900 } });
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
    const context = await demo.browser.newContext({ viewport: { width: 1280, height: 900 } });
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
    await tabTo(page, /^Risk as late rises$/);
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
    const page = await demo.browser.newPage({ viewport: { width: 1280, height: 900 } });
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
