import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browsers/chromium.js';
import type { FolderServer } from '../browsers/server.js';
import { facesOf, openGallery, serveGallery } from './gallery-page.js';

/**
 * A picture of every state in `.cache/screenshots/`, to be looked at, and what can be measured of
 * it: no text leaves its element, and no two labels of an axis touch.
 */
const folder = fileURLToPath(new URL('../../.cache/screenshots', import.meta.url));

const TAGS = 'risk-score, risk-reasons, risk-recourse, risk-what-if, risk-decision-letter';

let browser: Browser;
let server: FolderServer;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  [browser, server] = await Promise.all([launchChromium(), serveGallery()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Texts that stick out of their element, by more than a pixel. */
function findClipped(page: Page): Promise<string[]> {
  return page.evaluate((tags) => {
    const found: string[] = [];
    for (const host of document.querySelectorAll(tags)) {
      const frame = host.getBoundingClientRect();
      const walker = document.createTreeWalker(host.shadowRoot!, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode;
        const parent = text.parentElement!;
        if (!text.textContent!.trim() || parent.closest('.sr, style')) continue;
        if (!parent.checkVisibility({ visibilityProperty: true })) continue;
        if (getComputedStyle(parent).clipPath !== 'none') continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const { left, right } = range.getBoundingClientRect();
        if (left < frame.left - 1 || right > frame.right + 1) {
          found.push(`${host.id || host.localName}: ${text.textContent!.trim()}`);
        }
      }
    }
    return found;
  }, TAGS);
}

/** Labels of one axis that touch each other. */
function findTouching(page: Page): Promise<string[]> {
  return page.evaluate((tags) => {
    const found: string[] = [];
    for (const host of document.querySelectorAll(tags)) {
      const labels = host.shadowRoot!.querySelectorAll(
        '.ruler-figures span, .is-head .figure, .chart .tick + text',
      );
      const boxes = [...labels].map((label) => label.getBoundingClientRect());
      boxes.sort((a, b) => a.left - b.left);
      boxes.forEach((box, index) => {
        const next = boxes[index + 1];
        if (next && box.right > next.left) found.push(`${host.id}: ${box.left} and ${next.left}`);
      });
    }
    return found;
  }, TAGS);
}

describe('every state', () => {
  for (const face of facesOf([320, 360, 768, 1280])) {
    const name = Object.values(face).join('-');

    it(`is whole: ${name}`, async () => {
      const gallery = await openGallery(browser, server, face);
      await gallery.page.screenshot({ path: `${folder}/elements-${name}.png`, fullPage: true });
      expect(await findClipped(gallery.page)).toEqual([]);
      expect(await findTouching(gallery.page)).toEqual([]);
      await gallery.close();
    });

    it(`is whole where changes are tried: ${name}`, async () => {
      for (const query of ['insight', 'insight&full&state=declined']) {
        const gallery = await openGallery(browser, server, { ...face, query });
        const what = query === 'insight' ? 'insight' : 'letter';
        await gallery.page.waitForTimeout(300);
        await gallery.page.screenshot({ path: `${folder}/${what}-${name}.png`, fullPage: true });
        expect(await findClipped(gallery.page)).toEqual([]);
        expect(await findTouching(gallery.page)).toEqual([]);
        const wide = await gallery.page.evaluate(() => document.body.scrollWidth - innerWidth);
        expect(wide).toBeLessThanOrEqual(0);
        await gallery.close();
      }
    });
  }

  it('would be seen to be clipped', async () => {
    const gallery = await openGallery(browser, server, { query: 'state=review' });
    await gallery.page.evaluate(() => {
      const entry = document.querySelector('risk-reasons')!.shadowRoot!.querySelector('.check')!;
      (entry as HTMLElement).style.whiteSpace = 'nowrap';
      entry.append('a sentence that is much wider than the element in which it stands '.repeat(3));
    });
    expect(await findClipped(gallery.page)).toHaveLength(1);
    await gallery.close();
  });
});
