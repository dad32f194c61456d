import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importModel } from '../../sdk/importers/import-model.js';
import type { Applicant, Explanation } from '../../sdk/index.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { Feature } from '../../sdk/model/feature.js';
import { loadModel } from '../../sdk/node.js';
import { openPage, type BrowserPage } from '../browsers/browser.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { bundleSdk, bundleWorker } from '../red-team/bundle-page.js';

const VECTORS = fileURLToPath(new URL('../vectors/', import.meta.url));

/** A model file of each kind. */
const KINDS = {
  xgboost: 'xgboost/categorical-partition-3.4.1/model.json',
  lightgbm: 'lightgbm/cases/categorical-sparse-4.7.0/model.txt',
  catboost: 'catboost/one-hot-1.2.10/model.json',
  onnx: 'onnx/carried/lightgbm-binary/model.onnx',
  pmml: 'pmml/sklearn2pmml-xgboost/model.pmml',
  scorecard: 'scorecard/optbinning-special-1.0.0/card.json',
} as const;
const kinds = Object.keys(KINDS) as (keyof typeof KINDS)[];

/** On the middle of the cut points, or the first category: any value that the feature accepts. */
function valueOf(feature: Feature): number | string {
  if (feature.kind === 'categorical') return feature.labels[0] ?? feature.codes[0] ?? 0;
  const { cuts, min = -Infinity, max = Infinity } = feature;
  return Math.min(max, Math.max(min, cuts[cuts.length >> 1] ?? 0));
}

describe('a model of each kind in Chromium', () => {
  let folder: string;
  let server: FolderServer;
  let page: BrowserPage;
  const bundles = new Map<string, { readonly bytes: Uint8Array; readonly applicant: Applicant }>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'insitu-kinds-'));
    for (const kind of kinds) {
      const { model } = await importModel(new Uint8Array(readFileSync(VECTORS + KINDS[kind])));
      const bytes = await encodeBundle(model, { crypto: crypto.subtle });
      const values = model.features.map((feature) => [feature.name, valueOf(feature)] as const);
      bundles.set(kind, { bytes, applicant: Object.fromEntries(values) });
      writeFileSync(join(folder, `${kind}.insitu`), bytes);
    }
    writeFileSync(join(folder, 'index.html'), '<!doctype html><link rel="icon" href="data:,">');
    writeFileSync(join(folder, 'index.js'), await bundleSdk());
    writeFileSync(join(folder, 'score.worker.js'), await bundleWorker());
    server = await serveFolder(folder);
    page = await openPage('chromium', `${server.origin}/`);
  });
  afterAll(async () => {
    await page?.close();
    await server?.close();
    rmSync(folder, { recursive: true });
  });

  it.each(kinds)('%s: loads, scores and explains as in Node, and adds up', async (kind) => {
    const { bytes, applicant } = bundles.get(kind)!;
    const inPage = await page.evaluate<Explanation>(
      `import('./index.js').then(async ({ loadModel }) => {
        const model = await loadModel('./${kind}.insitu', { engine: 'wasm', workers: 1 });
        const explanation = await model.explain(${JSON.stringify(applicant)});
        await model.dispose();
        return explanation;
      })`,
    );
    const { baseline, contributions, score } = inPage;
    const sum = contributions.reduce((total, { margin }) => total + margin, baseline.margin);
    expect(sum).toBe(score.margin);
    const model = await loadModel(bytes, { engine: 'reference' });
    const inNode = await model.explain(applicant);
    expect(score.margin).toBe(inNode.score.margin);
    expect(contributions.map(({ margin }) => margin)).toEqual(
      inNode.contributions.map(({ margin }) => margin),
    );
    await model.dispose();
  });
});
