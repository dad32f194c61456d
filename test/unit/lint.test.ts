import { describe, expect, it } from 'vitest';
import { findModelIssues } from '../../sdk/model/build.js';
import type { Regime } from '../../sdk/model/disclosure.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { lintModel } from '../../sdk/lint/lint-model.js';
import { RULES } from '../../sdk/lint/rules.js';
import { soundModel } from './lint-model.js';
import { randomModel, randomNumbers } from './shap-forest.js';
import type { Forest } from '../../sdk/model/forest.js';

type Spoil = (model: Record<string, any>) => void; // eslint-disable-line @typescript-eslint/no-explicit-any

const regimes = ['us-reg-b', 'eu', 'cn-pipl'] as const;
const reword =
  (text: string, language = 'en', code = 0): Spoil =>
  (m) =>
    (m.reasons[code].adverse[language] = text);
const rename =
  (name: string, f = 0): Spoil =>
  (m) =>
    (m.features[f].name = name);

/** Faults planted one at a time, and the only finding that each may give. */
const PLANTS: readonly (readonly [what: string, code: string, path: string, spoil: Spoil])[] = [
  [
    'internal standards',
    'WORDING_VAGUE',
    'reasons.R01.adverse.en',
    reword('Did not meet our internal standards'),
  ],
  [
    'a lending policy',
    'WORDING_VAGUE',
    'reasons.R01.adverse.en',
    reword('Outside our lending policy'),
  ],
  [
    'an insufficient score',
    'WORDING_VAGUE',
    'reasons.R01.adverse.en',
    reword('Insufficient credit score'),
  ],
  ['a score too low', 'WORDING_VAGUE', 'reasons.R01.adverse.en', reword('Credit score too low')],
  [
    'no qualifying score',
    'WORDING_VAGUE',
    'reasons.R01.adverse.en',
    reword('Failed to achieve a qualifying score'),
  ],
  [
    'our criteria',
    'WORDING_VAGUE',
    'reasons.R01.adverse.en',
    reword("You didn't meet our criteria"),
  ],
  [
    'what a model decided',
    'WORDING_VAGUE',
    'reasons.R01.adverse.en',
    reword('The algorithm declined this application'),
  ],
  ['too high a risk', 'WORDING_VAGUE', 'reasons.R01.adverse.en', reword('Risk is too high')],
  ['other factors', 'WORDING_VAGUE', 'reasons.R01.adverse.en', reword('Various factors')],
  ['内部政策', 'WORDING_VAGUE', 'reasons.R01.adverse.zh-CN', reword('不符合本行内部政策', 'zh-CN')],
  ['评分不足', 'WORDING_VAGUE', 'reasons.R01.adverse.zh-CN', reword('综合评分不足', 'zh-CN')],
  ['信用分偏低', 'WORDING_VAGUE', 'reasons.R01.adverse.zh-CN', reword('您的信用分偏低', 'zh-CN')],
  [
    '准入条件',
    'WORDING_VAGUE',
    'reasons.R01.adverse.zh-CN',
    reword('暂不满足我行准入条件', 'zh-CN'),
  ],
  ['系统评定', 'WORDING_VAGUE', 'reasons.R01.adverse.zh-CN', reword('经系统评定未能办理', 'zh-CN')],
  [
    'vague wording of one regime',
    'WORDING_VAGUE',
    'disclosure.regimes.us-reg-b.adverse.R02.en',
    (m) => (m.disclosure.regimes['us-reg-b'].adverse = { R02: { en: 'Internal credit policy' } }),
  ],
  ['no fact', 'WORDING_NO_FACT', 'reasons.R02.adverse.en', reword('Takes points', 'en', 1)],
  ['a bare side', 'WORDING_NO_FACT', 'reasons.R06.adverse.en', reword('Too high', 'en', 5)],
  ['没有事实', 'WORDING_NO_FACT', 'reasons.R06.adverse.zh-CN', reword('该项减分', 'zh-CN', 5)],
  [
    'the same words twice',
    'WORDING_SAME',
    'reasons.R06.adverse.en',
    reword('months late on earlier loans ', 'en', 5),
  ],
  [
    'a promise',
    'WORDING_PROMISE',
    'reasons.R04.favourable.en',
    (m) => (m.reasons[3].favourable.en = 'Pay more and you will be approved'),
  ],
  [
    '承诺',
    'WORDING_PROMISE',
    'disclosure.regimes.cn-pipl.review.text.zh-CN',
    (m) => {
      m.disclosure.regimes['cn-pipl'].review = structuredClone(m.disclosure.regimes.eu.review);
      m.disclosure.regimes['cn-pipl'].review.text['zh-CN'] = '申请人工复核，保证通过。';
    },
  ],
  [
    'a to-do',
    'WORDING_UNFINISHED',
    'reasons.R06.adverse.en',
    reword('TODO purpose of the loan', 'en', 5),
  ],
  [
    '待定',
    'WORDING_UNFINISHED',
    'reasons.R06.label.zh-CN',
    (m) => (m.reasons[5].label = { en: 'Purpose', 'zh-CN': '待定' }),
  ],
  [
    'too low for too high',
    'WORDING_DIRECTION',
    'reasons.R02.adverse.en',
    reword('Months late too few', 'en', 1),
  ],
  ['偏高当作偏低', 'WORDING_DIRECTION', 'reasons.R01.adverse.zh-CN', reword('收入偏高', 'zh-CN')],
  [
    'one side of two',
    'WORDING_ONE_SIDED',
    'reasons.R03.adverse.en',
    reword('Latest bill too high', 'en', 2),
  ],
  [
    'a column',
    'WORDING_COLUMN',
    'reasons.R02.adverse.en',
    reword('late_months takes points', 'en', 1),
  ],
  [
    'a placeholder that nothing fills',
    'PLACEHOLDER_UNKNOWN',
    'reasons.R06.template.en',
    (m) => (m.reasons[5].template.en = 'Purpose {value}'),
  ],
  [
    'a placeholder in a notice',
    'PLACEHOLDER_UNKNOWN',
    'reasons.R06.adverse.en',
    reword('Purpose {v}', 'en', 5),
  ],
  [
    'opposite directions',
    'GROUP_MIXED',
    'reasons.R01.features',
    (m) => {
      m.reasons[0].features = [0, 1];
      m.reasons[0].adverse = { en: 'Income and payments', 'zh-CN': '收入与还款' };
      m.reasons.splice(1, 1);
    },
  ],
  [
    'a feature that nothing states',
    'REASON_MISSING',
    'reasons.R06.adverse',
    (m) => delete m.reasons[5].adverse,
  ],
  [
    'no Chinese',
    'LOCALE_MISSING',
    'reasons.R06.adverse.zh-CN',
    (m) => delete m.reasons[5].adverse['zh-CN'],
  ],
  ['no English', 'LOCALE_MISSING', 'reasons.R06.adverse.en', (m) => delete m.reasons[5].adverse.en],
  [
    'no label',
    'LABEL_LOCALE',
    'reasons.R06.label.zh-CN',
    (m) => (m.reasons[5].label = { en: 'Purpose' }),
  ],
  [
    'a column for a code',
    'CODE_MISSING',
    'reasons.purpose.code',
    (m) => (m.reasons[5].code = 'purpose'),
  ],
  ['a blank code', 'CODE_MISSING', 'reasons. .code', (m) => (m.reasons[5].code = ' ')],
  ['age', 'PROTECTED_UNDECLARED', 'features.applicant_age', rename('applicant_age')],
  ['camels', 'PROTECTED_UNDECLARED', 'features.maritalStatus', rename('maritalStatus', 5)],
  [
    'a Chinese label',
    'PROTECTED_UNDECLARED',
    'features.purpose',
    (m) => (m.features[5].label = { 'zh-CN': '婚姻状况' }),
  ],
  [
    'a declared attribute without a basis',
    'PROTECTED_NO_BASIS',
    'disclosure.protected.purpose.basis',
    (m) => m.disclosure.protected.push({ feature: 5, attribute: 'sex' }),
  ],
  [
    'a basis in one language',
    'LOCALE_MISSING',
    'disclosure.protected.purpose.basis.zh-CN',
    (m) => m.disclosure.protected.push({ feature: 5, attribute: 'sex', basis: { en: 'A rule' } }),
  ],
  [
    'growing younger',
    'RECOURSE_BY_NATURE',
    'recourse.late_months.direction',
    (m) => {
      const basis = { en: 'A rule', 'zh-CN': '规定' };
      m.disclosure.protected.push({ feature: 1, attribute: 'age', basis });
    },
  ],
  [
    'advice that hurts',
    'RECOURSE_USELESS',
    'recourse.late_months.direction',
    (m) => (m.recourse[2].direction = 'up'),
  ],
  ['no way out', 'RECOURSE_NONE', 'recourse', (m) => (m.recourse = [])],
  [
    'a link that never acts',
    'RECOURSE_STILL',
    'recourse.bill.follows',
    (m) => (m.recourse[0].direction = 'immutable'),
  ],
  [
    'averages of nobody',
    'METHOD_UNSUPPORTED',
    'disclosure.regimes.us-reg-b.method',
    (m) => m.body.terms.forEach((term: { weight: Float32Array }) => term.weight.fill(1)),
  ],
  [
    'five reasons',
    'REASONS_TOO_MANY',
    'disclosure.regimes.us-reg-b.maxReasons',
    (m) => (m.disclosure.regimes['us-reg-b'].maxReasons = 5),
  ],
  [
    'inquiries without their place',
    'INQUIRIES_UNNAMED',
    'disclosure.regimes.us-reg-b.inquiries',
    (m) => delete m.disclosure.regimes['us-reg-b'].inquiries,
  ],
  [
    'no procedure',
    'PROCEDURE_MISSING',
    'disclosure.regimes.eu.procedure',
    (m) => delete m.disclosure.regimes.eu.procedure,
  ],
  [
    'a procedure that says nothing',
    'PROCEDURE_THIN',
    'disclosure.regimes.eu.procedure.en',
    (m) => (m.disclosure.regimes.eu.procedure.en = 'We use a model.'),
  ],
  [
    'nobody to ask, in China',
    'REVIEW_MISSING',
    'disclosure.regimes.cn-pipl.review',
    (m) => delete m.disclosure.regimes['cn-pipl'].review,
  ],
  [
    'nobody to ask, in the EU',
    'REVIEW_MISSING',
    'disclosure.regimes.eu.review',
    (m) => delete m.disclosure.regimes.eu.review,
  ],
  [
    'nowhere to ask',
    'REVIEW_CONTACT',
    'disclosure.regimes.eu.review.contact',
    (m) => (m.disclosure.regimes.eu.review = { ...m.disclosure.regimes.eu.review, contact: 'us' }),
  ],
  ['another model that decides', 'INDICATIVE_NOTICE', 'indicative', (m) => (m.indicative = true)],
];

describe('the linter', () => {
  it('is silent on a sound model, and knows its directions', () => {
    const model = soundModel();
    expect(findModelIssues(model)).toEqual([]);
    const report = lintModel(model);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ regimes, unchecked: [] });
    expect(report.effects).toEqual({
      ...{ income: 'falls', late_months: 'rises', bill: 'both', paid: 'falls', inquiries: 'rises' },
    });
  });

  it.each(PLANTS)('finds %s, and nothing else: %s', (_, code, path, spoil) => {
    const model = soundModel();
    spoil(model);
    // What it finds is nothing that keeps a bundle from being packed.
    expect(findModelIssues(model)).toEqual([]);
    const found = lintModel(model).findings;
    expect(found.map((finding) => [finding.code, finding.path])).toEqual([[code, path]]);
    const { severity, why, fix, what } = found[0]!;
    expect({ severity, why, fix }).toEqual(RULES[code as keyof typeof RULES]);
    expect(what).not.toBe('');
  });

  it('finds all at once, errors first', () => {
    const model = soundModel();
    for (const [, , , spoil] of PLANTS.filter(([, code]) =>
      ['WORDING_ONE_SIDED', 'REVIEW_MISSING', 'REASONS_TOO_MANY'].includes(code),
    )) {
      spoil(model);
    }
    const severities = lintModel(model).findings.map(({ severity }) => severity);
    expect(severities).toEqual(['error', 'error', 'error', 'warning']);
  });

  it('has a plant for every rule but those on what is asked for', () => {
    const planted = new Set(PLANTS.map(([, code]) => code));
    const others = Object.keys(RULES).filter((code) => !planted.has(code));
    expect(others).toEqual(['REGIME_MISSING', 'REGIME_NONE']);
  });

  it('looks at the regime that is asked for, and says when it is not there', () => {
    const model = soundModel() as { disclosure: { regimes: Partial<Record<Regime, unknown>> } };
    delete model.disclosure.regimes.eu;
    const codes = (asked?: readonly Regime[]) =>
      lintModel(model as unknown as RiskModel, asked).findings.map(({ code }) => code);
    expect(codes()).toEqual([]);
    expect(codes(['eu'])).toEqual(['REGIME_MISSING']);
    expect(codes(['us-reg-b'])).toEqual([]);
    const { disclosure: _, ...none } = soundModel();
    expect(lintModel(none).findings.map(({ code }) => code)).toEqual(['REGIME_NONE']);
  });

  it('asks for the languages of the regimes, and for no other', () => {
    const model = soundModel();
    const reasons = model.reasons.map((group) => ({
      ...group,
      adverse: { en: group.adverse!.en! },
    }));
    const found = (asked: readonly Regime[]) => lintModel({ ...model, reasons }, asked).findings;
    expect(found(['us-reg-b', 'eu'])).toEqual([]);
    expect(found(['cn-pipl']).map(({ code }) => code)).toEqual(
      model.reasons.map(() => 'LOCALE_MISSING'),
    );
  });

  it('refuses methods that do not go with the body', () => {
    const { body: _, recourse: __, ...model } = soundModel();
    const body: Forest = { ...(randomModel(randomNumbers(1)).body as Forest) };
    const empty = { ...body, treeStart: Uint32Array.of(0) };
    const methodOf = (terms: object) =>
      lintModel({
        ...{ ...model, body: empty, recourse: [] },
        disclosure: { regimes: { 'us-reg-b': { inquiries: 'R05', ...terms } } },
      }).findings.map(({ code }) => code);
    expect(methodOf({})).toEqual([]);
    expect(methodOf({ against: 'training' })).toEqual([]);
    for (const terms of [
      { method: 'below-average' },
      { method: 'below-maximum' },
      { against: 'background' },
    ]) {
      expect(methodOf(terms)).toEqual(['METHOD_UNSUPPORTED']);
    }
  });

  it('lets people grow older, and pay in order to owe less', () => {
    const model = soundModel();
    const basis = { en: 'A rule', 'zh-CN': '规定' };
    const [paid, bill, late] = model.recourse;
    // More paid, as if that raised risk by itself: it still lowers the bill.
    const terms = (model.body as Extract<RiskModel['body'], { kind: 'additive' }>).terms;
    const body: RiskModel['body'] = {
      kind: 'additive',
      terms: terms.map((term) =>
        term.features[0] === 3 ? { ...term, table: Int32Array.of(0, 1, 2, 0) } : term,
      ),
    };
    const reasons = model.reasons.map((group) =>
      group.code === 'R04' ? { ...group, adverse: { en: 'Payment', 'zh-CN': '还款' } } : group,
    );
    const recourse = [paid!, bill!, late!, { feature: 0, direction: 'up' as const }];
    const disclosure = {
      ...model.disclosure,
      protected: [{ feature: 0, attribute: 'age', basis }],
    };
    const found = (rules: RiskModel['recourse']) =>
      lintModel({ ...model, body, reasons, disclosure, recourse: rules }).findings;
    expect(found(recourse)).toEqual([]);
    // Without the link, paying more is advice that hurts.
    expect(found([paid!, late!]).map(({ code }) => code)).toEqual(['RECOURSE_USELESS']);
  });

  it('takes a denied promise for none', () => {
    const model = soundModel();
    const review = model.disclosure!.regimes!.eu!.review!;
    const text = {
      en: 'A person will look at it. This is not a promise of approval.',
      'zh-CN': '将由人工复核。这不是批准承诺。',
    };
    const eu = { ...model.disclosure!.regimes!.eu!, review: { ...review, text } };
    const disclosure = { regimes: { ...model.disclosure!.regimes, eu } };
    expect(lintModel({ ...model, disclosure }).findings).toEqual([]);
  });
});
