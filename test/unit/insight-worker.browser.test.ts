import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Applicant } from '../../sdk/index.js';
import { loadModel } from '../../sdk/node.js';
import { browserNames, openPage, type BrowserPage } from '../browsers/browser.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { bundleSdk, bundleWorker } from '../red-team/bundle-page.js';
import { readChannel, type Channel } from './delta-cases.js';
import { packVector } from './runtime-real-model.js';

const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";
const plainPolicy = "default-src 'none'; script-src 'self'; connect-src 'none'";

let folder: string;
let server: FolderServer;
let applicant: Applicant;
let feature: string;
let expected: { margins: number[]; means: number[] };
let channel: Channel;
let adapted: { digest: string; margins: number[]; addition: number[] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'insitu-insight-'));
  const vector = await packVector();
  applicant = vector.applicant(0);
  const inNode = await loadModel(vector.bytes);
  feature = inNode.info.features[0]!.name;
  expected = {
    margins: [...(await inNode.whatIf(applicant, { features: [feature] })).margin],
    means: [...(await inNode.dependence({ features: [feature] })).logOdds],
  };
  channel = await readChannel('trees', 120);
  adapted = await adaptInNode(channel);
  const [sdk, score, insight, delta] = await Promise.all([
    bundleSdk(),
    bundleWorker(),
    bundleWorker({ insight: true }),
    bundleWorker({ delta: true }),
  ]);
  const files = {
    'index.html': '<!doctype html><title>Insight</title><link rel="icon" href="data:,">',
    'index.js': sdk,
    'score.worker.js': score,
    'insight.worker.js': insight,
    'delta.worker.js': delta,
    'plain.score.worker.js': score,
    'broken.worker.js': 'throw new Error("broken")',
    'model.insitu': vector.bytes,
    'source.insitu': channel.bytes,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  server = await serveFolder(folder, {
    headers: (path): Record<string, string> =>
      path.includes('.worker.')
        ? { 'content-security-policy': path.includes('plain') ? plainPolicy : workerPolicy }
        : {},
  });
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

async function adaptInNode({ bytes, columns, labels }: Channel): Promise<typeof adapted> {
  const source = await loadModel(bytes);
  const { addition, digest } = await source.adapt(columns, labels);
  const model = await loadModel(bytes, { delta: addition! });
  const { margin } = await model.scoreBatch(columns);
  return { digest: digest!, margins: [...margin], addition: [...addition!] };
}

describe.each(browserNames)('questions in %s', (name) => {
  let page: BrowserPage;
  beforeAll(async () => {
    page = await openPage(name, `${server.origin}/`);
  });
  afterAll(async () => {
    await page?.close();
  });

  /** Runs statements in the page, with `loadModel`, an applicant and `code` at hand. */
  function run<Value>(statements: string): Promise<Value> {
    return page.evaluate(`(async () => {
      const { loadModel } = await import('./index.js');
      const code = (error) => (error.name === 'RiskError' ? error.code : error.name);
      const applicant = ${JSON.stringify(applicant)};
      const features = [${JSON.stringify(feature)}];
      ${statements}
    })()`);
  }

  it('adapt a model to a channel with the same bits as in Node', async () => {
    const columns = Object.entries(channel.columns).map(([name, column]) => [name, [...column]]);
    const found = await run<typeof adapted & { phases: string[] }>(`
      const columns = Object.fromEntries(${JSON.stringify(columns)});
      const labels = Uint8Array.from(${JSON.stringify([...channel.labels])});
      const source = await loadModel('source.insitu');
      const phases = [];
      const onProgress = ({ phase }) => phases.push(phase);
      const { addition, digest } = await source.adapt(columns, labels, { onProgress });
      const { rows } = await source.labelNext(columns, 10);
      await source.dispose();
      const model = await loadModel('source.insitu', { delta: addition });
      const { margin } = await model.scoreBatch(columns);
      const { margin: curve } = await model.whatIf(
        Object.fromEntries(Object.entries(columns).map(([name, [value]]) => [name, value])),
        { features: [Object.keys(columns)[0]] });
      const foreign = await loadModel('model.insitu', { delta: addition }).catch(code);
      await model.dispose();
      return { digest: model.info.digest === digest ? digest : model.info.digest, margins: [...margin],
        addition: [...addition], phases, foreign, rows: rows.length, curve: curve.length > 1 };`);
    expect(found).toEqual({
      ...adapted,
      ...{
        phases: ['starting', 'fitting', 'done'],
        foreign: 'BUNDLE_DIGEST',
        rows: 10,
        curve: true,
      },
    });
  });

  it.each(['worker', 'frame'])('are answered as in Node, in a %s', async (isolation) => {
    const [margins, means] = await run<[number[], number[]]>(`
      const model = await loadModel('model.insitu', { isolation: '${isolation}' });
      const { margin } = await model.whatIf(applicant, { features });
      const { logOdds } = await model.dependence({ features });
      await model.dispose();
      return [[...margin], [...logOdds]];`);
    expect(margins).toEqual(expected.margins);
    expect(means).toEqual(expected.means);
  });

  it('and scores come from plain TypeScript where a policy forbids WebAssembly', async () => {
    const [forbidden, allowed] = await run<{ engine: string; margin: number }[]>(`
      const workerUrl = new URL('plain.score.worker.js', location.href);
      const scores = [];
      for (const options of [{ workerUrl }, {}]) {
        const model = await loadModel('model.insitu', options);
        const { engine, margin } = await model.score(applicant);
        await model.explain(applicant);
        scores.push({ engine, margin });
        await model.dispose();
      }
      return scores;`);
    expect(forbidden).toEqual({ engine: 'reference', margin: allowed!.margin });
    expect(allowed!.engine).toBe('wasm');
  });

  it('start their worker once, and not before the first one', async () => {
    const asked = () => server.requests.filter((request) => request.includes('insight')).length;
    const before = asked();
    await run(`
      globalThis.kept = await loadModel('model.insitu');
      await kept.explain(applicant);
      return 1;`);
    expect(asked()).toBe(before);
    await run(`
      await Promise.all([1, 2, 3].map(() => kept.whatIf(applicant, { features })));
      await kept.dispose();
      return 1;`);
    expect(asked()).toBe(before + 1);
  });

  it('are refused by a model that was disposed, and by a worker that does not start', async () => {
    const seen = await run<string[]>(`
      const gone = await loadModel('model.insitu');
      await gone.dispose();
      const broken = await loadModel('model.insitu', { insightWorkerUrl: './broken.worker.js' });
      const ask = (model) => model.whatIf(applicant, { features }).then(() => 'answered', code);
      const seen = [await ask(gone), await ask(broken), await ask(broken)];
      seen.push((await broken.score(applicant)).engine);
      await broken.dispose();
      return seen;`);
    expect(seen).toEqual(['DISPOSED', 'WORKER_FAILED', 'WORKER_FAILED', 'wasm']);
  });
});
