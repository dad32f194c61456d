import type { Locale } from '../../core/locale.js';
import type { Part } from '../plan.js';
import { decimal, percent } from './figures.js';
import type { Finding, FindingCode } from './train-report.js';

/** `{path}` is the column or part, `{n}` a count, `{p}` a share in percent, `{x}` a number as it is. */
type Template = Readonly<Record<Locale, string>>;

const WORDS: Readonly<Record<FindingCode, Template>> = {
  KNOWS_THE_FUTURE: {
    en: '{path} alone ranks bad rows with an AUC of {x}. Nothing known at the application tells so much: check when it was written.',
    'zh-CN':
      '仅凭 {path} 一项，AUC 就达到 {x}。申请时已知的信息不会说明这么多：请核对它是何时写入的。',
  },
  SURELY_BAD: {
    en: 'Some values of {path} are bad nearly without exception, and hold {p} of all bad rows. Was it written after the loan went bad?',
    'zh-CN': '{path} 的某些取值几乎都是坏样本，占全部坏样本的 {p}。它是否在违约之后才写入？',
  },
  MISSING_TELLS: {
    en: 'Whether {path} is missing tells bad rows from good ones (AUC {x}). Find out why it is missing before relying on it.',
    'zh-CN': '{path} 是否缺失就能区分好坏（AUC {x}）。使用之前，请弄清缺失的原因。',
  },
  MEANING_CHANGES: {
    en: '{path} tells much in time and less later: out of time its AUC alone is {x}.',
    'zh-CN': '{path} 在同期很有区分力，之后减弱：跨期单变量 AUC 为 {x}。',
  },
  OUTCOME_UNRIPE: {
    en: 'From {path} on only {p} of the rows are bad, far fewer than before. Their outcomes may not be known yet.',
    'zh-CN': '自 {path} 起坏样本只占 {p}，远低于此前。这些样本的表现期可能还不够长。',
  },
  DUPLICATES_ACROSS_SPLIT: {
    en: 'Rows of the test parts that are in the training part as well, value for value: {n}. Figures look better than they are where there are many.',
    'zh-CN': '测试部分有 {n} 行与训练部分完全相同。这样的行多了，指标会偏好。',
  },
  NO_OUT_OF_TIME: {
    en: 'There is no out-of-time part: how the model does on later applicants is not known.',
    'zh-CN': '没有跨期样本：模型对以后的申请人表现如何，尚不可知。',
  },
  NOT_HELD_OUT: {
    en: 'No rows were kept for a test: every figure is of rows that made the model, and looks better than it is.',
    'zh-CN': '没有留出测试样本：所有指标都出自建模所用的样本，会偏好。',
  },
  FEW_BAD: {
    en: 'The {path} part has only {n} rows of its rarer class. Its figures are rough: read the intervals.',
    'zh-CN': '{path}部分较少的一类只有 {n} 行。指标较粗，请看区间。',
  },
  OUT_OF_TIME_WORSE: {
    en: 'Out of time the AUC is {x} lower than in time, and the intervals do not meet.',
    'zh-CN': '跨期 AUC 比同期低 {x}，两个区间不相交。',
  },
  UNSTABLE_FEATURE: {
    en: '{path} is spread differently out of time (PSI {x}, 0.25 is the usual limit).',
    'zh-CN': '{path} 的分布在跨期变了（PSI {x}，通常以 0.25 为界）。',
  },
  UNSTABLE_SCORE: {
    en: 'Scores of the {path} part are spread differently from the training part (PSI {x}, 0.25 is the usual limit).',
    'zh-CN': '{path}部分的分数分布与训练部分不同（PSI {x}，通常以 0.25 为界）。',
  },
  WEIGHTED: {
    en: 'Rows count as {path} says: AUC, KS, losses, calibration, WOE and PSI go by weight. Numbers of rows and of bad rows are counts.',
    'zh-CN':
      '样本按 {path} 加权：AUC、KS、损失、校准、WOE 与 PSI 按权重计算；行数与坏样本数是计数。',
  },
  PROTECTED_FEATURE: {
    en: '{path} is, by its name, a protected attribute. Using it needs a legal basis.',
    'zh-CN': '从名称看，{path} 属于受保护的特征。使用它须有法律依据。',
  },
  CONSTANT_FEATURE: {
    en: '{path} has one value in the training part and was left out.',
    'zh-CN': '{path} 在训练部分只有一个取值，未使用。',
  },
  SIGN_AGAINST_EXPECTATION: {
    en: '{path} was left out of the card: beside the others its sign turned round ({x}).',
    'zh-CN': '{path} 未进入评分卡：与其他变量同时使用时符号相反（{x}）。',
  },
  COLLINEAR: {
    en: '{path} was left out of the card: the others say nearly the same (VIF {x}).',
    'zh-CN': '{path} 未进入评分卡：与其他变量高度重合（VIF {x}）。',
  },
  NOT_SIGNIFICANT: {
    en: '{path} was left out of the card: its coefficient may be none (p = {x}).',
    'zh-CN': '{path} 未进入评分卡：系数不显著（p = {x}）。',
  },
  TARGET_MISSING: {
    en: 'Rows without {path}, which are in no part: {n}.',
    'zh-CN': '{n} 行没有 {path}，不属于任何部分。',
  },
  DATE_MISSING: {
    en: 'Rows without {path}, which are in no part: {n}.',
    'zh-CN': '{n} 行没有 {path}，不属于任何部分。',
  },
  CALIBRATED: {
    en: 'Probabilities are corrected by a line with slope {x}, fitted on the validation part. Points are not.',
    'zh-CN': '概率经验证部分拟合的直线校正，斜率 {x}。分数不受影响。',
  },
};

/** Names of the parts. */
const PART_WORDS: Readonly<Record<Locale, Readonly<Record<Part, string>>>> = {
  en: {
    train: 'training',
    validation: 'validation',
    'in-time': 'in-time',
    'out-of-time': 'out-of-time',
  },
  'zh-CN': {
    train: '训练',
    validation: '验证',
    'in-time': '同期',
    'out-of-time': '跨期',
  },
};

/** A finding as a sentence or two. */
export function findingText({ code, path, figure = 0 }: Finding, locale: Locale): string {
  const part = (PART_WORDS[locale] as Readonly<Record<string, string>>)[path];
  const values: Readonly<Record<string, string>> = {
    path: part ?? path,
    n: String(figure),
    p: percent(figure),
    x: rounded(figure),
  };
  return WORDS[code][locale].replace(/\{(\w+)\}/g, (_, key: string) => values[key]!);
}

/** Beyond this a figure says "very many", and no more: a factor of inflation has no end. */
const VERY_MANY = 1000;

function rounded(figure: number): string {
  if (figure >= VERY_MANY) return `> ${VERY_MANY}`;
  return decimal(figure, Math.abs(figure) >= 10 ? 1 : 3);
}
