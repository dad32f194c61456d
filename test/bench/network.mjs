/**
 * Networks on WebGPU against WASM, in a page: how far their scores are apart, and microseconds a row
 * by batch size. The small networks of the vectors, and the shared one where it is there.
 *
 * Alone: `node test/bench/network.mjs [--browser firefox]`
 *
 * The adapter is named. On a software adapter this proves the numbers, not the speed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importOnnx } from '../../dist/importers/onnx/import.js';
import { encodeBundle } from '../../dist/model/bundle/encode.js';
import { line } from './timing.mjs';
import { launch, serve } from './webgpu.mjs';

const STANDALONE = fileURLToPath(new URL('../../dist/standalone/', import.meta.url));
const VECTORS = fileURLToPath(new URL('../vectors/network/', import.meta.url));
const SHARED = fileURLToPath(new URL('../../../shared/golden/', import.meta.url));
const SCRIPTS = ['insitu', 'score.worker', 'network.worker', 'network-gpu.worker'];
const ENGINES = ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.jspi.wasm'];
const SIZES = [1, 1000, 10_000];
const require = createRequire(import.meta.url);

const NETWORKS = [
  { name: 'mlp', folder: `${VECTORS}mlp/`, rows: 'rows.csv' },
  { name: 'wide', folder: `${VECTORS}wide/`, rows: 'rows.csv' },
  { name: 'credit cards', folder: `${SHARED}onnx_mlp_uci_taiwan/`, rows: 'test.csv' },
];

export async function benchNetworks({ name = 'chromium' } = {}) {
  const browser = await launch(name);
  console.log(`== networks in ${name} ${browser.version()}: WebGPU against WASM, one worker each`);
  try {
    for (const network of NETWORKS) {
      if (existsSync(network.folder)) await benchNetwork(browser, network);
      else console.log(`${network.name}: not here`);
    }
  } finally {
    await browser.close();
  }
}

async function benchNetwork(browser, { name, folder, rows }) {
  const graph = new Uint8Array(await readFile(`${folder}model.onnx`));
  const table = columnsOf(`${folder}${rows}`);
  const names = [...table.keys()].filter((key) => !['row', 'id', 'target'].includes(key));
  const { model } = importOnnx(graph, { featureNames: names });
  const files = {
    '/': '<!doctype html><title>bench</title>',
    '/network.insitu': await encodeBundle(model, { crypto: crypto.subtle }),
  };
  for (const script of SCRIPTS)
    files[`/${script}.js`] = await readFile(`${STANDALONE}${script}.js`);
  for (const file of ENGINES) {
    files[`/insitu-assets/${file}`] = await readFile(require.resolve(`onnxruntime-web/${file}`));
  }
  const server = await serve(files);
  try {
    const page = await browser.newPage();
    await page.goto(server.origin);
    const columns = Object.fromEntries(names.map((key) => [key, table.get(key)]));
    const { batches, spread, times } = await page.evaluate(measure, { columns, sizes: SIZES });
    console.log(
      `${name} (${names.length} inputs): ${batches.adapter ?? batches.reasons.join('; ')}`,
    );
    await page.close();
    if (batches.engine !== 'onnx-webgpu') return;
    const { count, margin, probability } = spread;
    console.log(
      `  ${count} rows, largest difference: ${margin.toExponential(1)} log-odds, ${probability.toExponential(1)} in probability`,
    );
    const us = (ms, rows) => `${((1000 * ms) / rows).toFixed(2)} us`;
    console.log(line(['rows', '', 'webgpu', 'wasm'], [10, 4, 14, 14]));
    for (const { count, webgpu, wasm } of times) {
      console.log(line([count, '', us(webgpu, count), us(wasm, count)], [10, 4, 14, 14]));
    }
  } finally {
    await server.close();
  }
}

/** Runs in the page. */
async function measure({ columns, sizes }) {
  const address = '/insitu.js';
  const { loadModel } = await import(address);
  const gpu = await loadModel('/network.insitu', { engine: 'webgpu' });
  const { batches } = gpu.plan;
  if (batches.engine !== 'onnx-webgpu') return { batches };
  const wasm = await loadModel('/network.insitu', { engine: 'wasm', workers: 1 });
  const some = (count) =>
    Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [
        name,
        Float64Array.from({ length: count }, (_, row) => column[row % column.length]),
      ]),
    );
  const count = Object.values(columns)[0].length;
  const [ours, theirs] = [await gpu.scoreBatch(some(count)), await wasm.scoreBatch(some(count))];
  const apart = (a, b) => a.reduce((most, each, at) => Math.max(most, Math.abs(each - b[at])), 0);
  const spread = {
    count,
    margin: apart(ours.logOdds, theirs.logOdds),
    probability: apart(ours.probability, theirs.probability),
  };
  const timed = async (model, rows) => {
    await model.scoreBatch(rows);
    const start = performance.now();
    let runs = 0;
    do {
      await model.scoreBatch(rows);
      runs += 1;
    } while (performance.now() - start < 300);
    return (performance.now() - start) / runs;
  };
  const times = [];
  for (const size of sizes) {
    const rows = some(size);
    times.push({ count: size, webgpu: await timed(gpu, rows), wasm: await timed(wasm, rows) });
  }
  await gpu.dispose();
  await wasm.dispose();
  return { batches, spread, times };
}

/** A CSV of numbers. */
function columnsOf(path) {
  const [head, ...rows] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const cells = rows.map((row) => row.split(','));
  return new Map(head.split(',').map((name, c) => [name, cells.map((row) => Number(row[c]))]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { browser: { type: 'string', default: 'chromium' } } });
  await benchNetworks({ name: values.browser });
}
