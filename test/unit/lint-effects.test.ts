import { describe, expect, it } from 'vitest';
import { protectedByName } from '../../sdk/core/protected-names.js';
import { effectsOf } from '../../sdk/lint/effects.js';
import { binCount, type Feature } from '../../sdk/model/feature.js';
import { goesLeft, LEAF, type Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { soundModel } from './lint-model.js';
import { randomModel, randomNumbers } from './shap-forest.js';

describe('names of protected attributes', () => {
  const named = (name: string, label?: Feature['label']) =>
    protectedByName({ ...soundModel().features[0]!, name, label: label ?? {} })?.attribute;

  it.each([
    ['AGE', 'age'],
    ['customerAge', 'age'],
    ['age_in_years', 'age'],
    ['Gender', 'sex'],
    ['MARRIAGE', 'marital-status'],
    ['ethnicity_code', 'race'],
    ['nationality', 'national-origin'],
    ['户籍', 'national-origin'],
    ['性别', 'sex'],
  ])('know %s', (name, attribute) => expect(named(name)).toBe(attribute));

  it.each([
    ...['mortgage', 'average_balance', 'usage', 'percentage', 'page_views', 'AgeOfOldestAccount'],
    ...['account_age_months', 'sextant', 'relationship_years', '账龄', '信用卡年限'],
  ])('pass over %s', (name) => expect(named(name)).toBeUndefined());
});

describe('directions', () => {
  it('of forests are those of the mean over all bins of the others, by cover', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const model = randomModel(randomNumbers(seed), { features: 4, trees: 3, depth: 3 });
      const effects = effectsOf(model);
      model.features.forEach((feature, f) => {
        if (feature.kind !== 'numeric') return expect(effects[f]).toBeUndefined();
        const curve = Array.from({ length: binCount(feature) - 1 }, (_, bin) =>
          mean(model, f, bin),
        );
        const steps = curve.slice(1).map((value, i) => value - curve[i]!);
        const up = steps.reduce((sum, step) => sum + Math.max(step, 0), 0);
        const all = steps.reduce((sum, step) => sum + Math.abs(step), 0);
        const expected =
          all < 0.5 ? 'none' : up / all >= 0.9 ? 'rises' : up / all <= 0.1 ? 'falls' : 'both';
        expect(effects[f]).toBe(expected);
      });
    }
  });

  it('of pairs are those of their mean by weight', () => {
    const model = soundModel();
    const size = 16;
    const table = Int32Array.from({ length: size }, (_, i) => (i >> 2) * 10 - (i & 3) * 10);
    // Of the pair, only the first row and column have anybody: high values of neither count.
    const weight = Float32Array.from({ length: size }, (_, i) =>
      (i >> 2) * (i & 3) === 0 ? 5 : 0,
    );
    const body: RiskModel['body'] = {
      kind: 'additive',
      terms: [{ features: [0, 1], table, weight }],
    };
    expect(effectsOf({ ...model, body }).slice(0, 3)).toEqual(['rises', 'falls', 'none']);
  });
});

/** The path-dependent mean of a forest with one feature in one bin, by recursion from the top. */
function mean(model: RiskModel, f: number, bin: number): number {
  const forest = model.body as Forest;
  const under = (node: number): number => {
    const tested = forest.feature[node]!;
    if (tested === LEAF) return forest.leaf[node]!;
    const left = node + 1;
    const right = forest.right[node]!;
    const feature = model.features[tested]!;
    if (tested === f) {
      const goes = goesLeft(
        forest,
        node,
        bin,
        binCount(feature) - 1,
        feature.kind === 'categorical',
      );
      return under(goes ? left : right);
    }
    const [a, b] = [forest.cover[left]!, forest.cover[right]!];
    return a + b > 0
      ? (a * under(left) + b * under(right)) / (a + b)
      : (under(left) + under(right)) / 2;
  };
  return Array.from({ length: forest.treeStart.length - 1 }, (_, t) =>
    under(forest.treeStart[t]!),
  ).reduce((sum, each) => sum + each, 0);
}
