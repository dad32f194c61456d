import type { Locale } from '../../core/locale.js';
import type { Part, StudentPlan } from '../plan.js';
import type { DropReason } from './train-report.js';

/** What the report's page says in one language. */
export interface PageWords {
  readonly lang: Locale;
  readonly title: string;
  readonly part: Readonly<Record<Part, string>>;
  readonly student: Readonly<Record<StudentPlan['kind'], string>>;
  readonly head: Readonly<
    Record<'target' | 'bad' | 'student' | 'size' | 'digest' | 'trees' | 'terms' | 'bytes', string>
  >;
  readonly ranking: Readonly<
    Record<
      'heading' | 'lead' | 'noLater' | 'part' | 'auc' | 'ks' | 'logLoss' | 'brier' | 'psi',
      string
    >
  >;
  readonly findings: Readonly<Record<'heading' | 'none' | 'warning' | 'note', string>>;
  readonly rows: Readonly<
    Record<
      | 'heading'
      | 'lead'
      | 'byDay'
      | 'part'
      | 'days'
      | 'rows'
      | 'bad'
      | 'rate'
      | 'total'
      | 'check'
      | 'to',
      string
    >
  >;
  readonly curve: Readonly<Record<'heading' | 'lead', string>>;
  readonly best: (tree: number) => string;
  readonly lift: Readonly<
    Record<'heading' | 'lead' | 'axis' | 'everyone' | 'captured' | 'rate', string>
  >;
  readonly calibration: Readonly<
    Record<'heading' | 'lead' | 'axis' | 'expected' | 'observed', string>
  >;
  readonly months: Readonly<
    Record<'heading' | 'lead' | 'month' | 'earlier' | 'auc' | 'psi' | 'none', string>
  >;
  readonly card: Readonly<
    Record<
      | ('heading' | 'lead' | 'characteristic' | 'bin' | 'points' | 'regression' | 'coefficient')
      | ('error' | 'p' | 'vif' | 'iv' | 'intercept' | 'dropped' | 'taught'),
      string
    >
  >;
  readonly dropped: Readonly<Record<DropReason, string>>;
  readonly features: Readonly<
    Record<
      'heading' | 'lead' | 'name' | 'iv' | 'importance' | 'missing' | 'unused' | 'bin' | 'woe',
      string
    >
  >;
  readonly fidelity: Readonly<
    Record<
      | ('heading' | 'lead' | 'name' | 'r2' | 'rank' | 'teacher' | 'student' | 'gap' | 'segments')
      | ('ksGap' | 'segment' | 'difference' | 'rms' | 'reasons' | 'firstReason' | 'fourReasons')
      | ('outOfFold' | 'seen' | 'ladder' | 'tried' | 'loss' | 'chosen'),
      string
    >
  >;
  readonly bin: Readonly<Record<'missing' | 'other' | 'all' | 'to', string>>;
  readonly foot: string;
}

const en: PageWords = {
  lang: 'en',
  title: 'Training report',
  part: {
    train: 'Training',
    validation: 'Validation',
    'in-time': 'In time',
    'out-of-time': 'Out of time',
  },
  student: { boosted: 'boosted trees', scorecard: 'scorecard', additive: 'additive points' },
  head: {
    target: 'Target',
    bad: 'Bad is',
    student: 'Model',
    size: 'Size',
    digest: 'Digest',
    trees: 'trees of depth',
    terms: 'terms',
    bytes: 'bytes',
  },
  ranking: {
    heading: 'How it ranks',
    lead: 'Figures with 95% intervals, on rows that the model was not trained on, beside those that it was. AUC: the chance that a bad row is rated riskier than a good one.',
    noLater: 'There is no out-of-time part: how it does later is not known.',
    part: 'Part',
    auc: 'AUC',
    ks: 'KS',
    logLoss: 'Log loss',
    brier: 'Brier',
    psi: 'PSI of the score',
  },
  findings: {
    heading: 'To look at first',
    none: 'Nothing stands out.',
    warning: 'Warning',
    note: 'Note',
  },
  rows: {
    heading: 'The rows',
    lead: 'Every row with a known outcome is in one part.',
    byDay: 'Rows out of time begin on a day of their own.',
    part: 'Part',
    days: 'Days',
    rows: 'Rows',
    bad: 'Bad',
    rate: 'Bad rate',
    total: 'All parts',
    check: 'Check',
    to: 'to',
  },
  curve: {
    heading: 'How it learned',
    lead: 'Log loss after each tree or round. What comes after the lowest validation loss is dropped.',
  },
  best: (tree) => `best after ${tree}`,
  lift: {
    heading: 'Lift',
    lead: 'Bad rate in each tenth of the scores, riskiest first.',
    axis: 'Tenth of the score',
    everyone: 'all',
    captured: 'Share of all bad so far',
    rate: 'Bad rate',
  },
  calibration: {
    heading: 'Calibration',
    lead: 'What was observed against what was expected, in tenths of the score. On the dashed line both agree.',
    axis: 'Expected share of bad',
    expected: 'Expected',
    observed: 'Observed',
  },
  months: {
    heading: 'Month by month',
    lead: 'AUC of rows that were not trained on; PSI of the score against the training part.',
    month: 'Month',
    earlier: 'Earlier months',
    auc: 'AUC, 95% interval',
    psi: 'PSI',
    none: 'one class only',
  },
  card: {
    heading: 'The scorecard',
    lead: 'Points add up to the score. WOE is ln(share of bad / share of good): above 0 is riskier.',
    characteristic: 'Characteristic',
    bin: 'Bin',
    points: 'Points',
    regression: 'The regression behind it',
    coefficient: 'Coefficient',
    error: 'Standard error',
    p: 'p',
    vif: 'VIF',
    iv: 'IV',
    intercept: 'Intercept',
    dropped: 'Left out',
    taught:
      'It learned the probabilities of a teacher, which are no sample of outcomes: so there are no standard errors and no p-values. IV here is of those probabilities; rates and WOE above are of the table.',
  },
  dropped: {
    iv: 'information value too small',
    'p-value': 'not significant',
    vif: 'says what the others say',
    sign: 'sign turned round',
    constant: 'one value only',
  },
  features: {
    heading: 'The features',
    lead: 'As the training part has them. Importance is the mean absolute contribution to the log-odds. Open a feature to see its bins.',
    name: 'Feature',
    iv: 'IV',
    importance: 'Importance',
    missing: 'Missing',
    unused: 'not used',
    bin: 'Bin',
    woe: 'WOE',
  },
  fidelity: {
    heading: 'Beside its teacher',
    lead: 'How near the student is to the model that taught it.',
    name: 'Teacher',
    ladder: 'Students that were tried',
    tried: 'Student',
    loss: 'AUC lost',
    chosen: 'chosen',
    r2: 'R² of log-odds',
    rank: 'Rank correlation',
    teacher: 'Teacher AUC',
    student: 'Student AUC',
    gap: 'AUC difference',
    ksGap: 'KS difference',
    segments: 'Where they differ most',
    segment: 'Segment',
    difference: 'Mean difference',
    rms: 'Root mean square',
    reasons: 'Reasons that agree',
    firstReason: 'first reason',
    fourReasons: 'of four reasons, mean',
    outOfFold: 'The teacher had not seen the rows that it scored.',
    seen: 'The teacher may have seen the rows that it scored.',
  },
  bin: { missing: 'missing', other: 'other', all: 'all', to: 'to' },
  foot: 'Counts and rates of groups; no row of the table is in this file. The same table and plan give the same model, bit for bit, on every machine.',
};

const zh: PageWords = {
  lang: 'zh-CN',
  title: '训练报告',
  part: { train: '训练', validation: '验证', 'in-time': '同期', 'out-of-time': '跨期' },
  student: { boosted: '提升树', scorecard: '评分卡', additive: '加性分值' },
  head: {
    target: '目标',
    bad: '坏样本取值',
    student: '模型',
    size: '大小',
    digest: '摘要',
    trees: '棵树，深度',
    terms: '项',
    bytes: '字节',
  },
  ranking: {
    heading: '排序能力',
    lead: '均附 95% 区间，训练过与未训练过的样本并列。AUC：坏样本的风险评得比好样本高的概率。',
    noLater: '没有跨期样本：以后表现如何，尚不可知。',
    part: '部分',
    auc: 'AUC',
    ks: 'KS',
    logLoss: '对数损失',
    brier: 'Brier',
    psi: '分数 PSI',
  },
  findings: { heading: '请先看', none: '没有需要特别留意的。', warning: '警告', note: '说明' },
  rows: {
    heading: '样本',
    lead: '凡结果已知的行都归入一个部分。',
    byDay: '跨期样本从某一天整日开始。',
    part: '部分',
    days: '日期',
    rows: '行数',
    bad: '坏样本',
    rate: '坏样本率',
    total: '合计',
    check: '验算',
    to: '至',
  },
  curve: {
    heading: '学习过程',
    lead: '每加一棵树或一轮之后的对数损失。验证损失最低点之后的部分已舍去。',
  },
  best: (tree) => `第 ${tree} 步最好`,
  lift: {
    heading: '提升',
    lead: '按分数十等分的坏样本率，风险最高的在前。',
    axis: '分数十等分',
    everyone: '全体',
    captured: '累计占全部坏样本',
    rate: '坏样本率',
  },
  calibration: {
    heading: '校准',
    lead: '按分数十等分，预期与实际对照。虚线上两者相等。',
    axis: '预期坏样本率',
    expected: '预期',
    observed: '实际',
  },
  months: {
    heading: '逐月',
    lead: 'AUC 只算未参与训练的行；PSI 为分数与训练部分之比。',
    month: '月份',
    earlier: '更早的月份',
    auc: 'AUC，95% 区间',
    psi: 'PSI',
    none: '只有一类',
  },
  card: {
    heading: '评分卡',
    lead: '各项分值相加即为得分。WOE 为 ln（坏样本占比 / 好样本占比），大于 0 则风险较高。',
    characteristic: '变量',
    bin: '分箱',
    points: '分值',
    regression: '背后的回归',
    coefficient: '系数',
    error: '标准误',
    p: 'p',
    vif: 'VIF',
    iv: 'IV',
    intercept: '截距',
    dropped: '未进入',
    taught:
      '此卡学自教师模型的概率，概率不是结果的样本，因此没有标准误和 p 值。此处的 IV 按这些概率计算；上表的坏样本率和 WOE 取自数据表。',
  },
  dropped: {
    iv: '信息值太小',
    'p-value': '不显著',
    vif: '与其他变量重合',
    sign: '符号相反',
    constant: '只有一个取值',
  },
  features: {
    heading: '变量',
    lead: '按训练部分统计。重要性为对数几率的平均绝对贡献。点开变量可看分箱。',
    name: '变量',
    iv: 'IV',
    importance: '重要性',
    missing: '缺失',
    unused: '未使用',
    bin: '分箱',
    woe: 'WOE',
  },
  fidelity: {
    heading: '与教师模型对照',
    lead: '学生模型与教授它的模型有多接近。',
    name: '教师模型',
    ladder: '试过的学生模型',
    tried: '学生模型',
    loss: 'AUC 损失',
    chosen: '选用',
    r2: '对数几率 R²',
    rank: '秩相关',
    teacher: '教师 AUC',
    student: '学生 AUC',
    gap: 'AUC 差',
    ksGap: 'KS 差',
    segments: '差别最大之处',
    segment: '人群',
    difference: '平均差',
    rms: '均方根',
    reasons: '原因一致',
    firstReason: '首要原因',
    fourReasons: '四条原因平均',
    outOfFold: '教师未见过它所评分的行。',
    seen: '教师可能见过它所评分的行。',
  },
  bin: { missing: '缺失', other: '其他', all: '全部', to: '至' },
  foot: '只有分组的计数与比率，不含表中任何一行。同样的表和方案，在任何机器上都得到逐位相同的模型。',
};

export const PAGE_WORDS: Readonly<Record<Locale, PageWords>> = { en, 'zh-CN': zh };
