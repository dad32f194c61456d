import { binRange } from '../model/bin-range.js';
import type { IssueList } from '../model/check/issues.js';
import {
  missingBin,
  splitCount,
  type CategoricalFeature,
  type Feature,
  type NumericFeature,
} from '../model/feature.js';
import type { Follows, RecourseRule } from '../model/recourse.js';
import type { RecourseSpec } from './spec-fields.js';

/** What may be changed about a feature, as a spec says it: other features by name, bins by values. */
export function specRecourse(
  features: readonly Feature[],
  index: number,
  spec: RecourseSpec,
  indexOf: ReadonlyMap<string, number>,
  path: string,
  list: IssueList,
): RecourseRule {
  const { cost, step } = spec;
  const follows = spec.follows && specFollows(spec.follows, indexOf, `${path}.follows`, list);
  const direction = spec.direction ?? (follows && 'immutable');
  list.check(direction !== undefined, 'FIELD', `${path}.direction`, 'a direction, or "follows"');
  const bins = specBins(features[index]!, spec, path, list);
  return {
    feature: index,
    direction: direction ?? 'immutable',
    ...(cost !== undefined && { cost }),
    ...(step !== undefined && { step }),
    ...(bins && { bins }),
    ...(follows && { follows }),
  };
}

/**
 * A rule that a model came with, after categories were added to its feature: the same codes, by their
 * new bins.
 */
export function carryRule(rule: RecourseRule, before: Feature, after: Feature): RecourseRule {
  if (!rule.bins || before.kind !== 'categorical' || after.kind !== 'categorical') return rule;
  const bins = rule.bins.map((bin) =>
    bin === missingBin(before) ? missingBin(after) : after.codes.indexOf(before.codes[bin]!),
  );
  return { ...rule, bins };
}

function specFollows(
  { shift, ratio }: NonNullable<RecourseSpec['follows']>,
  indexOf: ReadonlyMap<string, number>,
  path: string,
  list: IssueList,
): Follows | undefined {
  const found = (name: string, at: string): number => {
    const f = indexOf.get(name);
    list.check(f !== undefined, 'FEATURE_UNKNOWN', at, 'a feature of the model');
    return f ?? 0;
  };
  if (!list.check(!shift !== !ratio, 'FOLLOWS', path, 'either "shift" or "ratio"'))
    return undefined;
  if (ratio) {
    const { numerator, denominator, factor = 1 } = ratio;
    return {
      kind: 'ratio',
      numerator: found(numerator, `${path}.ratio.numerator`),
      denominator: found(denominator, `${path}.ratio.denominator`),
      factor,
    };
  }
  const terms = shift!.map(({ feature, factor }, i) => {
    return { feature: found(feature, `${path}.shift[${i}].feature`), factor };
  });
  return { kind: 'shift', terms };
}

function specBins(
  feature: Feature,
  { values, ranges }: RecourseSpec,
  path: string,
  list: IssueList,
): number[] | undefined {
  const bins = new Set<number>();
  if (feature.kind === 'numeric') {
    list.check(!values, 'FEATURE_KIND', `${path}.values`, 'a categorical feature');
    ranges?.forEach(({ from = -Infinity, to = Infinity }, i) => {
      const within = binsWithin(feature, from, to);
      list.check(within.length > 0, 'RANGE', `${path}.ranges[${i}]`, 'a range with a whole bin');
      for (const bin of within) bins.add(bin);
    });
  } else {
    list.check(!ranges, 'FEATURE_KIND', `${path}.ranges`, 'a numeric feature');
    values?.forEach((value, i) => {
      const bin = binNamed(feature, value);
      list.check(bin >= 0, 'CATEGORY_UNKNOWN', `${path}.values[${i}]`, 'a category of the feature');
      bins.add(bin);
    });
  }
  return values || ranges ? [...bins].sort((a, b) => a - b) : undefined;
}

function binNamed(feature: CategoricalFeature, value: number | string): number {
  return typeof value === 'number' ? feature.codes.indexOf(value) : feature.labels.indexOf(value);
}

/**
 * Bins all of whose values lie in a range: one that reaches past it holds values that the modeller
 * did not allow. Ends are compared as the model compares values.
 */
function binsWithin(feature: NumericFeature, from: number, to: number): number[] {
  const rounded = feature.compare === 'float32' ? Math.fround : (value: number) => value;
  const bins: number[] = [];
  for (let bin = 0; bin <= splitCount(feature); bin++) {
    const range = binRange(feature, bin);
    const within =
      range && rounded(range.low) >= rounded(from) && rounded(range.high) <= rounded(to);
    if (within) bins.push(bin);
  }
  return bins;
}
