import type { RecourseOptions, Target } from '../../sdk/insight/questions.js';
import type { Additive } from '../../sdk/model/additive.js';
import { binCount, splitCount, type Feature } from '../../sdk/model/feature.js';
import { LEAF, type Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { Follows, RecourseRule } from '../../sdk/model/recourse.js';
import type { Random } from './random.js';

/** One question with everything that decides its answer. */
export interface RecourseCase {
  readonly model: RiskModel;
  readonly values: Float64Array;
  readonly options: RecourseOptions;
}

/** Values lie between these, and cut points well inside. */
export const EDGE = 6;

/** A small model with rules, an applicant, and a question, every part by chance. */
export function randomCase(random: Random): RecourseCase {
  const features = Array.from({ length: 2 + random.below(4) }, (_, f) =>
    randomFeature(random, `f${f}`),
  );
  const recourse = random.chance(0.9) ? randomRules(random, features) : [];
  const scaleBits = 10;
  const higherIsSafer = random.chance(0.7);
  const model: RiskModel = {
    name: 'random',
    version: '1',
    features,
    body: random.chance(0.6) ? randomForest(random, features) : randomAdditive(random, features),
    scaleBits,
    intercept: random.below(800) - 150,
    link: 'logistic',
    calibration: random.pick([
      { kind: 'identity' },
      { kind: 'platt', slope: 0.8, intercept: 0.1 },
    ] as const),
    scale: {
      offset: 600,
      factor: higherIsSafer ? 40 : -40,
      ...(random.chance(0.2) && { min: 560, max: 640 }),
      bands: [
        { id: 'C', from: 0 },
        { id: 'B', from: 590 },
        { id: 'A', from: 610 },
      ],
      cutoffs: higherIsSafer ? { approve: 612, review: 595 } : { approve: 588, review: 604 },
    },
    ...(random.chance(0.5) && { baseline: randomBaseline(random, features) }),
    reasons: features.map(({ name }, f) => ({ code: name, features: [f], label: {} })),
    recourse,
    ...(recourse.length === 0 &&
      random.chance(0.5) && { disclosure: { protected: [{ feature: 0, attribute: 'age' }] } }),
    card: {},
  };
  const values = Float64Array.from(features, (feature) => randomValue(random, feature));
  const options: RecourseOptions = {
    target: randomTarget(random),
    maxChanges: 1 + random.below(5),
    count: 1 + random.below(3),
    budgetMs: 60_000,
    ...(random.chance(0.2) && {
      features: features.map(({ name }) => name).filter(() => random.chance(0.7)),
    }),
  };
  return { model, values, options };
}

function randomTarget(random: Random): Target {
  return random.pick<Target>([
    'approved',
    'review',
    { points: 570 + random.below(70) },
    { band: random.pick(['A', 'B', 'C']) },
    { probability: 0.2 + 0.6 * random.next() },
  ]);
}

function randomFeature(random: Random, name: string): Feature {
  const missing = random.chance(0.4) ? 'allowed' : 'refused';
  if (random.chance(0.25)) {
    const codes = Int32Array.from({ length: 2 + random.below(3) }, (_, k) => 2 * k);
    return { kind: 'categorical', name, missing, codes, labels: [], unlisted: 'other' };
  }
  const zero = missing === 'allowed' && random.chance(0.3);
  const integer = !zero && random.chance(0.4);
  const cuts = new Set<number>();
  const count = 1 + random.below(5);
  while (cuts.size < count) cuts.add((random.below(17) - 8) / (integer ? 2 : 2));
  return {
    kind: 'numeric',
    name,
    missing,
    cuts: Float64Array.from(cuts).sort(),
    compare: zero ? 'float64' : random.pick(['float32', 'float64']),
    side: random.pick(['less', 'less-equal']),
    // Always limited, so that a grid of values can be everything.
    ...{ min: -EDGE, max: EDGE },
    ...(integer && { integer }),
    ...(zero && { zeroIsMissing: true as const }),
  };
}

/** Whole numbers, or multiples of a quarter. */
function randomValue(random: Random, feature: Feature): number {
  if (feature.missing === 'allowed' && random.chance(0.25)) return NaN;
  if (feature.kind === 'categorical') return random.pick([...feature.codes, 77]);
  return feature.integer ? random.below(2 * EDGE + 1) - EDGE : random.below(49) / 4 - EDGE;
}

function randomRules(random: Random, features: readonly Feature[]): RecourseRule[] {
  const rules: RecourseRule[] = [];
  const linked = random.chance(0.35);
  features.forEach((feature, f) => {
    // Only later features follow earlier ones: no circle.
    if (linked && f > 0 && feature.kind === 'numeric' && random.chance(0.5)) {
      const follows = randomFollows(random, features, f);
      if (follows) {
        rules.push({ feature: f, direction: 'immutable', follows });
        return;
      }
    }
    if (random.chance(0.1)) return;
    const named = splitCount(feature) + (feature.kind === 'numeric' ? 1 : 0);
    const bins = Array.from({ length: named }, (_, bin) => bin).filter(() => random.chance(0.7));
    if (feature.missing === 'allowed' && random.chance(0.3)) bins.push(binCount(feature) - 1);
    rules.push({
      feature: f,
      direction: random.pick(['up', 'down', 'free', 'free', 'immutable']),
      ...(random.chance(0.4) && { cost: random.pick([0.25, 1, 1, 2.5, 7]) }),
      ...(feature.kind === 'numeric' &&
        random.chance(0.2) && { step: feature.integer ? 2 : random.pick([0.5, 0.75, 2]) }),
      ...(bins.length > 0 && random.chance(0.3) && { bins }),
    });
  });
  return rules;
}

function randomFollows(
  random: Random,
  features: readonly Feature[],
  f: number,
): Follows | undefined {
  const numeric = features.flatMap(({ kind }, g) => (kind === 'numeric' && g < f ? [g] : []));
  if (numeric.length === 0) return undefined;
  const whole = numeric.filter((g) => (features[g] as { integer?: boolean }).integer);
  if (whole.length > 1 && random.chance(0.5)) {
    return { kind: 'ratio', numerator: whole[0]!, denominator: whole[1]!, factor: 2 };
  }
  const first = random.pick(numeric);
  const second = random.pick(numeric);
  const leaders = first !== second && random.chance(0.4) ? [first, second] : [first];
  return {
    kind: 'shift',
    terms: leaders.map((feature) => ({ feature, factor: random.pick([1, -1, 0.5, 2]) })),
  };
}

function randomBaseline(random: Random, features: readonly Feature[]) {
  const rows = 400;
  const histograms = features.map((feature) => {
    const counts = new Uint32Array(binCount(feature));
    for (let row = 0; row < rows; row++) counts[random.below(random.pick([1, counts.length]))]!++;
    return counts;
  });
  return { population: 'all', rows, histograms };
}

function randomForest(random: Random, features: readonly Feature[]): Forest {
  const out = {
    treeStart: [0],
    feature: [] as number[],
    split: [] as number[],
    right: [] as number[],
    defaultLeft: [] as number[],
    leaf: [] as number[],
  };
  const start = [0];
  const words: number[] = [];
  const grow = (depth: number): void => {
    const node = out.feature.length;
    const inner = depth > 0 && random.chance(0.85);
    const f = random.below(features.length);
    const feature = features[f]!;
    out.feature.push(inner ? f : LEAF);
    if (inner && feature.kind === 'categorical') {
      words.push(random.below(2 ** splitCount(feature)));
      start.push(words.length);
      out.split.push(start.length - 2);
    } else out.split.push(inner ? random.below(splitCount(feature)) : 0);
    out.right.push(0);
    out.defaultLeft.push(inner && random.chance(0.5) ? 1 : 0);
    out.leaf.push(inner ? 0 : random.below(600) - 300);
    if (!inner) return;
    grow(depth - 1);
    out.right[node] = out.feature.length;
    grow(depth - 1);
  };
  for (let trees = 1 + random.below(8); trees > 0; trees--) {
    grow(1 + random.below(4));
    out.treeStart.push(out.feature.length);
  }
  return {
    kind: 'forest',
    treeStart: Uint32Array.from(out.treeStart),
    feature: Uint16Array.from(out.feature),
    split: Uint16Array.from(out.split),
    right: Uint32Array.from(out.right),
    defaultLeft: Uint8Array.from(out.defaultLeft),
    leaf: Int32Array.from(out.leaf),
    cover: new Float32Array(out.leaf.length).fill(1),
    categorySets: { start: Uint32Array.from(start), words: Uint32Array.from(words) },
  };
}

function randomAdditive(random: Random, features: readonly Feature[]): Additive {
  const members: number[][] = features.map((_, f) => [f]);
  const pairs = random.chance(0.5) ? random.below(4) : 0;
  for (let pair = 0; pair < pairs; pair++) {
    const first = random.below(features.length);
    const second = random.below(features.length);
    if (first !== second) members.push([first, second]);
  }
  const terms = members.map((of) => {
    const size = of.reduce((n, f) => n * binCount(features[f]!), 1);
    return {
      features: of,
      table: Int32Array.from({ length: size }, () => random.below(800) - 400),
      weight: new Float32Array(size).fill(1),
    };
  });
  return { kind: 'additive', terms };
}
