import type { Decision, Locale } from '../sdk/index.js';

/** A no-break space: between a figure and its unit. */
const NB = '\u00a0';

/** What the elements say that answer "what if", in one language. To applicants: plain, no blame. */
export interface InsightWords {
  /** Another model decides. */
  readonly indicative: string;
  readonly draft: string;
  readonly lookAgain: string;
  readonly notGiven: string;
  readonly unsupported: string;

  readonly recourse: string;
  readonly recourseIdle: string;
  readonly recourseWaits: string;
  readonly recourseFailed: string;
  readonly noLine: string;
  readonly or: string;
  readonly atLeast: (label: string, value: string) => string;
  readonly atMost: (label: string, value: string) => string;
  readonly becomes: (label: string, value: string) => string;
  readonly now: (value: string) => string;
  readonly alike: (low: string, high: string) => string;
  readonly follows: (label: string, value: string) => string;
  readonly followsToo: (label: string) => string;
  readonly fromTo: (from: string, to: string) => string;
  readonly reaches: (target: string) => string;
  readonly short: (points: number, target: string) => string;
  readonly misses: string;
  readonly rare: (share: string) => string;
  readonly unseen: string;
  readonly none: (target: string) => string;
  readonly nothingMayChange: string;
  readonly unknown: (target: string) => string;
  readonly closest: string;
  readonly optimal: (ways: number) => string;
  readonly bestSoFar: string;
  readonly notPromise: string;
  readonly reached: (line: string, approved: boolean) => string;
  readonly couldLose: string;
  readonly safe: string;
  readonly loses: (target: string) => string;
  readonly target: (name: string) => string;

  readonly whatIf: string;
  readonly whatIfIdle: string;
  readonly whatIfWaits: string;
  readonly whatIfFailed: string;
  readonly whatIfNote: string;
  readonly tried: string;
  readonly and: string;
  readonly nothingElse: string;
  readonly today: string;
  readonly readout: (label: string, value: string) => string;
  readonly spoken: (readout: string, score: string, change: string) => string;
  readonly outcome: Readonly<Record<Decision, string>>;
  readonly lineAt: (points: string) => string;
  readonly chart: (label: string, low: string, high: string) => string;
  readonly surface: (first: string, second: string) => string;
  readonly surfaceKey: string;

  readonly features: (count: number) => string;
  readonly pairs: string;
  readonly showPairs: string;
  readonly hidePairs: string;
  readonly together: (first: string, second: string) => string;
  readonly pairsNote: string;
  readonly noPairs: string;
  readonly onlyTakes: string;

  readonly letter: string;
  readonly letterIdle: string;
  readonly letterWaits: string;
  readonly letterIncomplete: string;
  readonly letterFailed: string;
  readonly letterReady: string;
  readonly letterDraft: string;
  readonly openLetter: string;
}

const en: InsightWords = {
  indicative: 'Indicative: another model decides. This one shows what it looks at.',
  draft: 'Indicative',
  lookAgain: 'One of the answers needs a look first.',
  notGiven: 'not given',
  unsupported: 'This kind of model cannot be searched.',

  recourse: 'What would change it',
  recourseIdle: 'Suggestions appear with the score.',
  recourseWaits: 'Suggestions wait until every answer is given.',
  recourseFailed: 'No suggestion could be checked against the model.',
  noLine: 'This model has no approval line, so there is nothing to reach.',
  or: 'or',
  atLeast: (label, value) => `${label}: at least ${value}`,
  atMost: (label, value) => `${label}: at most ${value}`,
  becomes: (label, value) => `${label}: ${value}`,
  now: (value) => `now ${value}`,
  alike: (low, high) => `${low} to ${high} does as well`,
  follows: (label, value) => `Then: ${label}, ${value}.`,
  followsToo: (label) => `Then: ${label} changes too.`,
  fromTo: (from, to) => `from ${from} to ${to}`,
  reaches: (target) => `Reaches ${target}`,
  short: (n, target) => `${n} short of ${target}`,
  misses: 'Not enough',
  rare: (share) => `Few earlier applicants gave such answers: ${share}.`,
  unseen: 'No earlier applicant in the sample gave such answers.',
  none: (target) => `Nothing that you can change reaches ${target}. This comes closest.`,
  nothingMayChange: 'Nothing that counts here can be changed by you.',
  unknown: (target) => `No way to ${target} was found in the time given. There may be one.`,
  closest: 'This comes closest so far.',
  optimal: (ways) =>
    ways > 1
      ? 'Least effort first. The model was searched to the end: nothing smaller is enough.'
      : 'The model was searched to the end: nothing smaller is enough.',
  bestSoFar: 'The best found in the time given; a smaller change may be enough.',
  notPromise: 'Everything else stays as it is today. Not a promise of approval.',
  reached: (line, approved) =>
    approved
      ? `Already at or above ${line}. Nothing needs to change.`
      : `Already reached: ${line}. Nothing needs to change.`,
  couldLose: 'What could lose it soonest:',
  safe: 'No single answer alone could lose it.',
  loses: (target) => `Falls below ${target}`,
  target: (name) =>
    ({ approved: 'the approval line', review: 'a review by a person' })[name] ?? name,

  whatIf: 'Try a change',
  whatIfIdle: 'Available once there is a score.',
  whatIfWaits: 'The curve waits until every answer is given.',
  whatIfFailed: 'The curve could not be drawn.',
  whatIfNote: 'Everything else stays as it is today. Not a promise of approval.',
  tried: 'Change',
  and: 'and',
  nothingElse: 'nothing else',
  today: 'Today',
  readout: (label, value) => `${label}: ${value}`,
  spoken: (readout, score, change) => `${readout}. Score ${score}, ${change}`,
  outcome: {
    approved: 'Approved',
    review: 'A person would review',
    declined: 'Not approved',
  },
  lineAt: (points) => `Approval line ${points}`,
  chart: (label, low, high) => `Score by ${label}, from ${low} to ${high}`,
  surface: (first, second) => `Score by ${first} and ${second}`,
  surfaceKey: 'Filled: at or above the line. Outlined: today.',

  features: (n) => (n === 1 ? '1 answer' : `${n} answers`),
  pairs: 'What counted together',
  showPairs: 'Show pairs',
  hidePairs: 'Hide pairs',
  together: (first, second) => `${first} × ${second}`,
  pairsNote: 'Parts of the points above, not added to them: what two answers do only together.',
  noPairs: 'No two answers do anything more together than each by itself.',
  onlyTakes: 'Reasons that take points',

  letter: 'Decision letter',
  letterIdle: 'The letter is written after a decision.',
  letterWaits: 'A letter is written only after a decision.',
  letterIncomplete: 'The letter needs a decision, a date and a reference.',
  letterFailed: 'The letter could not be written.',
  letterReady: 'Ready to print, 1 page',
  letterDraft: 'Draft: indicative, not a decision',
  openLetter: 'Open letter',
};

const zh: InsightWords = {
  indicative: '仅供参考：作出决定的是另一个模型，这里只说明它看重什么。',
  draft: '仅供参考',
  lookAgain: '有一项内容需要先看一下。',
  notGiven: '未填',
  unsupported: '这类模型无法这样查找。',

  recourse: '怎样可以改变',
  recourseIdle: '有了分数，才有建议。',
  recourseWaits: '全部填完后，才有建议。',
  recourseFailed: '没有能通过模型验证的建议。',
  noLine: '这个模型没有通过线，因此没有可达到的目标。',
  or: '或者',
  atLeast: (label, value) => `${label}：至少 ${value}`,
  atMost: (label, value) => `${label}：至多 ${value}`,
  becomes: (label, value) => `${label}：${value}`,
  now: (value) => `现在 ${value}`,
  alike: (low, high) => `${low} 至 ${high} 效果相同`,
  follows: (label, value) => `随之：${label} ${value}。`,
  followsToo: (label) => `随之：${label}也会改变。`,
  fromTo: (from, to) => `从 ${from} 到 ${to}`,
  reaches: (target) => `达到 ${target}`,
  short: (n, target) => `距 ${target} 还差${NB}${n}${NB}分`,
  misses: '仍不够',
  rare: (share) => `以往申请人中少有这种情况：${share}。`,
  unseen: '以往申请人的样本中没有这种情况。',
  none: (target) => `您能改变的各项都不足以达到 ${target}。以下最接近。`,
  nothingMayChange: '这里计分的各项都无法由您改变。',
  unknown: (target) => `在限定时间内没有找到达到 ${target} 的办法，但不排除有。`,
  closest: '目前最接近的是这一种。',
  optimal: (ways) => `${ways > 1 ? '最省力的在前。' : ''}已查完整个模型，再小的改变都不够。`,
  bestSoFar: '这是限定时间内找到的最好办法，更小的改变也许就够。',
  notPromise: '其他各项按今天的情况不变。这不是批准承诺。',
  reached: (line, approved) =>
    approved ? `已不低于 ${line}，无需改变。` : `已达到 ${line}，无需改变。`,
  couldLose: '最先可能使它失去的是：',
  safe: '没有哪一项单独变差就会失去它。',
  loses: (target) => `低于 ${target}`,
  target: (name) => ({ approved: '通过线', review: '人工复核' })[name] ?? name,

  whatIf: '试着改一项',
  whatIfIdle: '有了分数后可用。',
  whatIfWaits: '全部填完后，才画曲线。',
  whatIfFailed: '曲线没能画出来。',
  whatIfNote: '其他各项按今天的情况不变。这不是批准承诺。',
  tried: '改动',
  and: '和',
  nothingElse: '不改别的',
  today: '今天',
  readout: (label, value) => `${label}：${value}`,
  spoken: (readout, score, change) => `${readout}。信用分 ${score}，${change}`,
  outcome: { approved: '通过', review: '转人工复核', declined: '未通过' },
  lineAt: (points) => `通过线 ${points}`,
  chart: (label, low, high) => `${label}从 ${low} 到 ${high} 的信用分`,
  surface: (first, second) => `${first}和${second}不同时的信用分`,
  surfaceKey: '实底：不低于通过线。外框：今天。',

  features: (n) => `${n}${NB}项`,
  pairs: '一起起作用的几项',
  showPairs: '查看成对影响',
  hidePairs: '收起成对影响',
  together: (first, second) => `${first} × ${second}`,
  pairsNote: '这些分值已包含在上面，不再另加：两项同时存在时才有的那一部分。',
  noPairs: '没有哪两项在一起时另有影响。',
  onlyTakes: '减分的原因',

  letter: '决定书',
  letterIdle: '作出决定后生成。',
  letterWaits: '作出决定后才会生成。',
  letterIncomplete: '缺少决定、日期或编号，无法生成。',
  letterFailed: '决定书没能生成。',
  letterReady: `可打印，共 1${NB}页`,
  letterDraft: '草稿：仅供参考，不是决定',
  openLetter: '打开决定书',
};

/** The words of a locale. */
export function insightWordsIn(locale: Locale): InsightWords {
  return locale === 'zh-CN' ? zh : en;
}
