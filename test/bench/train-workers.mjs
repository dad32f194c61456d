/**
 * `node test/bench/train-workers.mjs [--browser chromium] [--rows 1000000] [--workers 1,2] [--rounds 3]`:
 * a CSV of made-up rows, 23 columns, through the trainer of a page: how long reading it takes, and
 * training with one worker and with several, which have to make the same model. Prints medians, and
 * the most memory that the browser's processes held. Runs from source; no build is needed.
 */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { sealTfjs } from '../../sdk/seal-tfjs.mjs';
import { describeMachine, line, summarise } from './timing.mjs';
import { launch } from './webgpu.mjs';

const { values: options } = parseArgs({
  options: {
    browser: { type: 'string', default: 'chromium' },
    rows: { type: 'string', default: '1000000' },
    workers: { type: 'string', default: '1,2' },
    rounds: { type: 'string', default: '3' },
  },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const STUDENTS = {
  'depth-wise 100 x 4': { kind: 'boosted', shape: 'depth-wise', trees: 100, depth: 4 },
  'oblivious 100 x 6': { kind: 'boosted', shape: 'oblivious', trees: 100, depth: 6 },
};

async function bundle(entry) {
  const build = await rolldown({
    input: `${root}sdk/${entry}`,
    platform: 'browser',
    plugins: [sealTfjs()],
  });
  const { output } = await build.generate({ format: 'esm', codeSplitting: false });
  await build.close();
  return output[0].code;
}

const files = {
  '/': ['text/html', '<!doctype html><title>bench</title>'],
  '/train.js': ['text/javascript', await bundle('train.ts')],
  '/train.worker.js': ['text/javascript', await bundle('runtime/train.worker.ts')],
};
const server = createServer((request, response) => {
  const [type, body] = files[new URL(request.url, 'http://localhost').pathname] ?? [];
  response.writeHead(body ? 200 : 404, { 'content-type': type ?? 'text/plain' }).end(body);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await launch(options.browser);

/** Megabytes that all processes of this one's browser hold now. */
function residentMegabytes() {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,rss='], { encoding: 'utf8' });
  const processes = table
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number));
  const inTree = new Set([process.pid]);
  for (let grown = true; grown;) {
    grown = false;
    for (const [pid, parent] of processes) {
      if (inTree.has(parent) && !inTree.has(pid)) grown = Boolean(inTree.add(pid));
    }
  }
  inTree.delete(process.pid);
  return processes.reduce((sum, [pid, , rss]) => sum + (inTree.has(pid) ? rss / 1024 : 0), 0);
}

try {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/`);
  console.log(`${describeMachine()}; ${options.browser} ${browser.version()}`);
  const megabytes = await page.evaluate(makeFile, Number(options.rows));
  console.log(`${options.rows} rows x 23, ${megabytes.toFixed(0)} MB of CSV`);
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, residentMegabytes())), 500);
  const results = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const workers of options.workers.split(',').map(Number)) {
      for (const [name, student] of Object.entries(STUDENTS)) {
        results.push({ name, workers, ...(await page.evaluate(trainOnce, { student, workers })) });
      }
    }
  }
  clearInterval(watch);
  const WIDTHS = [20, 9, 10, 12, 12, 12];
  console.log(line(['', 'workers', 'reading s', 'boosting s', 'train() s', 'digest'], WIDTHS));
  const middle = (rows, key) => (summarise(rows.map((row) => row[key])).median / 1000).toFixed(2);
  for (const name of Object.keys(STUDENTS)) {
    for (const workers of options.workers.split(',').map(Number)) {
      const rows = results.filter((row) => row.name === name && row.workers === workers);
      const digests = new Set(rows.map(({ digest }) => digest.slice(0, 10)));
      const times = ['reading', 'boosting', 'total'].map((key) => middle(rows, key));
      console.log(line([name, workers, ...times, [...digests].join(' ')], WIDTHS));
    }
  }
  if (process.platform === 'linux') console.log(`at most ${most.toFixed(0)} MB in the browser`);
} finally {
  await browser.close();
  server.close();
}

/** In the page: a file with ties, gaps and an outcome that depends on some columns. */
function makeFile(rows) {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const parts = [];
  parts.push(`${Array.from({ length: 23 }, (_, i) => `f${i}`).join(',')},bad\n`);
  for (let first = 0; first < rows; first += 10_000) {
    let text = '';
    for (let row = first; row < Math.min(rows, first + 10_000); row++) {
      let risk = -1.5;
      for (let column = 0; column < 23; column++) {
        const value = next();
        if (column % 5 === 4 && next() < 0.05) text += ',';
        else if (column % 3 === 0) text += `${Math.floor(value * 1000)},`;
        else if (column % 3 === 1) text += `${(value * 20_000).toFixed(2)},`;
        else text += `${Math.floor(value * 6)},`;
        if (column < 10) risk += (value - 0.5) * (column % 2 ? 1.2 : -0.8);
      }
      text += next() < 1 / (1 + Math.exp(-risk)) ? '1\n' : '0\n';
    }
    parts.push(text);
  }
  globalThis.file = new Blob(parts);
  return globalThis.file.size / 1e6;
}

/** In the page: one training, and how long its stages took in ms. */
async function trainOnce({ student, workers }) {
  // The page's own address, not a module of this repository.
  const address = '/train.js';
  const { startTrainer } = await import(address);
  const trainer = startTrainer({ workers, rowsPerWorker: 1000 });
  const begun = performance.now();
  await trainer.read(globalThis.file);
  const read = performance.now();
  let first;
  let last;
  const onProgress = ({ stage }) => {
    if (stage !== 'training') return;
    first ??= performance.now();
    last = performance.now();
  };
  const features = Array.from({ length: 23 }, (_, i) => ({ column: `f${i}` }));
  const { digest } = await trainer.train(
    { name: 'bench', target: { column: 'bad', bad: 1 }, features, student },
    { onProgress, timeoutMs: 600_000 },
  );
  const end = performance.now();
  trainer.dispose();
  return { reading: read - begun, boosting: last - first, total: end - read, digest };
}
