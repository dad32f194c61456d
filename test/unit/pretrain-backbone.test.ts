import { describe, expect, it } from 'vitest';
import type { RiskError } from '../../sdk/core/errors.js';
import { chooseBackend } from '../../sdk/runtime/pretrain-backends.js';
import { pretrainInNode } from '../../sdk/runtime/pretrain-node.js';
import { decodeBackbone, encodeBackbone } from '../../sdk/train/pretrain/backbone-coding.js';
import { createBackboneTeacher } from '../../sdk/train/pretrain/backbone-teacher.js';
import { pretrainBackbone } from '../../sdk/train/pretrain/pretrain-backbone.js';
import type { Tensor } from '../../sdk/train/pretrain/tensors.js';
import { plainTensors } from '../../sdk/train/pretrain/plain-tensors.js';
import { createScorer } from '../../sdk/train/pretrain/score-network.js';
import type { PretrainOptions, PretrainRows } from '../../sdk/train/pretrain/pretrain-types.js';
import type { TrainProgress } from '../../sdk/train/progress.js';
import { areaOf, toyProblem } from './pretrain-cases.js';

const quick: PretrainOptions = { hidden: [16, 8], epochs: 8, rate: 0.02, batch: 128 };
const tuned: PretrainOptions = {
  ...quick,
  ...{ epochs: 2, unlabelled: true, maskEpochs: 1 },
  fineTune: { channel: 'web', horizon: '12 months', epochs: 2, rate: 0.01 },
};

function heldScores({ data, held }: ReturnType<typeof toyProblem>, backbone: Backbone) {
  const { encodings, shape, weights } = backbone;
  const scorer = createScorer(encodings, shape, weights);
  return scorer.logOdds(data.bins, Int32Array.from(held), data.channel, 0);
}
type Backbone = Awaited<ReturnType<typeof pretrainInNode>>['backbone'];

describe('pre-training in Node', () => {
  it('learns both channels, and says how it went', async () => {
    const problem = toyProblem(2000);
    const seen: TrainProgress[] = [];
    const { backbone } = await pretrainInNode(problem.data, quick, {
      onProgress: (progress) => seen.push(progress),
    });
    const labels = problem.held.map((row) => problem.truth[row]!);
    expect(areaOf(heldScores(problem, backbone), labels)).toBeGreaterThan(0.82);
    const [stage, ...none] = backbone.report.stages;
    expect(none).toEqual([]);
    expect(backbone.report).toMatchObject({
      ...{ reproducible: false, backend: 'wasm', backendReasons: [], rows: 2000 },
      labelled: [1500, 1000],
    });
    expect(stage!.validation![stage!.kept]).toBe(Math.min(...stage!.validation!));
    expect(stage!.validation![stage!.kept]).toBeLessThan(0.9 * stage!.validation![0]!);
    expect(seen.every(({ stage, done }) => stage === 'teaching' && done >= 0 && done <= 1)).toBe(
      true,
    );
    expect(seen.at(-1)!.loss).toEqual({
      train: expect.any(Number),
      validation: expect.any(Number),
    });
  });

  it('goes through all stages, the same for the same seed, and on plain JavaScript nearly so', async () => {
    const { data } = toyProblem(300);
    const [one, two] = [await pretrainInNode(data, tuned), await pretrainInNode(data, tuned)];
    expect(one).toEqual(two);
    const { stages } = one.backbone.report;
    expect(stages.map(({ stage }) => stage)).toEqual(['masked', 'labels', 'fine-tuning']);
    expect(stages[2]!.rows).toBe(
      data.labels[0]!.filter((label, row) => data.channel[row] === 1 && !Number.isNaN(label))
        .length,
    );
    const other = await pretrainInNode(data, { ...tuned, seed: 2 });
    expect(other.backbone.weights).not.toEqual(one.backbone.weights);
    const plain = await pretrainInNode(data, tuned, { backend: 'cpu' });
    plain.backbone.report.stages.forEach(({ loss }, stage) => {
      loss.forEach((each, at) => expect(each).toBeCloseTo(stages[stage]!.loss[at]!, 3));
    });
  });

  it('tunes a backbone that was trained before, and no other rows than its own', async () => {
    const { data } = toyProblem(300);
    const { fineTune } = tuned;
    const { backbone } = await pretrainInNode(data, { ...tuned, fineTune: undefined });
    // Nothing is known of the other horizon any more.
    const labels = [data.labels[0]!, data.labels[1]!.map(() => NaN)];
    const again = await pretrainInNode({ ...data, labels }, { from: backbone, fineTune });
    const { stages } = again.backbone.report;
    expect(stages.map(({ stage }) => stage)).toEqual(['masked', 'labels', 'fine-tuning']);
    expect(again.backbone.encodings).toEqual(backbone.encodings);
    expect(again.backbone.weights).not.toEqual(backbone.weights);
    const others = { ...data, channels: ['web', 'branch'] };
    await expect(pretrainInNode(others, { from: backbone, fineTune })).rejects.toMatchObject({
      code: 'PLAN_INVALID',
      path: 'channels',
    });
    await expect(pretrainInNode(data, { from: backbone })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      path: 'fineTune',
    });
  });

  it('stops when it is told to', async () => {
    const { data } = toyProblem(2000);
    let looks = 0;
    const checkStop = () => {
      if (++looks > 3) throw new Error('enough');
    };
    await expect(pretrainInNode(data, quick, { checkStop })).rejects.toThrow('enough');
  });

  it('takes labels that are nearly all missing, and weights of 0', async () => {
    const { data } = toyProblem(400);
    const labels = data.labels.map((column) =>
      column.map((label, row) => (row < 80 ? label : NaN)),
    );
    const weight = Float64Array.from({ length: 400 }, (_, row) => row % 3);
    const { backbone } = await pretrainInNode({ ...data, labels, weight }, { ...quick, epochs: 2 });
    expect(backbone.weights.first.every(Number.isFinite)).toBe(true);
  });
});

describe('what cannot be trained', () => {
  const { data } = toyProblem(300);
  const issuesOf = (rows: PretrainRows, options: PretrainOptions = quick) =>
    pretrainInNode(rows, options).then(
      () => [],
      ({ code, issues }: RiskError) => [code, ...issues.map(({ path }) => path)],
    );

  it('is refused with every issue at once', async () => {
    expect(
      await issuesOf(
        {
          ...data,
          bins: [data.bins[0]!.slice(1), data.bins[1]!.map(() => 200), ...data.bins.slice(2)],
          channel: data.channel.map(() => 9),
          labels: [data.labels[0]!.map(() => 1), data.labels[1]!.map(() => 7)],
        },
        { ...quick, fineTune: { channel: 'none', horizon: 'never' } },
      ),
    ).toEqual([
      'PLAN_INVALID',
      ...['bins.a', 'bins.b', 'channel', 'labels.12 months', 'labels.3 months', 'labels.3 months'],
      ...['fineTune.channel', 'fineTune.horizon'],
    ]);
    const wrong = { hidden: [0, 4], dropout: 1, epoch: 3, fineTune: { rate: 0 } };
    expect(await issuesOf(data, wrong as unknown as PretrainOptions)).toEqual([
      'OPTION_INVALID',
      ...['epoch', 'dropout', 'hidden', 'fineTune.rate', 'fineTune.channel', 'fineTune.horizon'],
    ]);
  });

  it('is a channel with too few labels, and features that say nothing', async () => {
    const labels = data.labels.map((column) =>
      column.map((label, row) => (data.channel[row] === 1 && row > 30 ? NaN : label)),
    );
    const few = { ...quick, epochs: 1, fineTune: tuned.fineTune! };
    await expect(pretrainInNode({ ...data, labels }, few)).rejects.toMatchObject({
      code: 'PLAN_INVALID',
      path: 'fineTune.channel',
    });
    const bins = data.bins.map((column) => column.map(() => 1));
    expect(await issuesOf({ ...data, bins })).toEqual(['PLAN_INVALID', 'features']);
  });

  it('is a loss that is no number any more', async () => {
    const softplus = (a: Tensor) => plainTensors.affine(a, NaN, 0);
    const chosen = { ops: { ...plainTensors, softplus }, backend: 'cpu', reasons: [] } as const;
    await expect(pretrainBackbone(data, quick, chosen)).rejects.toMatchObject({
      code: 'TRAINING_FAILED',
    });
  });
});

describe('a backbone that is kept', () => {
  it('scores the same bits after a round through text, as a teacher', async () => {
    const { data } = toyProblem(600);
    const { backbone } = await pretrainInNode(data, { ...quick, epochs: 1 });
    const read = decodeBackbone(encodeBackbone(backbone));
    expect(read).toEqual(backbone);
    const output = { channel: 'web', horizon: '12 months' };
    const teacher = createBackboneTeacher(read, output);
    expect(teacher).toMatchObject({ name: 'backbone', kind: 'network' });
    const columns = {
      ...{ a: [0, 4.5, NaN, 9], b: [null, 1, 2, 3], c: [19, 0, 7, 8] },
      d: [10, 20, 30, 40],
    };
    const scores = await teacher.score!(columns);
    const bins = [
      [0, 4, 10, 9],
      [5, 1, 2, 3],
      [19, 0, 7, 8],
      [0, 1, 2, 3],
    ].map((column) => Uint8Array.from(column));
    const scorer = createScorer(backbone.encodings, backbone.shape, backbone.weights);
    expect(scores).toEqual(scorer.logOdds(bins, Int32Array.of(0, 1, 2, 3), 1, 0));
    await expect(teacher.score!({ a: [1] })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(() => createBackboneTeacher(read)).toThrow('"channel" expected');
  });

  it('is refused when something of it is gone or changed', async () => {
    const { data } = toyProblem(300);
    const { backbone } = await pretrainInNode(data, { ...quick, epochs: 1 });
    const text = encodeBackbone(backbone);
    const change = (alter: (value: Record<string, never>) => void) => {
      const value = JSON.parse(text) as Record<string, never>;
      alter(value);
      return () => decodeBackbone(JSON.stringify(value));
    };
    const refusal = (path: string) => expect.objectContaining({ code: 'MODEL_INVALID', path });
    type Loose = Record<string, Record<string, unknown[]>> & Record<string, unknown[]>;
    const wrong: [(value: Loose) => void, string][] = [
      [(value) => void value.weights!.heads!.pop(), 'backbone.weights.heads'],
      [(value) => void (value.weights!.first![3] = 1e60), 'backbone.weights.first'],
      [(value) => void (value.weights!.first![3] = null), 'backbone.weights.first[3]'],
      [(value) => void value.channels!.pop(), 'backbone.shape.channels'],
      [(value) => void value.encodings!.pop(), 'backbone.encodings'],
      [(value) => void ((value as Record<string, unknown>).version = 2), 'backbone.version'],
    ];
    for (const [alter, path] of wrong) {
      expect(change(alter as never)).toThrow(refusal(path) as never);
    }
    expect(() => decodeBackbone('{')).toThrow(refusal('backbone') as never);
  });
});

describe('the choice of a back end', () => {
  const broken = { ...plainTensors, relu: plainTensors.sqrt };
  const offer = (backend: 'webgpu' | 'wasm' | 'cpu', ops: typeof plainTensors | Error) => ({
    backend,
    open: () => (ops instanceof Error ? Promise.reject(ops) : Promise.resolve(ops)),
  });

  it('takes the first that comes up and computes rightly, and says what was wrong', async () => {
    const chosen = await chooseBackend('auto', [
      offer('webgpu', new Error('no adapter')),
      offer('wasm', broken),
      offer('cpu', plainTensors),
    ]);
    expect(chosen).toEqual({
      ops: plainTensors,
      backend: 'cpu',
      reasons: ['webgpu: no adapter', expect.stringMatching(/^wasm: its numbers are not/)],
    });
  });

  it('takes no other than the one asked for', async () => {
    const offers = [offer('wasm', broken), offer('cpu', plainTensors)];
    await expect(chooseBackend('wasm', offers)).rejects.toMatchObject({ code: 'TRAINING_FAILED' });
    expect(await chooseBackend('cpu', offers)).toMatchObject({ backend: 'cpu', reasons: [] });
  });
});
