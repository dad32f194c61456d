const NB = '\u00a0';

/** What the report says, in English. */
export const reportWordsEn = {
  compare: 'Trained models',
  chooseModel: 'Choose',
  model: 'Model',
  sizeHead: 'Size',
  inTime: 'In time',
  outOfTime: 'Out of time',
  none: 'none',
  measures: 'How well it ranks',
  measure: 'Measure',
  measureNames: {
    bad: 'Bad',
    auc: 'AUC',
    ks: 'KS',
    logLoss: 'Log loss',
    brier: 'Brier score',
    psi: 'PSI of the score',
  },
  intervalNote: 'Intervals are 95%. A gap between in time and out of time is what to expect later.',
  fidelity: 'Beside its teacher',
  fidelityNames: {
    r2: 'R² of the log-odds',
    rank: 'Rank correlation',
    auc: 'AUC of the teacher',
    aucGap: 'AUC, student less teacher',
    ksGap: 'KS, student less teacher',
  },
  fidelityNote:
    'On rows that the student was not trained on. Outcomes measure it and teach it nothing.',
  teacherFresh: 'The teacher had not seen the rows that it scored.',
  teacherSeen: 'The teacher may have seen these rows, and then flatters itself on them.',
  reasonsAgree: (first: string, four: string, rows: string) =>
    `The first reason is the same for ${first} of ${rows} rows. Of the first four, ${four} are.`,
  r2: 'R²',
  ladder: 'Students that were tried',
  ladderChosen: 'chosen',
  tooLarge: 'past the budget',
  aucLost: 'AUC lost',
  treesOf: (trees: string, depth: string) => `${trees} × ${depth}`,
  taughtBy: (name: string, r2: string) => `taught by ${name}, R² ${r2}`,
  differs: 'Where they differ most',
  difference: 'Log-odds apart',
  lift: 'Share bad, by score',
  liftX: 'Tenth of the rows, riskiest first',
  capturedLong: 'Share of all bad rows so far',
  everyone: (share: string) => `All ${share}`,
  calibration: 'Expected and observed',
  calibrationX: 'Expected share of bad',
  expected: 'Expected',
  observed: 'Observed',
  calibrationNote: 'On the line, as many are bad as the model expects. Whiskers are 95% intervals.',
  importance: 'What the model goes by',
  importanceHead: 'Weight',
  importanceNote: 'Mean size of a feature’s contribution, in log-odds, on the training part.',
  feature: 'Feature',
  showAll: (n: string) => `Show all ${n}`,
  showFewer: (n: string) => `Show the first ${n}`,
  showLatest: (n: string) => `Show the latest ${n}`,
  months: 'Stability by month',
  month: 'Month',
  aucHead: 'AUC',
  psiHead: 'PSI',
  psiLevel: { stable: 'stable', watch: 'watch', act: 'act' },
  psiNote:
    'PSI compares the scores of a month with the training part: from 0.10 watch, from 0.25 act.',
  card: 'The scorecard',
  cardNote: 'Points add up to the score.',
  regression: 'The regression behind it',
  characteristic: 'Characteristic',
  coefficient: 'Coefficient',
  pValue: 'p',
  vif: 'VIF',
  points: 'Points',
  dropped: 'Left out by the fit',
  droppedBecause: {
    iv: (figure: string) => `information value ${figure}`,
    'p-value': (figure: string) => `p-value ${figure}`,
    vif: (figure: string) => `variance inflation ${figure}`,
    sign: (figure: string) => `coefficient ${figure}, against the data`,
    constant: (_figure: string) => 'constant in the training part',
  },
  findings: 'To look at before you trust the figures',
  noFindings: 'Nothing stands out.',
  finding: {
    KNOWS_THE_FUTURE: (path: string, figure: string) =>
      `${path} tells the outcome nearly by itself${figure && ` (AUC ${figure})`}. Was it known when the client applied?`,
    SURELY_BAD: (path: string, figure: string) =>
      `Some values of ${path} are bad without exception${figure && ` (share of all bad: ${figure})`}. Were they known when the client applied?`,
    MISSING_TELLS: (path: string, figure: string) =>
      `Whether ${path} is missing tells much of the outcome${figure && ` (AUC ${figure})`}. Find out who leaves it empty.`,
    MEANING_CHANGES: (path: string, figure: string) =>
      `${path} tells much in time and less out of time${figure && `, where its AUC is ${figure}`}.`,
    OUTCOME_UNRIPE: (path: string, _figure: string) =>
      `From ${path} on there are far fewer bad rows. These outcomes may not be known yet.`,
    DUPLICATES_ACROSS_SPLIT: (_path: string, figure: string) =>
      `Rows that stand in training and in a test alike${figure && `: ${figure}`}. The test flatters the model.`,
    NO_OUT_OF_TIME: (_path: string, _figure: string) =>
      'No rows are kept out of time. Nothing here says how the model holds later.',
    NOT_HELD_OUT: (_path: string, _figure: string) =>
      'No rows are kept for a test. Every figure is of rows that made the model, and flatters it.',
    FEW_BAD: (path: string, figure: string) =>
      `${path}: few rows are bad${figure && ` (${figure})`}. Read the intervals, not the figures.`,
    WEIGHTED: (path: string, _figure: string) =>
      `Rows count as ${path} says. AUC, KS, losses, calibration and PSI go by weight; numbers and shares of bad rows are counts.`,
    OUT_OF_TIME_WORSE: (_path: string, figure: string) =>
      `The model ranks worse out of time${figure && `, by ${figure} AUC`}. Expect the later figure.`,
    UNSTABLE_FEATURE: (path: string, figure: string) =>
      `${path} shifts between the parts${figure && ` (PSI ${figure})`}.`,
    UNSTABLE_SCORE: (path: string, figure: string) =>
      `The scores shift in ${path}${figure && ` (PSI ${figure})`}.`,
    PROTECTED_FEATURE: (path: string, _figure: string) =>
      `${path} is a protected trait and is used. The law of your market decides whether it may be.`,
    CONSTANT_FEATURE: (path: string, _figure: string) =>
      `${path} has one value in the training part and adds nothing.`,
    SIGN_AGAINST_EXPECTATION: (path: string, _figure: string) =>
      `${path} counts the other way round beside the others than by itself.`,
    COLLINEAR: (path: string, figure: string) =>
      `${path} says much the same as the others${figure && ` (VIF ${figure})`}.`,
    NOT_SIGNIFICANT: (path: string, figure: string) =>
      `${path} may be chance${figure && ` (p ${figure})`}.`,
    DATE_MISSING: (_path: string, figure: string) =>
      `Rows without a date are in no part${figure && `: ${figure}`}.`,
    CALIBRATED: (_path: string, _figure: string) =>
      'Probabilities were corrected on the validation part.',
    TARGET_MISSING: (_path: string, figure: string) =>
      `Rows without an outcome are in no part${figure && `: ${figure}`}.`,
  },
  severity: { warning: 'Warning', note: 'Note' },
  downloadReport: 'Download the report',
};

/** What the report says, in Chinese. */
export const reportWordsZh: typeof reportWordsEn = {
  compare: '训练过的模型',
  chooseModel: '选用',
  model: '模型',
  sizeHead: '大小',
  inTime: '同期',
  outOfTime: '跨期',
  none: '无',
  measures: '排序能力',
  measure: '指标',
  measureNames: {
    bad: '坏样本',
    auc: 'AUC',
    ks: 'KS',
    logLoss: '对数损失',
    brier: 'Brier 分',
    psi: '分数 PSI',
  },
  intervalNote: '区间为 95% 置信区间。同期与跨期之差，就是以后要预期的下降。',
  fidelity: '与教师模型对照',
  fidelityNames: {
    r2: '对数几率 R²',
    rank: '秩相关',
    auc: '教师模型 AUC',
    aucGap: 'AUC 之差，学生减教师',
    ksGap: 'KS 之差，学生减教师',
  },
  fidelityNote: '取自学生模型没有训练过的行。结果只用来检验，不用来学习。',
  teacherFresh: '教师模型没有见过它评过的行。',
  teacherSeen: '教师模型可能见过这些行，那样它在这些行上会显得更好。',
  reasonsAgree: (first, four, rows) =>
    `${rows}${NB}行中有 ${first} 的首要原因相同，前四项原因平均有 ${four} 相同。`,
  r2: 'R²',
  ladder: '试过的学生模型',
  ladderChosen: '选用',
  tooLarge: '超出上限',
  aucLost: 'AUC 损失',
  treesOf: (trees, depth) => `${trees} × ${depth}`,
  taughtBy: (name, r2) => `教师模型 ${name}，R² ${r2}`,
  differs: '相差最大之处',
  difference: '对数几率之差',
  lift: '各分数段的坏样本率',
  liftX: '按分数十等分，风险最高的在前',
  capturedLong: '至此占全部坏样本的比例',
  everyone: (share) => `全体 ${share}`,
  calibration: '预期与实际',
  calibrationX: '预期坏样本率',
  expected: '预期',
  observed: '实际',
  calibrationNote: '在线上，表示实际与模型预期一致。竖线为 95% 置信区间。',
  importance: '模型看重什么',
  importanceHead: '权重',
  importanceNote: '各变量在训练样本上贡献的平均大小，单位为对数几率。',
  feature: '变量',
  showAll: (n) => `展开全部 ${n}${NB}项`,
  showFewer: (n) => `只看前 ${n}${NB}项`,
  showLatest: (n) => `只看最近 ${n}${NB}项`,
  months: '逐月稳定性',
  month: '月份',
  aucHead: 'AUC',
  psiHead: 'PSI',
  psiLevel: { stable: '稳定', watch: '留意', act: '处理' },
  psiNote: 'PSI 比较当月与训练样本的分数：0.10 起留意，0.25 起处理。',
  card: '评分卡',
  cardNote: '各项分值相加即为得分。',
  regression: '背后的回归',
  characteristic: '变量',
  coefficient: '系数',
  pValue: 'p 值',
  vif: 'VIF',
  points: '分值',
  dropped: '拟合时剔除',
  droppedBecause: {
    iv: (figure) => `信息值 ${figure}`,
    'p-value': (figure) => `p 值 ${figure}`,
    vif: (figure) => `方差膨胀因子 ${figure}`,
    sign: (figure) => `系数 ${figure}，与数据相反`,
    constant: () => '训练样本中只有一个值',
  },
  findings: '采信这些数字之前，请先看',
  noFindings: '没有发现异常。',
  finding: {
    KNOWS_THE_FUTURE: (path, figure) =>
      `${path} 几乎单独就能说出结果${figure && `（AUC ${figure}）`}。客户申请时就知道它吗？`,
    SURELY_BAD: (path, figure) =>
      `${path} 的某些取值无一例外都是坏样本${figure && `（占全部坏样本 ${figure}）`}。客户申请时就知道它吗？`,
    MISSING_TELLS: (path, figure) =>
      `${path} 是否缺失就能说出很多结果${figure && `（AUC ${figure}）`}。请查明谁会留空。`,
    MEANING_CHANGES: (path, figure) =>
      `${path} 在同期很有用，跨期减弱${figure && `（跨期 AUC ${figure}）`}。`,
    OUTCOME_UNRIPE: (path) => `从 ${path} 起坏样本明显偏少，这些结果可能尚未表现出来。`,
    DUPLICATES_ACROSS_SPLIT: (_path, figure) =>
      `${figure ? `有 ${figure}${NB}行` : '有些行'}同时出现在训练与检验中，检验结果会偏高。`,
    NO_OUT_OF_TIME: () => '没有留出跨期样本，说明不了模型以后的表现。',
    NOT_HELD_OUT: () => '没有留出检验样本。所有数字都出自建模的行，会偏高。',
    FEW_BAD: (path, figure) =>
      `${path}：${figure ? `坏样本只有 ${figure}${NB}行` : '坏样本很少'}。请看区间，不要只看数字。`,
    WEIGHTED: (path) =>
      `样本按 ${path} 加权：AUC、KS、损失、校准与 PSI 按权重计算，坏样本的行数与占比是计数。`,
    OUT_OF_TIME_WORSE: (_path, figure) =>
      `跨期排序变差${figure && `，AUC 低 ${figure}`}。请以跨期的数字为准。`,
    UNSTABLE_FEATURE: (path, figure) =>
      `${path} 在各部分之间有偏移${figure && `（PSI ${figure}）`}。`,
    UNSTABLE_SCORE: (path, figure) => `${path}的分数有偏移${figure && `（PSI ${figure}）`}。`,
    PROTECTED_FEATURE: (path) => `${path} 是受保护属性，现已采用。能否采用由当地法律决定。`,
    CONSTANT_FEATURE: (path) => `${path} 在训练样本中只有一个值，没有作用。`,
    SIGN_AGAINST_EXPECTATION: (path) => `${path} 与其他变量放在一起时，方向与单独看相反。`,
    COLLINEAR: (path, figure) =>
      `${path} 与其他变量说的几乎是同一件事${figure && `（VIF ${figure}）`}。`,
    NOT_SIGNIFICANT: (path, figure) => `${path} 可能只是偶然${figure && `（p ${figure}）`}。`,
    DATE_MISSING: (_path, figure) =>
      `${figure ? `${figure}${NB}行` : '有些行'}没有日期，不归入任何部分。`,
    CALIBRATED: () => '概率已按验证样本校正。',
    TARGET_MISSING: (_path, figure) =>
      `${figure ? `${figure}${NB}行` : '有些行'}没有结果，不归入任何部分。`,
  },
  severity: { warning: '警告', note: '提示' },
  downloadReport: '下载报告',
};
