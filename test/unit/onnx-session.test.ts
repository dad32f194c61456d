import { describe, expect, it } from 'vitest';
import { importOnnx, type OnnxFacts } from '../../sdk/importers/onnx/import.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { readColumns } from '../../sdk/scoring/columns.js';
import { createSession } from '../../sdk/scoring/create-session.js';
import { withBackground } from '../../sdk/scoring/populations.js';
import { answersOf, onnxCases, worst, type OnnxCase } from './onnx-cases.js';
import { readCsv } from './xgboost-cases.js';

/** Import, pack, open, score, explain: what a user does with an ONNX file. */

type Input = Record<string, number | string | null>;

function applicants({ folder }: OnnxCase, model: RiskModel): readonly Input[] {
  const columns = readCsv(`${folder}rows.csv`);
  const rows = columns.get('row')!.map((_, row) => {
    const input: Input = {};
    for (const feature of model.features) {
      const cell = columns.get(feature.name)![row]!;
      const labelled = feature.kind === 'categorical' && feature.labels.includes(cell);
      input[feature.name] = cell === '' ? null : labelled ? cell : Number(cell);
    }
    return input;
  });
  return rows;
}

async function open(model: RiskModel) {
  const bytes = await encodeBundle(model, { crypto: crypto.subtle });
  const now = () => performance.now();
  return createSession(bytes, { engine: 'reference', crypto: crypto.subtle, now });
}

describe.each(onnxCases('carried'))('$name', (vector) => {
  const { model } = importOnnx(vector.bytes, vector.manifest.options);
  const rows = applicants(vector, model).slice(0, 20);

  it('scores as onnxruntime does, and explains in integers that add up', async () => {
    const session = await open(model);
    const scores = rows.map((row) => session.score(row));
    const theirs = answersOf(vector, 'score')!.slice(0, rows.length);
    const ours = scores.map(({ probability }) => probability);
    expect(worst(ours, theirs)).toBeLessThan(2e-6);
    rows.slice(0, 5).forEach((row, k) => {
      const { baseline, contributions } = session.explain(row);
      const sum = contributions.reduce((total, { margin }) => total + margin, baseline.margin);
      expect(sum).toBe(scores[k]!.margin);
    });
  });
});

describe('training weights', () => {
  const find = (name: string) => onnxCases('carried').find((each) => each.name === name)!;

  it('come from hitrates that are weights', () => {
    const { model, report } = importOnnx(find('hand-hitrates').bytes);
    expect((model.card.source as OnnxFacts).covers).toBe('hitrates');
    expect((model.body as Forest).cover[0]).toBe(1000);
    expect(report.notes.join()).not.toContain('background');
  });

  it('are the count of leaves otherwise, with a note; a background population needs none', async () => {
    const vector = find('sklearn-boosting');
    const { model, report } = importOnnx(vector.bytes);
    expect((model.card.source as OnnxFacts).covers).toBe('leaves');
    expect(report.notes.join()).toContain('background population');
    const rows = applicants(vector, model).filter((row) => !Object.values(row).includes(null));
    const columns = Object.fromEntries(
      model.features.map(({ name }) => [name, rows.map((row) => row[name]!)]),
    );
    const whole = withBackground(model, readColumns(model.features, columns), 'all');
    const session = await open(whole);
    const { baseline, contributions, score } = session.explain(rows[0]!);
    expect(baseline.population).toBe('all');
    const sum = contributions.reduce((total, { margin }) => total + margin, baseline.margin);
    expect(sum).toBe(score.margin);
    // The baseline of a background is its mean margin, whatever the weights of the nodes.
    const mean = rows.reduce((total, row) => total + session.score(row).margin, 0) / rows.length;
    expect(Math.abs(baseline.margin - mean)).toBeLessThanOrEqual(1);
  });
});

describe('scores that are probabilities', () => {
  it('are carried as they are, and explained in probability', async () => {
    const vector = onnxCases('carried').find(({ name }) => name === 'sklearn-forest')!;
    const { model, report } = importOnnx(vector.bytes);
    expect(model.link).toBe('identity');
    expect(report.notes.join()).toContain('mean of probabilities');
    const session = await open(model);
    const row = applicants(vector, model)[0]!;
    const { probability, points } = session.score(row);
    expect(probability).toBeGreaterThan(0);
    expect(probability).toBeLessThan(1);
    expect(points).toBe(undefined);
  });
});
