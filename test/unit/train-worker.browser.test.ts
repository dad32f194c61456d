import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { startTrainer, type StudentPlan, type TrainPlan } from '../../sdk/train-node.js';
import { browserNames, openPage, type BrowserPage } from '../browsers/browser.js';
import { launchChromium } from '../browsers/chromium.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { bundleTrain, bundleWorker } from '../red-team/bundle-page.js';
import { channels, leakedBy, type Outcomes } from '../red-team/red-team.js';
import { startWitness } from '../red-team/witness.js';

const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";
/** The same without WebAssembly: plain TypeScript trains. */
const plainPolicy = "default-src 'none'; script-src 'self'; connect-src 'none'";

/** Made-up applicants: numbers with ties and gaps, words in two scripts, days. */
function madeUpTable(rows: number): string {
  const random = createRandom(11);
  const grades = ['"A, prime"', 'B', '丙', ''];
  const lines = ['opened,income,late,grade,age,bad'];
  for (let row = 0; row < rows; row++) {
    const income = random.next() < 0.05 ? '' : Math.round(random.next() ** 2 * 9000) / 10;
    const late = Math.floor(random.next() ** 3 * 6);
    const grade = random.below(4);
    const risk = late * 0.6 + grade * 0.4 - Number(income) / 400 - 1.2;
    const isBad = random.next() < 1 / (1 + Math.exp(-risk)) ? 'yes' : 'no';
    const day = `2024-${String(1 + (row % 12)).padStart(2, '0')}-15`;
    lines.push(`${day},${income},${late},${grades[grade]},${20 + random.below(50)},${isBad}`);
  }
  return `${lines.join('\n')}\n`;
}

const table = madeUpTable(3000);
const planOf = (student: StudentPlan): TrainPlan => ({
  name: 'made-up',
  target: { column: 'bad', bad: 'yes' },
  features: [
    { column: 'income', monotone: -1 },
    { column: 'late', monotone: 1 },
    { column: 'grade' },
  ],
  split: { date: 'opened' },
  student,
});
const plans = [
  planOf({ kind: 'boosted', trees: 20, depth: 4 }),
  planOf({ kind: 'boosted', shape: 'depth-wise', trees: 20, depth: 3 }),
  planOf({ kind: 'scorecard' }),
  planOf({ kind: 'additive', rounds: 40, pairs: 1 }),
];

let folder: string;
let server: FolderServer;
/** Digests of the models and of what the reports say, from Node. */
let expected: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'insitu-train-'));
  const [index, worker] = await Promise.all([bundleTrain(), bundleWorker({ train: true })]);
  const files = {
    'index.html': '<!doctype html><title>Train</title><link rel="icon" href="data:,">',
    'index.js': index,
    'train.worker.js': worker,
    'plain.train.worker.js': worker,
    'table.csv': table,
    'plans.json': JSON.stringify(plans),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  server = await serveFolder(folder, {
    headers: (path): Record<string, string> =>
      path.includes('.worker.')
        ? { 'content-security-policy': path.includes('plain') ? plainPolicy : workerPolicy }
        : {},
  });
  const trainer = startTrainer();
  await trainer.read(new TextEncoder().encode(table));
  expected = [];
  for (const plan of plans) {
    const { digest, report } = await trainer.train(plan);
    expected.push(digest, JSON.stringify(report));
  }
  trainer.dispose();
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

const preamble = `
  const { startTrainer } = await import('./index.js');
  const file = await (await fetch('table.csv')).blob();
  const plans = await (await fetch('plans.json')).json();
`;

describe.each(browserNames)('training in %s', (name) => {
  let page: BrowserPage;
  beforeAll(async () => {
    page = await openPage(name, `${server.origin}/`);
  });
  afterAll(async () => {
    await page?.close();
  });

  /** Trains every plan with some options. */
  const trainAll = (options: string, count: number) =>
    page.evaluate<string[]>(`(async () => {
      ${preamble}
      const trainer = startTrainer(${options});
      await trainer.read(file);
      const results = [];
      for (const plan of plans.slice(0, ${count})) {
        const { digest, report } = await trainer.train(plan);
        results.push(digest, JSON.stringify(report));
      }
      trainer.dispose();
      return results;
    })()`);

  it('gives the models and reports of Node, bit for bit', async () => {
    expect(await trainAll('{ workers: 1 }', plans.length)).toEqual(expected);
  });

  it('gives the same with the rows shared out over three workers', async () => {
    const trained = await trainAll('{ workers: 3, rowsPerWorker: 500 }', 2);
    expect(trained).toEqual(expected.slice(0, 4));
  });

  it('gives the same without WebAssembly', async () => {
    const url = "new URL('plain.train.worker.js', location.href)";
    expect(await trainAll(`{ workers: 1, trainWorkerUrl: ${url} }`, 2)).toEqual(
      expected.slice(0, 4),
    );
  });

  it('tells of its steps, stops when nobody waits, and goes on afterwards', async () => {
    const told = await page.evaluate<{ stages: string[]; stopped: string; digest: string }>(
      `(async () => {
        ${preamble}
        const trainer = startTrainer({ workers: 1 });
        await trainer.read(file);
        const stages = new Set();
        const stopper = new AbortController();
        const stopped = await trainer
          .train({ ...plans[0], student: { kind: 'boosted', trees: 5000, patience: 0, eta: 0.01 } }, {
            signal: stopper.signal,
            onProgress: ({ stage, tree }) => {
              stages.add(stage);
              if (tree === 3) stopper.abort();
            },
          })
          .catch((error) => error.name);
        const { digest } = await trainer.train(plans[0]);
        trainer.dispose();
        return { stages: [...stages], stopped, digest };
      })()`,
    );
    expect(told.stages).toEqual(['binning', 'training']);
    expect(told.stopped).toBe('AbortError');
    expect(told.digest).toBe(expected[0]);
  });

  it('packs what it trained, and refuses with codes', async () => {
    const told = await page.evaluate<{ codes: string[]; bytes: number; row: object }>(
      `(async () => {
        ${preamble}
        const codes = [];
        const refused = (promise) => promise.then(() => codes.push('none'), ({ code }) => codes.push(code));
        const trainer = startTrainer();
        await refused(trainer.inspect(plans[0]));
        await refused(trainer.read(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0])));
        await trainer.read(file);
        await refused(trainer.train({ ...plans[0], features: [{ column: 'nothing' }] }));
        await refused(trainer.pack(7));
        const { id } = await trainer.train(plans[2]);
        const bundle = await trainer.pack(id);
        const row = await trainer.applicant(id, 0);
        await refused(trainer.applicant(id, 9999));
        trainer.dispose();
        await refused(trainer.pack(id));
        return { codes, bytes: bundle.length, row };
      })()`,
    );
    expect(told.codes).toEqual([
      ...['TABLE_INVALID', 'TABLE_INVALID', 'PLAN_INVALID', 'OPTION_INVALID', 'OPTION_INVALID'],
      'DISPOSED',
    ]);
    expect(told.bytes).toBeGreaterThan(1000);
    expect(Object.keys(told.row)).toContain('late');
  });
});

describe('the worker that trains, attacked through the debugger', () => {
  it('is silent with a table in it, and answers no more', async () => {
    const witness = await startWitness();
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(`${server.origin}/`);
      const started = page.waitForEvent('worker');
      await page.evaluate(`(async () => {
        ${preamble}
        globalThis.trainer = startTrainer({ workers: 1 });
        await trainer.read(file);
      })()`);
      const worker = await started;
      const target = JSON.stringify({ origin: witness.origin, udpPort: witness.udpPort });
      const outcomes = await worker.evaluate<Outcomes>(
        `(() => { ${channels}; return redTeamChannels(${target}); })()`,
      );
      expect(Object.keys(outcomes.remote).length).toBeGreaterThan(25);
      expect(await leakedBy(outcomes, witness)).toEqual([]);
      const code = await page.evaluate(`(async () => {
        ${preamble}
        return trainer.train(plans[0]).then(() => 'trained', ({ code }) => code);
      })()`);
      expect(code).toBe('EGRESS_BLOCKED');
    } finally {
      await browser.close();
      await witness.close();
    }
  });
});
