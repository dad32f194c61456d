/**
 * Cold start in Chromium, on localhost: from the moment a page asks for the module to the first
 * score with reasons, with nothing cached. The model is verified against a trusted key.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { importXgboost } from '../../dist/importers/xgboost/import.js';
import { encodeBundle } from '../../dist/model/bundle/encode.js';
import { generateSigningKey, importSigner } from '../../dist/model/bundle/keys.js';
import { findBrowser } from '../setup/find-browsers.mjs';
import { loadModel, SIZES } from './models.mjs';
import { line, micros, summarise } from './timing.mjs';

const STANDALONE = fileURLToPath(new URL('../../dist/standalone/', import.meta.url));
const ROUNDS = 9;
const ROW_CALLS = 2000;

export async function benchBrowser() {
  const { chromium } = await import('playwright');
  const { executable } = (await findBrowser('chromium')) ?? {};
  if (!executable) throw new Error('Chromium was not found');
  const browser = await chromium.launch({ executablePath: executable });
  console.log(
    `== browser: Chromium ${browser.version()}, localhost, empty cache, ${ROUNDS} pages each`,
  );
  try {
    for (const size of SIZES.slice(0, 2)) await benchSize(browser, size);
  } finally {
    await browser.close();
  }
}

async function benchSize(browser, size) {
  const { model, columns } = loadModel(size, 256, importXgboost);
  const { privateKey, publicKey } = await generateSigningKey(crypto.subtle);
  const signer = await importSigner(privateKey, crypto.subtle);
  const bundle = await encodeBundle(model, { crypto: crypto.subtle, signers: [signer] });
  const applicant = Object.fromEntries(
    model.features.map(({ name }, f) => [name, Number.isNaN(columns[f][0]) ? null : columns[f][0]]),
  );
  const server = await serve(bundle);
  const times = [];
  const rows = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(server.origin);
      // The renderer process has just been born; its own start is not what is timed.
      await page.waitForTimeout(500);
      const result = await page.evaluate(firstScore, { applicant, publicKey, calls: ROW_CALLS });
      times.push(result.coldMs);
      rows.push(result.rowMs);
      await context.close();
    }
  } finally {
    await server.close();
  }
  const cold = summarise(times);
  const row = summarise(rows);
  const spread = `(${cold.min.toFixed(0)} to ${cold.max.toFixed(0)})`;
  console.log(
    line(
      [`${size.name}: cold start to first score`, `${cold.median.toFixed(0)} ms`, spread],
      [40, 10],
    ),
  );
  console.log(
    line([`${size.name}: explain through the worker`, `${micros(row.median, 1)} us`], [40, 10]),
  );
}

/** Runs in the page. */
async function firstScore({ applicant, publicKey, calls }) {
  const start = performance.now();
  const address = '/insitu.js';
  const { loadModel: load } = await import(address);
  const model = await load('/model.insitu', { trust: [publicKey] });
  const explanation = await model.explain(applicant, { locale: 'en' });
  const coldMs = performance.now() - start;
  if (explanation.reasons.length === 0) throw new Error('no reasons');
  // Tables are compiled in the background meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const begin = performance.now();
  for (let call = 0; call < calls; call++) await model.explain(applicant);
  const rowMs = (performance.now() - begin) / calls;
  await model.dispose();
  return { coldMs, rowMs };
}

async function serve(bundle) {
  const files = {
    '/': ['text/html', '<!doctype html><title>bench</title>'],
    '/insitu.js': ['text/javascript', await readFile(`${STANDALONE}insitu.js`)],
    '/score.worker.js': ['text/javascript', await readFile(`${STANDALONE}score.worker.js`)],
    '/model.insitu': ['application/octet-stream', bundle],
  };
  const server = createServer((request, response) => {
    const [type, body] = files[request.url] ?? ['text/plain', undefined];
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': type,
      'cache-control': 'no-store',
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
