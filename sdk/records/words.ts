import type { Locale } from '../core/locale.js';
import type { ReasonMethod } from '../insight/questions.js';
import type { Regime } from '../model/disclosure.js';
import type { Decision } from '../model/scale.js';
import type {
  RecordChange,
  RecordExplanation,
  RecordModel,
  RecordOutcome,
  RecordPath,
  RecordRecourse,
} from './decision-record.js';

/** What the printed record says in one language. `{x}` is filled in. */
export interface RecordWords {
  readonly lang: Locale;
  readonly title: string;
  readonly id: string;
  readonly at: string;
  readonly indicative: string;
  readonly none: string;
  readonly yes: string;
  readonly no: string;
  readonly missing: string;
  readonly decision: Readonly<Record<Decision | 'none', string>>;
  readonly by: Readonly<Record<RecordOutcome['by'], string>>;
  /** Between the model's own decision and the institution's. */
  readonly byModel: string;
  readonly result: Readonly<
    Record<'heading' | 'score' | 'band' | 'approve' | 'review' | 'output' | 'margin', string>
  >;
  readonly account: Readonly<
    Record<
      | ('heading' | 'entry' | 'code' | 'margin' | 'points' | 'balance' | 'baseline' | 'rest')
      | ('score' | 'check' | 'against' | 'training' | 'exact' | 'sampled'),
      string
    >
  >;
  readonly method: Readonly<Record<RecordExplanation['method'], string>>;
  readonly notice: Readonly<
    Record<'heading' | 'reason' | 'method' | 'procedure' | 'review' | 'empty', string>
  >;
  readonly regime: Readonly<Record<Regime, string>>;
  readonly reasonMethod: Readonly<Record<ReasonMethod, string>>;
  readonly recourse: Readonly<
    Record<
      | ('heading' | 'target' | 'targetMargin' | 'optimal' | 'notOptimal' | 'closest' | 'leads')
      | ('follows' | 'change' | 'range' | 'and' | 'valueFree'),
      string
    >
  >;
  readonly status: Readonly<Record<RecordRecourse['status'], string>>;
  readonly whyNone: Readonly<Record<NonNullable<RecordRecourse['reason']>, string>>;
  readonly direction: Readonly<Record<RecordChange['direction'], string>>;
  readonly plausibility: Readonly<Record<RecordPath['plausibility'], string>>;
  readonly policy: Readonly<Record<'heading' | 'rule' | 'outcome', string>>;
  readonly inputs: Readonly<
    Record<'heading' | 'feature' | 'value' | 'commitment' | 'digest' | 'count' | 'none', string>
  >;
  readonly model: Readonly<
    Record<
      | ('heading' | 'name' | 'version' | 'digest' | 'signature' | 'engine' | 'reproducible')
      | ('software' | 'record'),
      string
    >
  >;
  readonly signature: Readonly<Record<RecordModel['signature'], string>>;
  readonly foot: string;
}

const en: RecordWords = {
  lang: 'en',
  title: 'Decision record',
  id: 'Record',
  at: 'Time (UTC)',
  indicative:
    'Indicative only. Another model decides. The score and the reasons below are those of this model, not of the one that decides.',
  none: 'none',
  yes: 'yes',
  no: 'no',
  missing: 'missing',
  decision: {
    approved: 'Approved',
    review: 'Referred to a person',
    declined: 'Not approved',
    none: 'Scored',
  },
  by: { model: 'decided by the model', policy: 'decided by a rule', person: 'decided by a person' },
  byModel: "The model's own result",
  result: {
    heading: 'Result',
    score: 'Score',
    band: 'Band',
    approve: 'Approval line',
    review: 'Review line',
    output: 'Probability of default, where the model estimates one',
    margin: 'Margin, in units of 2{power} log-odds',
  },
  account: {
    heading: 'How the score comes about',
    entry: 'Entry',
    code: 'Code',
    margin: 'Margin',
    points: 'Points',
    balance: 'Balance',
    baseline: 'Average applicant',
    rest: 'All other reasons together ({groups})',
    score: 'Score',
    check: 'Check',
    against: 'A margin above 0 raises risk. Compared with: {population}.',
    training: 'the training population',
    exact: 'Exact: there is no sampling error.',
    sampled: 'Sampled: the largest standard error is {error} log-odds.',
  },
  method: {
    blocks: 'Shapley values of the trees.',
    quadrature: 'Shapley values of the trees.',
    leaves: 'Shapley values of the trees.',
    additive: "Shapley values of the scorecard's tables.",
    coalitions: 'Shapley values of the network, from every coalition.',
    permutations: 'Shapley values of the network, from sampled orders.',
    none: 'No method.',
  },
  notice: {
    heading: 'Reasons stated',
    reason: 'Principal reason',
    method: 'Form: {regime}. Method: {method}.',
    procedure: 'Procedure',
    review: 'Review by a person',
    empty: 'No reason was stated.',
  },
  regime: {
    'us-reg-b': 'US Regulation B, 12 CFR 1002.9',
    eu: 'EU, GDPR articles 15 and 22',
    'cn-pipl': 'China, Personal Information Protection Law, article 24',
  },
  reasonMethod: {
    'shapley-training': 'Shapley values against the training population',
    'shapley-background': 'Shapley values against the reference population',
    'below-average': 'points below average',
    'below-maximum': 'points below the maximum',
  },
  recourse: {
    heading: 'What would change it',
    target: 'Target: {points} points.',
    targetMargin: 'Target: a margin of {margin} or less.',
    optimal: "Proven: under the bundle's rules nothing cheaper than the first path reaches it.",
    notOptimal: 'Not proven to be the cheapest.',
    closest: 'The nearest that was found',
    leads: 'leads to {standing}',
    follows: 'follows from {features}',
    change: 'from {from} to {to}',
    range: '{low} to {high} does as well',
    and: ', ',
    valueFree: 'Values are not recorded.',
  },
  status: {
    reached: 'The target is reached already.',
    found: 'These changes reach the target. Each path was scored again by the engine.',
    none: 'No change that the rules allow reaches the target.',
    unknown: 'The search ended before a path was found or ruled out.',
  },
  whyNone: {
    'nothing-may-change': 'No feature may change.',
    'out-of-reach': 'What may change does not reach it.',
  },
  direction: { up: 'higher', down: 'lower', other: 'another answer' },
  plausibility: {
    seen: 'reference applicants are like this',
    rare: 'few reference applicants are like this',
    unseen: 'no reference applicant is like this',
    unknown: 'no reference population',
  },
  policy: { heading: 'Rules outside of the model', rule: 'Rule', outcome: 'Outcome' },
  inputs: {
    heading: 'Inputs',
    feature: 'Feature',
    value: 'Value',
    commitment:
      'The inputs are not in this record. It holds a commitment to them: the SHA-256 of a secret salt of 32 bytes followed by the inputs as canonical JSON (RFC 8785). Whoever holds salt and inputs can show that they match.',
    digest: 'Commitment',
    count: 'Features in it',
    none: 'Neither the inputs nor a commitment to them was recorded.',
  },
  model: {
    heading: 'Model and software',
    name: 'Model',
    version: 'Version',
    digest: 'SHA-256 of the model',
    signature: 'Signature',
    engine: 'Engine',
    reproducible: 'Same integers on every device',
    software: 'Software',
    record: 'SHA-256 of this record',
  },
  signature: {
    verified: 'verified',
    unverified: 'there, not verified',
    none: 'none',
  },
  foot: 'This page shows the record. The record itself is its JSON.',
};

const zh: RecordWords = {
  lang: 'zh-CN',
  title: '决定记录',
  id: '记录编号',
  at: '时间（UTC）',
  indicative: '仅供参考。决定由另一个模型作出。下列分数和理由出自本模型，不是作出决定的那个模型。',
  none: '无',
  yes: '是',
  no: '否',
  missing: '缺失',
  decision: { approved: '通过', review: '转人工复核', declined: '未通过', none: '已评分' },
  by: { model: '由模型决定', policy: '由规则决定', person: '由人工决定' },
  byModel: '模型自身的结果',
  result: {
    heading: '结果',
    score: '分数',
    band: '等级',
    approve: '通过线',
    review: '复核线',
    output: '违约概率（限模型给出概率时）',
    margin: '边际值，单位 2{power} 对数几率',
  },
  account: {
    heading: '分数的由来',
    entry: '项目',
    code: '代码',
    margin: '边际值',
    points: '分值',
    balance: '累计',
    baseline: '平均申请人',
    rest: '其余各项合计（{groups} 项）',
    score: '分数',
    check: '验算',
    against: '边际值大于 0 表示风险升高。比较对象：{population}。',
    training: '训练总体',
    exact: '精确计算，没有抽样误差。',
    sampled: '抽样计算，最大标准误为 {error} 对数几率。',
  },
  method: {
    blocks: '方法：树模型的 Shapley 值。',
    quadrature: '方法：树模型的 Shapley 值。',
    leaves: '方法：树模型的 Shapley 值。',
    additive: '方法：评分卡的 Shapley 值。',
    coalitions: '方法：神经网络的 Shapley 值，逐一计算所有联盟。',
    permutations: '方法：神经网络的 Shapley 值，抽取排列估计。',
    none: '没有方法。',
  },
  notice: {
    heading: '告知的理由',
    reason: '主要理由',
    method: '形式：{regime}。方法：{method}。',
    procedure: '决定程序',
    review: '人工复核',
    empty: '未告知理由。',
  },
  regime: {
    'us-reg-b': '美国 B 条例，12 CFR 1002.9',
    eu: '欧盟，《通用数据保护条例》第 15 条和第 22 条',
    'cn-pipl': '中国，《个人信息保护法》第二十四条',
  },
  reasonMethod: {
    'shapley-training': '相对训练总体的 Shapley 值',
    'shapley-background': '相对参照总体的 Shapley 值',
    'below-average': '低于平均的分值',
    'below-maximum': '低于最高的分值',
  },
  recourse: {
    heading: '怎样可以改变结果',
    target: '目标：{points} 分。',
    targetMargin: '目标：边际值不超过 {margin}。',
    optimal: '已证明：在模型文件的规则之内，没有比第一条代价更小的办法。',
    notOptimal: '未证明代价最小。',
    closest: '找到的最接近的办法',
    leads: '结果为 {standing}',
    follows: '随{features}而变',
    change: '由 {from} 变为 {to}',
    range: '{low} 至 {high} 均可',
    and: '，',
    valueFree: '未记录具体数值。',
  },
  status: {
    reached: '已达到目标。',
    found: '以下改变可以达到目标。每一条都由引擎重新评分。',
    none: '规则允许的改变都达不到目标。',
    unknown: '在找到或排除办法之前，搜索已结束。',
  },
  whyNone: {
    'nothing-may-change': '没有可以改变的项目。',
    'out-of-reach': '可以改变的项目不足以达到目标。',
  },
  direction: { up: '提高', down: '降低', other: '换一项' },
  plausibility: {
    seen: '参照人群中有这样的申请人',
    rare: '参照人群中少有这样的申请人',
    unseen: '参照人群中没有这样的申请人',
    unknown: '没有参照人群',
  },
  policy: { heading: '模型之外的规则', rule: '规则', outcome: '结果' },
  inputs: {
    heading: '输入',
    feature: '项目',
    value: '值',
    commitment:
      '本记录不含输入，只含对输入的承诺值：32 字节的保密盐值，后接规范 JSON（RFC 8785）形式的输入，取 SHA-256。持有盐值和输入的人可以证明二者与记录相符。',
    digest: '承诺值',
    count: '包含的项目数',
    none: '既未记录输入，也未记录对输入的承诺值。',
  },
  model: {
    heading: '模型与软件',
    name: '模型',
    version: '版本',
    digest: '模型的 SHA-256',
    signature: '签名',
    engine: '引擎',
    reproducible: '各设备整数结果相同',
    software: '软件',
    record: '本记录的 SHA-256',
  },
  signature: { verified: '已验证', unverified: '有签名，未验证', none: '无' },
  foot: '本页显示该记录；记录本身以其 JSON 为准。',
};

const words: Readonly<Record<Locale, RecordWords>> = { en, 'zh-CN': zh };

/** The words of the printed record. */
export function wordsIn(locale: Locale): RecordWords {
  return words[locale];
}

/** Puts values into a text's `{name}` places. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}
