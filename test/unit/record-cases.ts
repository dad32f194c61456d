import type { Applicant, Explanation, Score } from '../../sdk/index.js';
import type { Notice, Recourse, RecoursePath } from '../../sdk/insight/questions.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { Feature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { loadModel, type LoadedModel } from '../../sdk/node.js';
import type { RecordFacts } from '../../sdk/records.js';

const BITS = 22;

/** An applicant whose values are unlike anything else in a record. */
export const PLANTED = {
  credit_limit: 73190.77,
  months_late: 3,
  occupation: 'Zwickelhornist',
  account_months: 137.03125,
} as const;

/** What must be found nowhere, in any spelling that numbers and labels are shown in. */
export const PLANTED_TEXTS: readonly string[] = [
  ...['73190.77', '73,190.77', '73190', '73,190', '7.319077e4'],
  ...['Zwickelhornist', 'Player of the Zwickelhorn', '茨威克号手'],
  ...['137.03125', '137.03', '65003.25'],
];

const numeric = (name: string, cuts: readonly number[], label: string, zh: string): Feature => ({
  ...{ kind: 'numeric', name, missing: 'allowed', label: { en: label, 'zh-CN': zh } },
  ...{ cuts: Float64Array.from(cuts), compare: 'float64', side: 'less' },
});

const features: readonly Feature[] = [
  { ...numeric('credit_limit', [20_000, 60_000, 90_000], 'Credit limit', '授信额度'), unit: 'TWD' },
  numeric('months_late', [1, 2, 4], 'Latest bill', '最近一期账单'),
  {
    ...{ kind: 'categorical', name: 'occupation', missing: 'allowed', unlisted: 'refused' },
    ...{ codes: Int32Array.of(0, 1, 2), labels: ['Clerk', 'Zwickelhornist', 'Farmer'] },
    categoryLabels: [
      { en: 'Clerk', 'zh-CN': '职员' },
      { en: 'Player of the Zwickelhorn', 'zh-CN': '茨威克号手' },
      { en: 'Farmer', 'zh-CN': '农民' },
    ],
    label: { en: 'Occupation', 'zh-CN': '职业' },
  },
  numeric('account_months', [12, 60, 120, 200], 'Age of the account', '账龄'),
];

const logOdds: readonly (readonly number[])[] = [
  [0.6, 0.31, -0.72, -0.88, 0.2],
  [-0.9, -0.1, 0.72, 1.31, 0.33],
  [-0.2, 0.17, 0.05, 0.1, 0],
  [0.51, 0.22, -0.03, -0.19, -0.4, 0.1],
];

/** A scorecard with wording that names values, bands, lines; four reasons. */
function recordModel(extra: Partial<RiskModel> = {}): RiskModel {
  return {
    name: 'record-card',
    version: '3.1.4',
    title: { en: 'Consumer loan', 'zh-CN': '消费贷款' },
    features,
    body: {
      kind: 'additive',
      terms: logOdds.map((table, i) => ({
        features: [i],
        table: Int32Array.from(table, (value) => Math.round(value * 2 ** BITS)),
        weight: Float32Array.from(table, (_, bin) => bin + 1),
      })),
    },
    scaleBits: BITS,
    intercept: Math.round(0.3 * 2 ** BITS),
    link: 'logistic',
    calibration: { kind: 'identity' },
    scale: {
      ...{ offset: 600, factor: 40 / Math.LN2, min: 300, max: 850 },
      bands: [
        { id: 'E', from: 300 },
        { id: 'C', from: 560 },
        { id: 'A', from: 660 },
      ],
      cutoffs: { approve: 620, review: 600 },
    },
    reasons: [
      {
        ...{ code: 'R01', features: [0], label: { en: 'Credit limit', 'zh-CN': '授信额度' } },
        adverse: { en: 'Credit limit is low', 'zh-CN': '授信额度偏低' },
        template: { en: 'Credit limit NT${v}', 'zh-CN': '授信额度 {v} 元' },
      },
      {
        ...{ code: 'R02', features: [1], label: { en: 'Latest bill', 'zh-CN': '最近一期账单' } },
        adverse: { en: 'Latest bill was paid late', 'zh-CN': '最近一期账单逾期' },
        values: { en: ['Paid on time', '1 month late', '2 months late', '3 months late'] },
      },
      {
        ...{ code: 'R03', features: [2], label: { en: 'Occupation', 'zh-CN': '职业' } },
        template: { en: 'Occupation: {v}', 'zh-CN': '职业：{v}' },
      },
      {
        ...{ code: 'R04', features: [3], label: { en: 'Age of the account', 'zh-CN': '账龄' } },
        template: { en: 'Account is {v} months old', 'zh-CN': '账龄 {v} 个月' },
      },
    ],
    recourse: [],
    card: {},
    ...extra,
  };
}

/** The bytes of a bundle. */
export function recordBundle(extra: Partial<RiskModel> = {}): Promise<Uint8Array<ArrayBuffer>> {
  return encodeBundle(recordModel(extra), { crypto: crypto.subtle }) as never;
}

/** Everything that a record can be made of, about the planted applicant. */
export interface RecordCase {
  readonly facts: RecordFacts & { readonly explanation: Explanation };
  readonly model: LoadedModel;
}

export async function recordCase(extra: Partial<RiskModel> = {}): Promise<RecordCase> {
  const model = await loadModel(await recordBundle(extra));
  const applicant: Applicant = PLANTED;
  const explanation = await model.explain(applicant, { locale: 'en', maxReasons: 3 });
  const { score } = explanation;
  const recourse = await plannedRecourse(model, score);
  const notice = plannedNotice(explanation, recourse);
  const policy = [
    { rule: 'min-age', outcome: 'passed' },
    { rule: 'bureau/fresh', outcome: 'referred' },
  ];
  const outcome = { decision: 'review', by: 'person' } as const;
  return {
    facts: { info: model.info, explanation, recourse, notice, policy, outcome, applicant },
    model,
  };
}

/** Paths as the search gives them, with values, each scored by the engine. */
async function plannedRecourse(model: LoadedModel, score: Score): Promise<Recourse> {
  const late = {
    ...{ feature: 'months_late', from: PLANTED.months_late, to: 0, low: 0, high: 0.5 },
    follows: undefined,
  };
  const limit = {
    ...{ feature: 'credit_limit', from: PLANTED.credit_limit, to: 65_003.25 },
    ...{ low: 60_000, high: 65_003.25, follows: ['months_late'] },
  };
  const job = {
    ...{ feature: 'occupation', from: PLANTED.occupation, to: 'Clerk', low: undefined },
    ...{ high: undefined, follows: undefined },
  };
  const path = async (changes: RecoursePath['changes'], cost: number): Promise<RecoursePath> => {
    const changed = Object.fromEntries(changes.map(({ feature, to }) => [feature, to]));
    return {
      ...{ changes, cost, score: await model.score({ ...PLANTED, ...changed }) },
      plausibility: { level: 'rare', share: 0.0073 },
    };
  };
  const paths = [await path([late, limit], 7.31907), await path([late, job], 9.5)];
  return {
    score,
    target: { margin: Math.max(...paths.map((p) => p.score.margin)), points: 620 },
    status: 'found',
    paths,
    ...{ optimal: true, costBound: 7.31907, method: 'dynamic-programming', examined: 44 },
  };
}

function plannedNotice({ score, reasons }: Explanation, recourse: Recourse): Notice {
  const adverse = reasons.filter(({ margin }) => margin > 0);
  return {
    ...{ regime: 'us-reg-b', locale: 'en', method: 'shapley-training', population: 'training' },
    ...{ score, indicative: false, recourse },
    reasons: adverse.map(({ code, features: names, margin, points }) => ({
      ...{ code, features: names, margin, points, text: `Stated reason ${code}` },
    })),
    procedure: 'A scorecard adds points.',
    review: { text: 'Ask a person:', contact: 'tel:+1-555-0100' },
  };
}
