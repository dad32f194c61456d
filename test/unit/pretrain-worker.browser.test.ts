import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeBackbone } from '../../sdk/train/pretrain/backbone-coding.js';
import { createScorer } from '../../sdk/train/pretrain/score-network.js';
import { TFJS_WASM } from '../../sdk/runtime/tfjs-files.js';
import { browserNames, openPage, type BrowserPage } from '../browsers/browser.js';
import { launchChromium } from '../browsers/chromium.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { bundlePretrain, bundleWorker } from '../red-team/bundle-page.js';
import { channels, leakedBy, type Outcomes } from '../red-team/red-team.js';
import { startWitness } from '../red-team/witness.js';
import { areaOf, toyProblem } from './pretrain-cases.js';

const wasm = createRequire(import.meta.url).resolve(
  `@tensorflow/tfjs-backend-wasm/dist/${TFJS_WASM}`,
);

/** What SECURITY.md recommends, for the page and for its workers. */
const pagePolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self' blob:; img-src data:; frame-src 'self'";
const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";

const problem = toyProblem(2000);

/** Statements of a page: the rows as typed arrays, and a backbone as text. */
const preamble = `
  const { pretrain } = await import('./index.js');
  const { data } = await (await fetch('rows.json')).json();
  const rows = {
    ...data,
    features: data.features.map((feature) =>
      feature.kind === 'numeric'
        ? { ...feature, cuts: Float64Array.from(feature.cuts) }
        : { ...feature, codes: Int32Array.from(feature.codes) }),
    bins: data.bins.map((column) => Uint8Array.from(column)),
    channel: Uint8Array.from(data.channel),
    labels: data.labels.map((column) => Float32Array.from(column, (label) => label ?? NaN)),
  };
  const code = (error) => (error.name === 'RiskError' ? error.code : error.name);
  const asText = (backbone) => JSON.stringify(backbone, (_, value) =>
    (ArrayBuffer.isView(value) ? Array.from(value) : value));
`;

interface Trained {
  readonly text: string;
  readonly policy: boolean;
  readonly steps: number;
}

let folder: string;
let server: FolderServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'insitu-pretrain-'));
  const [index, worker] = await Promise.all([bundlePretrain(), bundleWorker({ pretrain: true })]);
  const files = {
    'index.html': '<!doctype html><title>Pretrain</title><link rel="icon" href="data:,">',
    'index.js': index,
    'pretrain.worker.js': worker,
    'rows.json': JSON.stringify(problem, (_, value: unknown) =>
      ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value,
    ),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, 'insitu-assets'));
  copyFileSync(wasm, join(folder, 'insitu-assets', TFJS_WASM));
  mkdirSync(join(folder, 'changed'));
  const changed = readFileSync(wasm);
  changed[changed.length - 1]! ^= 1;
  writeFileSync(join(folder, 'changed', TFJS_WASM), changed);
  server = await serveFolder(folder, {
    headers: (path): Record<string, string> => ({
      'content-security-policy': path.includes('.worker.') ? workerPolicy : pagePolicy,
    }),
  });
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

/** Trains in a page, and looks at the area under the curve on rows that were held out. */
async function trainIn(page: BrowserPage, options: object, run: object) {
  const trained = await page.evaluate<Trained>(`(async () => {
    ${preamble}
    let steps = 0;
    const { backbone, isolation } = await pretrain(rows, ${JSON.stringify(options)}, {
      ...${JSON.stringify(run)},
      onProgress: () => { steps += 1; },
    });
    return { text: asText(backbone), policy: isolation.policy, steps };
  })()`);
  const backbone = decodeBackbone(trained.text);
  const { bins, channel } = problem.data;
  const scorer = createScorer(backbone.encodings, backbone.shape, backbone.weights);
  const scores = scorer.logOdds(bins, Int32Array.from(problem.held), channel, 0);
  const labels = problem.held.map((row) => problem.truth[row]!);
  return { ...trained, report: backbone.report, area: areaOf(scores, labels) };
}

const options = { epochs: 12, rate: 0.01, batch: 128, unlabelled: true, maskEpochs: 1 };

describe.each(browserNames)('pre-training in %s', (name) => {
  let page: BrowserPage;
  beforeAll(async () => {
    page = await openPage(name, `${server.origin}/`);
  });
  afterAll(async () => {
    await page?.close();
  });

  it.each(['worker', 'frame'])('learns on WASM, in a locked %s', async (isolation) => {
    const trained = await trainIn(page, options, { backend: 'wasm', isolation });
    expect(trained.area).toBeGreaterThan(0.8);
    expect(trained.policy).toBe(true);
    expect(trained.steps).toBeGreaterThan(5);
    expect(trained.report).toMatchObject({ backend: 'wasm', reproducible: false });
  });

  it('says why it learns in plain JavaScript', async () => {
    const small = { epochs: 1, hidden: [16, 8] };
    const { report } = await trainIn(page, small, { assets: './none' });
    expect(report.backend).toBe('cpu');
    expect(report.backendReasons).toEqual([
      expect.stringMatching(/^webgpu: /),
      expect.stringMatching(/^wasm: .*insitu assets.*404/),
    ]);
  });

  it('stops when nobody waits any more, refuses what was changed, and says what is wrong', async () => {
    const codes = await page.evaluate<unknown[]>(`(async () => {
      ${preamble}
      const aborted = new AbortController();
      const long = { epochs: 1000, patience: 1000 };
      const stopped = await pretrain(rows, long, {
        backend: 'wasm',
        signal: aborted.signal,
        onProgress: () => aborted.abort('enough'),
      }).catch((reason) => reason);
      const late = await pretrain(rows, long, { backend: 'wasm', timeoutMs: 300 }).catch(code);
      const changed = await pretrain(rows, {}, { assets: './changed/' }).catch(code);
      const wrong = await pretrain(rows, { rate: 7, epoch: 3 }, { backend: 'wasm' })
        .catch((error) => error.issues.map(({ path }) => path));
      const oneClass = { ...rows, labels: [rows.labels[0].map(() => 0), rows.labels[1]] };
      const plan = await pretrain(oneClass, {}, { backend: 'wasm' }).catch(code);
      return [stopped, late, changed, wrong, plan];
    })()`);
    expect(codes).toEqual([
      'enough',
      'TIMEOUT',
      'ASSET_INTEGRITY',
      ['epoch', 'rate'],
      'PLAN_INVALID',
    ]);
  });
});

describe('pre-training on WebGPU', () => {
  it('learns what WASM learns', async (context) => {
    const browser = await launchChromium(['--enable-unsafe-webgpu']);
    try {
      const page = await browser.newPage();
      await page.goto(`${server.origin}/`);
      if (!(await page.evaluate('navigator.gpu?.requestAdapter().then(Boolean)'))) {
        return context.skip('this Chromium has no WebGPU adapter');
      }
      const small = { epochs: 1, batch: 1000, rate: 0.01, hidden: [32, 16] };
      const onGpu = await trainIn(page as never, small, { backend: 'webgpu' });
      const onWasm = await trainIn(page as never, small, { backend: 'wasm' });
      expect(onGpu.report.backend).toBe('webgpu');
      expect(onGpu.area).toBeCloseTo(onWasm.area, 2);
      onGpu.report.stages[0]!.loss.forEach((loss, epoch) => {
        expect(loss).toBeCloseTo(onWasm.report.stages[0]!.loss[epoch]!, 4);
      });
    } finally {
      await browser.close();
    }
  });
});

describe('the worker for pre-training, attacked through the debugger', () => {
  it('is silent', async () => {
    const witness = await startWitness();
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(`${server.origin}/`);
      const started = page.waitForEvent('worker');
      const outcome = page
        .evaluate(
          `(async () => {
        ${preamble}
        const long = { epochs: 1000, patience: 1000 };
        return pretrain(rows, long, { backend: 'wasm', timeoutMs: 30_000 }).catch(code);
      })()`,
        )
        .catch(() => 'the page was closed');
      const worker = await started;
      const target = JSON.stringify({ origin: witness.origin, udpPort: witness.udpPort });
      const outcomes = await worker.evaluate<Outcomes>(
        `(() => { ${channels}; return redTeamChannels(${target}); })()`,
      );
      expect(Object.keys(outcomes.remote).length).toBeGreaterThan(25);
      expect(await leakedBy(outcomes, witness)).toEqual([]);
      await page.close();
      await outcome;
    } finally {
      await browser.close();
      await witness.close();
    }
  });
});
