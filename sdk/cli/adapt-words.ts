import type { Locale } from '../core/locale.js';
import type { Refusal } from '../train/delta/delta-types.js';

/** What the page of a delta card says in one language. */
export interface AdaptWords {
  readonly title: string;
  readonly refused: Readonly<Record<Refusal, string>>;
  readonly nothing: string;
  readonly facts: Readonly<
    Record<'parent' | 'adapted' | 'rows' | 'leftOut' | 'written' | 'bytes' | 'bad', string>
  >;
  readonly expects: Readonly<
    Record<
      | ('heading' | 'lead' | 'gain' | 'evidence' | 'nats' | 'noShift' | 'copies' | 'copiesMean')
      | ('intercept' | 'slope' | 'to'),
      string
    >
  >;
  readonly card: Readonly<
    Record<
      'heading' | 'lead' | 'value' | 'share' | 'logOdds' | 'points' | 'effect' | 'missing' | 'any',
      string
    >
  >;
  readonly upTo: (value: string) => string;
  readonly from: (value: string) => string;
}

const en: AdaptWords = {
  title: 'Delta card',
  refused: {
    TOO_FEW_ROWS: 'There are fewer than 50 rows.',
    ONE_CLASS: 'All rows have the same outcome.',
    NO_EVIDENCE: 'The rows fit the source as it is, and no gain is expected of a change.',
    SOURCE_REVERSED: 'Risk goes the other way round here: this model is no source for the channel.',
  },
  nothing: 'Nothing was written',
  facts: {
    parent: 'Source',
    adapted: 'Adapted model',
    rows: 'Labelled rows',
    leftOut: 'Rows without an outcome',
    written: 'Written',
    bytes: 'bytes',
    bad: 'bad',
  },
  expects: {
    heading: 'What it expects',
    lead: 'By leaving each row out, for applicants like these. Measure on rows that nobody has used before relying on it.',
    gain: 'Fall of the log loss, per row',
    evidence: 'Evidence for a change',
    nats: 'nats',
    noShift: 'Chance that only level and slope differ',
    copies: 'Rows that are copies of others',
    copiesMean:
      'Each counts as an applicant of its own: where they are copies, too much is expected.',
    intercept: 'Level, log-odds',
    slope: 'Slope of the source’s score, more or less by',
    to: 'to',
  },
  card: {
    heading: 'The card',
    lead: 'What each value adds to the source’s score. Log-odds above 0 are riskier; points above 0 are safer.',
    value: 'Value',
    share: 'Share',
    logOdds: 'Log-odds',
    points: 'Points',
    effect: 'standard deviation over the population, in log-odds:',
    missing: 'missing',
    any: 'any',
  },
  upTo: (value) => `up to ${value}`,
  from: (value) => `from ${value}`,
};

const zh: AdaptWords = {
  title: '增量评分卡',
  refused: {
    TOO_FEW_ROWS: '样本不足 50 行。',
    ONE_CLASS: '所有样本的结果相同。',
    NO_EVIDENCE: '这些样本与原模型相符，改动预计没有好处。',
    SOURCE_REVERSED: '这个渠道的风险方向与原模型相反，不宜以它为基础。',
  },
  nothing: '没有写出',
  facts: {
    parent: '原模型',
    adapted: '调整后的模型',
    rows: '有结果的样本',
    leftOut: '没有结果的行',
    written: '已写出',
    bytes: '字节',
    bad: '坏样本',
  },
  expects: {
    heading: '预期效果',
    lead: '逐行留一估计，适用于同类申请人。使用之前，请在未用过的样本上检验。',
    gain: '每行对数损失的下降',
    evidence: '支持改动的证据',
    nats: '奈特',
    noShift: '只有水平和斜率不同的概率',
    copies: '与其他行完全相同的行',
    copiesMean: '每行都按一名申请人计算。若是重复数据，预期效果偏高。',
    intercept: '水平（对数几率）',
    slope: '原模型分数的斜率，增减',
    to: '至',
  },
  card: {
    heading: '评分卡',
    lead: '各取值在原模型分数上的增减。对数几率高于 0 表示风险更高，分数高于 0 表示更安全。',
    value: '取值',
    share: '占比',
    logOdds: '对数几率',
    points: '分数',
    effect: '在总体上的标准差（对数几率）：',
    missing: '缺失',
    any: '全部',
  },
  upTo: (value) => `${value} 以下`,
  from: (value) => `${value} 及以上`,
};

export const ADAPT_WORDS: Readonly<Record<Locale, AdaptWords>> = { en, 'zh-CN': zh };
