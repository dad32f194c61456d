import type { Lang } from './page-chrome.js';

/** The methods that stand side by side. */
export type Method = 'targetOnly' | 'zeroShot' | 'delta';

const en = {
  title: 'Insitu: a new channel with 300 labels',
  heading: 'A new channel with 300 labels',
  detail:
    'A bank opens a new channel and knows the outcome of a few hundred clients there. Three ways to score the rest, on clients that none of them saw. The figures come out in this page, from real rows, as they fall.',
  channel: 'The channel',
  labels: 'Clients with a known outcome',
  start: 'Draw and measure',
  stop: 'Stop',
  ready: 'The data comes in when you press the button. Nothing goes out.',
  loading: 'Reading the data',
  source: (rows: string) => `Training the bank’s model on ${rows} of its own clients`,
  drawing: (draw: number, draws: number) => `Draw ${draw} of ${draws}`,
  done: (draws: number, rows: string) =>
    `${draws} draws, measured on ${rows} clients of the channel that were held out. Nothing was sent.`,
  stopped: (draws: number) => `Stopped after ${draws} draws. Nothing was sent.`,
  failed: 'The draws could not be finished. Nothing was sent.',
  table: 'How well each way ranks the held-out clients',
  method: 'Way',
  plot: 'Each draw',
  auc: 'AUC, mean',
  gain: 'Against the bank’s model',
  worst: 'Worst draw',
  methods: {
    targetOnly: 'A model of its own',
    zeroShot: 'The bank’s model as it is',
    delta: 'The bank’s model with a delta card',
  },
  about: {
    targetOnly: 'Boosted trees on the labelled clients alone',
    zeroShot: 'Zero-shot: no label is used',
    delta: 'A small signed correction; explanations add up as before',
  },
  unchanged: (count: number, draws: number) =>
    `In ${count} of ${draws} draws the labels supported no change, and the bank’s model stayed as it was.`,
  axis: 'AUC on held-out clients',
  note: 'AUC is the chance that a client who defaults is rated riskier than one who does not. Differences are in thousandths, with the standard error of their mean over the draws.',
  foot: 'Data: UCI “Default of Credit Card Clients”, Taiwan, 2005 (Yeh, CC BY 4.0). An example, not for lending.',
};

type ChannelWords = typeof en;

const zh: ChannelWords = {
  title: 'Insitu：只有 300 个标签的新渠道',
  heading: '只有 300 个标签的新渠道',
  detail:
    '贵行开了一个新渠道，只知道其中几百位客户的还款结果。三种做法给其余客户评分，都在谁也没见过的客户上检验。数字在本页用真实数据算出，是多少就是多少。',
  channel: '渠道',
  labels: '已知结果的客户数',
  start: '抽样并检验',
  stop: '停止',
  ready: '按下按钮后数据才会读入。什么都不会发出。',
  loading: '正在读取数据',
  source: (rows) => `正在用 ${rows} 位原有客户训练贵行的模型`,
  drawing: (draw, draws) => `第 ${draw} 次抽样，共 ${draws} 次`,
  done: (draws, rows) =>
    `共 ${draws} 次抽样，在该渠道留出的 ${rows} 位客户上检验。没有发出任何数据。`,
  stopped: (draws) => `抽样 ${draws} 次后停止。没有发出任何数据。`,
  failed: '抽样没能做完。没有发出任何数据。',
  table: '各种做法对留出客户的排序能力',
  method: '做法',
  plot: '每次抽样',
  auc: 'AUC 均值',
  gain: '与贵行原模型相比',
  worst: '最差一次',
  methods: {
    targetOnly: '单独训练一个模型',
    zeroShot: '直接用贵行的模型',
    delta: '贵行的模型加一张修正卡',
  },
  about: {
    targetOnly: '只用有标签的客户训练提升树',
    zeroShot: '不用任何标签',
    delta: '一份有签名的小修正，解释照样对得上',
  },
  unchanged: (count, draws) =>
    `${draws} 次抽样中有 ${count} 次标签不足以支持修改，贵行的模型保持不变。`,
  axis: '留出客户上的 AUC',
  note: 'AUC 指违约客户被评得比未违约客户风险更高的概率。差值以千分之一为单位，并附多次抽样均值的标准误。',
  foot: '数据：UCI 信用卡违约数据集（台湾，2005 年；Yeh，CC BY 4.0）。仅为示例，不用于放贷。',
};

export function channelWords(lang: Lang): ChannelWords {
  return lang === 'en' ? en : zh;
}
