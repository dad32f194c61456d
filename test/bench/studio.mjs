/**
 * From the raw Taiwan file to a scored applicant in the studio, as somebody would do it who reads as
 * they go: `node test/bench/studio.mjs [seconds to read each step]`. Prints the seconds after each
 * step, and how many of them the page worked. Builds the demo and opens it in Chromium.
 */
import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { findBrowser } from '../setup/find-browsers.mjs';

const pauseMs = 1000 * Number(process.argv[2] ?? 4);
const root = fileURLToPath(new URL('../../demo', import.meta.url));
const shared = {
  configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
  root,
  logLevel: 'error',
  build: {
    outDir: fileURLToPath(new URL('../../.cache/bench/studio', import.meta.url)),
    emptyOutDir: true,
  },
};

await build(shared);
const server = await preview({ ...shared, preview: { port: 0, host: 'localhost' } });
const { port } = server.httpServer.address();
const { executable } = await findBrowser('chromium');
const browser = await chromium.launch({ executablePath: executable });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(`http://localhost:${port}/studio.html?lang=en`);
await page.locator('html[data-ready]').waitFor();
const studio = page.locator('risk-studio');

const start = performance.now();
let read = 0;
const rows = [];

/** Waits for something, notes when it was there, and reads it. */
async function see(name, locator) {
  await locator.waitFor({ timeout: 120_000 });
  rows.push([name, ((performance.now() - start) / 1000).toFixed(1)]);
  await page.waitForTimeout(pauseMs);
  read += pauseMs;
}

const press = (name) => page.getByRole('button', { name, exact: true }).click();

const raw = gunzipSync(readFileSync(`${root}/model/data/taiwan.csv.gz`));
await studio
  .locator('.file-input')
  .first()
  .setInputFiles({ name: 'taiwan.csv', mimeType: 'text/csv', buffer: raw });
await see('file read', page.getByText('What was found'));
await press('Next: Columns');
await see('columns inspected', studio.locator('.iv .bar').first());
await press('Next: Goal and size');
await see('rows of each part', page.getByRole('table', { name: 'Rows of each part' }));
await press('Next: Training');
await press('Train');
await see('trained', studio.locator('.next:not([disabled])'));
await press('Next: Report');
await see('report', page.getByRole('table', { name: 'How well it ranks' }));
const auc = await studio.locator('.measures .is-main b').first().innerText();
await press('Next: Names');
await page.getByLabel('Title, English').fill('Card default, Taiwan');
await page.getByLabel('Approval line').fill('560');
await page.keyboard.press('Tab');
await see('named', page.getByText('At the line'));
await press('Next: Hand over');
await press('Pack the bundle');
await see('packed and signed', page.getByText('Signature: Verified'));
await press('Score this client');
await page.locator('risk-score .figure:not(.is-blank)').waitFor();
const total = (performance.now() - start) / 1000;
rows.push(['applicant scored', total.toFixed(1)]);
const points = await page.locator('risk-score .figure').innerText();
const left = await page.locator('#strip .figure').innerText();

for (const [name, seconds] of rows) console.log(`${seconds.padStart(7)} s  ${name}`);
console.log(
  `${total.toFixed(1)} s in all, ${(read / 1000).toFixed(0)} of them read, ` +
    `${(total - read / 1000).toFixed(1)} worked; AUC ${auc}, ${points} points, ${left} bytes left the page`,
);
await browser.close();
await server.close();
