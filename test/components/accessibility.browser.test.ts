import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browsers/chromium.js';
import type { FolderServer } from '../browsers/server.js';
import { facesOf, openGallery, serveGallery, type Gallery } from './gallery-page.js';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let browser: Browser;
let server: FolderServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), serveGallery()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly target: unknown; readonly html: string }[];
}

/** What axe finds, shadow roots included. Pages of the gallery have no landmarks of their own. */
async function findings({ page }: Gallery): Promise<string[]> {
  // Evaluated by the browser's own tools: the page's policy forbids a script element with content.
  await page.evaluate(await readFile(axe, 'utf8'));
  const violations = await page.evaluate(async () => {
    const { axe: runner } = globalThis as unknown as {
      axe: { run(context: Document, options: object): Promise<{ violations: Finding[] }> };
    };
    const rules = { 'page-has-heading-one': { enabled: false } };
    return (await runner.run(document, { rules })).violations;
  });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => JSON.stringify(node.target)).join(' ')}`,
  );
}

describe('axe', () => {
  it('is content with a table of two answers, an opened entry and an opened letter', async () => {
    const query = 'insight&state=grouped';
    const gallery = await openGallery(browser, server, { query });
    const { page } = gallery;
    await page.locator('risk-reasons').getByRole('button', { name: 'Show all 6' }).click();
    await page
      .locator('risk-reasons')
      .getByRole('button', { name: /Late bills/ })
      .click();
    await page.locator('risk-reasons').getByRole('button', { name: 'Show pairs' }).click();
    await page.locator('risk-what-if').getByLabel('and').selectOption('status');
    await page.locator('risk-what-if').getByRole('table').waitFor();
    expect(await findings(gallery)).toEqual([]);
    await page.getByRole('button', { name: 'Open letter' }).click();
    await page.locator('dialog').getByRole('heading', { level: 1 }).waitFor();
    expect(await findings(gallery)).toEqual([]);
    await gallery.close();
  });

  it('finds a planted fault in a shadow root', async () => {
    const gallery = await openGallery(browser, server, { query: 'state=review' });
    await gallery.page.evaluate(() => {
      const image = document.createElement('img');
      document.querySelector('risk-score')!.shadowRoot!.append(image);
    });
    expect(await findings(gallery)).toEqual([expect.stringContaining('image-alt')]);
    await gallery.close();
  });

  for (const face of facesOf([360, 1280])) {
    it(`is content with every state: ${Object.values(face).join(', ')}`, async () => {
      for (const query of ['', 'insight', 'state=declined&insight&full']) {
        const gallery = await openGallery(browser, server, { ...face, query });
        expect(await findings(gallery), query).toEqual([]);
        await gallery.close();
      }
    });
  }
});

describe('a screen reader', () => {
  it('meets the account as a table with row and column headers, and signs in words', async () => {
    const gallery = await openGallery(browser, server, { query: 'state=review' });
    const table = gallery.page.getByRole('table', { name: 'How the score adds up' });
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
      'Entry',
      'Points',
      'Balance',
    ]);
    const row = table.getByRole('row').filter({ hasText: 'August bill' });
    await row.getByRole('rowheader', { name: 'August bill' }).waitFor();
    expect(await row.ariaSnapshot()).toContain('minus 19');
    await gallery.close();
  });

  it('hears a settled result once, in one polite region', async () => {
    const gallery = await openGallery(browser, server, { query: 'state=review' });
    const { page } = gallery;
    const region = page.locator('risk-score').getByRole('status');
    expect(await page.getByRole('status').count()).toBe(1);
    await region.filter({ hasText: 'Score 635, 5 points below the line' }).waitFor();
    await page.evaluate(() => {
      const score = document.querySelector('risk-score')!;
      const { applicants } = (globalThis as unknown as { gallery: { applicants: never } }).gallery;
      score.applicant = applicants['approved'];
    });
    expect(await region.innerText()).toContain('635');
    await region.filter({ hasText: 'Score 691' }).waitFor();
    await gallery.close();
  });

  it('is told that the element works on something', async () => {
    const gallery = await openGallery(browser, server, { query: 'state=loading' });
    const section = gallery.page.locator('risk-score section');
    expect(await section.getAttribute('aria-busy')).toBe('true');
    await gallery.page.getByRole('progressbar').waitFor();
    await gallery.close();
  });
});

describe('a keyboard', () => {
  it('opens the whole account, and keeps its place', async () => {
    const gallery = await openGallery(browser, server, { query: 'state=review' });
    const { page } = gallery;
    await page.keyboard.press('Tab');
    const toggle = page.getByRole('button', { name: 'Show all 7' });
    expect(await toggle.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('Enter');
    const opened = page.getByRole('button', { name: 'Show the first 4' });
    await opened.waitFor();
    expect(await page.getByRole('row').count()).toBe(1 + 1 + 7 + 1);
    const isFocused = await opened.evaluate(
      (button) => (button.getRootNode() as ShadowRoot).activeElement === button,
    );
    expect(isFocused).toBe(true);
    await gallery.close();
  });

  it('reaches the button that tries again', async () => {
    const gallery = await openGallery(browser, server, { query: 'state=error' });
    const { page } = gallery;
    let tries = 0;
    await page.route('**/missing.insitu', (route) => {
      tries += 1;
      return route.abort();
    });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => tries).toBe(1);
    await page.getByRole('alert').waitFor();
    await gallery.close();
  });
});

describe('forced colours', () => {
  it('still tell adding from taking', async () => {
    const options = { query: 'state=review', forcedColors: 'active' } as const;
    const gallery = await openGallery(browser, server, options);
    const backgrounds = await gallery.page.evaluate(() => {
      const root = document.querySelector('risk-reasons')!.shadowRoot!;
      return ['.bar.solid', '.bar.hatched'].map(
        (selector) => getComputedStyle(root.querySelector(selector)!).backgroundImage,
      );
    });
    expect(backgrounds[0]).toBe('none');
    expect(backgrounds[1]).toContain('repeating-linear-gradient');
    await gallery.close();
  });
});

describe('forced colours in a curve', () => {
  it('keep its line, its marks and the slider', async () => {
    const options = { query: 'insight&state=review', forcedColors: 'active' } as const;
    const gallery = await openGallery(browser, server, options);
    await gallery.page.locator('risk-what-if').getByRole('slider').waitFor();
    const seen = await gallery.page.evaluate(() => {
      const root = document.querySelector('risk-what-if')!.shadowRoot!;
      const of = (selector: string): CSSStyleDeclaration =>
        getComputedStyle(root.querySelector(selector)!);
      return [of('.to').fill !== of('.from').fill, of('.curve').stroke === of('.cut').stroke];
    });
    expect(seen).toEqual([true, true]);
    await gallery.close();
  });
});

describe('reduced motion', () => {
  it('stops the progress line and every transition', async () => {
    const options = { query: 'state=loading', reducedMotion: 'reduce' } as const;
    const gallery = await openGallery(browser, server, options);
    const animation = await gallery.page.evaluate(() => {
      const root = document.querySelector('risk-score')!.shadowRoot!;
      return getComputedStyle(root.querySelector('.progress i')!).animationName;
    });
    expect(animation).toBe('none');
    await gallery.close();
  });
});
