import type { KnownWords } from '../components/studio/index.js';
import { pageLang } from './page-chrome.js';

const NB = '\u00a0';

/** What the page around the studio says. It speaks to a bank. */
const en = {
  pageTitle: 'Insitu: model studio',
  skip: 'Skip to the studio',
  hero: 'A file becomes a signed credit model, in this page.',
  heroDetail:
    'Seven steps, no code. The rows stay in a locked worker of this page; a report and a bundle come out.',
  rows: 'Rows read in the page',
  bundle: 'Bundle',
  kilobytes: (kb: string) => `${kb}${NB}kB`,
  time: 'From file read to score',
  seconds: (s: string) => `${s}${NB}s`,
  sample: 'Use the UCI Taiwan data',
  sampleNote: `30,000 card clients, Taiwan 2005. 0.9${NB}MB come in when you press the button.`,
  sampleWorking: 'The file is coming in.',
  sampleFailed: 'The file did not come. Nothing was sent.',
  teacher: 'Take one of 1000 trees',
  teacherNote: `Learned from this data set, 8 deep, 263${NB}kB. A budget of 20${NB}kB below makes a student of it.`,
  teacherWorking: 'The model is coming in.',
  applicant: 'Client',
  unknown: 'not known',
  credit:
    'Data: Yeh, I. C. (2009), Default of Credit Card Clients, UCI Machine Learning Repository. CC BY 4.0. An example, not for lending.',
};

export type StudioPageWords = typeof en;

const zh: StudioPageWords = {
  pageTitle: 'Insitu：建模工作台',
  skip: '跳到工作台',
  hero: '一份文件，就在本页成为签名模型。',
  heroDetail: '七步，不写代码。数据行留在本页锁定的后台线程里，出来的只有报告和模型文件。',
  rows: '在本页读取的行数',
  bundle: '模型文件',
  kilobytes: (kb) => `${kb}${NB}kB`,
  time: '从读完文件到出分',
  seconds: (s) => `${s}${NB}秒`,
  sample: '使用 UCI 台湾数据',
  sampleNote: `30,000${NB}位信用卡客户，台湾，2005${NB}年。按下按钮才会取来，0.9${NB}MB。`,
  sampleWorking: '正在取来文件。',
  sampleFailed: '文件没能取来，没有发出任何数据。',
  teacher: '取一个 1000 棵树的模型',
  teacherNote: `学自这份数据，深 8 层，263${NB}kB。在下方给出 20${NB}kB 的预算，它就教出一个学生模型。`,
  teacherWorking: '正在取来模型。',
  applicant: '客户',
  unknown: '未知',
  credit:
    '数据：Yeh, I. C. (2009)，Default of Credit Card Clients，UCI Machine Learning Repository。CC BY 4.0。仅作示例，不用于放贷。',
};

/** The page's words in its language. */
export function studioPageWords(): StudioPageWords {
  return pageLang() === 'zh-CN' ? zh : en;
}

const MONTHS = [
  ['September', '9 月'],
  ['August', '8 月'],
  ['July', '7 月'],
  ['June', '6 月'],
  ['May', '5 月'],
  ['April', '4 月'],
] as const;

/** Wording of the data set's columns, so that nobody has to type it to try the studio. */
export const TAIWAN_WORDS: KnownWords = {
  LIMIT_BAL: {
    label: { en: 'Credit limit', 'zh-CN': '信用额度' },
    adverse: { en: 'Credit limit too low to add points', 'zh-CN': '信用额度偏低，未能加分' },
  },
  SEX: { label: { en: 'Sex', 'zh-CN': '性别' } },
  EDUCATION: {
    label: { en: 'Education', 'zh-CN': '学历' },
    adverse: { en: 'Education takes points', 'zh-CN': '学历减分' },
  },
  MARRIAGE: { label: { en: 'Marital status', 'zh-CN': '婚姻状况' } },
  AGE: { label: { en: 'Age', 'zh-CN': '年龄' } },
  ...Object.fromEntries(
    MONTHS.flatMap(([month, monat], i) => {
      const bill = { en: `${month} bill`, 'zh-CN': `${monat}账单` };
      return [
        [
          ['PAY_0', 'PAY_2', 'PAY_3', 'PAY_4', 'PAY_5', 'PAY_6'][i]!,
          {
            label: { en: `${month}: months late`, 'zh-CN': `${monat}：逾期月数` },
            adverse: { en: `${month} bill paid late`, 'zh-CN': `${monat}账单逾期` },
          },
        ],
        [
          `BILL_AMT${i + 1}`,
          {
            label: bill,
            adverse: {
              en: `Size of the ${month} bill takes points`,
              'zh-CN': `${monat}账单金额减分`,
            },
          },
        ],
        [
          `PAY_AMT${i + 1}`,
          {
            label: { en: `Paid in ${month}`, 'zh-CN': `${monat}还款` },
            adverse: {
              en: `Paid in ${month} too little to add points`,
              'zh-CN': `${monat}还款偏少，未能加分`,
            },
          },
        ],
      ];
    }),
  ),
};
