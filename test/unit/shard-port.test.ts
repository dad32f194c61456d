import { afterEach, expect, it } from 'vitest';
import { serveShard, shardsOver } from '../../sdk/runtime/shard-port.js';
import { boost } from '../../sdk/train/boost/boost.js';
import type { BoostKernel } from '../../sdk/train/boost/kernel.js';
import type { OpenShards, Shard } from '../../sdk/train/boost/shard.js';
import { categorical, digestOf, makeRows, numeric, SETTINGS } from './boost-cases.js';

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** Rows spread over this thread and ports that are served in this thread too. */
function openOver(count: number, kernel: BoostKernel | null = null): OpenShards {
  const near = Array.from({ length: count }, () => {
    const { port1, port2 } = new MessageChannel();
    serveShard(port2, null);
    ports.push(port1, port2);
    return port1;
  });
  return shardsOver(near, kernel);
}

const FEATURES = [numeric('a', 12), categorical('b', 9)];

it.each(['depth-wise', 'oblivious'] as const)('trains the same model: %s', async (shape) => {
  const rows = makeRows(3, 701, FEATURES, { weights: true });
  const settings = { ...SETTINGS, shape };
  const alone = await boost(rows, settings, undefined, undefined, undefined, null);
  for (const count of [1, 2]) {
    const shared = await boost(rows, settings, undefined, undefined, openOver(count), null);
    expect(digestOf(shared)).toBe(digestOf(alone));
  }
});

it('tells the other threads what to do before this one works', async () => {
  const events: string[] = [];
  const own: Partial<Shard> = {
    measure: async () => {
      events.push('works');
      return { loss: 0, size: 0 };
    },
  };
  const kernel: Partial<BoostKernel> = { createShard: () => own as Shard };
  const open = openOver(2, kernel as BoostKernel);
  const rows = makeRows(3, 90, FEATURES);
  const setup = { intercept: 0, stride: 72, hessianScale: 1, sizeScale: 1, lossScale: 1 };
  const shards = await open(rows, { objective: 'log-loss', ...setup });
  for (const port of ports) {
    const post = port.postMessage.bind(port);
    port.postMessage = (message: unknown, moved?: unknown) => {
      if ((message as { call?: string }).call === 'measure') events.push('told');
      post(message, moved as Transferable[]);
    };
  }
  await Promise.all(shards.map((shard) => shard.measure()));
  expect(events).toEqual(['told', 'told', 'works']);
});
