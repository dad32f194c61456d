/**
 * Batches on WebGPU against the wasm engine (one thread) and onnxruntime-web's wasm build, by batch
 * size, in a page; and every row of the largest batch against the reference engine.
 *
 * Alone: `node test/bench/webgpu.mjs [--browser firefox] [--rows N] [--sizes 2]`
 *
 * The adapter is named. On a software adapter this proves the integers, not the speed.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importXgboost } from '../../dist/importers/xgboost/import.js';
import { encodeBundle } from '../../dist/model/bundle/encode.js';
import { findBrowser } from '../setup/find-browsers.mjs';
import { loadModel, SIZES } from './models.mjs';
import { encodeOnnx } from './onnx-model.mjs';
import { line } from './timing.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };

export async function benchWebgpu({ name = 'chromium', rows = 100_000, sizes = 2 } = {}) {
  const browser = await launch(name);
  console.log(
    `== WebGPU in ${name} ${browser.version()}; us = microseconds a row, one thread beside`,
  );
  console.log('   (swiftshader and llvmpipe are software: they prove the integers, not the speed)');
  try {
    for (const size of SIZES.slice(0, sizes)) await benchSize(browser, size, rows);
  } finally {
    await browser.close();
  }
}

export async function launch(name) {
  const playwright = await import('playwright');
  const { executable: executablePath, fromPlaywright } = (await findBrowser(name)) ?? {};
  if (!executablePath) throw new Error(`${name} was not found`);
  if (name === 'chromium') {
    return playwright.chromium.launch({ executablePath, args: ['--enable-unsafe-webgpu'] });
  }
  return playwright.firefox.launch({
    ...(fromPlaywright ? {} : { channel: 'moz-firefox' }),
    executablePath,
    firefoxUserPrefs: { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true },
  });
}

async function benchSize(browser, size, rows) {
  const { model, columns } = loadModel(size, rows, importXgboost);
  const values = new Float32Array(rows * columns.length);
  columns.forEach((column, f) => values.set(column, f * rows));
  const server = await serve({
    '/': '<!doctype html><title>bench</title>',
    '/model.insitu': await encodeBundle(model, { crypto: crypto.subtle }),
    '/model.onnx': encodeOnnx(model),
    '/columns.f32': new Uint8Array(values.buffer),
  });
  try {
    const page = await browser.newPage();
    await page.goto(server.origin);
    const names = model.features.map((feature) => feature.name);
    const result = await page.evaluate(measure, { names, rows });
    if (result.missing) {
      console.log(`${size.name}: ${result.missing}`);
      return;
    }
    const { adapter, equal, times, ortError } = result;
    console.log(`${size.name}: adapter "${adapter}"; ${rows} rows against the reference engine:`);
    for (const [what, same] of Object.entries(equal)) {
      console.log(`  ${what}: ${same ? 'the same integers' : 'OTHER INTEGERS'}`);
      if (!same) process.exitCode = 1;
    }
    const us = (ms, n) => (ms === undefined ? '-' : `${((1000 * ms) / n).toFixed(2)} us`);
    const widths = [10, 24, 14, 14, 14];
    console.log(line(['rows', '', 'webgpu', 'wasm', 'onnx wasm'], widths));
    for (const { count, what, webgpu, wasm, onnx } of times) {
      console.log(line([count, what, us(webgpu, count), us(wasm, count), us(onnx, count)], widths));
    }
    if (ortError) console.log(`  onnxruntime-web did not run: ${ortError}`);
    await page.close();
  } finally {
    await server.close();
  }
}

/** Runs in the page. */
async function measure({ names, rows }) {
  const load = (path) => import(path);
  const { createAcceleratedSession } = await load('/dist/scoring/create-accelerated-session.js');
  const { createSession } = await load('/dist/scoring/create-session.js');
  const bytesOf = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  const bundle = await bytesOf('/model.insitu');
  const values = new Float32Array((await bytesOf('/columns.f32')).buffer);
  const columnsOf = (count) =>
    Object.fromEntries(names.map((name, f) => [name, values.subarray(f * rows, f * rows + count)]));
  const options = { crypto: crypto.subtle, now: () => performance.now() };
  const gpu = await createAcceleratedSession(bundle, options, globalThis.navigator.gpu);
  if (gpu.plan.engine !== 'webgpu') return { missing: gpu.plan.reasons.join('; ') };
  const wasm = await createSession(bundle, options);
  const reference = await createSession(bundle, { ...options, engine: 'reference' });

  const same = (ours, theirs) =>
    ours.engine === 'webgpu' &&
    ['margin', 'contributions', 'reasons'].every((field) =>
      (ours[field] ?? []).every((value, at) => value === theirs[field][at]),
    );
  const all = columnsOf(rows);
  const isDeep = gpu.plan.explain !== 'blocks';
  const equal = {};
  if (isDeep) {
    equal.margins = same(await gpu.scoreBatch(all), reference.scoreBatch(all));
  } else {
    const explained = reference.explainBatch(all);
    equal.margins = same(await gpu.scoreBatch(all), explained);
    equal['contributions and reasons'] = same(await gpu.explainBatch(all), explained);
    const ranked = await gpu.explainBatch(all, { contributions: false });
    equal['reasons alone'] = ranked.contributions.length === 0 && same(ranked, explained);
  }

  const timed = async (run) => {
    const start = performance.now();
    let runs = 0;
    do {
      await run();
      runs += 1;
    } while (performance.now() - start < 200);
    return (performance.now() - start) / runs;
  };
  let onnx;
  let ortError;
  try {
    const ort = await load('/ort/ort.wasm.min.mjs');
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = '/ort/';
    const session = await ort.InferenceSession.create(await bytesOf('/model.onnx'));
    onnx = (count) => {
      const matrix = new Float32Array(count * names.length);
      for (let f = 0; f < names.length; f++) {
        for (let r = 0; r < count; r++) matrix[r * names.length + f] = values[f * rows + r];
      }
      const feeds = { X: new ort.Tensor('float32', matrix, [count, names.length]) };
      return () => session.run(feeds);
    };
  } catch (error) {
    ortError = String(error);
  }
  const times = [];
  for (const count of [1000, 10_000, 100_000].filter((count) => count <= rows)) {
    const some = columnsOf(count);
    times.push({
      count,
      what: 'score',
      webgpu: await timed(() => gpu.scoreBatch(some)),
      wasm: await timed(() => wasm.scoreBatch(some)),
      onnx: onnx && (await timed(onnx(count))),
    });
    if (isDeep) continue;
    for (const contributions of [true, false]) {
      times.push({
        count,
        what: contributions ? 'explain' : 'explain, reasons alone',
        webgpu: await timed(() => gpu.explainBatch(some, { contributions })),
        wasm: await timed(() => wasm.explainBatch(some, { contributions })),
      });
    }
  }
  const { adapter } = gpu.plan;
  for (const session of [gpu, wasm, reference]) session.dispose();
  return { adapter, equal, times, ortError };
}

/** The given files, `dist/` as it is, and onnxruntime-web's own files. */
export async function serve(files) {
  const folders = {
    '/dist/': join(root, 'dist'),
    '/ort/': join(root, 'node_modules/onnxruntime-web/dist'),
  };
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, 'http://localhost').pathname);
    const prefix = Object.keys(folders).find((folder) => path.startsWith(folder));
    try {
      const body =
        files[path] ?? (await readFile(join(folders[prefix], path.slice(prefix.length))));
      const type =
        path === '/' ? 'text/html' : (TYPES[extname(path)] ?? 'application/octet-stream');
      response.writeHead(200, { 'content-type': type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      browser: { type: 'string', default: 'chromium' },
      rows: { type: 'string', default: '100000' },
      sizes: { type: 'string', default: '2' },
    },
  });
  await benchWebgpu({
    name: values.browser,
    rows: Number(values.rows),
    sizes: Number(values.sizes),
  });
}
