import type { Additive } from '../../sdk/model/additive.js';
import type { Calibration } from '../../sdk/model/calibration.js';
import { binCount, splitCount, type Feature } from '../../sdk/model/feature.js';
import { LEAF, type BackgroundCounts, type Forest } from '../../sdk/model/forest.js';
import type { RegimeTerms } from '../../sdk/model/disclosure.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { Follows, RecourseRule } from '../../sdk/model/recourse.js';
import type { Network, NetworkInput } from '../../sdk/model/network.js';
import type { Random } from './random.js';

/** A sound model with every part that a bundle carries, each present or not by chance. */
export function randomModel(random: Random): RiskModel {
  const features = Array.from({ length: 1 + random.below(6) }, (_, i) => randomFeature(random, i));
  const groups = new Map<number, number[]>();
  features.forEach((_, f) => {
    const group = random.below(features.length);
    groups.set(group, [...(groups.get(group) ?? []), f]);
  });
  const rows = randomRows(random);
  const model: RiskModel = {
    name: random.pick(['m', 'consumer loan', '消费贷']),
    version: `${random.below(9)}.0.0`,
    ...(random.chance(0.5) && { title: { en: 'Loan', 'zh-CN': '贷款 "A"\n' } }),
    features,
    body: random.chance(0.8) ? randomForest(random, features) : randomAdditive(random, features),
    scaleBits: random.below(29),
    intercept: random.below(2001) - 1000,
    link: random.pick(['logistic', 'identity']),
    calibration: randomCalibration(random),
    ...(random.chance(0.5) && { scale: randomScale(random) }),
    ...(random.chance(0.5) && {
      baseline: {
        population: 'all',
        rows,
        histograms: features.map((feature) => {
          const counts = new Uint32Array(binCount(feature));
          const moved = random.below(rows + 1);
          counts[random.below(counts.length)]! += moved;
          counts[random.below(counts.length)]! += rows - moved;
          return counts;
        }),
      },
    }),
    reasons: [...groups].map(([code, members]) => ({
      code: `R${code}`,
      features: members,
      label: { en: `Reason ${code}` },
      ...(random.chance(0.3) && { adverse: { 'zh-CN': '过高' }, template: { en: '{v} months' } }),
      ...(random.chance(0.3) && { values: { en: ['none', 'one', 'more'] } }),
    })),
    recourse: features.flatMap((_, feature) =>
      random.chance(0.5)
        ? [
            {
              feature,
              direction: random.pick(['up', 'immutable'] as const),
              cost: 0.1 + random.next(),
            },
          ]
        : [],
    ),
    card: random.chance(0.5)
      ? {}
      : { data: 'none', metrics: { auc: random.next(), list: [1, null] } },
  };
  // Last of all, so that seeds give the models that they gave before, with more in them.
  return { ...model, ...randomAdvice(random, model) };
}

/** Rules with bins, steps and followers, and what is said about the model's use. */
function randomAdvice(random: Random, model: RiskModel): Partial<RiskModel> {
  const { features, reasons } = model;
  const numeric = features.flatMap(({ kind }, f) => (kind === 'numeric' ? [f] : []));
  const recourse = model.recourse.map((rule): RecourseRule => {
    const { feature } = rule;
    // Those that come later only, so that there is no circle.
    const others = numeric.filter((other) => other > feature);
    if (numeric.includes(feature) && others.length > 0 && random.chance(0.5)) {
      return { feature, direction: 'immutable', follows: randomFollows(random, others) };
    }
    const steps = numeric.includes(feature) && random.chance(0.5);
    const bins = Array.from({ length: splitCount(features[feature]!) }, (_, bin) => bin);
    const some = bins.filter(() => random.chance(0.5));
    return { ...rule, ...(steps && { step: 500 }), ...(some.length > 0 && { bins: some }) };
  });
  const text = { en: 'A person looks at it.', 'zh-CN': '人工复核。' };
  const terms: RegimeTerms = {
    ...(random.chance(0.5) && { method: 'shapley', against: 'training' }),
    adverse: { [reasons[0]!.code]: { en: 'Too many' } },
    ...(random.chance(0.5) && { inquiries: reasons.at(-1)!.code, procedure: text }),
    ...(random.chance(0.5) && { review: { text, contact: 'review@bank.example' } }),
  };
  return {
    recourse,
    ...(random.chance(0.3) && { indicative: true as const }),
    ...(random.chance(0.5) && {
      disclosure: {
        ...(random.chance(0.5) && { protected: [{ feature: 0, attribute: 'age', basis: text }] }),
        ...(random.chance(0.8) && { regimes: { [random.pick(['us-reg-b', 'eu'])]: terms } }),
      },
    }),
  };
}

function randomFollows(random: Random, others: readonly number[]): Follows {
  if (others.length > 1 && random.chance(0.5)) {
    return { kind: 'ratio', numerator: others[0]!, denominator: others[1]!, factor: 100 };
  }
  return { kind: 'shift', terms: others.map((feature) => ({ feature, factor: -0.5 })) };
}

/** The same with a network for a body, whose graph is nothing that could be run. */
export function randomNetworkModel(random: Random): RiskModel {
  const model = randomModel(random);
  const features = model.features.map((feature): Feature => {
    if (feature.kind === 'categorical') return feature;
    // Networks read zeros raw.
    const { zeroIsMissing: _, ...raw } = feature;
    return raw;
  });
  return { ...model, features, body: randomNetwork(random, features, model.link) };
}

function randomNetwork(
  random: Random,
  features: readonly Feature[],
  link: RiskModel['link'],
): Network {
  const all = features.map((_, f) => f);
  const sliced = random.below(all.length + 1);
  const inputs = [all.slice(0, sliced), all.slice(sliced)].filter((each) => each.length > 0);
  const rows = randomRows(random);
  const first = random.below(rows);
  const weight = [first, rows - first].filter((each) => each > 0);
  const point = (feature: Feature): number =>
    feature.missing === 'allowed' && random.chance(0.2) ? NaN : random.below(9) - 4;
  return {
    kind: 'network',
    graph: Uint8Array.from({ length: 1 + random.below(40) }, () => random.below(256)),
    inputs: inputs.map((columns, i) => randomInput(random, features, columns, `in${i}`)),
    output: {
      name: random.pick(['p', 'output', '概率']),
      index: random.below(3),
      unit: link === 'identity' ? 'value' : random.pick(['probability', 'log-odds']),
    },
    ...(random.chance(0.3) && { batch: 1 + random.below(2 ** 16) }),
    ...(random.chance(0.5) && {
      background: {
        population: 'approved',
        rows,
        values: Float64Array.from(weight.flatMap(() => features.map(point))),
        weight: Uint32Array.from(weight),
      },
    }),
  };
}

function randomInput(
  random: Random,
  features: readonly Feature[],
  columns: number[],
  name: string,
): NetworkInput {
  const type = random.pick(['float32', 'float64', 'int32', 'int64'] as const);
  const isRefused = columns.every((f) => features[f]!.missing === 'refused');
  const isFloat = type.startsWith('float');
  return {
    name,
    type,
    features: columns,
    shape: columns.length === 1 && random.chance(0.5) ? 'vector' : 'matrix',
    missing:
      isRefused && random.chance(0.8)
        ? 'refused'
        : isFloat && random.chance(0.5)
          ? 'nan'
          : random.below(9) - 4,
  };
}

function randomFeature(random: Random, index: number): Feature {
  const base = {
    name: random.pick(['income', 'a b', '收入', '__proto', '"q"']) + index,
    missing: random.pick(['allowed', 'refused'] as const),
    ...(random.chance(0.3) && { label: { en: 'Income' }, unit: 'CNY' }),
  };
  const size = random.chance(0.1) ? 300 : random.below(8);
  const steps = Array.from({ length: size }, () => 1 + random.below(9));
  let at = -20;
  const ascending = steps.map((step) => (at += step));
  if (random.chance(0.3)) {
    const labels = random.chance(0.5) ? ascending.map((code) => `c${code}`) : [];
    return {
      ...base,
      kind: 'categorical',
      codes: Int32Array.from(ascending),
      labels,
      ...(random.chance(0.3) && { categoryLabels: ascending.map((code) => ({ en: `C ${code}` })) }),
      unlisted: random.pick(['other', 'refused']),
    };
  }
  const single = random.chance(0.5);
  return {
    ...base,
    kind: 'numeric',
    cuts: Float64Array.from(ascending, (cut) => (single ? Math.fround(cut / 3) : cut / 3)),
    compare: single ? 'float32' : 'float64',
    side: random.pick(['less', 'less-equal']),
    // Not by chance of its own, so that seeds give the models that they gave before.
    ...(base.missing === 'allowed' &&
      !single &&
      size % 2 === 0 && { zeroIsMissing: true as const }),
    ...(random.chance(0.3) && { min: -100.5, max: 1e9, integer: true, step: 0.1 }),
  };
}

function randomForest(random: Random, features: readonly Feature[]): Forest {
  const splittable = features.flatMap((feature, f) => (splitCount(feature) > 0 ? [f] : []));
  const out = {
    treeStart: [0],
    feature: [] as number[],
    split: [] as number[],
    right: [] as number[],
    defaultLeft: [] as number[],
    leaf: [] as number[],
    cover: [] as number[],
    setStart: [0],
    words: [] as number[],
  };
  // How far a node's weight is from its children's: a few float32 steps, many, or unrelated.
  const drift = random.pick([0, 1e-6, 2e-5, 1e-3, 0.1, undefined]);
  const withCovers = random.chance(0.9);

  const grow = (depth: number): number => {
    const node = out.feature.length;
    const inner = depth > 0 && splittable.length > 0 && random.chance(0.8);
    const feature = inner ? random.pick(splittable) : LEAF;
    out.feature.push(feature);
    out.split.push(inner ? randomSplit(random, features[feature]!, out) : 0);
    out.right.push(0);
    out.defaultLeft.push(inner && random.chance(0.3) ? 1 : 0);
    out.leaf.push(inner ? 0 : random.below(2001) - 1000);
    out.cover.push(0);
    let cover = withCovers ? Math.fround(random.next() * 100) : 0;
    if (inner) {
      const left = grow(depth - 1);
      out.right[node] = out.feature.length;
      const sum = left + grow(depth - 1);
      if (drift !== undefined) {
        cover = Math.fround(sum * (1 + (random.chance(0.5) ? drift * random.next() : 0)));
      }
    }
    out.cover[node] = cover;
    return cover;
  };
  for (let trees = random.below(6); trees > 0; trees--) {
    grow(random.below(5));
    out.treeStart.push(out.feature.length);
  }

  // Whether each leaf has a test above it; a tree may be a leaf alone.
  const tested = out.feature.flatMap((feature, node) => {
    const tree = out.treeStart.findLastIndex((start) => start <= node);
    return feature === LEAF ? [out.treeStart[tree + 1]! - out.treeStart[tree]! > 1] : [];
  });
  return {
    kind: 'forest',
    treeStart: Uint32Array.from(out.treeStart),
    feature: Uint16Array.from(out.feature),
    split: Uint16Array.from(out.split),
    right: Uint32Array.from(out.right),
    defaultLeft: Uint8Array.from(out.defaultLeft),
    leaf: Int32Array.from(out.leaf),
    cover: Float32Array.from(out.cover),
    categorySets: { start: Uint32Array.from(out.setStart), words: Uint32Array.from(out.words) },
    ...(random.chance(0.3) && { background: randomBackground(random, tested) }),
  };
}

function randomSplit(
  random: Random,
  feature: Feature,
  sets: { setStart: number[]; words: number[] },
): number {
  if (feature.kind === 'numeric') return random.below(feature.cuts.length);
  const words = (splitCount(feature) + 32) >>> 5;
  for (let w = 0; w < words; w++) sets.words.push(Math.floor(random.next() * 2 ** 32));
  sets.setStart.push(sets.words.length);
  return sets.setStart.length - 2;
}

function randomBackground(random: Random, tested: readonly boolean[]): BackgroundCounts {
  const rows = randomRows(random);
  const start = [0];
  const pattern: number[] = [];
  const count: number[] = [];
  for (const isTested of tested) {
    // Two patterns at most: any leaf but a root has one feature, which is satisfied or not.
    const satisfied = isTested ? random.below(rows + 1) : 0;
    [rows - satisfied, satisfied].forEach((n, bits) => {
      if (n === 0) return;
      pattern.push(bits);
      count.push(n);
    });
    start.push(pattern.length);
  }
  return {
    population: 'approved',
    rows,
    start: Uint32Array.from(start),
    pattern: Uint32Array.from(pattern),
    count: Uint32Array.from(count),
  };
}

/** Counts of every width. */
function randomRows(random: Random): number {
  return 1 + random.below(random.pick([100, 60_000, 3_000_000]));
}

function randomAdditive(random: Random, features: readonly Feature[]): Additive {
  const terms = Array.from({ length: random.below(4) }, () => {
    const first = random.below(features.length);
    const second = random.below(features.length);
    const members = first !== second && random.chance(0.3) ? [first, second] : [first];
    const size = members.reduce((n, f) => n * binCount(features[f]!), 1);
    return {
      features: members,
      table: Int32Array.from({ length: size }, () => random.below(2001) - 1000),
      weight: Float32Array.from({ length: size }, () => random.next()),
    };
  });
  return { kind: 'additive', terms };
}

function randomCalibration(random: Random): Calibration {
  return random.pick<Calibration>([
    { kind: 'identity' },
    { kind: 'platt', slope: 0.9, intercept: -0.1 },
    { kind: 'beta', a: 1.1, b: 0.8, c: 1 / 3 },
    {
      kind: 'isotonic',
      logOdds: Float64Array.of(-2, -0.1, 3),
      probability: Float64Array.of(0, 0.5, 0.9),
    },
  ]);
}

function randomScale(random: Random): RiskModel['scale'] {
  return {
    offset: 487.123456789,
    factor: random.chance(0.5) ? 57.7 : -28.9,
    bands: [
      { id: 'E', from: 300 },
      { id: 'A', from: 720.5 },
    ],
    ...(random.chance(0.5) && { min: 300, max: 850 }),
    ...(random.chance(0.5) && { cutoffs: { approve: 640, review: 600 } }),
  };
}
