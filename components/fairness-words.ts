import type { FairnessNote } from '../sdk/fairness.js';
import type { Locale } from '../sdk/index.js';

const NB = '\u00a0';

/** What `<risk-fairness>` says, in one language. To risk officers: plain, short, no verdicts on people. */
export interface FairnessWords {
  readonly title: string;
  readonly idle: string;
  readonly tooFew: string;
  readonly rows: (count: string) => string;
  readonly rowsHead: string;
  readonly comma: string;
  readonly confidence: (percent: string) => string;
  readonly approval: string;
  readonly group: string;
  readonly approved: string;
  readonly ratio: string;
  readonly fourFifths: string;
  readonly place: Readonly<Record<'above' | 'unclear' | 'below' | 'none', string>>;
  readonly compared: string;
  readonly others: string;
  readonly small: string;
  readonly to: (low: string, high: string) => string;
  /** The same for a screen reader, which may pass over a minus. */
  readonly from: (value: string, low: string, high: string) => string;
  readonly negative: (size: string) => string;
  readonly gaps: (reference: string) => string;
  readonly gapUnits: string;
  readonly goodPayers: string;
  readonly score: string;
  readonly calibration: string;
  readonly expected: string;
  readonly observed: string;
  readonly intervals: (percent: string) => string;
  readonly rule: string;
  readonly limits: string;
  readonly missing: (count: string, rows: string) => string;
  readonly outcomes: (approved: string, declined: string) => string;
  readonly note: Readonly<Partial<Record<FairnessNote, string>>>;
}

const en: FairnessWords = {
  title: 'How groups fare',
  idle: 'Figures appear when groups have been compared.',
  tooFew: 'Too few rows to compare. It takes two groups of 30 rows or more.',
  rows: (n) => (n === '1' ? '1 row' : `${n} rows`),
  rowsHead: 'Rows',
  comma: ', ',
  confidence: (percent) => `${percent} intervals`,
  approval: 'Approved',
  group: 'Group',
  approved: 'Rate',
  ratio: 'Ratio',
  fourFifths: 'Four fifths',
  place: {
    above: '0.80 or more',
    unclear: 'interval crosses 0.80',
    below: 'below 0.80',
    none: 'no ratio',
  },
  compared: 'comparison group',
  others: 'other groups',
  small: 'small group',
  to: (low, high) => `${low} to ${high}`,
  from: (value, low, high) => `${value}, from ${low} to ${high}`,
  negative: (size) => `minus ${size}`,
  gaps: (reference) => `Difference from ${reference}`,
  gapUnits: 'Rates in percentage points, scores in standard deviations. Below 0 is worse off.',
  goodPayers: 'Good payers',
  score: 'Score',
  calibration: 'Bad payers',
  expected: 'Expected',
  observed: 'Observed',
  intervals: (percent) =>
    `Each line is a ${percent} interval: where it is wide, these rows cannot say more.`,
  rule: 'Four fifths (0.80) is a rule of thumb from US employment guidelines. Above it is no legal safe harbour; below it proves no discrimination.',
  limits: 'Figures describe these rows. They do not say why groups differ.',
  missing: (n, rows) => `${n} of ${rows} rows name no group and are in none.`,
  outcomes: (approved, declined) =>
    `Outcomes are known for ${approved} of approved and ${declined} of declined rows. Good payers are counted among those.`,
  note: {
    SMALL_GROUPS: 'A small group has fewer than 30 rows. Read its interval, not its figure.',
    REFERENCE_NOT_HIGHEST:
      'Another group has a higher rate than the comparison group. The rule of four fifths compares with the highest.',
    REFERENCE_NONE_APPROVED:
      'Nobody in the comparison group was approved, so there is no ratio to it.',
    OUTCOMES_OF_APPROVED_ONLY:
      'Outcomes are known for approved rows only, so approval of good payers cannot be compared.',
    SEVERAL_TESTS: 'p is adjusted for the number of groups (Holm).',
    WEIGHTED: 'Rows have weights, so intervals are approximate.',
  },
};

const zh: FairnessWords = {
  title: '各组对比',
  idle: '完成分组比较后，这里显示结果。',
  tooFew: `样本太少，无法比较。至少需要两组，每组不少于${NB}30${NB}行。`,
  rows: (n) => `${n}${NB}行`,
  rowsHead: '行数',
  comma: '，',
  confidence: (percent) => `${percent}${NB}置信区间`,
  approval: '通过',
  group: '组别',
  approved: '通过率',
  ratio: '比值',
  fourFifths: '五分之四线',
  place: {
    above: '不低于 0.80',
    unclear: '区间跨过 0.80',
    below: '低于 0.80',
    none: '无法计算',
  },
  compared: '对照组',
  others: '其他组',
  small: '小样本',
  to: (low, high) => `${low}${NB}至${NB}${high}`,
  from: (value, low, high) => `${value}，区间 ${low} 至 ${high}`,
  negative: (size) => `负 ${size}`,
  gaps: (reference) => `与${reference}的差距`,
  gapUnits: '比率以百分点计，分数以标准差计。低于 0 表示处境较差。',
  goodPayers: '按时还款者',
  score: '分数',
  calibration: '违约情况',
  expected: '预期',
  observed: '实际',
  intervals: (percent) => `每条线是 ${percent} 置信区间。线越长，这些数据能说明的越少。`,
  rule: '五分之四（0.80）是美国雇佣准则中的经验法则。高于它不等于合法，低于它也不证明存在歧视。',
  limits: '这些数字只描述这批数据，不说明各组为何不同。',
  missing: (n, rows) => `${rows} 行中有 ${n} 行没有组别，不计入任何一组。`,
  outcomes: (approved, declined) =>
    `已知还款结果：通过者中 ${approved}，未通过者中 ${declined}。按时还款者只在其中统计。`,
  note: {
    SMALL_GROUPS: '小样本指不足 30 行的组。请看区间，不要只看数字。',
    REFERENCE_NOT_HIGHEST: '有的组通过率高于对照组。五分之四法则以最高的一组为准。',
    REFERENCE_NONE_APPROVED: '对照组无人通过，因此没有比值。',
    OUTCOMES_OF_APPROVED_ONLY: '只有通过者的还款结果已知，因此无法比较按时还款者的通过率。',
    SEVERAL_TESTS: 'p 值已按组数校正（Holm 法）。',
    WEIGHTED: '数据带有权重，区间为近似值。',
  },
};

export function fairnessWordsIn(locale: Locale): FairnessWords {
  return locale === 'zh-CN' ? zh : en;
}
