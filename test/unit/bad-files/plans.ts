import type { SplitPlan } from '../../../sdk/train/plan.js';
import { changed, withColumn } from './bad-file.js';

/** A file that can be read, and cannot be trained on as asked. */
export interface BadPlan {
  readonly name: string;
  readonly file: string;
  readonly target?: { readonly column: string; readonly bad: string | number };
  /** @defaultValue income, rate and purpose */
  readonly features?: readonly string[];
  readonly split?: SplitPlan;
  readonly weight?: string;
  /** Codes of all issues. */
  readonly issues: readonly string[];
}

const sound = changed(() => undefined);
const set = (column: number, of: (row: number) => string, rows?: number) =>
  changed((cells) => cells.slice(1).forEach((row, i) => (row[column] = of(i))), rows);

/** Targets, features, dates and weights that no model can come of. */
export const PLANS: readonly BadPlan[] = [
  {
    name: 'no such target',
    file: sound,
    target: { column: 'default', bad: 1 },
    issues: ['COLUMN_UNKNOWN'],
  },
  { name: 'no bad row', file: set(5, () => '0'), issues: ['BAD_UNKNOWN'] },
  { name: 'no good row', file: set(5, () => '1'), issues: ['ONE_CLASS'] },
  {
    name: 'no such bad value',
    file: sound,
    target: { column: 'bad', bad: 'yes' },
    issues: ['BAD_UNKNOWN'],
  },
  { name: 'a target without a value', file: set(5, () => ''), issues: ['TARGET_MISSING'] },
  { name: 'a target of NA', file: set(5, () => 'NA'), issues: ['TARGET_MISSING'] },
  {
    name: 'a target of dates',
    file: sound,
    target: { column: 'date', bad: 1 },
    issues: ['COLUMN_KIND'],
  },
  {
    name: 'five rows to train on',
    file: changed(() => undefined, 5),
    issues: ['FEW_BAD', 'FEW_GOOD'],
  },
  { name: 'one bad row', file: set(5, (i) => (i === 3 ? '1' : '0')), issues: ['FEW_BAD'] },
  { name: 'one good row', file: set(5, (i) => (i === 3 ? '0' : '1')), issues: ['FEW_GOOD'] },
  { name: 'no feature', file: sound, features: [], issues: ['NO_FEATURES'] },
  {
    name: 'no such feature',
    file: sound,
    features: ['income', 'wealth'],
    issues: ['COLUMN_UNKNOWN'],
  },
  {
    name: 'the target as a feature',
    file: sound,
    features: ['income', 'bad'],
    issues: ['COLUMN_TWICE'],
  },
  { name: 'a feature twice', file: sound, features: ['income', 'income'], issues: ['NAME_TWICE'] },
  {
    name: 'only a constant feature',
    file: set(2, () => '7'),
    features: ['income'],
    issues: ['ALL_CONSTANT'],
  },
  {
    name: 'only a constant word',
    file: set(4, () => 'car'),
    features: ['purpose'],
    issues: ['ALL_CONSTANT'],
  },
  {
    name: 'only missing features',
    file: set(2, () => ''),
    features: ['income'],
    issues: ['ALL_CONSTANT'],
  },
  { name: 'no such date', file: sound, split: { date: 'day' }, issues: ['COLUMN_UNKNOWN'] },
  {
    name: 'numbers for dates',
    file: sound,
    features: ['rate'],
    split: { date: 'income' },
    issues: ['COLUMN_KIND'],
  },
  {
    name: 'words for dates',
    file: set(1, () => 'soon'),
    split: { date: 'date' },
    issues: ['COLUMN_KIND'],
  },
  {
    name: 'one day only',
    file: set(1, () => '2018-07-01'),
    split: { date: 'date' },
    issues: ['ONE_DAY'],
  },
  {
    name: 'out of time from before the table',
    file: sound,
    split: { date: 'date', from: '1999-01-01' },
    issues: ['DATE'],
  },
  {
    name: 'out of time from no day',
    file: sound,
    split: { date: 'date', from: '2018-02-30' },
    issues: ['DATE'],
  },
  {
    name: 'weights below zero',
    file: withColumn('w', (i) => `${i - 3}`),
    weight: 'w',
    issues: ['WEIGHT'],
  },
  { name: 'weights of zero', file: withColumn('w', () => '0'), weight: 'w', issues: ['WEIGHT'] },
  {
    name: 'missing weights',
    file: withColumn('w', (i) => (i % 2 ? '' : '1')),
    weight: 'w',
    issues: ['WEIGHT'],
  },
  {
    name: 'words for weights',
    file: withColumn('w', () => 'much'),
    weight: 'w',
    issues: ['COLUMN_KIND'],
  },
  { name: 'no such weights', file: sound, weight: 'w', issues: ['COLUMN_UNKNOWN'] },
];
