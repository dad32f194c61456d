import type { Feature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';

const number = (name: string, en: string, zh: string): Feature => ({
  ...{ kind: 'numeric', name, missing: 'refused', label: { en, 'zh-CN': zh } },
  ...{ cuts: Float64Array.of(10, 20), compare: 'float64', side: 'less' },
});

const both = (en: string, zh: string) => ({ en, 'zh-CN': zh });

const review = {
  text: both('You can ask for a person to look at this decision.', '您可以要求人工复核这一决定。'),
  contact: 'review@bank.example',
};

/** Of low, middle, high values, "missing" last: points of risk. */
const CURVES: Readonly<Record<string, readonly number[]>> = {
  income: [30, 20, 10, 0],
  late_months: [0, 40, 80, 0],
  bill: [20, 0, 20, 0],
  paid: [20, 10, 0, 0],
  inquiries: [0, 10, 15, 0],
  purpose: [0, 5, 5, 0],
};

/** A scorecard about which there is nothing to say; a fresh one each time, to be spoilt. */
export function soundModel(): RiskModel {
  const features: Feature[] = [
    number('income', 'Income', '收入'),
    number('late_months', 'Months late', '逾期月数'),
    number('bill', 'Latest bill', '最近一期账单'),
    number('paid', 'Paid last month', '上月还款'),
    number('inquiries', 'Inquiries', '征信查询'),
    {
      ...{ kind: 'categorical', name: 'purpose', missing: 'refused', unlisted: 'other' },
      ...{ codes: Int32Array.of(1, 2), labels: [], label: both('Purpose', '用途') },
    },
  ];
  const adverse = [
    both('Income too low for the amount asked', '收入相对于申请额度偏低'),
    both('Months late on earlier loans', '以往贷款逾期月数'),
    both('Size of the latest bill takes points', '最近一期账单金额减分'),
    both('Amount paid last month too low', '上月还款金额偏低'),
    both('Number of recent inquiries', '近期征信查询次数'),
    both('Purpose of the loan takes points', '贷款用途减分'),
  ];
  return {
    name: 'card',
    version: '1',
    features,
    body: {
      kind: 'additive',
      terms: features.map(({ name }, f) => ({
        features: [f],
        table: Int32Array.from(CURVES[name]!),
        weight: Float32Array.of(30, 40, 30, 0),
      })),
    },
    scaleBits: 0,
    intercept: 0,
    link: 'logistic',
    calibration: { kind: 'identity' },
    reasons: features.map((feature, f) => ({
      code: `R0${f + 1}`,
      features: [f],
      label: feature.label!,
      adverse: adverse[f]!,
      favourable: both(`${feature.label!.en!} adds points`, `${feature.label!['zh-CN']!}加分`),
      template: both('It is {v}', '为 {v}'),
    })),
    recourse: [
      { feature: 3, direction: 'up', cost: 1 },
      {
        feature: 2,
        direction: 'immutable',
        follows: { kind: 'shift', terms: [{ feature: 3, factor: -1 }] },
      },
      { feature: 1, direction: 'down' },
    ],
    disclosure: {
      protected: [],
      regimes: {
        'us-reg-b': { method: 'below-average', inquiries: 'R05' },
        eu: {
          procedure: both(
            'Each of your answers adds or takes points; their sum is your score. Applications from 600 points on are approved, those from 560 are decided by a person.',
            '您填写的每一项都会加分或减分，总和就是您的信用分。600 分及以上予以批准，560 分及以上由工作人员决定。',
          ),
          review,
        },
        'cn-pipl': { review },
      },
    },
    card: {},
  };
}
