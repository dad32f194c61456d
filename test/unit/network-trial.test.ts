import { describe, expect, it } from 'vitest';
import type { GraphRunner } from '../../sdk/engines/network/graph-runner.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { NumericFeature } from '../../sdk/model/feature.js';
import { openGraphInNode } from '../../sdk/runtime/node-graph.js';
import { createTriedSession } from '../../sdk/scoring/create-tried-session.js';
import { trialColumns } from '../../sdk/scoring/network-trial.js';
import { networkCases, networkModel } from './network-cases.js';

/** A runner whose answers are changed on the way. */
async function tampered(
  graph: Uint8Array,
  change: (value: number, at: number) => number,
): Promise<GraphRunner> {
  const runner = await openGraphInNode(graph);
  const run: GraphRunner['run'] = async (feeds, output) => {
    const { dims, data } = await runner.run(feeds, output);
    return { dims, data: Float64Array.from(data, change) };
  };
  return { ...runner, backend: 'webgpu', run };
}

async function open(name: string, change: (value: number, at: number) => number) {
  const bytes = await encodeBundle(networkModel(name), { crypto: crypto.subtle });
  return createTriedSession(bytes, {
    ...{ crypto: crypto.subtle, now: () => performance.now(), pause: () => Promise.resolve() },
    adapter: 'a made-up device',
    openGraph: (graph) => tampered(graph, change),
    openOther: openGraphInNode,
  });
}

describe('a device on trial', () => {
  it.each(networkCases())('is taken when it gives the numbers of %s', async (name) => {
    const session = await open(name, (value) => value);
    expect(session.plan).toMatchObject({
      engine: 'onnx-webgpu',
      adapter: 'a made-up device',
      reasons: [expect.stringMatching(/at most 0.0e\+0 apart in margin .* on 256 made-up rows/)],
    });
    session.dispose();
  });

  it('says how far it is apart', async () => {
    const session = await open('mlp', (value) => value + 1e-6);
    expect(session.plan.reasons[0]).toMatch(/and 1.[01]e-6 in probability/);
    session.dispose();
  });

  it.each([
    ['every row a little', (value: number) => Math.min(1, value * 1.003)],
    ['one row', (value: number, at: number) => (at === 200 ? 1 - value : value)],
    ['all rows the same', () => 0.25],
  ])('is refused when it changes %s', async (_, change) => {
    await expect(open('mlp', change)).rejects.toMatchObject({
      code: 'NETWORK_FAILED',
      message: 'the WebGPU device gave other numbers than this processor',
    });
  });

  it('is refused when it gives no numbers', async () => {
    await expect(open('mlp', () => NaN)).rejects.toMatchObject({ code: 'NETWORK_FAILED' });
  });
});

describe('made-up applicants', () => {
  const model = networkModel('mlp');
  const [first, ...others] = model.features as NumericFeature[];

  it('are the same every time, and not all alike', () => {
    expect(trialColumns(model)).toEqual(trialColumns(model));
    for (const column of Object.values(trialColumns(model))) {
      expect(new Set(column as Float64Array).size).toBeGreaterThan(20);
    }
  });

  it('are what the features accept, with missing values where those are allowed', () => {
    const changed: NumericFeature = { ...first!, min: -0.5, max: 3.2, integer: true };
    const body = { ...model.body, background: undefined };
    for (const missing of ['allowed', 'refused'] as const) {
      const features = [{ ...changed, missing }, ...others];
      const columns = trialColumns({ ...model, features, body: body as typeof model.body });
      const column = [...(columns[changed.name] as Float64Array)];
      expect(column.some(Number.isNaN)).toBe(missing === 'allowed');
      const present = column.filter((value) => !Number.isNaN(value));
      expect(present.every((value) => value >= -0.5 && value <= 3.2)).toBe(true);
      expect(present.every(Number.isInteger)).toBe(true);
    }
  });
});
