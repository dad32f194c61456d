import type { CategoricalFeature, Feature, NumericFeature } from '../feature.js';
import { LEAF } from '../forest.js';
import type { IssueList } from './issues.js';

/** Bins are u16 and need two values beyond the cut points. */
const MAX_SPLITS = 0xfffd;

export function checkFeatures(features: readonly Feature[], list: IssueList): void {
  if (features.length === 0 || features.length >= LEAF) {
    list.add('FEATURE_COUNT', 'features', `1 to ${LEAF - 1} features`);
    return;
  }
  const seen = new Set<string>();
  features.forEach((feature, i) => {
    const path = `features[${i}]`;
    list.check(
      typeof feature.name === 'string' && feature.name !== '',
      'NAME_EMPTY',
      `${path}.name`,
      'a name',
    );
    list.check(!seen.has(feature.name), 'NAME_TWICE', `${path}.name`, 'unique names');
    seen.add(feature.name);
    if (feature.kind === 'numeric') checkNumeric(feature, path, list);
    else checkCategorical(feature, path, list);
  });
}

function checkNumeric(feature: NumericFeature, path: string, list: IssueList): void {
  const { cuts } = feature;
  if (
    !list.check(cuts.length <= MAX_SPLITS, 'CUTS_TOO_MANY', `${path}.cuts`, `at most ${MAX_SPLITS}`)
  ) {
    return;
  }
  for (let k = 0; k < cuts.length; k++) {
    const cut = cuts[k]!;
    const at = `${path}.cuts[${k}]`;
    // A NaN cut fails both. Nothing is below -Infinity: a split there tests for missing alone.
    const onlyMissing = cut === -Infinity && feature.side === 'less' && k === 0;
    if (!Number.isFinite(cut) && !onlyMissing) list.add('CUT_NOT_FINITE', at, 'a finite number');
    else if (k > 0 && !(cut > cuts[k - 1]!)) list.add('CUTS_ORDER', at, 'strictly ascending');
    else if (feature.compare === 'float32' && Math.fround(cut) !== cut) {
      list.add('CUT_NOT_FLOAT32', at, 'a float32 number');
    }
    if (list.full) return;
  }
  const { min, max, step, missing, compare, zeroIsMissing } = feature;
  // A refused zero would be a rule on input; and float32 has zeros that float64 tells apart.
  list.check(
    !zeroIsMissing || (missing === 'allowed' && compare === 'float64'),
    'ZERO_MISSING',
    `${path}.zeroIsMissing`,
    'a feature compared in float64 that may be missing',
  );
  const bound = (value: number | undefined, name: string): void => {
    if (value !== undefined) {
      list.check(Number.isFinite(value), 'BOUND_NOT_FINITE', `${path}.${name}`, 'a finite number');
    }
  };
  bound(min, 'min');
  bound(max, 'max');
  if (min !== undefined && max !== undefined) {
    list.check(min <= max, 'BOUNDS_ORDER', path, 'min <= max');
  }
  if (step !== undefined) {
    list.check(Number.isFinite(step) && step > 0, 'STEP', `${path}.step`, 'a positive number');
  }
}

function checkCategorical(feature: CategoricalFeature, path: string, list: IssueList): void {
  const { codes, labels, categoryLabels } = feature;
  if (
    !list.check(
      codes.length <= MAX_SPLITS,
      'CODES_TOO_MANY',
      `${path}.codes`,
      `at most ${MAX_SPLITS}`,
    )
  ) {
    return;
  }
  for (let k = 1; k < codes.length; k++) {
    if (codes[k]! <= codes[k - 1]!)
      list.add('CODES_ORDER', `${path}.codes[${k}]`, 'strictly ascending');
    if (list.full) return;
  }
  if (labels.length > 0) {
    list.check(labels.length === codes.length, 'LABELS_LENGTH', `${path}.labels`, 'one per code');
    list.check(
      new Set(labels).size === labels.length,
      'LABELS_TWICE',
      `${path}.labels`,
      'unique labels',
    );
  }
  if (categoryLabels) {
    list.check(
      categoryLabels.length === codes.length,
      'LABELS_LENGTH',
      `${path}.categoryLabels`,
      'one per code',
    );
  }
}
