import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserPage } from '../browsers/browser.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { packVector } from '../unit/runtime-real-model.js';
import { bundleSdk, bundleWorker } from './bundle-page.js';
import { startWitness, type Witness } from './witness.js';

export interface Scenario {
  /** Which worker: as it ships, or the planted fault that lacks the lock. */
  readonly worker: 'locked' | 'unlocked';
  readonly isolation: 'worker' | 'frame';
  /** The header that SECURITY.md asks for, on the worker's script. */
  readonly policyHeader: boolean;
}

export interface Findings {
  /** Channels over which something got out: the witness heard of it, or a local store took it. */
  readonly leaked: readonly string[];
  /** Whether the page, after all that, still gets its scores, or why not. */
  readonly score: number | string;
  readonly policy: boolean;
  readonly deleted: readonly string[];
}

/** The attacker's text, to be run inside a worker. */
export const channels = readFileSync(new URL('channels.js', import.meta.url), 'utf8');

const folder = fileURLToPath(new URL('../../.cache/red-team', import.meta.url));

/** What SECURITY.md tells an institution to send with the worker's script. */
const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";

/**
 * The page takes hold of each worker that the SDK starts, in the page itself or in the isolating
 * frame, so that it can give the order to attack. The SDK needs no hook for that.
 */
const page = `<!doctype html><meta charset="utf-8"><title>Red team</title><link rel="icon" href="data:,">
<script type="module">
  import { loadModel } from './index.js';
  const workers = [];
  const hold = (scope) => {
    const Native = scope.Worker;
    scope.Worker = function (...parameters) {
      const worker = new Native(...parameters);
      workers.push(worker);
      return worker;
    };
  };
  hold(globalThis);
  const frames = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow');
  const held = new WeakSet();
  Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', {
    get() {
      const inside = frames.get.call(this);
      if (inside && !held.has(inside)) {
        held.add(inside);
        hold(inside);
      }
      return inside;
    },
  });
  globalThis.attack = async (workerUrl, isolation, target) => {
    const model = await loadModel('./model.insitu', { workerUrl, isolation, workers: 1 });
    await model.score({ x: 1, y: 2 });
    const worker = workers.at(-1);
    const outcomes = await new Promise((resolve, reject) => {
      let attempted = 'nothing yet';
      setTimeout(() => reject(new Error('the worker locked up in ' + attempted)), 60_000);
      worker.addEventListener('message', ({ data }) => {
        attempted = data?.attempted ?? attempted;
        if (data?.redTeam) resolve(data.redTeam);
      });
      worker.addEventListener('error', ({ message }) => reject(new Error('error: ' + message)));
      worker.postMessage({ attack: target });
    });
    const score = await model.score({ x: 1, y: 2 }).then((s) => s.margin, (e) => e.code);
    const { plan } = model;
    await model.dispose();
    return { outcomes, score, ...plan.isolation };
  };
</script>`;

/** Runs inside the worker after all of its own code. */
const order = `
addEventListener('message', async ({ data }) => {
  if (!data?.attack) return;
  const onAttempt = (attempted) => postMessage({ attempted });
  postMessage({ redTeam: await redTeamChannels(data.attack, onAttempt) });
});
`;

/** Serves the page with the worker as it ships, the planted fault, and both with the attacker inside. */
export async function serveRedTeam(): Promise<FolderServer> {
  const [shipped, real, locked, unlocked, sdk] = await Promise.all([
    bundleWorker(),
    packVector(),
    bundleWorker({ fakeSession: true }),
    bundleWorker({ fakeSession: true, unlocked: true }),
    bundleSdk(),
  ]);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = {
    'index.html': page,
    'index.js': sdk,
    'model.insitu': new Uint8Array([7, 0, 0]),
    'shipped-policy.js': shipped,
    'real.insitu': real.bytes,
    'locked.js': locked + channels + order,
    'unlocked.js': unlocked + channels + order,
    'locked-policy.js': locked + channels + order,
    'unlocked-policy.js': unlocked + channels + order,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(`${folder}/${name}`, content);
  return serveFolder(folder, {
    headers: (path): Record<string, string> =>
      path.endsWith('-policy.js') ? { 'content-security-policy': workerPolicy } : {},
  });
}

/** Lets a worker try everything, and tells what got out. */
export async function attack(browser: BrowserPage, scenario: Scenario): Promise<Findings> {
  const { worker, isolation, policyHeader } = scenario;
  const url = `./${worker}${policyHeader ? '-policy' : ''}.js`;
  const witness = await startWitness();
  try {
    const { origin, udpPort } = witness;
    const parameters = [url, isolation, { origin, udpPort }].map((value) => JSON.stringify(value));
    const report = await browser.evaluate<Report>(`globalThis.attack(${parameters.join(', ')})`);
    const { score, policy, deleted } = report;
    return { leaked: await leakedBy(report.outcomes, witness), score, policy, deleted };
  } finally {
    await witness.close();
  }
}

/** What the witness heard of, and what a local store took. */
export async function leakedBy(outcomes: Outcomes, witness: Witness): Promise<string[]> {
  // What was sent just before the end may still be on its way.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { local } = outcomes;
  const stored = Object.keys(local).filter((name) => local[name] === 'succeeded');
  return [...witness.arrived(), ...stored].sort();
}

export type Outcomes = Readonly<Record<'remote' | 'local', Readonly<Record<string, string>>>>;

interface Report {
  readonly outcomes: Outcomes;
  readonly score: number | string;
  readonly policy: boolean;
  readonly deleted: readonly string[];
}
