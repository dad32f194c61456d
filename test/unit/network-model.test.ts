import { describe, expect, it } from 'vitest';
import { findModelIssues } from '../../sdk/model/build.js';
import { decodeBundle, readManifest } from '../../sdk/model/bundle/decode.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { Network } from '../../sdk/model/network.js';

const crypto = globalThis.crypto.subtle;

const body: Network = {
  kind: 'network',
  graph: Uint8Array.of(8, 7, 1, 2, 3),
  inputs: [
    { name: 'X', type: 'float32', features: [0], shape: 'matrix', missing: 'nan' },
    { name: 'code', type: 'int64', features: [1], shape: 'vector', missing: -1 },
  ],
  output: { name: 'p', index: 1, unit: 'probability' },
  batch: 8,
  background: {
    population: 'approved',
    rows: 30,
    values: Float64Array.of(1.5, 2, NaN, 3),
    weight: Uint32Array.of(10, 20),
  },
};

function networkModel(change: Partial<Network> = {}): RiskModel {
  const shared = { missing: 'allowed', cuts: new Float64Array(0), side: 'less' } as const;
  return {
    name: 'student',
    version: '1',
    features: [
      { ...shared, kind: 'numeric', name: 'income', compare: 'float32' },
      { ...shared, kind: 'numeric', name: 'purpose', compare: 'float64' },
    ],
    body: { ...body, ...change },
    scaleBits: 22,
    intercept: 0,
    link: 'logistic',
    calibration: { kind: 'identity' },
    reasons: [{ code: 'R1', features: [0, 1], label: { en: 'Both' } }],
    recourse: [],
    card: {},
  };
}

describe('a network in a bundle', () => {
  it('comes back as it was', async () => {
    const model = networkModel();
    const bytes = await encodeBundle(model, { crypto });
    expect((await decodeBundle(bytes, { crypto })).model).toStrictEqual(model);
  });

  it('asks for a reader that knows networks, and trees do not', async () => {
    const bytes = await encodeBundle(networkModel(), { crypto });
    const text = new TextDecoder().decode(
      bytes.subarray(16, 16 + readManifest(bytes).manifestBytes),
    );
    expect(text).toContain('"requires":["network"]');
  });

  it.each<[string, string, Partial<Network>]>([
    ['no graph', 'SHAPE', { graph: new Uint8Array(0) }],
    ['a feature that no input takes', 'INPUT_FEATURES', { inputs: body.inputs.slice(0, 1) }],
    ['an input twice', 'NAME_TWICE', { inputs: [...body.inputs, body.inputs[0]!] }],
    ['features that are not there', 'FEATURE_RANGE', inputWith({ features: [0, 2] })],
    ['NaN in an integer', 'INPUT_MISSING', inputWith({ type: 'int64' })],
    ['half a code', 'INPUT_MISSING', inputWith({ type: 'int32', missing: 0.5 })],
    ['missing that only the feature allows', 'INPUT_MISSING', inputWith({ missing: 'refused' })],
    ['a vector of two', 'SHAPE', inputWith({ shape: 'vector', features: [0, 1] })],
    ['a negative column', 'OUTPUT', { output: { ...body.output, index: -1 } }],
    ['a unit that is not of its link', 'OUTPUT', { output: { ...body.output, unit: 'value' } }],
    ['an empty batch', 'BATCH', { batch: 0 }],
    ['points that are cut short', 'SHAPE', pointsWith({ values: Float64Array.of(1, 2, 3) })],
    ['a point of nobody', 'BACKGROUND', pointsWith({ weight: Uint32Array.of(30, 0) })],
    ['weights of other rows', 'BACKGROUND', pointsWith({ rows: 31 })],
    ['an infinite point', 'BACKGROUND', pointsWith({ values: Float64Array.of(1, 2, Infinity, 3) })],
  ])('is refused with %s', (_, code, change) => {
    expect(findModelIssues(networkModel(change)).map((issue) => issue.code)).toContain(code);
  });
});

function inputWith(change: Partial<Network['inputs'][number]>): Partial<Network> {
  return { inputs: [{ ...body.inputs[0]!, ...change }, body.inputs[1]!] };
}

function pointsWith(change: Partial<NonNullable<Network['background']>>): Partial<Network> {
  return { background: { ...body.background!, ...change } };
}
