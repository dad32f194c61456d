import type {
  Notice,
  NoticeOptions,
  Recourse,
  RecourseOptions,
  RecoursePath,
  Safety,
  WhatIf,
  WhatIfAxis,
  WhatIfOptions,
} from '../../sdk/insight/questions.js';
import type { Applicant, Explanation, ModelInfo, Score } from '../../sdk/scoring/results.js';
import type { StubFeature, StubOptions } from './stub-model.js';

type ScoreOf = (applicant: Applicant) => Score;

/** Paying NT$1,000 more uses half a percent less of the limit. */
const USED_PER_PAID = 1 / 2000;

/** The applicant with one answer changed, and what follows from it. */
function withAnswer(applicant: Applicant, name: string, value: number): Applicant {
  const changed: Record<string, number> = {
    ...(applicant as Record<string, number>),
    [name]: value,
  };
  if (name === 'paid') {
    const more = value - Number(applicant.paid);
    changed.used = Math.max(0, Math.round(Number(applicant.used) - more * USED_PER_PAID));
  }
  return changed;
}

/** Values that a feature may move to, nearest first. */
function moves({ name, changes }: StubFeature, applicant: Applicant): number[] {
  const own = Number(applicant[name]);
  if (changes === 'up') return Array.from({ length: 15 }, (_, i) => own + (i + 1) * 2000);
  return Array.from({ length: Math.max(0, own) }, (_, i) => own - i - 1);
}

function pathTo(applicant: Applicant, changed: Applicant, scoreOf: ScoreOf): RecoursePath {
  const names = Object.keys(changed).filter((name) => changed[name] !== applicant[name]);
  return {
    changes: names.map((feature) => {
      const [from, to] = [Number(applicant[feature]), Number(changed[feature])];
      const follows = feature === 'used' && names.includes('paid') ? ['paid'] : undefined;
      return {
        ...{ feature, from, to, follows },
        low: to > from ? to : undefined,
        high: to < from ? to : undefined,
      };
    }),
    score: scoreOf(changed),
    cost: names.length,
    plausibility: { level: 'seen', share: 0.1 },
  };
}

/** One or two changes, smallest first: an answer in the form of a real one. */
export function stubRecourse(
  features: readonly StubFeature[],
  applicant: Applicant,
  { count = 3 }: RecourseOptions,
  plan: StubOptions['recourse'],
  info: ModelInfo,
  scoreOf: ScoreOf,
): Recourse {
  const score = scoreOf(applicant);
  const line = info.scale?.cutoffs?.approve ?? 640;
  const target = { margin: -line, points: line };
  const base = { score, target, examined: 100, costBound: 1, method: 'exhaustive' as const };
  if (score.margin <= target.margin) {
    return { ...base, status: 'reached', paths: [], optimal: true, costBound: 0, method: 'none' };
  }
  if (plan === 'immutable') {
    const reason = 'nothing-may-change';
    return { ...base, status: 'none', reason, paths: [], optimal: true };
  }
  const free = features.filter(({ changes }) => changes);
  const tried = free.map((feature) => moves(feature, applicant));
  const ends = free.flatMap(({ name }, f) =>
    tried[f]!.map((value) => withAnswer(applicant, name, value)),
  );
  const pairs = free.flatMap((one, f) =>
    free.slice(f + 1).flatMap((other, g) => {
      const far = tried[f]!.at(-1);
      const end = tried[f + 1 + g]!.at(-1);
      if (far === undefined || end === undefined) return [];
      return [withAnswer(withAnswer(applicant, other.name, end), one.name, far)];
    }),
  );
  const paths: RecoursePath[] = [];
  const seen = new Set<string>();
  for (const changed of [...ends, ...pairs]) {
    const path = pathTo(applicant, changed, scoreOf);
    const own = path.changes.filter(({ follows }) => !follows).map(({ feature }) => feature);
    if (path.score.margin > target.margin || seen.has(own.join())) continue;
    seen.add(own.join());
    paths.push(path);
  }
  if (plan === 'unknown' || paths.length === 0) {
    const all = [...ends, ...pairs].map((changed) => pathTo(applicant, changed, scoreOf));
    const closest = all.reduce((best, each) =>
      each.score.margin < best.score.margin ? each : best,
    );
    const status = plan === 'unknown' ? 'unknown' : 'none';
    const reason = { reason: 'out-of-reach' as const };
    return {
      ...{ ...base, status, paths: [], optimal: status === 'none', closest },
      ...(status === 'none' && reason),
    };
  }
  const optimal = plan !== 'unproven';
  return { ...base, status: 'found', paths: paths.slice(0, count), optimal };
}

/** The nearest late bill or larger share that loses the approval. */
export function stubSafety(
  features: readonly StubFeature[],
  applicant: Applicant,
  info: ModelInfo,
  scoreOf: ScoreOf,
): Safety {
  const score = scoreOf(applicant);
  const line = info.scale?.cutoffs?.approve ?? 640;
  const target = { margin: -line, points: line };
  if (score.margin > target.margin) return { score, target, status: 'below', facts: [] };
  const facts = features.flatMap(({ name, changes, max = 100 }) => {
    if (changes !== 'down') return [];
    const from = Number(applicant[name]);
    for (let to = from + 1; to <= max; to++) {
      const worse = scoreOf(withAnswer(applicant, name, to));
      if (worse.margin <= target.margin) continue;
      const room = (to - from) / (max - from);
      return [{ feature: name, from, to, followed: [], room, score: worse }];
    }
    return [];
  });
  return { score, target, status: facts.length > 0 ? 'exposed' : 'safe', facts };
}

/** Every whole value, or forty of them. */
export function stubWhatIf(
  features: readonly StubFeature[],
  applicant: Applicant,
  options: WhatIfOptions,
  info: ModelInfo,
  scoreOf: ScoreOf,
): WhatIf {
  const axes = options.features.map((name): WhatIfAxis => {
    const { min = -100, max = 1000 } = features.find((each) => each.name === name)!;
    const own = Number(applicant[name]);
    const end = name === 'paid' ? 30_000 : max;
    const width = Math.max(1, Math.round((end - min) / 30));
    const from: number[] = [];
    for (let at = min; at <= end; at += width) from.push(at);
    const to = from.map((_, i) => (from[i + 1] ?? max + 1) - 1);
    const current = from.findIndex((low, i) => own >= low && own <= to[i]!);
    return {
      feature: name,
      values: from.map((low, i) => (i === current ? own : low)),
      ...{ from: Float64Array.from(from), to: Float64Array.from(to), current },
    };
  });
  const cells = axes.reduce<Applicant[]>(
    (rows, { feature, values }) =>
      rows.flatMap((row) => values.map((value) => withAnswer(row, feature, Number(value)))),
    [applicant],
  );
  const scores = cells.map(scoreOf);
  const follows =
    options.features.some((name) => name === 'paid') &&
    !options.features.some((name) => name === 'used');
  return {
    score: scoreOf(applicant),
    axes,
    followed: follows ? [{ feature: 'used', values: cells.map(({ used }) => Number(used)) }] : [],
    margin: Int32Array.from(scores, ({ margin }) => margin),
    logOdds: Float64Array.from(scores, ({ logOdds }) => logOdds),
    probability: Float64Array.from(scores, ({ probability }) => probability),
    ...(info.scale && { points: Int32Array.from(scores, ({ points }) => points!) }),
  };
}

/** What a bundle with terms for every regime says. */
export function stubNotice(
  explanation: Explanation,
  { regime, locale }: NoticeOptions,
  recourse: Recourse | undefined,
  indicative: boolean,
): Notice {
  const zh = locale === 'zh-CN';
  const reasons = explanation.reasons
    .filter(({ effect }) => effect === 'raises-risk')
    .slice(0, 4)
    .map(({ code, text, features, margin, points }) => ({
      ...{ code, text: text ?? code, features, margin, points },
    }));
  return {
    ...{ regime, locale, score: explanation.score, reasons, recourse, indicative },
    method: 'shapley-training',
    population: 'training',
    procedure:
      regime === 'eu'
        ? zh
          ? '计分模型根据您填写的内容计算分数，分数不低于通过线即予批准。'
          : 'A scoring model adds points for each of your answers. An application at or above the line is approved.'
        : undefined,
    review: {
      text: zh
        ? '您可以要求由工作人员重新审查这一决定。'
        : 'You can ask for a person to look at this decision.',
      contact: 'review@bank.example',
    },
  };
}
