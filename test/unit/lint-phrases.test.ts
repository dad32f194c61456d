import { describe, expect, it } from 'vitest';
import { lintModel } from '../../sdk/lint/lint-model.js';
import { soundModel } from './lint-model.js';

/** What the linter says of one statement of a reason about a category. */
function codesOf(text: string, locale: 'en' | 'zh-CN'): string[] {
  const model = soundModel();
  const reasons = model.reasons.map((group) =>
    group.code === 'R06' ? { ...group, adverse: { ...group.adverse, [locale]: text } } : group,
  );
  return lintModel({ ...model, reasons }).findings.map(({ code }) => code);
}

describe('statements that are specific', () => {
  // The reasons of sample form C-1, appendix C to 12 CFR part 1002.
  it.each([
    'Credit application incomplete',
    'Insufficient number of credit references provided',
    'Unacceptable type of credit references provided',
    'Unable to verify credit references',
    'Temporary or irregular employment',
    'Unable to verify employment',
    'Length of employment',
    'Income insufficient for amount of credit requested',
    'Excessive obligations in relation to income',
    'Unable to verify income',
    'Length of residence',
    'Temporary residence',
    'Unable to verify residence',
    'No credit file',
    'Limited credit experience',
    'Poor credit performance with us',
    'Delinquent past or present credit obligations with others',
    'Collection action or judgment',
    'Garnishment or attachment',
    'Foreclosure or repossession',
    'Bankruptcy',
    'Number of recent inquiries on credit bureau report',
    'Value or type of collateral not sufficient',
  ])('"%s" is one', (text) => expect(codesOf(text, 'en')).toEqual([]));

  it.each([
    '近六个月征信查询次数过多',
    '信用卡已用额度占比过高',
    '最近一期账单逾期',
    '收入相对于负债偏低',
    '工作年限较短',
    '现有贷款笔数较多',
    '信用记录时间较短',
    '存在未结清的逾期贷款',
    '月供占收入的比例过高',
    '申请资料未能核实',
  ])('"%s" is one', (text) => expect(codesOf(text, 'zh-CN')).toEqual([]));
});

describe('statements that are not', () => {
  it.each([
    'Applicant does not meet minimum credit standards',
    'Failed our credit scoring system',
    'Does not qualify under our guidelines',
    'We are unable to offer you credit at this time',
    'Overall risk assessment',
    'Not creditworthy',
    'Your score is below our minimum',
    'Score not high enough',
    'Based on our underwriting guidelines',
    'High-risk customer',
    'Decision of the automated system',
    'Business reasons',
  ])('"%s" is vague', (text) => expect(codesOf(text, 'en')).toEqual(['WORDING_VAGUE']));

  it.each([
    '综合信用评估未通过',
    '不符合贷款条件',
    '评分未达标',
    '风控审核未通过',
    '大数据评分不足',
    '您的资质暂不符合要求',
    '经模型判定',
    '综合资质不足',
    '信用风险较高',
    '其他原因',
  ])('"%s" is vague', (text) => expect(codesOf(text, 'zh-CN')).toEqual(['WORDING_VAGUE']));

  it.each([
    ['en', 'Takes points'],
    ['en', 'Too low'],
    ['en', 'Amount too high'],
    ['en', 'Negative factor'],
    ['zh-CN', '过低'],
    ['zh-CN', '该项影响得分'],
    ['zh-CN', '金额偏高'],
  ] as const)('in %s, "%s" names no fact', (locale, text) =>
    expect(codesOf(text, locale)).toEqual(['WORDING_NO_FACT']),
  );
});
