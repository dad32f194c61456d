/**
 * Cold start in Chromium, on localhost: from the moment a page asks for the module to the first
 * score (with reasons, of a forest), with nothing cached. The model is verified against a trusted key.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { importOnnx } from '../../dist/importers/onnx/import.js';
import { importXgboost } from '../../dist/importers/xgboost/import.js';
import { encodeBundle } from '../../dist/model/bundle/encode.js';
import { generateSigningKey, importSigner } from '../../dist/model/bundle/keys.js';
import { findBrowser } from '../setup/find-browsers.mjs';
import { loadModel, SIZES } from './models.mjs';
import { line, micros, summarise } from './timing.mjs';

const STANDALONE = fileURLToPath(new URL('../../dist/standalone/', import.meta.url));
const VECTORS = fileURLToPath(new URL('../vectors/', import.meta.url));
const ENGINE = 'ort-wasm-simd-threaded.wasm';
const require = createRequire(import.meta.url);
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
    await benchNetwork(browser);
  } finally {
    await browser.close();
  }
}

async function benchSize(browser, size) {
  const { model, columns } = loadModel(size, 256, importXgboost);
  const applicant = Object.fromEntries(
    model.features.map(({ name }, f) => [name, Number.isNaN(columns[f][0]) ? null : columns[f][0]]),
  );
  const { cold, row } = await timePages(browser, model, { applicant, method: 'explain' });
  printCold(size.name, cold);
  print(`${size.name}: explain through the worker`, `${micros(row.median, 1)} us`);
}

/** A network of two small layers: what takes the time is the engine, 14 MB of WebAssembly. */
async function benchNetwork(browser) {
  const graph = new Uint8Array(await readFile(`${VECTORS}network/mlp/model.onnx`));
  const { model } = importOnnx(graph);
  const applicant = Object.fromEntries(model.features.map(({ name }) => [name, 1]));
  const { cold, row } = await timePages(browser, model, { applicant, method: 'score' });
  printCold('network', cold);
  print('network: score through the worker', `${micros(row.median, 1)} us`);
}

async function timePages(browser, model, call) {
  const { privateKey, publicKey } = await generateSigningKey(crypto.subtle);
  const signer = await importSigner(privateKey, crypto.subtle);
  const bundle = await encodeBundle(model, { crypto: crypto.subtle, signers: [signer] });
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
      const result = await page.evaluate(firstScore, { ...call, publicKey, calls: ROW_CALLS });
      times.push(result.coldMs);
      rows.push(result.rowMs);
      await context.close();
    }
  } finally {
    await server.close();
  }
  return { cold: summarise(times), row: summarise(rows) };
}

function printCold(name, { median, min, max }) {
  const spread = `(${min.toFixed(0)} to ${max.toFixed(0)})`;
  print(`${name}: cold start to first score`, `${median.toFixed(0)} ms`, spread);
}

function print(...cells) {
  console.log(line(cells, [40, 10]));
}

/** Runs in the page. */
async function firstScore({ applicant, method, publicKey, calls }) {
  const start = performance.now();
  const address = '/insitu.js';
  const { loadModel: load } = await import(address);
  const model = await load('/model.insitu', { trust: [publicKey] });
  const answer = await model[method](applicant, method === 'explain' ? { locale: 'en' } : {});
  const coldMs = performance.now() - start;
  if (answer.reasons?.length === 0) throw new Error('no reasons');
  // Tables are compiled in the background meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const begin = performance.now();
  for (let call = 0; call < calls; call++) await model[method](applicant);
  const rowMs = (performance.now() - begin) / calls;
  await model.dispose();
  return { coldMs, rowMs };
}

async function serve(bundle) {
  const files = {
    '/': ['text/html', '<!doctype html><title>bench</title>'],
    '/insitu.js': ['text/javascript', await readFile(`${STANDALONE}insitu.js`)],
    '/score.worker.js': ['text/javascript', await readFile(`${STANDALONE}score.worker.js`)],
    '/network.worker.js': ['text/javascript', await readFile(`${STANDALONE}network.worker.js`)],
    [`/insitu-assets/${ENGINE}`]: [
      'application/wasm',
      await readFile(require.resolve(`onnxruntime-web/${ENGINE}`)),
    ],
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
