import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import type { Applicant, LoadedModel } from '../../sdk/index.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { NumericFeature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { loadModel } from '../../sdk/node.js';
import { DEFAULT_SCALE } from '../../sdk/scoring/apply-spec.js';
import { readColumns } from '../../sdk/scoring/columns.js';
import { withBackground } from '../../sdk/scoring/populations.js';
import { randomNumbers } from './shap-forest.js';

const VECTOR = join(import.meta.dirname, '../vectors/xgboost/missing-3.4.1');

/** The first feature leads: the second falls as it rises, the third is their ratio. */
const FOLLOWS = [
  { feature: 0, direction: 'free' },
  {
    feature: 1,
    direction: 'immutable',
    follows: { kind: 'shift', terms: [{ feature: 0, factor: -0.5 }] },
  },
  {
    feature: 2,
    direction: 'immutable',
    follows: { kind: 'ratio', numerator: 1, denominator: 0, factor: 2 },
  },
] as const;

let source: RiskModel;
let columns: Record<string, Float64Array>;
let rows: number;

beforeAll(() => {
  source = importXgboost(readFileSync(join(VECTOR, 'model.json')), { name: 'm' }).model;
  const lines = readFileSync(join(VECTOR, 'rows.csv'), 'utf8').trimEnd().split('\n').slice(1);
  const cells = lines.map((row) => row.split(',').map((cell) => (cell === '' ? NaN : +cell)));
  rows = cells.length;
  columns = Object.fromEntries(
    source.features.map(({ name }, f) => [name, Float64Array.from(cells, (row) => row[f + 1]!)]),
  );
});

async function open(change: Partial<RiskModel>): Promise<LoadedModel> {
  const model = { ...source, scale: DEFAULT_SCALE, ...change };
  return loadModel(await encodeBundle(model, { crypto: crypto.subtle }));
}

function applicantOf(row: number): Record<string, number> {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[row]!]));
}

/** As the rules say, worked out by hand: NaN is missing. */
function followed(applicant: Record<string, number>, value: number | null): Applicant {
  const [a, b, c] = source.features.map(({ name }) => name) as [string, string, string];
  const before = applicant[a]!;
  const now = value ?? NaN;
  const changed = { ...applicant, [a]: now };
  // Nothing follows from what was missing, or becomes so.
  if (Object.is(now, before) || Number.isNaN(now + before)) return changed;
  const shifted = applicant[b]! - 0.5 * (now - before);
  if (Number.isFinite(shifted)) changed[b] = shifted;
  const ratio = (2 * changed[b]!) / now;
  if (!Number.isNaN(applicant[c]!) && Number.isFinite(ratio)) changed[c] = ratio;
  return changed;
}

describe('what if', () => {
  let plain: LoadedModel;
  let linked: LoadedModel;
  beforeAll(async () => {
    plain = await open({});
    linked = await open({ recourse: FOLLOWS });
  });
  afterAll(() => Promise.all([plain.dispose(), linked.dispose()]));

  it('scores every step as the applicant would be scored there', async () => {
    for (const row of [0, 1, 5]) {
      const applicant = applicantOf(row);
      for (const { name } of source.features) {
        const { axes, margin, points, score } = await plain.whatIf(applicant, { features: [name] });
        const [axis] = axes as [(typeof axes)[0]];
        expect(axis.values.length).toBe(margin.length);
        expect(margin[axis.current]).toBe(score.margin);
        for (const [step, value] of axis.values.entries()) {
          const there = await plain.score({ ...applicant, [name]: value });
          expect([margin[step], points![step]]).toEqual([there.margin, there.points]);
        }
      }
    }
  });

  it('tells apart all that the model tells apart, and nothing else', async () => {
    const random = randomNumbers(7);
    const applicant = applicantOf(0);
    for (const feature of source.features as NumericFeature[]) {
      const { axes, margin } = await plain.whatIf(applicant, { features: [feature.name] });
      const { from, to } = axes[0]!;
      for (let trial = 0; trial < 50; trial++) {
        const cut = feature.cuts[Math.floor(random() * feature.cuts.length)]!;
        const value = Math.fround(cut + (random() - 0.5) * 2 ** -Math.floor(random() * 24));
        const step = from.findIndex((low, i) => value >= low && value <= to[i]!);
        const { margin: expected } = await plain.score({ ...applicant, [feature.name]: value });
        expect(margin[step]).toBe(expected);
      }
    }
  });

  it('moves what follows, and cuts steps where that enters another bin', async () => {
    const random = randomNumbers(3);
    const name = source.features[0]!.name;
    let cutFurther = 0;
    for (const row of [0, 2, 3, 4, 6]) {
      const applicant = applicantOf(row);
      const answer = await linked.whatIf(applicant, { features: [name] });
      const { values, from, to } = answer.axes[0]!;
      cutFurther += values.length - (source.features[0] as NumericFeature).cuts.length - 2;
      for (let trial = 0; trial < values.length; trial++) {
        const step = trial;
        // What is so near zero is taken for zero.
        const [low, high] = [from[step]!, to[step]!];
        const inside = low + random() * (high - low);
        const value = Math.abs(inside) > 1e-299 ? inside : values[step]!;
        const expected = await linked.score(followed(applicant, value as number | null));
        expect(answer.margin[step]).toBe(expected.margin);
      }
      for (const { feature, values: shown } of answer.followed) {
        const step = values.length >> 1;
        const expected = followed(applicant, values[step] as number | null)[feature];
        expect(shown[step]).toBe(Number.isNaN(expected) ? null : expected);
      }
    }
    expect(cutFurther).toBeGreaterThan(0);
  });

  it('makes a surface of two features', async () => {
    const applicant = applicantOf(0);
    const [a, , , b] = source.features.map((feature) => feature.name) as [string, ...string[]];
    const { axes, margin } = await linked.whatIf(applicant, { features: [a, b!] });
    const width = axes[1]!.values.length;
    expect(margin.length).toBe(axes[0]!.values.length * width);
    for (const cell of [0, width - 1, width, margin.length >> 1, margin.length - 1]) {
      const value = axes[0]!.values[Math.floor(cell / width)] as number | null;
      const there = { ...followed(applicant, value), [b!]: axes[1]!.values[cell % width]! };
      expect(margin[cell]).toBe((await linked.score(there)).margin);
    }
  });

  it('takes a follower as it is set where it is an axis itself', async () => {
    const applicant = applicantOf(4);
    const [a, b, c] = source.features.map((feature) => feature.name) as [string, string, string];
    const { axes, margin, followed: moved } = await linked.whatIf(applicant, { features: [a, b] });
    expect(moved.map(({ feature }) => feature)).toEqual([c]);
    const width = axes[1]!.values.length;
    for (let cell = 0; cell < margin.length; cell += 7) {
      const [first, second] = [
        axes[0]!.values[Math.floor(cell / width)],
        axes[1]!.values[cell % width],
      ];
      const there = { ...applicant, [a]: first as number, [b]: second as number };
      const ratio = (2 * there[b]!) / there[a]!;
      const known = [first, second, applicant[a], applicant[b], applicant[c]].every(
        (value) => value !== null && !Number.isNaN(value),
      );
      const same = first === applicant[a] && second === applicant[b];
      if (known && !same && Number.isFinite(ratio)) there[c] = ratio;
      expect(margin[cell]).toBe((await linked.score(there)).margin);
    }
  });

  it.each([
    ['an unknown feature', { features: ['nobody'] }],
    ['three features', { features: ['a', 'b', 'c'] }],
    ['one feature twice', { features: ['f0', 'f0'] }],
    ['no feature', {}],
    ['an unknown option', { features: ['f0'], feature: 'f0' }],
  ])('refuses %s', async (_, options) => {
    const call = plain.whatIf(applicantOf(0), options as never);
    await expect(call).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });

  it('refuses a bad applicant as a score does, and works on', async () => {
    const features = [source.features[0]!.name] as const;
    await expect(plain.whatIf({}, { features })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(plain.whatIf(applicantOf(0), { features })).resolves.toBeDefined();
  });
});

describe('dependence', () => {
  it('is the mean score of the background rows with each step in place', async () => {
    const table = readColumns(source.features, columns);
    const model = await open(withBackground(source, table, 'all'));
    for (const features of [['f0'], ['f1', 'f2']] as const) {
      const names = features.map((name) => source.features[+name.slice(1)]!.name);
      const answer = await model.dependence({ features: names as [string] });
      expect(answer.population).toBe('all');
      const width = answer.axes[1]?.values.length ?? 1;
      for (let cell = 0; cell < answer.logOdds.length; cell += 5) {
        const places = [Math.floor(cell / width), cell % width];
        const moved = { ...columns };
        names.forEach((name, a) => {
          const value = answer.axes[a]!.values[places[a]!] as number | null;
          moved[name] = new Float64Array(rows).fill(value ?? NaN);
        });
        const { logOdds } = await model.scoreBatch(moved);
        const mean = logOdds.reduce((sum, value) => sum + value, 0) / rows;
        expect(answer.logOdds[cell]).toBeCloseTo(mean, 9);
        expect(answer.points![cell]).toBeCloseTo(
          DEFAULT_SCALE.offset - DEFAULT_SCALE.factor * mean,
          6,
        );
      }
    }
    await model.dispose();
  });

  it('is refused without the population asked for', async () => {
    const model = await open({});
    const features = [source.features[0]!.name] as const;
    await expect(model.dependence({ features })).resolves.toMatchObject({ population: 'training' });
    await expect(model.dependence({ features, against: 'background' })).rejects.toMatchObject({
      code: 'EXPLAIN_UNSUPPORTED',
    });
    await model.dispose();
    await expect(model.dependence({ features })).rejects.toMatchObject({ code: 'DISPOSED' });
  });
});
