import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, waitFor, type BrowserPage } from '../browsers/browser.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { buildCli, type Cli } from '../unit/cli-build.js';
import { expectedOf, readCase, SCORECARDS } from '../unit/scorecard-cases.js';
import { readCsv } from '../unit/xgboost-cases.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const output = join(root, '.cache/scorecard-page');

/** Policy of SECURITY.md, so that the path is the one that ships. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:";

const NAME = 'optbinning-detailed-1.0.0';
/** Rows with a known applicant: what follows are edge rows. */
const ROWS = 60;

let cli: Cli;
let server: FolderServer;
let page: BrowserPage;
const cells = readCsv(`${SCORECARDS}${NAME}/rows.csv`);
const names = ['laufzeit', 'hoehe', 'alter', 'moral', 'verw', 'sparkont'];
const points = expectedOf(NAME, 'points')!;
/** Row without a missing value, whose points no rounding can turn. */
const row = points.findIndex(
  (value, i) =>
    Math.abs((value % 1) - 0.5) > 0.01 && names.every((name) => cells.get(name)![i] !== ''),
);

function packCase(name: string, bundle: string, spec: object): void {
  const { card, options } = readCase(name);
  writeFileSync(join(cli.folder, 'spec.json'), JSON.stringify({ scorecard: options, ...spec }));
  const file = join(SCORECARDS, name, card);
  const run = cli.run('pack', file, '-o', bundle, '--features', 'spec.json');
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
  copyFileSync(join(cli.folder, bundle), join(output, bundle));
}

beforeAll(async () => {
  cli = await buildCli('scorecard-page');
  await build({
    configFile: false,
    root: `${root}/test/components/scorecard`,
    base: './',
    logLevel: 'error',
    // As in production, though Vitest has set NODE_ENV to "test".
    resolve: { conditions: ['module', 'browser', 'production'] },
    worker: { format: 'es' },
    build: { outDir: output, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
  });
  packCase(NAME, 'card.insitu', { scale: { cutoffs: { approve: 500 } } });
  packCase('optbinning-reversed-1.0.0', 'points.insitu', {});
  server = await serveFolder(output, { headers: () => ({ 'content-security-policy': POLICY }) });
  page = await openPage('chromium', `${server.origin}/index.html`);
});
afterAll(async () => {
  await page?.close();
  await server?.close();
  cli?.remove();
});

function applicantAt(at: number): Record<string, number | string | null> {
  return Object.fromEntries(
    names.map((name, i) => {
      const cell = cells.get(name)![at]!;
      return [name, cell === '' ? null : i < 3 ? Number(cell) : cell];
    }),
  );
}

describe('a packed scorecard in Chromium', () => {
  it('shows the points of the card in <risk-score>, and reasons', async () => {
    const applicant = JSON.stringify(applicantAt(row));
    await page.evaluate(`(() => {
      const form = document.querySelector('form');
      for (const [name, value] of Object.entries(${applicant})) form.elements.namedItem(name).value = String(value ?? '');
      const score = document.querySelector('risk-score');
      score.src = 'card.insitu';
    })()`);
    const figure =
      "document.querySelector('risk-score').shadowRoot.querySelector('.figure:not(.is-blank)')?.textContent.trim()";
    expect(await waitFor(page, figure)).toBe(String(Math.round(points[row]!)));
    expect(
      await page.evaluate(
        "document.querySelector('risk-score').shadowRoot.querySelectorAll('[part=\"reason\"]').length",
      ),
    ).toBeGreaterThan(0);
    expect(page.complaints()).toEqual([]);
  });

  it("gives the library's points and exact sums by loadModel, for every row", async () => {
    const applicants = JSON.stringify(Array.from({ length: ROWS }, (_, at) => applicantAt(at)));
    const found = await page.evaluate<
      { points: number; probability: number; exact: boolean; engine: string }[]
    >(`(async () => {
      const model = await loadModel('card.insitu');
      const found = [];
      for (const applicant of ${applicants}) {
        const { score, baseline, contributions } = await model.explain(applicant);
        const sum = contributions.reduce((n, part) => n + part.margin, baseline.margin);
        found.push({ points: score.points, probability: score.probability, exact: sum === score.margin, engine: score.engine });
      }
      await model.dispose();
      return found;
    })()`);
    const logOdds = expectedOf(NAME, 'log_odds')!;
    found.forEach(({ points: whole, probability, exact, engine }, at) => {
      expect(exact).toBe(true);
      expect(engine).toBe('reference');
      if (Math.abs((points[at]! % 1) - 0.5) > 1e-3) expect(whole).toBe(Math.round(points[at]!));
      expect(probability).toBeCloseTo(1 / (1 + Math.exp(-logOdds[at]!)), 6);
    });
    expect(found).toHaveLength(ROWS);
  });

  it('has points and no odds where nobody said what they mean', async () => {
    const score = await page.evaluate<{ points: number; logOdds: number; probability: number }>(
      `(async () => {
        const model = await loadModel('points.insitu');
        const score = await model.score(${JSON.stringify(applicantAt(row))});
        await model.dispose();
        return score;
      })()`,
    );
    expect(Math.abs(score.points)).toBeLessThanOrEqual(100);
    expect(Math.round(score.logOdds)).toBe(score.points);
    expect(score.probability).toBe(score.logOdds);
  });

  it('is the file that pack wrote, fetched once for each use', () => {
    expect(readFileSync(join(output, 'card.insitu')).subarray(0, 6).toString()).toBe('INSITU');
    expect(server.requests.filter((request) => request.includes('card.insitu'))).toHaveLength(2);
  });
});
