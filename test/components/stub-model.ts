import { RiskError, type ErrorCode, type Issue } from '../../sdk/core/errors.js';
import type { Locale } from '../../sdk/core/locale.js';
import { bandOf, decisionOf, pointsOf, type PointsScale } from '../../sdk/model/scale.js';
import type {
  Notice,
  NoticeOptions,
  Recourse,
  RecourseOptions,
  Safety,
  WhatIf,
  WhatIfOptions,
} from '../../sdk/insight/questions.js';
import type {
  Applicant,
  ExplainOptions,
  Explanation,
  FeatureInfo,
  ModelInfo,
  Reason,
  Score,
} from '../../sdk/scoring/results.js';
import { stubNotice, stubRecourse, stubSafety, stubWhatIf } from './stub-insight.js';

/** How a stub behaves in a test. */
export interface StubOptions {
  /** Milliseconds before an answer; a function sees the call's number, from 0. */
  readonly delayMs?: number | ((call: number) => number);
  /** Every call fails with this. */
  readonly fails?: ErrorCode;
  /** Never answers. */
  readonly silent?: boolean;
  /** Added to one reason behind the others' back: the account no longer balances. */
  readonly unbalanced?: boolean;
  /** No points scale, or one without bands and approval line. */
  readonly scale?: 'none' | 'bare';
  /** Another model decides. */
  readonly indicative?: boolean;
  /** Nothing may change, or the search ends without a result. */
  readonly recourse?: 'immutable' | 'unknown' | 'unproven' | 'failing';
  /** The two bills are one reason. */
  readonly grouped?: boolean;
}

const SCALE: PointsScale = {
  offset: 600,
  factor: 1,
  min: 300,
  max: 850,
  bands: [
    { id: 'E', from: 300 },
    { id: 'D', from: 540 },
    { id: 'C', from: 600 },
    { id: 'B', from: 640 },
    { id: 'A', from: 720 },
  ],
  cutoffs: { approve: 640, review: 600 },
};

const BASELINE = 608;

export interface StubFeature {
  readonly name: string;
  /** What a reason says of it. */
  readonly en: string;
  readonly zh: string;
  /** What it is called, where that is something else. */
  readonly label?: { readonly en: string; readonly 'zh-CN': string };
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  /** Which way an applicant can change it. */
  readonly changes?: 'up' | 'down';
  readonly points: (value: number) => number;
}

const late = (a: number, b: number, c: number) => (months: number) =>
  months >= 2 ? c : months >= 1 ? b : a;

/** A model of seven answers, additive in points. */
const STUB_FEATURES: readonly StubFeature[] = [
  {
    ...{ name: 'status', en: 'Latest bill', zh: '最近一期账单', changes: 'down' },
    ...{ label: { en: 'Latest bill, months late', 'zh-CN': '最近一期账单逾期月数' } },
    ...{ min: 0, max: 3, points: late(22, -20, -52) },
  },
  {
    ...{ name: 'status2', en: 'August bill', zh: '8 月账单' },
    ...{ label: { en: 'August bill, months late', 'zh-CN': '8 月账单逾期月数' } },
    ...{ min: 0, max: 3, points: late(9, -19, -27) },
  },
  {
    ...{ name: 'limit', en: 'Credit limit NT$240,000', zh: '信用额度 240,000 元' },
    points: (v) => v / 20 - 1,
  },
  {
    ...{ name: 'paid', en: 'Paid NT$2,000 last month', zh: '上月还款 2,000 元' },
    ...{ label: { en: 'Paid last month', 'zh-CN': '上月还款' }, unit: 'TWD', changes: 'up' },
    ...{ min: 0, max: 900_000, step: 500 },
    points: (v) => Math.min(v / 1000, 24) - 10,
  },
  {
    ...{ name: 'used', en: '92% of the limit used', zh: '已用额度 92%', unit: '%' },
    ...{ label: { en: 'Share of the limit used', 'zh-CN': '已用额度' }, changes: 'down' },
    ...{ min: 0, max: 200, points: (v) => 6 - v / 4 },
  },
  {
    ...{ name: 'trend', en: 'Bill higher than in April', zh: '账单比 4 月高' },
    points: (v) => v,
  },
  {
    ...{ name: 'before', en: 'Usually paid NT$6,400 before', zh: '此前每月还款 6,400 元' },
    points: (v) => v,
  },
];

/** Samples by outcome, for the stub. */
export const STUB_APPLICANTS: Readonly<Record<'approved' | 'review' | 'declined', Applicant>> = {
  approved: { status: 0, status2: 0, limit: 480, paid: 24000, used: 8, trend: 5, before: 6 },
  review: { status: 0, status2: 1, limit: 240, paid: 2000, used: 8, trend: 11, before: 6 },
  declined: { status: 2, status2: 1, limit: 40, paid: 0, used: 92, trend: -9, before: -3 },
};

function feature({ name, en, zh, label, unit, ...given }: StubFeature): FeatureInfo {
  return {
    name,
    kind: 'numeric',
    label: label ?? { en, 'zh-CN': zh },
    unit,
    missing: 'refused',
    zeroIsMissing: false,
    min: given.min ?? -100,
    max: given.max ?? 1000,
    step: given.step ?? 1,
    integer: true,
    categories: [],
  };
}

/** What `insitu pack` keeps of a spec for forms. */
const ON_TIME = { en: 'On time', 'zh-CN': '按时' };
const MONTHS = [ON_TIME, ...['1', '2', '3+'].map((text) => ({ en: text, 'zh-CN': text }))];
const STUB_FORM = { status: { values: MONTHS }, status2: { values: MONTHS } };

function scaleFor(options: StubOptions): PointsScale | undefined {
  if (options.scale === 'none') return undefined;
  if (options.scale === 'bare') return { offset: 600, factor: 1, bands: [] };
  return SCALE;
}

/** A model in memory with the face of a loaded one, for tests of the elements. */
export class StubModel {
  calls = 0;
  disposed = false;
  readonly info: ModelInfo;
  readonly plan = {
    engine: 'reference' as const,
    reasons: [],
    explain: 'additive' as const,
    workers: 0,
    where: 'inline' as const,
  };

  constructor(private readonly options: StubOptions = {}) {
    this.info = {
      name: 'stub',
      version: '1',
      title: { en: 'Stub' },
      digest: '00'.repeat(32),
      bundleBytes: 1,
      signature: 'none',
      signedBy: undefined,
      scaleBits: 0,
      features: STUB_FEATURES.map(feature),
      reasons: groupsOf(options).map(({ code, features, en, zh }) => ({
        ...{ code, features, label: { en, 'zh-CN': zh } },
      })),
      scale: scaleFor(options),
      reproducible: true,
      baselinePoints: options.scale === 'none' ? undefined : BASELINE,
      indicative: options.indicative === true,
      backgrounds: [],
      card: { form: STUB_FORM },
    };
  }

  async score(applicant: Applicant, options: { signal?: AbortSignal } = {}): Promise<Score> {
    return (await this.explain(applicant, options)).score;
  }

  async validate(applicant: Applicant): Promise<readonly Issue[]> {
    return issuesOf(applicant);
  }

  async explain(
    applicant: Applicant,
    options: ExplainOptions & { signal?: AbortSignal } = {},
  ): Promise<Explanation> {
    const { delayMs = 0, fails, silent } = this.options;
    const wait = typeof delayMs === 'number' ? delayMs : delayMs(this.calls);
    this.calls++;
    if (silent) await new Promise(() => {});
    // The signal is ignored on purpose: a late answer must be dropped by its number as well.
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (fails) throw new RiskError(fails, 'planted');
    const issues = issuesOf(applicant);
    if (issues.length > 0) throw new RiskError('INPUT_INVALID', 'planted', { issues });
    return this.#explain(applicant, options);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }

  recourse(applicant: Applicant, options: RecourseOptions = {}): Promise<Recourse> {
    return this.#answer(applicant, (scoreOf) => {
      const { recourse } = this.options;
      if (recourse === 'failing') throw new RiskError('INTERNAL', 'planted');
      return stubRecourse(STUB_FEATURES, applicant, options, recourse, this.info, scoreOf);
    });
  }

  safety(applicant: Applicant): Promise<Safety> {
    return this.#answer(applicant, (scoreOf) =>
      stubSafety(STUB_FEATURES, applicant, this.info, scoreOf),
    );
  }

  whatIf(applicant: Applicant, options: WhatIfOptions): Promise<WhatIf> {
    return this.#answer(applicant, (scoreOf) =>
      stubWhatIf(STUB_FEATURES, applicant, options, this.info, scoreOf),
    );
  }

  async notice(applicant: Applicant, options: NoticeOptions): Promise<Notice> {
    const adverse = await this.explain(applicant, { ...options, maxReasons: 7 });
    const recourse = options.recourseMs ? await this.recourse(applicant) : undefined;
    return stubNotice(adverse, options, recourse, this.info.indicative);
  }

  async #answer<T>(
    applicant: Applicant,
    work: (scoreOf: (changed: Applicant) => Score) => T,
  ): Promise<T> {
    await this.explain(applicant);
    return work((changed) => this.#explain(changed, {}).score);
  }

  #explain(applicant: Applicant, options: ExplainOptions): Explanation {
    const { scale } = this.info;
    const parts = new Map(
      STUB_FEATURES.map((each) => [
        each.name,
        Math.round(each.points(Number(applicant[each.name]))),
      ]),
    );
    const all = groupsOf(this.options)
      .map((each) => ({
        each,
        points: each.features.reduce((sum, name) => sum + parts.get(name)!, 0),
      }))
      .sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
    const sum = BASELINE + all.reduce((total, { points }) => total + points, 0);
    const points = scale && pointsOf(scale, scale.offset - sum);
    const listed = all.slice(0, options.maxReasons ?? 4);
    const reasons = listed.map(({ each, points: part }): Reason => ({
      ...{ code: each.code, features: each.features, margin: -part, logOdds: -part },
      points: scale && part,
      effect: part < 0 ? 'raises-risk' : 'lowers-risk',
      text: wordedIn(options.locale ?? 'en', each),
    }));
    const shown = listed.reduce((total, entry) => total + entry.points, 0);
    const off = this.options.unbalanced ? 1 : 0;
    const score: Score = {
      points,
      band: scale && points !== undefined ? bandOf(scale, points) : undefined,
      decision: scale && points !== undefined ? decisionOf(scale, points) : undefined,
      probability: 0.124,
      logOdds: -sum,
      margin: -sum,
      model: this.info.digest,
      engine: 'reference',
      reproducible: true,
    };
    const contributions = [...parts].map(([name, part]) => ({
      ...{ feature: name, margin: -part, logOdds: -part, points: scale && part },
    }));
    return {
      score,
      baseline: {
        ...{ margin: -BASELINE, logOdds: -BASELINE, population: 'training' },
        points: scale && BASELINE,
      },
      contributions,
      method: 'additive',
      error: 0,
      reasons,
      rest: {
        ...{ groups: all.length - listed.length, margin: 0, logOdds: 0 },
        points: points === undefined ? undefined : points - BASELINE - shown + off,
      },
      ...(options.interactions && { interactions: interactionsOf([...parts.values()]) }),
    };
  }
}

/** Two pairs that do something only together; rows add up to the contributions. */
function interactionsOf(parts: readonly number[]): Int32Array {
  const n = parts.length;
  const matrix = new Int32Array(n * n);
  const pairs: readonly (readonly [number, number, number])[] = [
    [0, 1, -4],
    [3, 4, 2],
  ];
  parts.forEach((part, i) => (matrix[i * n + i] = -part));
  for (const [i, j, points] of pairs) {
    matrix[i * n + j] = matrix[j * n + i] = -points;
    matrix[i * n + i]! += points;
    matrix[j * n + j]! += points;
  }
  return matrix;
}

interface StubGroup {
  readonly code: string;
  readonly features: readonly string[];
  readonly en: string;
  readonly zh: string;
}

function groupsOf({ grouped }: StubOptions): StubGroup[] {
  const single = STUB_FEATURES.map(({ name, en, zh }) => ({
    code: name,
    features: [name],
    en,
    zh,
  }));
  if (!grouped) return single;
  const bills = {
    code: 'bills',
    features: ['status', 'status2'],
    en: 'Late bills',
    zh: '逾期账单',
  };
  return [bills, ...single.slice(2)];
}

function wordedIn(locale: Locale, each: StubGroup): string {
  return locale === 'zh-CN' ? each.zh : each.en;
}

function issuesOf(applicant: Applicant): Issue[] {
  return STUB_FEATURES.flatMap(({ name, max }): Issue[] => {
    const value = applicant[name];
    if (value === undefined) return [{ code: 'FEATURE_ABSENT', path: name }];
    if (value === null) return [{ code: 'MISSING_REFUSED', path: name }];
    if (typeof value !== 'number') return [{ code: 'NUMBER_EXPECTED', path: name }];
    if (value > (max ?? 1000))
      return [{ code: 'NUMBER_TOO_LARGE', path: name, expected: '<= 1000' }];
    return [];
  });
}
