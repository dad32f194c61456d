/**
 * `npm run bench [-- --python PATH] [--rows N] [--quick] [--no-browser]`
 *
 * Speed of what ships (dist/), against peers timed in turn in the same process, one thread:
 * onnxruntime-web's wasm build for scores, TreeSHAP in plain JavaScript for explanations, and
 * native XGBoost when `--python` names an interpreter that has it. Medians; ratios are what counts.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-web/wasm';
import { importXgboost } from '../../dist/importers/xgboost/import.js';
import { createReferenceEngine } from '../../dist/engines/reference.js';
import { selectEngine } from '../../dist/engines/select.js';
import { featureGame } from '../../dist/lowering/game.js';
import { binOf } from '../../dist/model/binning.js';
import { encodeBundle } from '../../dist/model/bundle/encode.js';
import { createSession } from '../../dist/scoring/create-session.js';
import { benchImports } from './import.mjs';
import { loadModel, SIZES } from './models.mjs';
import { encodeOnnx } from './onnx-model.mjs';
import { benchRecourse } from './recourse.mjs';
import { describeMachine, line, micros, timeInTurn } from './timing.mjs';
import { treeShap } from './tree-shap.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string' },
    rows: { type: 'string', default: '10000' },
    quick: { type: 'boolean', default: false },
    'no-browser': { type: 'boolean', default: false },
  },
});
const ROWS = Number(options.rows);
const BUDGET = options.quick ? { minMs: 300, minRuns: 3 } : { minMs: 2500, minRuns: 9 };
const now = () => performance.now();
/** Median ms a row of the current size, for the ratios to native. */
const results = { wasmScore: 0, wasmExplain: 0 };

console.log(`Insitu bench: ${describeMachine()}`);
console.log(`Batches of ${ROWS} rows, one thread, medians; us = microseconds a row.\n`);
ort.env.wasm.numThreads = 1;

for (const size of SIZES) {
  const loaded = loadModel(size, ROWS, importXgboost);
  console.log(`== ${size.name}: ${loaded.origin}`);
  await benchBatches(size, loaded);
  await benchRow(loaded);
  if (options.python && loaded.json) benchNative(loaded);
  console.log();
}
console.log('== imports: bytes of the file, bytes of the bundle, ms');
await benchImports();
console.log('\n== recourse: applicants near the line, proven within 50 ms');
await benchRecourse({ applicants: options.quick ? 20 : 100 });
if (!options['no-browser']) {
  const { benchBrowser } = await import('./cold-start.mjs');
  await benchBrowser();
  const { benchWebgpu } = await import('./webgpu.mjs');
  await benchWebgpu({ rows: options.quick ? 10_000 : 100_000 });
  const { benchNetworks } = await import('./network.mjs');
  await benchNetworks();
}
console.log('\n== bytes shipped, minified');
execFileSync(process.execPath, [fileURLToPath(new URL('size.mjs', import.meta.url))], {
  stdio: 'inherit',
});

async function benchBatches(size, { model, columns, rows }) {
  const table = { rows, columns };
  const game = featureGame(model, 'training');
  const wasm = (await selectEngine('wasm')).create(model, game, now);
  const start = now();
  while (wasm.warmUp(1000));
  const compileMs = now() - start;
  const reference = createReferenceEngine(model, game, now);
  const margins = new Int32Array(rows);
  const contributions = new Int32Array(rows * wasm.players);
  const fewer = Math.min(rows, 500);

  const session = await ort.InferenceSession.create(encodeOnnx(model));
  const matrix = rowMajor(columns, rows);
  const feeds = { X: new ort.Tensor('float32', matrix, [rows, columns.length]) };

  const scores = await timeInTurn(
    {
      wasm: () => wasm.score(table, 0, rows, margins),
      onnx: () => session.run(feeds),
    },
    BUDGET,
  );
  const referenceScore = await timeInTurn(
    { reference: () => reference.score(table, 0, fewer, margins.subarray(0, fewer)) },
    { minMs: 200, minRuns: 3 },
  );
  results.wasmScore = scores.wasm.median / rows;

  const shapRows = size.depth > 6 ? 2 : 20;
  const phi = new Float64Array(model.features.length);
  const bins = Array.from({ length: shapRows }, (_, row) =>
    model.features.map((feature, f) => binOf(feature, columns[f][row])),
  );
  const explains = await timeInTurn(
    {
      wasm: () => wasm.explain(table, 0, rows, margins, contributions),
      treeShap: () => bins.forEach((row) => treeShap(model, row, phi)),
    },
    BUDGET,
  );
  results.wasmExplain = explains.wasm.median / rows;

  const widths = [34, 12, 18];
  const us = (time, n) => `${micros(time.median, n)} us`;
  const times = (peer, peerRows, own, ownRows) =>
    `${(peer.median / peerRows / (own.median / ownRows)).toFixed(1)}x slower than wasm`;
  console.log(line(['score, wasm', us(scores.wasm, rows)], widths));
  console.log(
    line(
      [
        'score, onnxruntime-web wasm',
        us(scores.onnx, rows),
        times(scores.onnx, rows, scores.wasm, rows),
      ],
      widths,
    ),
  );
  const slow = referenceScore.reference;
  console.log(
    line(['score, reference', us(slow, fewer), times(slow, fewer, scores.wasm, rows)], widths),
  );
  console.log(line(['explain, wasm', us(explains.wasm, rows)], widths));
  const peer = explains.treeShap;
  console.log(
    line(
      [
        'explain, TreeSHAP in JavaScript',
        us(peer, shapRows),
        times(peer, shapRows, explains.wasm, rows),
      ],
      widths,
    ),
  );
  console.log(line(['explanation tables compiled in', `${compileMs.toFixed(0)} ms`], widths));
  wasm.dispose();
}

/** One row as a worker does it: an object in, checked, scored, explained with reasons, an object out. */
async function benchRow({ model, columns }) {
  const bytes = await encodeBundle(model, { crypto: crypto.subtle });
  const session = await createSession(bytes, { engine: 'wasm', crypto: crypto.subtle, now });
  while (session.warmUp(1000));
  const applicants = Array.from({ length: 256 }, (_, row) =>
    Object.fromEntries(model.features.map(({ name }, f) => [name, columns[f][row]])),
  );
  const row = await timeInTurn(
    {
      score: () => applicants.forEach((applicant) => session.score(applicant)),
      explain: () => applicants.forEach((applicant) => session.explain(applicant)),
    },
    BUDGET,
  );
  const widths = [34, 12];
  console.log(line(['one row: score', `${micros(row.score.median, 256)} us`], widths));
  console.log(
    line(['one row: score + explain + reasons', `${micros(row.explain.median, 256)} us`], widths),
  );
  console.log(line(['bundle', `${(bytes.length / 1024).toFixed(0)} kB`], widths));
  session.dispose();
}

function benchNative({ json, columns, rows }) {
  const folder = mkdtempSync(join(tmpdir(), 'insitu-bench-'));
  try {
    const file = join(folder, 'rows.f32');
    writeFileSync(file, new Uint8Array(rowMajor(columns, rows).buffer));
    const script = fileURLToPath(new URL('native-xgboost.py', import.meta.url));
    const shapRows = results.wasmExplain > 0.05 ? 200 : 2000;
    const out = execFileSync(
      options.python,
      [script, json, file, String(columns.length), String(shapRows)],
      {
        env: { ...process.env, OMP_NUM_THREADS: '1' },
        encoding: 'utf8',
      },
    );
    const native = JSON.parse(out);
    const ratio = (us, own) => `${(us / (own * 1000)).toFixed(1)}x slower than wasm`;
    const widths = [34, 12, 18];
    const name = `XGBoost ${native.version}`;
    console.log(
      line(
        [
          `${name} predict`,
          `${native.predict.toFixed(2)} us`,
          ratio(native.predict, results.wasmScore),
        ],
        widths,
      ),
    );
    console.log(
      line(
        [
          `${name} inplace_predict`,
          `${native.inplace.toFixed(2)} us`,
          ratio(native.inplace, results.wasmScore),
        ],
        widths,
      ),
    );
    console.log(
      line(
        [
          `${name} pred_contribs`,
          `${native.contribs.toFixed(0)} us`,
          ratio(native.contribs, results.wasmExplain),
        ],
        widths,
      ),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rowMajor(columns, rows) {
  const out = new Float32Array(rows * columns.length);
  columns.forEach((column, f) => {
    for (let row = 0; row < rows; row++) out[row * columns.length + f] = column[row];
  });
  return out;
}
