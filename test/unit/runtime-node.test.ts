import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadedModel } from '../../sdk/index.js';
import { loadModel } from '../../sdk/node.js';
import { bundleSdk } from '../red-team/bundle-page.js';
import { packVector } from './runtime-real-model.js';

let folder: string;
let file: string;
let vector: Awaited<ReturnType<typeof packVector>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'insitu-runtime-'));
  file = join(folder, 'model.insitu');
  vector = await packVector();
  writeFileSync(file, vector.bytes);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a model in Node', () => {
  let model: LoadedModel;
  beforeAll(async () => {
    model = await loadModel(file);
  });
  afterAll(() => model.dispose());

  it('comes from a path, a file URL, bytes or a blob', async () => {
    const { bytes } = vector;
    for (const source of [
      pathToFileURL(file),
      String(pathToFileURL(file)),
      bytes,
      new Blob([bytes]),
    ]) {
      const other = await loadModel(source);
      expect(other.info.digest).toBe(model.info.digest);
      await other.dispose();
    }
    expect(model.plan).toMatchObject({ where: 'inline', workers: 0 });
    expect(model.plan.isolation).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['LOAD_FAILED', 'no-such-file.insitu'],
    ['BUNDLE_FORMAT', new Uint8Array(64)],
  ])('is refused with %s', async (code, source) => {
    await expect(loadModel(source as string)).rejects.toMatchObject({ code });
  });

  it('scores and explains, and both agree', async () => {
    const applicant = vector.applicant(0);
    const [score, explanation] = await Promise.all([
      model.score(applicant),
      model.explain(applicant, { locale: 'en' }),
    ]);
    expect(explanation.score).toEqual(score);
    const sum = explanation.contributions.reduce((total, { margin }) => total + margin, 0);
    expect(explanation.baseline.margin + sum).toBe(score.margin);
  });

  it('scores columns as it scores one by one, and reports how far it is', async () => {
    const seen: number[] = [];
    const onProgress = ({ done }: { done: number }) => void seen.push(done);
    const batch = await model.scoreBatch(vector.columns, { onProgress });
    expect(batch.rows).toBe(vector.rows);
    expect(seen.at(-1)).toBe(vector.rows);
    for (const row of [0, 1, vector.rows - 1]) {
      expect(batch.margin[row]).toBe((await model.score(vector.applicant(row))).margin);
    }
  });

  it('explains columns: every row adds up', async () => {
    const batch = await model.explainBatch(vector.columns, { maxReasons: 2 });
    for (let row = 0; row < batch.rows; row++) {
      let sum = batch.baseline;
      for (let f = 0; f < batch.features.length; f++) {
        sum += batch.contributions[f * batch.rows + row]!;
      }
      expect(sum).toBe(batch.margin[row]);
    }
  });

  it('lets other work in between the chunks of a batch, and hears an abort', async () => {
    const rows = 400_000;
    const columns = Object.fromEntries(
      Object.keys(vector.columns).map((name) => [name, new Float32Array(rows)]),
    );
    const control = new AbortController();
    const running = model.scoreBatch(columns, { signal: control.signal });
    setTimeout(() => control.abort(), 5);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    const late = model.scoreBatch(columns, { timeoutMs: 5 });
    await expect(late).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('names what is wrong, and what is no applicant', async () => {
    const applicant = { ...vector.applicant(0), LIMIT_BAL: 'much', PAY_0: Symbol('x') };
    const given = applicant as unknown as Record<string, number>;
    const issues = await model.validate(given);
    expect(issues.map(({ path }) => path)).toEqual(['LIMIT_BAL', 'PAY_0']);
    await expect(model.score(given)).rejects.toMatchObject({ code: 'INPUT_INVALID', issues });
    await expect(model.score(null as never)).rejects.toThrow(TypeError);
    await expect(model.score({}, { timeout: 5 } as object)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    });
  });

  it('gives an aborted call its own reason', async () => {
    const reason = new Error('not today');
    const signal = AbortSignal.abort(reason);
    await expect(model.score(vector.applicant(0), { signal })).rejects.toBe(reason);
    await expect(loadModel(file, { signal })).rejects.toBe(reason);
  });

  it('answers nothing more once it is disposed', async () => {
    const other = await loadModel(file);
    const running = other.scoreBatch(vector.columns);
    await other.dispose();
    await other.dispose();
    await expect(running).rejects.toMatchObject({ code: 'DISPOSED' });
    await expect(other.score(vector.applicant(0))).rejects.toMatchObject({ code: 'DISPOSED' });
  });
});

describe('importing the package on a server', () => {
  it('touches no global of a browser, and loading says where to go', async () => {
    writeFileSync(join(folder, 'index.mjs'), await bundleSdk());
    writeFileSync(
      join(folder, 'server.mjs'),
      `const names = ['window', 'document', 'navigator', 'Worker', 'fetch', 'caches', 'location',
         'customElements', 'HTMLElement', 'indexedDB', 'XMLHttpRequest', 'PerformanceObserver'];
       const touched = [];
       const originals = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
       for (const name of names) {
         Object.defineProperty(globalThis, name, {
           configurable: true, get: () => void touched.push(name),
         });
       }
       const { loadModel } = await import('./index.mjs');
       names.forEach((name, at) => {
         delete globalThis[name];
         if (originals[at]) Object.defineProperty(globalThis, name, originals[at]);
       });
       const error = await loadModel(new Uint8Array(3)).catch((reason) => reason);
       console.log(JSON.stringify([touched, error.code, error.message]));`,
    );
    const run = spawnSync(process.execPath, ['server.mjs'], { cwd: folder, encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const [touched, code, message] = JSON.parse(run.stdout) as [string[], string, string];
    expect(touched).toEqual([]);
    expect(code).toBe('WORKER_FAILED');
    expect(message).toContain('insitu/node');
  });
});
