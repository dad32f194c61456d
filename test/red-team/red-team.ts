import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { BrowserPage } from '../browsers/browser.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { networkModel, networkTable } from '../unit/network-cases.js';
import { packVector } from '../unit/runtime-real-model.js';
import { bundleSdk, bundleWorker } from './bundle-page.js';
import { startWitness, type Witness } from './witness.js';

/** The workers that the SDK starts: for single applicants, for other engines, and for questions. */
export type WorkerKind = 'score' | 'gpu' | 'network' | 'network-gpu' | 'insight';

export interface Scenario {
  /** @defaultValue 'score', with a session of a few lines */
  readonly kind?: WorkerKind;
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
  /** The engine that computed before the attack. */
  readonly engine: string;
  readonly policy: boolean;
  readonly deleted: readonly string[];
}

/** How an attack fails that its own browser brought to a stop, before the name of the channel. */
const LOCKED_UP = 'the worker locked up in';

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
  globalThis.attack = async (source, options, input, target) => {
    const model = await loadModel(source, { ...options, workers: 1 });
    const { batches } = model.plan;
    const ask = async () => (await model.whatIf(input, { features: [Object.keys(input)[0]] })).score;
    const score = options.insightWorkerUrl
      ? ask
      : () => (batches || options.networkWorkerUrl ? model.scoreBatch(input) : model.score(input));
    const { engine } = await score();
    const worker = workers.at(-1);
    const outcomes = await new Promise((resolve, reject) => {
      let attempted = 'nothing yet';
      setTimeout(() => reject(new Error('${LOCKED_UP} ' + attempted)), 30_000);
      worker.addEventListener('message', ({ data }) => {
        attempted = data?.attempted ?? attempted;
        if (data?.redTeam) resolve(data.redTeam);
      });
      worker.addEventListener('error', ({ message }) => reject(new Error('error: ' + message)));
      worker.postMessage({ attack: target });
    });
    const after = await score().then(({ margin }) => (margin.length ? [...margin][0] : margin), (e) => e.code);
    const { isolation } = batches ?? model.plan;
    await model.dispose();
    return { outcomes, engine, score: after, ...isolation };
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

/** The workers beside that for single applicants: how they are bundled, and what the page loads to start them. */
const KINDS = {
  gpu: {
    variant: { gpu: true },
    source: './real.insitu',
    optionOf: (gpuWorkerUrl: string) => ({ engine: 'webgpu', workerUrl: WORKER, gpuWorkerUrl }),
  },
  insight: {
    variant: { insight: true },
    source: './real.insitu',
    optionOf: (insightWorkerUrl: string) => ({ workerUrl: WORKER, insightWorkerUrl }),
  },
  network: {
    variant: { network: true },
    source: './network.insitu',
    optionOf: (networkWorkerUrl: string) => ({ workerUrl: WORKER, networkWorkerUrl, assets: './' }),
  },
  'network-gpu': {
    variant: { network: true, gpu: true },
    source: './network.insitu',
    optionOf: (networkGpuWorkerUrl: string) => ({
      ...{ engine: 'webgpu', workerUrl: WORKER, networkWorkerUrl: NETWORK_WORKER },
      ...{ networkGpuWorkerUrl, assets: './' },
    }),
  },
} as const;

/** Workers that have to be there, and are not attacked. */
const WORKER = './shipped-policy.js';
const NETWORK_WORKER = './shipped-network-policy.js';

const ENGINE_FILES = ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.jspi.wasm'];

/** Serves the page with the worker as it ships, the planted fault, and both with the attacker inside. */
export async function serveRedTeam(): Promise<FolderServer> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { bytes, columns } = await packVector();
  inputs.gpu = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      Array.from(column.slice(0, 64), orNull),
    ]),
  );
  inputs.insight = Object.fromEntries(
    Object.entries(columns).map(([name, [value]]) => [name, orNull(value!)]),
  );
  const network = networkModel('mlp');
  const rows = networkTable('mlp', 'rows');
  inputs.network = Object.fromEntries(
    network.features.map(({ name }) => [name, Array.from(rows.get(name)!)]),
  );
  const files: Record<string, string | Uint8Array> = {
    'index.html': page,
    'index.js': await bundleSdk(),
    'model.insitu': new Uint8Array([7, 0, 0]),
    'real.insitu': bytes,
    'network.insitu': await encodeBundle(network, { crypto: crypto.subtle }),
    'shipped-policy.js': await bundleWorker(),
    'shipped-network-policy.js': await bundleWorker({ network: true }),
  };
  const kinds = [['', { fakeSession: true }] as const].concat(
    Object.entries(KINDS).map(([kind, { variant }]) => [`${kind}-`, variant] as never),
  );
  for (const [prefix, variant] of kinds) {
    for (const worker of ['locked', 'unlocked'] as const) {
      const script = await bundleWorker({ ...variant, unlocked: worker === 'unlocked' });
      files[`${prefix}${worker}.js`] = script + channels + order;
      files[`${prefix}${worker}-policy.js`] = script + channels + order;
    }
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(`${folder}/${name}`, content);
  const { resolve } = createRequire(import.meta.url);
  for (const name of ENGINE_FILES) {
    copyFileSync(resolve(`onnxruntime-web/${name}`), `${folder}/${name}`);
  }
  return serveFolder(folder, {
    headers: (path): Record<string, string> =>
      path.endsWith('-policy.js') ? { 'content-security-policy': workerPolicy } : {},
  });
}

/** What is scored, by the kind of the model. */
const inputs: Record<string, object> = { score: { x: 1, y: 2 } };

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Pages of one browser, one after the other, whose workers are attacked. */
export class Attacker {
  private page: Promise<BrowserPage>;

  constructor(private readonly open: () => Promise<BrowserPage>) {
    this.page = open();
  }

  async evaluate<Value>(expression: string): Promise<Value> {
    return (await this.page).evaluate(expression);
  }

  async close(): Promise<void> {
    await (await this.page).close();
  }

  /**
   * Lets a worker try everything, and tells what got out. Firefox's workers now and then lock up for
   * good in what they try, which shows neither a leak nor a closed door: then a fresh browser is
   * asked, twice at most. Nothing else is asked again.
   */
  async attack(scenario: Scenario): Promise<Findings> {
    for (let again = 2; ; again--) {
      try {
        return await attackOnce(await this.page, scenario);
      } catch (error) {
        if (again === 0 || !String(error).includes(LOCKED_UP)) throw error;
        await this.close();
        this.page = this.open();
      }
    }
  }
}

async function attackOnce(browser: BrowserPage, scenario: Scenario): Promise<Findings> {
  const { kind = 'score', worker, isolation, policyHeader } = scenario;
  const file = `${kind === 'score' ? '' : `${kind}-`}${worker}${policyHeader ? '-policy' : ''}.js`;
  const { source, options } =
    kind === 'score'
      ? { source: './model.insitu', options: { workerUrl: `./${file}` } }
      : { source: KINDS[kind].source, options: KINDS[kind].optionOf(`./${file}`) };
  const input = inputs[kind.replace('network-gpu', 'network')];
  const witness = await startWitness();
  try {
    const { origin, udpPort } = witness;
    const parameters = [source, { ...options, isolation }, input, { origin, udpPort }];
    const call = parameters.map((value) => JSON.stringify(value)).join(', ');
    const report = await browser.evaluate<Report>(`globalThis.attack(${call})`);
    const { score, engine, policy, deleted } = report;
    return { leaked: await leakedBy(report.outcomes, witness), score, engine, policy, deleted };
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
  readonly engine: string;
  readonly policy: boolean;
  readonly deleted: readonly string[];
}
