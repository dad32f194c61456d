import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../sdk/core/bytes.js';
import { createRandom } from '../../sdk/core/random.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { splitBundle } from '../../sdk/model/bundle/layout.js';
import { openGraphInNode } from '../../sdk/runtime/node-graph.js';
import { createAnySession } from '../../sdk/scoring/create-any-session.js';
import { readTable } from '../../sdk/table/read-table.js';
import { boost } from '../../sdk/train/boost/boost.js';
import { distill } from '../../sdk/train/distill/distill.js';
import { sessionTeacher } from '../../sdk/train/distill/session-teacher.js';
import { startTrainer, type TrainPlan, type TrainReport } from '../../sdk/train-node.js';
import { browserNames, openPage, type BrowserPage } from '../browsers/browser.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { bundleTrain, bundleWorker } from '../red-team/bundle-page.js';
import { networkModel, networkTable } from './network-cases.js';

const WASM = 'ort-wasm-simd-threaded.wasm';
const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";

const model = networkModel('mlp');

/** Rows like those of the vector, and an outcome that follows nothing: labels only measure. */
function madeUpTable(): string {
  const random = createRandom(4);
  const given = networkTable('mlp', 'rows');
  const columns = model.features.map(({ name }) => given.get(name)!);
  const cells = () =>
    columns.map((column) => {
      const cell = column[random.below(column.length)]!;
      return Number.isNaN(cell) ? '' : String(cell);
    });
  const lines = Array.from({ length: 5200 }, () => [...cells(), random.below(2)].join(','));
  return `${[[...model.features.map(({ name }) => name), 'bad'].join(','), ...lines].join('\n')}\n`;
}

const table = madeUpTable();
const plan: TrainPlan = {
  name: 'student',
  target: { column: 'bad', bad: 1 },
  features: model.features.map(({ name }, f) => ({
    column: name,
    reason: model.reasons.find(({ features }) => features.includes(f))!.code,
  })),
  student: { kind: 'boosted', trees: 20, depth: 4 },
};
const settings = { copies: 1, reasonRows: 12 };

let folder: string;
let server: FolderServer;
let bundle: Uint8Array;
/** What the command line makes of it: the table, the session and the student are its own. */
let expected: { digest: string; report: TrainReport };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'insitu-teacher-'));
  const { subtle } = crypto;
  bundle = await encodeBundle(model, { crypto: subtle });
  const session = await createAnySession(bundle, {
    ...{ openGraph: openGraphInNode, pause: () => Promise.resolve(), now: () => 0, crypto: subtle },
  });
  const rows = readTable(new TextEncoder().encode(table)).table;
  const teacher = sessionTeacher(session, model);
  const made = await distill(rows, teacher, plan, { boost, crypto: subtle }, settings);
  session.dispose();
  const packed = splitBundle(await encodeBundle(made.model, { crypto: subtle }));
  const manifest = packed.manifest as Uint8Array<ArrayBuffer>;
  const digest = toHex(new Uint8Array(await subtle.digest('SHA-256', manifest)));
  expected = { digest, report: JSON.parse(JSON.stringify(made.report)) as TrainReport };
  const [index, train, network] = await Promise.all([
    bundleTrain(),
    bundleWorker({ train: true }),
    bundleWorker({ network: true }),
  ]);
  const files = {
    'index.html': '<!doctype html><title>Teacher</title><link rel="icon" href="data:,">',
    'index.js': index,
    'train.worker.js': train,
    'network.worker.js': network,
    'network.insitu': bundle,
    'table.csv': table,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, 'insitu-assets'));
  const wasm = createRequire(import.meta.url).resolve(`onnxruntime-web/${WASM}`);
  copyFileSync(wasm, join(folder, 'insitu-assets', WASM));
  server = await serveFolder(folder, {
    headers: (path): Record<string, string> =>
      path.includes('.worker.') ? { 'content-security-policy': workerPolicy } : {},
  });
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

describe.each(browserNames)('a network that teaches in %s', (name) => {
  let page: BrowserPage;
  beforeAll(async () => {
    page = await openPage(name, `${server.origin}/`);
  });
  afterAll(async () => {
    await page?.close();
  });

  /** Runs statements in a page, with a trainer whose table is open. */
  const run = <Value>(options: string, statements: string) =>
    page.evaluate<Value>(`(async () => {
      const { startTrainer } = await import('./index.js');
      const bundle = await (await fetch('network.insitu')).blob();
      const trainer = startTrainer(${options});
      await trainer.read(await (await fetch('table.csv')).blob());
      const plan = ${JSON.stringify(plan)};
      const settings = ${JSON.stringify(settings)};
      try {
        ${statements}
      } finally {
        trainer.dispose();
      }
    })()`);

  it('makes the student that the command line makes, and says how near it is', async () => {
    const [digest, report, requests, stages] = await run<[string, TrainReport, string[], string[]]>(
      '{ workers: 1 }',
      `const stages = new Set();
       const onProgress = ({ stage }) => stages.add(stage);
       const { digest, report } = await trainer.distill(plan, { bundle }, { ...settings, onProgress });
       const names = performance.getEntriesByType('resource').map(({ name }) => name);
       return [digest, report, names.map((name) => name.split('/').at(-1)), [...stages]];`,
    );
    const { bytes: _bytes, ...body } = report.model;
    expect({ ...report, model: body }).toEqual(expected.report);
    expect(digest).toBe(expected.digest);
    expect(report.fidelity!.teacher.kind).toBe('network');
    expect(report.fidelity!.reasons!.rows).toBe(12);
    expect(stages).toEqual(expect.arrayContaining(['teaching', 'training', 'measuring']));
    expect(requests).toContain(WASM);
  });

  it('says what a network lacks: its engine or a key, and goes on', async () => {
    const codes = await run<string[]>(
      "{ workers: 1, assets: './nowhere/' }",
      `const code = ({ code }) => code;
       const trust = [${JSON.stringify(STRANGER)}];
       return [
         await trainer.distill(plan, { bundle }, settings).catch(code),
         await trainer.distill(plan, { bundle, trust }, settings).catch(code),
         (await trainer.train({ ...plan, student: { kind: 'boosted', trees: 2 } })).id,
       ];`,
    );
    expect(codes).toEqual(['LOAD_FAILED', 'BUNDLE_SIGNATURE', expect.any(Number)]);
  });
});

/** A public key that signed nothing. */
const STRANGER = await (async () => {
  const kind = { name: 'ECDSA', namedCurve: 'P-256' };
  const { publicKey } = await crypto.subtle.generateKey(kind, true, ['sign', 'verify']);
  return crypto.subtle.exportKey('jwk', publicKey);
})();

describe('in Node', () => {
  it('a trainer makes the same student, by the runtime that is installed', async () => {
    const trainer = startTrainer();
    await trainer.read(new TextEncoder().encode(table));
    const { digest, report } = await trainer.distill(plan, { bundle }, settings);
    const { bytes: _bytes, ...body } = report.model;
    expect({ ...report, model: body }).toEqual(expected.report);
    expect(digest).toBe(expected.digest);
    trainer.dispose();
  });
});
