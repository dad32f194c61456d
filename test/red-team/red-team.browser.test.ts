import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserNames, openPage, type BrowserName } from '../browsers/browser.js';
import { launchChromium } from '../browsers/chromium.js';
import type { FolderServer } from '../browsers/server.js';
import { packVector } from '../unit/runtime-real-model.js';
import {
  Attacker,
  channels,
  leakedBy,
  serveRedTeam,
  type Outcomes,
  type Scenario,
} from './red-team.js';
import { startWitness } from './witness.js';

/** Channels that every browser has, and that a worker without lock and policy leaks over. */
const everywhere = [
  ...['fetch', 'fetch-no-cors', 'fetch-keepalive', 'fetch-inherited', 'fetch-of-prototype'],
  ...['fetch-by-eval', 'fetch-by-function', 'fetch-by-timer', 'wasm-streaming', 'xhr', 'xhr-sync'],
  ...['web-socket', 'event-source', 'import', 'import-json', 'cache-add', 'cache-put'],
  ...['nested-blob-worker', 'nested-data-worker', 'broadcast-channel', 'indexed-db', 'lock'],
  ...['notification', 'console', 'performance-mark', 'blob-url', 'close-worker'],
];

/**
 * What more each browser has. No browser gives a module worker importScripts, SharedWorker,
 * sendBeacon, fetchLater, service worker registration, RTCPeerConnection or cookieStore; the
 * attempts stay in the list for the day when one does.
 */
const onlyIn: Record<BrowserName, readonly string[]> = {
  chromium: [
    ...['web-socket-stream', 'web-transport', 'font-face', 'origin-private-files', 'file-system'],
    'storage-bucket',
  ],
  firefox: ['web-transport', 'font-face', 'origin-private-files'],
  webkit: [],
};

let server: FolderServer;
beforeAll(async () => {
  server = await serveRedTeam();
});
afterAll(async () => {
  await server?.close();
});

describe.each(browserNames)('a worker in %s', (name) => {
  let attacker: Attacker;
  beforeAll(() => {
    attacker = new Attacker(() => openPage(name, `${server.origin}/`));
  });
  afterAll(async () => {
    await attacker?.close();
  });

  it('without lock and policy is caught on every channel there is', async () => {
    const scenario = { worker: 'unlocked', isolation: 'worker', policyHeader: false } as const;
    const { leaked, policy } = await attacker.attack(scenario);
    expect(leaked).toEqual(expect.arrayContaining([...everywhere, ...onlyIn[name]]));
    expect(policy).toBe(false);
  });

  it('with a policy but no lock is caught storing and speaking on the device', async () => {
    const scenario = { worker: 'unlocked', isolation: 'worker', policyHeader: true } as const;
    const { leaked } = await attacker.attack(scenario);
    expect(leaked).toEqual(expect.arrayContaining(['indexed-db', 'broadcast-channel', 'console']));
  });

  it('with the lock alone has one door left, import(), and says so', async () => {
    const scenario = { worker: 'locked', isolation: 'worker', policyHeader: false } as const;
    const { leaked, policy, deleted, score } = await attacker.attack(scenario);
    expect(leaked).toEqual(['import', 'import-json']);
    expect(policy).toBe(false);
    expect(deleted).toEqual(expect.arrayContaining(['fetch', 'XMLHttpRequest', 'WebSocket']));
    expect(score).toBe(3);
  });

  const sealed = [
    ['with the lock and the policy header', { isolation: 'worker', policyHeader: true }],
    ['with the lock in the isolating frame', { isolation: 'frame', policyHeader: false }],
  ] as const;
  it.each(sealed)('%s is silent, and says that it is closed', async (_, how) => {
    const { leaked, policy, score } = await attacker.attack({ worker: 'locked', ...how });
    expect(leaked).toEqual([]);
    expect(policy).toBe(true);
    // Having seen import() refused, it trusts itself no more. WebKit tells workers nothing.
    expect(score).toBe(name === 'webkit' ? 3 : 'EGRESS_BLOCKED');
  });
});

describe.each(browserNames)('the other workers in %s', (name) => {
  let attacker: Attacker;
  let hasGpu: boolean;
  beforeAll(async () => {
    attacker = new Attacker(() => openPage(name, `${server.origin}/`, { webgpu: true }));
    hasGpu = await attacker.evaluate('navigator.gpu?.requestAdapter().then(Boolean) ?? false');
  });
  afterAll(async () => {
    await attacker?.close();
  });

  const kinds = {
    ...{ gpu: 'webgpu', network: 'onnx-wasm', 'network-gpu': 'onnx-webgpu' },
    insight: 'wasm',
  } as const;
  for (const [kind, engine] of Object.entries(kinds) as [keyof typeof kinds, string][]) {
    const run = async (
      context: { skip: (reason: string) => never },
      scenario: Pick<Scenario, 'worker' | 'isolation' | 'policyHeader'>,
    ) => {
      // Without an adapter the page ends the worker before anybody can attack it.
      if (!hasGpu && kind.includes('gpu'))
        return context.skip('this browser has no WebGPU adapter');
      const findings = await attacker.attack({ kind, ...scenario });
      expect(findings.engine).toBe(engine);
      return findings;
    };

    it(`${kind}, without lock and policy, is caught on every channel there is`, async (context) => {
      const scenario = { worker: 'unlocked', isolation: 'worker', policyHeader: false } as const;
      const { leaked, policy } = await run(context, scenario);
      expect(leaked).toEqual(expect.arrayContaining([...everywhere, ...onlyIn[name]]));
      // What a plan says is of the worker for single applicants, which here is as it ships.
      if (kind !== 'insight') expect(policy).toBe(false);
    });

    it.for([
      ['with the lock and the policy header', { isolation: 'worker', policyHeader: true }],
      ['with the lock in the isolating frame', { isolation: 'frame', policyHeader: false }],
    ] as const)(`${kind}, %s, is silent, and says that it is closed`, async ([, how], context) => {
      const { leaked, policy, score, deleted } = await run(context, { worker: 'locked', ...how });
      expect(leaked).toEqual([]);
      expect(policy).toBe(true);
      expect(deleted).toEqual(expect.arrayContaining(['fetch', 'XMLHttpRequest']));
      if (hasGpu) expect(deleted).toContain('navigator.gpu');
      if (name !== 'webkit') expect(score).toBe('EGRESS_BLOCKED');
    });
  }
});

describe('the shipped worker, unchanged, attacked through the debugger', () => {
  it('is silent', async () => {
    const witness = await startWitness();
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(`${server.origin}/`);
      const { applicant } = await packVector();
      const load = `import('./index.js').then(async ({ loadModel }) => {
        globalThis.model = await loadModel('./real.insitu', { workerUrl: './shipped-policy.js' });
        return model.plan.isolation.policy;
      })`;
      const explain = `model.explain(${JSON.stringify(applicant(0))}).then((e) => e.reasons.length)`;
      expect(await page.evaluate(load)).toBe(true);
      expect(await page.evaluate(explain)).toBeGreaterThan(0);
      const target = JSON.stringify({ origin: witness.origin, udpPort: witness.udpPort });
      const [worker] = page.workers();
      const outcomes = await worker!.evaluate<Outcomes>(
        `(() => { ${channels}; return redTeamChannels(${target}); })()`,
      );
      expect(Object.keys(outcomes.remote).length).toBeGreaterThan(25);
      expect(await leakedBy(outcomes, witness)).toEqual([]);
      const refused = `model.score(${JSON.stringify(applicant(0))}).catch((error) => error.code)`;
      expect(await page.evaluate(refused)).toBe('EGRESS_BLOCKED');
    } finally {
      await browser.close();
      await witness.close();
    }
  });
});
