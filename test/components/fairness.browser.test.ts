import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browsers/chromium.js';
import type { FolderServer } from '../browsers/server.js';
import {
  facesOf,
  openGallery,
  serveGallery,
  type Gallery,
  type GalleryOptions,
} from './gallery-page.js';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const folder = fileURLToPath(new URL('../../.cache/screenshots', import.meta.url));

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

/** Every state of the element, or one. */
async function open(options: GalleryOptions = {}, state = ''): Promise<Gallery> {
  const query = `fairness${state && `&state=${state}`}&${options.query ?? ''}`;
  return openGallery(browser, server, { ...options, query });
}

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
      ({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map((n) => n.target))}`,
    );
  });
}

/** Texts that leave their element, are cut, or touch another text of their row. */
function findMisplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const host of document.querySelectorAll('risk-fairness')) {
      const frame = host.getBoundingClientRect();
      const boxes: { text: string; box: DOMRect; row: Element | null }[] = [];
      const walker = document.createTreeWalker(host.shadowRoot!, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode;
        const parent = text.parentElement!;
        if (!text.textContent!.trim() || parent.closest('.sr, style')) continue;
        if (!parent.checkVisibility({ visibilityProperty: true })) continue;
        const hidden = parent.closest('[role=columnheader]');
        if (hidden && getComputedStyle(hidden).clipPath !== 'none') continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        for (const box of range.getClientRects()) {
          boxes.push({
            text: text.textContent!.trim(),
            box,
            row: parent.closest('.row, .sub, .head'),
          });
          if (box.left < frame.left - 1 || box.right > frame.right + 1) {
            found.push(`${host.id} out: ${text.textContent!.trim()}`);
          }
        }
      }
      boxes.forEach(({ text, box, row }, i) => {
        for (const other of boxes.slice(i + 1)) {
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          // Lines of small type may share a pixel or two of leading.
          if (other.row === row && across > 1 && down > 4)
            found.push(`${host.id}: ${text} on ${other.text}`);
        }
      });
    }
    return found;
  });
}

describe('<risk-fairness>', () => {
  for (const face of facesOf([320, 360, 768, 1280])) {
    const name = Object.values(face).join('-');

    it(`is whole, and axe is content: ${name}`, async () => {
      const { page, complaints, close } = await open(face);
      await page.screenshot({ path: `${folder}/fairness-${name}.png`, fullPage: true });
      expect(await findMisplaced(page)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      expect(await findings(page)).toEqual([]);
      // The page's policy allows no style attribute.
      expect(complaints).toEqual([]);
      await close();
    });
  }
});

describe('a screen reader', () => {
  it('meets tables with headers, and every fact of the plots in words', async () => {
    const { page, close } = await open({}, 'ready');
    const table = page.getByRole('table', { name: 'Approved' });
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
      ...['Group', 'Rate', 'Ratio', 'Four fifths'],
    ]);
    const row = table.getByRole('row').filter({ hasText: 'East' });
    const spoken = await row.ariaSnapshot();
    expect(spoken).toMatch(/rowheader "East 410 rows"/);
    expect(spoken).toMatch(/cell "49\.8%, from 44\.9% to 54\.6%"/);
    expect(spoken).toMatch(/cell "0\.69, from 0\.62 to 0\.77"/);
    expect(spoken).toMatch(/cell "below 0\.80"/);
    const gap = page.getByRole('table', { name: 'Difference from North' }).getByRole('row');
    expect(await gap.filter({ hasText: 'East' }).ariaSnapshot()).toMatch(
      /"minus 22\.3, from minus 27\.\d to minus 16\.\d, p < 0\.001"/,
    );
    expect(await page.getByRole('heading').allInnerTexts()).toEqual([
      ...['How groups fare', 'Approved', 'Bad payers', 'Difference from North'],
    ]);
    await close();
  });

  it('hears as many cells in every row as there are headers', async () => {
    const { page, close } = await open({});
    const counts = await page.evaluate(() =>
      [...document.querySelectorAll('risk-fairness')].flatMap((host) =>
        [...host.shadowRoot!.querySelectorAll('[role=table]')].map((table) => {
          const rows = [...table.querySelectorAll('[role=row]')];
          return new Set(rows.map((row) => row.querySelectorAll('[role]').length)).size;
        }),
      ),
    );
    expect(counts.length).toBeGreaterThan(10);
    expect(new Set(counts)).toEqual(new Set([1]));
    await close();
  });
});

describe('what it shows', () => {
  it('stands where the report says, on one axis with the line of four fifths', async () => {
    const { page, close } = await open({ width: 1000 }, 'ready');
    const found = await page.evaluate(() => {
      const host = document.querySelector('risk-fairness')!;
      const { groups } = host.report!;
      const rows = [
        ...host.shadowRoot!.querySelectorAll('.plots')[0]!.querySelectorAll('.row:not(.is-head)'),
      ];
      const share = (element: Element, plot: DOMRect, at = 0.5) => {
        const box = element.getBoundingClientRect();
        return (box.left + at * box.width - plot.left) / plot.width;
      };
      return rows.map((row, i) => {
        const plot = row.querySelector('.plot')!.getBoundingClientRect();
        const whisker = row.querySelector('.whisker')!;
        const { rate } = groups[i]!.approval!;
        return [
          [share(row.querySelector('.mark')!, plot), rate.value],
          [share(whisker, plot, 0), rate.low],
          [share(whisker, plot, 1), rate.high],
          [share(row.querySelector('.line')!, plot), 0.8 * groups[0]!.approval!.rate.value],
        ];
      });
    });
    expect(found).toHaveLength(5);
    for (const [drawn, told] of found.flat()) expect(drawn).toBeCloseTo(told!, 2);
    await close();
  });

  it('tells groups apart by shape: hollow to compare with, dashed where small', async () => {
    const { page, close } = await open({ forcedColors: 'active' }, 'ready');
    const shapes = await page.evaluate(() => {
      const root = document.querySelector('risk-fairness')!.shadowRoot!;
      const rows = [...root.querySelector('.plots')!.querySelectorAll('.row:not(.is-head)')];
      return rows.map((row) => [
        row.querySelector('.plot .mark')!.classList.contains('filled'),
        getComputedStyle(row.querySelector('.whisker')!, '::before').borderTopStyle,
        getComputedStyle(row.querySelector('.plot .mark')!).backgroundColor,
      ]);
    });
    expect(shapes.map(([filled]) => filled)).toEqual([false, true, true, true, true]);
    expect(shapes.map(([, style]) => style)).toEqual([...Array(4).fill('solid'), 'dashed']);
    expect(shapes[0]![2]).not.toBe(shapes[1]![2]);
    await close();
  });

  it('says what four fifths is not, and what the rows lack', async () => {
    const { page, close } = await open({}, 'ready');
    const notes = await page.getByRole('listitem').allInnerTexts();
    expect(notes.join('\n')).toMatch(
      /rule of thumb.*no legal safe harbour.*proves no discrimination/,
    );
    expect(notes).toContain('37 of 3,081 rows name no group and are in none.');
    expect(notes).toContain('p is adjusted for the number of groups (Holm).');
    await close();
    const approved = await open({}, 'approved-only');
    const said = await approved.page.getByRole('listitem').allInnerTexts();
    expect(said.join('\n')).toContain('approval of good payers cannot be compared');
    await expect(approved.page.getByText('Good payers', { exact: true }).count()).resolves.toBe(0);
    await approved.close();
  });

  it('has no ratio to a group of which nobody was approved, and leaves out what is not there', async () => {
    const { page, close } = await open({}, 'none');
    expect(await page.getByText('no ratio', { exact: true }).count()).toBe(4);
    expect(await page.locator('.line').count()).toBe(0);
    expect(await page.getByRole('table').count()).toBe(2);
    await close();
  });

  it('follows its report, its labels and its language', async () => {
    const { page, close } = await open({}, 'ready');
    await page.evaluate(() => {
      const element = document.querySelector('risk-fairness')!;
      element.labels = { north: { en: 'Up there' } };
      element.locale = 'zh-CN';
    });
    await page.getByRole('table', { name: '通过', exact: true }).waitFor();
    await page.getByRole('rowheader', { name: 'Up there' }).first().waitFor();
    // Without wording a label stands as it is in the data.
    await page.getByRole('rowheader', { name: 'south' }).first().waitFor();
    await page.evaluate(() => (document.querySelector('risk-fairness')!.report = undefined));
    await page.getByText('完成分组比较后').waitFor();
    await close();
  });

  it('has three states', async () => {
    const { page, close } = await open({});
    const states = await page.evaluate(() =>
      [...document.querySelectorAll('risk-fairness')].map((element) => [
        element.id,
        element.state,
        element.shadowRoot!.querySelector('section')!.dataset['state'],
      ]),
    );
    for (const [id, state, shown] of states) {
      expect([id, state]).toEqual([id, id === 'idle' || id === 'too-few' ? id : 'ready']);
      expect(shown).toBe(state);
    }
    const few = page.locator('#too-few');
    await few.getByText('Too few rows to compare').waitFor();
    // Of few rows, counts and no rates.
    expect(await few.innerText()).not.toContain('%,');
    expect(await few.getByRole('cell').allInnerTexts()).toEqual(['12', '8', '12', '7']);
    await close();
  });

  it('would be seen to touch', async () => {
    const { page, close } = await open({}, 'ready');
    await page.evaluate(() => {
      const root = document.querySelector('risk-fairness')!.shadowRoot!;
      root.querySelector('.tick-figure')!.append(' and much more than there is place for');
    });
    expect((await findMisplaced(page)).length).toBeGreaterThan(0);
    await close();
  });
});
