import type { Decision, Locale, ReasonMethod } from '../sdk/index.js';

const NB = '\u00a0';

/** What the letter says, in one language. The law's own words come from the bundle. */
export interface LetterWords {
  readonly draftDetail: string;
  readonly print: string;
  readonly close: string;
  readonly date: string;
  readonly reference: string;
  readonly dear: (name: string) => string;
  readonly heading: Readonly<Record<Decision, string>>;
  readonly why: (decision: Decision, score: string, line: string, distance: number) => string;
  readonly whyWithoutLine: (decision: Decision) => string;
  readonly adds: string;
  readonly reasons: string;
  readonly method: (method: ReasonMethod, population: string) => string;
  readonly can: string;
  readonly canDetail: string;
  readonly canNone: (line: string) => string;
  readonly scoreThen: (score: string, short: number, line: string) => string;
  readonly rights: string;
  readonly contact: (contact: string) => string;
  readonly askPerson: string;
  readonly asked: string;
  readonly correct: string;
  readonly how: string;
  readonly here: string;
  readonly model: (title: string, version: string) => string;
}

const en: LetterWords = {
  draftDetail: 'Draft: indicative, not a decision',
  print: 'Print',
  close: 'Close',
  date: 'Date',
  reference: 'Reference',
  dear: (name) => `Dear ${name},`,
  heading: {
    approved: 'We have approved your application',
    review: 'A person will review your application',
    declined: 'We have not approved your application',
  },
  why: (decision, score, line, distance) => {
    const points = `${distance}${NB}${distance === 1 ? 'point' : 'points'}`;
    const start = `Your credit score is ${score}. We approve applications that score ${line} or more.`;
    if (decision === 'approved') {
      return distance === 0
        ? `${start} Yours is exactly on the line.`
        : `${start} Yours is ${points} above.`;
    }
    if (decision === 'review') return `${start} Yours is ${points} below, so a person will decide.`;
    return `We did not approve it because your credit score is ${score}. We approve applications that score ${line} or more. Yours is ${points} below.`;
  },
  whyWithoutLine: () => 'It was decided by your credit score.',
  adds: 'The table lists every point.',
  reasons: 'Main reasons',
  method: (method, population) => {
    const whom =
      population === 'approved' ? 'the average approved applicant' : 'the average applicant';
    return method === 'below-maximum'
      ? 'The main reasons are the answers that fell furthest short of the most points they can give.'
      : method === 'below-average'
        ? 'The main reasons are the answers that fell furthest below the average in points.'
        : `The main reasons are the answers that took most points, compared with ${whom}.`;
  },
  can: 'What you can do',
  canDetail:
    'Each entry is one way, with the score it would give. Everything else stays as it is today. It is not a promise of approval.',
  canNone: (line) => `No change of what you can change reaches ${line}. This comes closest:`,
  scoreThen: (score, short, line) => (short > 0 ? `${score}, ${short} short of ${line}` : score),
  rights: 'Your rights',
  contact: (contact) => `Contact: ${contact}.`,
  askPerson: 'Ask for a person to review',
  asked: 'Your request was passed on.',
  correct: 'If an answer is wrong, you can have it corrected and be scored again.',
  how: 'How it was decided',
  here: 'Your answers were scored on this device, and this letter was written there too.',
  model: (title, version) => `Model: ${title} ${version}`,
};

const zh: LetterWords = {
  draftDetail: '草稿：仅供参考，不是决定',
  print: '打印',
  close: '关闭',
  date: '日期',
  reference: '编号',
  dear: (name) => `${name}：`,
  heading: {
    approved: '您的申请已获批准',
    review: '您的申请将由人工复核',
    declined: '您的申请未获批准',
  },
  why: (decision, score, line, distance) => {
    const points = `${distance}${NB}分`;
    const start = `您的信用分为 ${score}${NB}分，本行的通过线为 ${line}${NB}分`;
    if (decision === 'approved') {
      return distance === 0
        ? `${start}，您的分数正好在通过线上。`
        : `${start}，您的分数高 ${points}。`;
    }
    if (decision === 'review') return `${start}，您的分数低 ${points}，将由人工决定。`;
    return `本行未批准，原因是您的信用分为 ${score}${NB}分。本行的通过线为 ${line}${NB}分，您的分数低 ${points}。`;
  },
  whyWithoutLine: () => '这一决定依据您的信用分作出。',
  adds: '下表列出每一分的出处。',
  reasons: '主要原因',
  method: (method, population) => {
    const whom = population === 'approved' ? '平均获批申请人' : '平均申请人';
    return method === 'below-maximum'
      ? '主要原因是距各自最高分差得最多的几项。'
      : method === 'below-average'
        ? '主要原因是低于平均分最多的几项。'
        : `主要原因是与${whom}相比减分最多的几项。`;
  },
  can: '您可以怎么做',
  canDetail: '每一条是一种办法和相应的分数，其他各项按今天的情况不变。这不是批准承诺。',
  canNone: (line) => `您能改变的各项都不足以达到 ${line}${NB}分。以下最接近：`,
  scoreThen: (score, short, line) =>
    short > 0 ? `${score}，距 ${line} 还差${NB}${short}${NB}分` : score,
  rights: '您的权利',
  contact: (contact) => `联系方式：${contact}。`,
  askPerson: '要求人工复核',
  asked: '您的要求已转达。',
  correct: '如有填错的内容，您可以要求更正并重新评分。',
  how: '怎样作出决定',
  here: '您填写的内容在这台设备上评分，这封决定书也在这里生成。',
  model: (title, version) => `模型：${title} ${version}`,
};

/** The words of a locale. */
export function letterWordsIn(locale: Locale): LetterWords {
  return locale === 'zh-CN' ? zh : en;
}
