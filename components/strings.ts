import type { ErrorCode, Locale } from '../sdk/index.js';
import type { BookRow } from './ledger-book.js';

/** A no-break space: between a figure and its unit. */
const NB = '\u00a0';

/** Everything the elements say, in one language. To applicants: plain, short, exact, no blame. */
export interface Words {
  readonly score: string;
  readonly range: (min: string, max: string) => string;
  readonly band: (id: string) => string;
  readonly above: (points: number) => string;
  readonly below: (points: number) => string;
  readonly onLine: string;
  /** Joins the band and the distance to the line. */
  readonly comma: string;
  readonly decision: Readonly<Record<'approved' | 'review' | 'declined', string>>;
  readonly probability: string;
  readonly line: string;
  readonly idle: string;
  readonly idleDetail: string;
  readonly moreIssues: (count: number) => string;
  readonly loading: string;
  readonly loadingDetail: string;
  readonly failed: string;
  readonly failure: (code: ErrorCode) => string;
  readonly safe: string;
  readonly retry: string;
  readonly code: (code: string) => string;
  readonly topReasons: string;
  readonly announce: (score: string, place: string) => string;
  readonly plus: (points: number) => string;
  readonly minus: (points: number) => string;
  readonly none: string;

  readonly reasons: string;
  readonly reasonsIdle: string;
  readonly reasonsMismatch: string;
  readonly reasonsNoPoints: string;
  readonly entry: string;
  readonly points: string;
  readonly balance: string;
  readonly closing: string;
  readonly baseline: (population: string) => string;
  readonly rest: (count: number) => string;
  readonly rounding: string;
  readonly showAll: (count: number) => string;
  readonly showFewer: (count: number) => string;
  readonly check: string;
  readonly adds: string;
  readonly takes: string;

  readonly ledger: string;
  readonly bytes: string;
  readonly in: string;
  readonly out: string;
  readonly total: string;
  readonly leftPage: (bytes: number | undefined) => string;
  readonly ledgerEntry: (kind: BookRow['kind'], count: number) => string;
  /** Another origin's host, or `undefined` for the page's own. */
  readonly from: (host: string | undefined) => string;
  readonly to: (host: string | undefined) => string;
  readonly stayed: string;
  readonly notMeasured: string;
  readonly notMeasuredDetail: string;
  readonly ledgerHow: string;
  readonly time: string;
}

const en: Words = {
  score: 'Credit score',
  range: (min, max) => `${min} to ${max}`,
  band: (id) => `Band${NB}${id}`,
  above: (n) => `${n}${NB}${n === 1 ? 'point' : 'points'} above the line`,
  below: (n) => `${n}${NB}${n === 1 ? 'point' : 'points'} below the line`,
  onLine: 'exactly on the line',
  comma: ', ',
  decision: {
    approved: 'Approved',
    review: 'A person will review',
    declined: 'Not approved',
  },
  probability: 'Probability of default',
  line: 'Approval line',
  idle: 'No score yet',
  idleDetail: 'Fill in the application to see it.',
  moreIssues: (n) => (n === 1 ? 'One more answer needs a look.' : `${n} more answers need a look.`),
  loading: 'Working it out in this page',
  loadingDetail: 'Loading the model, once.',
  failed: 'The score could not be worked out',
  failure: (code) => FAILURES_EN[code] ?? 'Something in this page went wrong.',
  safe: 'Your answers are still here and nothing was sent.',
  retry: 'Try again',
  code: (code) => `Code ${code}`,
  topReasons: 'What counted most',
  announce: (score, place) => (place ? `Score ${score}, ${place}` : `Score ${score}`),
  plus: (n) => `plus ${n}`,
  minus: (n) => `minus ${n}`,
  none: 'no change',

  reasons: 'How the score adds up',
  reasonsIdle: 'Reasons appear with the score.',
  reasonsMismatch: 'The reasons do not add up to the score, so they are not shown.',
  reasonsNoPoints: 'This model has no points scale, so there is nothing to add up.',
  entry: 'Entry',
  points: 'Points',
  balance: 'Balance',
  closing: 'Score',
  baseline: (population) =>
    population === 'approved' ? 'Average approved applicant' : 'Average applicant',
  rest: (n) => (n === 1 ? '1 smaller entry' : `${n} smaller entries`),
  rounding: 'Rounding',
  showAll: (n) => `Show all ${n}`,
  showFewer: (n) => `Show the first ${n}`,
  check: 'Check',
  adds: 'adds points',
  takes: 'takes points',

  ledger: 'Privacy ledger',
  bytes: 'bytes',
  in: 'In',
  out: 'Out',
  total: 'Total',
  leftPage: (n) =>
    n === undefined
      ? 'what left this page'
      : n === 1
        ? 'byte left this page'
        : 'bytes left this page',
  ledgerEntry: (kind, n) =>
    ({
      code: n === 1 ? 'Page and program, 1 file' : `Page and program, ${n} files`,
      model: 'Model file',
      other: n === 1 ? 'Other data, 1 request' : `Other data, ${n} requests`,
      sent: 'Sent',
      scored: n === 1 ? 'Scored once' : `Scored ${n} times`,
    })[kind],
  from: (host) => `from ${host ?? 'this site'}`,
  to: (host) => `to ${host ?? 'this site'}`,
  stayed: 'stayed in this page',
  notMeasured: 'Not measured',
  notMeasuredDetail: 'This browser cannot count what leaves the page, so no figure is shown.',
  ledgerHow: 'Out counts the bodies of requests. Addresses and headers are not counted.',
  time: 'Time',
};

const zh: Words = {
  score: '信用分',
  range: (min, max) => `${min}${NB}至${NB}${max}`,
  band: (id) => `${id}${NB}级`,
  above: (n) => `高于通过线${NB}${n}${NB}分`,
  below: (n) => `低于通过线${NB}${n}${NB}分`,
  onLine: '正好在通过线上',
  comma: '，',
  decision: { approved: '通过', review: '转人工复核', declined: '未通过' },
  probability: '违约概率',
  line: '通过线',
  idle: '还没有分数',
  idleDetail: '填完申请即可看到。',
  moreIssues: (n) => `另有${NB}${n}${NB}项需要再看一下。`,
  loading: '正在本页计算',
  loadingDetail: '首次加载模型，只需一次。',
  failed: '分数没能算出来',
  failure: (code) => FAILURES_ZH[code] ?? '本页程序出了问题。',
  safe: '您填的内容还在，没有发出任何数据。',
  retry: '重试',
  code: (code) => `代码 ${code}`,
  topReasons: '影响最大的几项',
  announce: (score, place) => (place ? `信用分 ${score}，${place}` : `信用分 ${score}`),
  plus: (n) => `加${NB}${n}${NB}分`,
  minus: (n) => `减${NB}${n}${NB}分`,
  none: '不加不减',

  reasons: '分数是怎么算出来的',
  reasonsIdle: '有了分数，才有原因。',
  reasonsMismatch: '各项原因与分数对不上，因此不显示。',
  reasonsNoPoints: '这个模型没有分值刻度，因此没有可以相加的分数。',
  entry: '项目',
  points: '分值',
  balance: '余额',
  closing: '信用分',
  baseline: (population) => (population === 'approved' ? '平均获批申请人' : '平均申请人'),
  rest: (n) => `其余${NB}${n}${NB}项`,
  rounding: '取整',
  showAll: (n) => `展开全部 ${n}${NB}项`,
  showFewer: (n) => `只看前 ${n}${NB}项`,
  check: '验算',
  adds: '加分',
  takes: '减分',

  ledger: '隐私账本',
  bytes: '字节',
  in: '进',
  out: '出',
  total: '合计',
  leftPage: (n) => (n === undefined ? '离开本页的数据' : '字节\u200b离开本页'),
  ledgerEntry: (kind, n) =>
    ({
      code: `页面与程序 ${n}${NB}个文件`,
      model: '模型文件',
      other: `其他数据 ${n}${NB}次请求`,
      sent: '发出',
      scored: `评分 ${n}${NB}次`,
    })[kind],
  from: (host) => (host === undefined ? '来自本站' : `来自 ${host}`),
  to: (host) => (host === undefined ? '发往本站' : `发往 ${host}`),
  stayed: '留在本页',
  notMeasured: '未计量',
  notMeasuredDetail: '此浏览器无法统计离开本页的数据，因此不显示数字。',
  ledgerHow: '出：按请求正文计数，不含网址和请求头。',
  time: '时间',
};

const FAILURES_EN: Partial<Record<ErrorCode, string>> = {
  LOAD_FAILED: 'The model file did not load.',
  BUNDLE_FORMAT: 'The model file is not one this page can read.',
  BUNDLE_VERSION: 'The model file needs a newer version of this page.',
  BUNDLE_DIGEST: 'The model file was changed on the way, so it is not used.',
  BUNDLE_SIGNATURE: 'The model file is not signed by a key this page trusts, so it is not used.',
  BUNDLE_TOO_LARGE: 'The model file is too large for this page.',
  MODEL_INVALID: 'The model file does not hold a sound model, so it is not used.',
  WORKER_FAILED: 'The browser did not start the worker that holds the model.',
  WORKER_CRASHED: 'The worker that holds the model stopped.',
  TIMEOUT: 'It took too long.',
};

const FAILURES_ZH: Partial<Record<ErrorCode, string>> = {
  LOAD_FAILED: '模型文件没有加载成功。',
  BUNDLE_FORMAT: '本页读不懂这个模型文件。',
  BUNDLE_VERSION: '这个模型文件需要更新版本的页面。',
  BUNDLE_DIGEST: '模型文件在途中被改动，因此没有使用。',
  BUNDLE_SIGNATURE: '模型文件没有本页信任的签名，因此没有使用。',
  BUNDLE_TOO_LARGE: '模型文件太大，本页无法使用。',
  MODEL_INVALID: '模型文件里的模型不完整，因此没有使用。',
  WORKER_FAILED: '浏览器没能启动运行模型的后台线程。',
  WORKER_CRASHED: '运行模型的后台线程停止了。',
  TIMEOUT: '计算时间太长。',
};

/** The words of a locale. */
export function wordsIn(locale: Locale): Words {
  return locale === 'zh-CN' ? zh : en;
}
