import { beforeAll, describe, expect, it } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import { importModel } from '../../sdk/importers/import-model.js';
import { importOnnx } from '../../sdk/importers/onnx/import.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { Network } from '../../sdk/model/network.js';
import { openGraphInNode } from '../../sdk/runtime/node-graph.js';
import { createAnySession } from '../../sdk/scoring/create-any-session.js';
import type { AsyncSession } from '../../sdk/scoring/session.js';
import { answersOf, onnxCases, worst, type OnnxCase } from './onnx-cases.js';
import { readCsv } from './xgboost-cases.js';

/** What `make_networks.py` found; float32 against scikit-learn's float64 takes the second. */
const TOLERANCE = 1e-6;
const LIBRARY_TOLERANCE = 4e-6;

async function open(model: RiskModel): Promise<AsyncSession> {
  const bytes = await encodeBundle(model, { crypto: crypto.subtle });
  return createAnySession(bytes, {
    ...{ crypto: crypto.subtle, now: () => performance.now() },
    ...{ openGraph: openGraphInNode, pause: () => Promise.resolve() },
  });
}

function applicantsOf({ folder }: OnnxCase, model: RiskModel) {
  const columns = readCsv(`${folder}rows.csv`);
  return columns.get('row')!.map((_, row) =>
    Object.fromEntries(
      model.features.map(({ name, kind }) => {
        const cell = columns.get(name)![row]!;
        return [name, cell === '' ? null : kind === 'categorical' ? cell : Number(cell)];
      }),
    ),
  );
}

function importCase(name: string, options = {}) {
  const vector = onnxCases('networks').find((each) => each.name === name)!;
  return { vector, ...importOnnx(vector.bytes, { ...vector.manifest.options, ...options }) };
}

describe.each(onnxCases('networks'))('$name', (vector) => {
  const { model } = importOnnx(vector.bytes, vector.manifest.options);
  const body = model.body as Network;
  let session: AsyncSession;
  beforeAll(async () => {
    session = await open(model);
  });

  it('gives the scores that onnxruntime and scikit-learn gave', async () => {
    const scores: number[] = [];
    for (const applicant of applicantsOf(vector, model)) {
      const { probability, logOdds } = await session.score(applicant);
      scores.push(body.output.unit === 'value' ? logOdds : probability);
    }
    const isRaw = vector.manifest.options.link === 'logistic';
    const theirs = answersOf(vector, 'score')!;
    expect(scores.length).toBeGreaterThan(5);
    expect(worst(scores, isRaw ? theirs.map((z) => 1 / (1 + Math.exp(-z))) : theirs)).toBeLessThan(
      TOLERANCE,
    );
    const library = answersOf(vector, 'library');
    if (library) expect(worst(scores, library)).toBeLessThan(LIBRARY_TOLERANCE);
  });

  it('takes the unit, the features and the missing values of the case', () => {
    expect(body.output.unit).toBe(vector.manifest.unit);
    const names = vector.manifest.inputs.flatMap(({ columns }) => columns);
    const declared = vector.manifest.inputs.length === 1 ? names : [...names].sort();
    const found = model.features.map(({ name }) => name);
    expect(vector.manifest.inputs.length === 1 ? found : [...found].sort()).toEqual(declared);
    const allowed = model.features.filter(({ missing }) => missing === 'allowed');
    expect(allowed.map(({ name }) => name).sort()).toEqual([...vector.manifest.missing!].sort());
  });
});

describe('trees within a larger graph', () => {
  const { bytes } = onnxCases('networks').find(({ name }) => name === 'trees-bagged')!;

  it('are a network only where that is asked for', async () => {
    expect(() => importOnnx(bytes)).toThrow('ReduceMean');
    const { model } = await importModel(bytes, {}, { network: 'probability' });
    expect(model.body.kind).toBe('network');
    await expect(importModel(bytes, {}, { network: true })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    });
  });
});

describe('log-odds of a network', () => {
  it('are those ahead of a logistic function that has lost them', async () => {
    const { vector, model } = importCase('hand-saturated');
    const session = await open(model);
    const rows = readCsv(`${vector.folder}rows.csv`);
    const [w, b] = [[0.4, -0.7, 0.2], 0.3];
    let largest = 0;
    const applicants = applicantsOf(vector, model);
    for (const [row, applicant] of applicants.entries()) {
      const cells = ['f0', 'f1', 'f2'].map((name) => Number(rows.get(name)![row]));
      const exact = cells.reduce((sum, x, k) => sum + 10 * x * w[k]!, b);
      const { logOdds } = await session.score(applicant);
      expect(logOdds).toBeCloseTo(exact, 4);
      largest = Math.max(largest, Math.abs(exact));
    }
    expect(largest).toBeGreaterThan(40);
  });
});

describe('the graph of a network', () => {
  it('loses what the score does not need', () => {
    const { vector, model, report } = importCase('mlp-zipmap');
    const text = Buffer.from((model.body as Network).graph).toString('latin1');
    expect(Buffer.from(vector.bytes).toString('latin1')).toContain('ZipMap');
    expect(text).not.toContain('ZipMap');
    expect(text).not.toContain('ArgMax');
    expect(report.notes.join()).toContain('ahead of its logistic function');
    expect(report.notes.join()).toMatch(/\d+ of \d+ nodes do not matter/);
  });

  it('stays byte for byte where the score is an output, and every operator standard', () => {
    const { vector, model } = importCase('linear-regression-double');
    expect((model.body as Network).graph).toEqual(vector.bytes);
  });
});

describe('text in a network', () => {
  it('is taken by label, and a code that no encoder knows as one', async () => {
    const { model, report } = importCase('columns-one-hot');
    const purpose = model.features.find(({ name }) => name === 'purpose')!;
    if (purpose.kind !== 'categorical') throw new Error('no categories');
    expect(purpose).toMatchObject({ unlisted: 'other', missing: 'refused' });
    expect(purpose.labels).toContain('furniture');
    expect(report.notes.join()).toContain('codes take the place of text: purpose, housing');
    const session = await open(model);
    const applicant = { duration: 12, amount: 2000, purpose: 'furniture', housing: 'own', rate: 2 };
    const { logOdds } = await session.score(applicant);
    const other = await session.score({ ...applicant, purpose: 900 });
    expect(other.logOdds).not.toBe(logOdds);
    await expect(session.score({ ...applicant, purpose: 'yacht' })).rejects.toThrow(RiskError);
    await expect(session.score({ ...applicant, purpose: null })).rejects.toThrow(RiskError);
    expect((await session.score({ ...applicant, duration: null })).logOdds).toBeLessThan(10);
  });

  it('has one code, whichever input it stands in', () => {
    const { model } = importCase('hand-text-matrix');
    const [first, second] = model.features;
    if (first?.kind !== 'categorical' || second?.kind !== 'categorical') throw new Error('numbers');
    expect(first.labels).toEqual(['own', 'rent', '租']);
    const own = (feature: typeof first) => feature.codes[feature.labels.indexOf('own')];
    expect(own(first)).toBe(own(second));
  });
});

describe('what networks are refused for', () => {
  it.each(onnxCases('refused-networks'))('$name', ({ bytes, manifest }) => {
    let error: unknown;
    try {
      importOnnx(bytes, manifest.options);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code: 'IMPORT_UNSUPPORTED' });
    expect((error as RiskError).message).toContain(manifest.refused!.names);
    expect((error as RiskError).path).not.toBe(undefined);
  });

  it('refuses outputs and columns that are not there', () => {
    expect(() => importCase('logistic', { output: 'output_label' })).toThrow(/output_probability/);
    expect(() => importCase('logistic', { column: 2 })).toThrow(/0 to 1/);
  });

  it('takes the other class where it is asked for', async () => {
    const { vector, model } = importCase('logistic', { column: 0 });
    const [applicant] = applicantsOf(vector, model);
    const { probability } = await (await open(model)).score(applicant!);
    expect(probability).toBeCloseTo(1 - answersOf(vector, 'score')![0]!, 6);
  });
});
