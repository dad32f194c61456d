import { createRandom } from '../../sdk/core/random.js';
import type { Feature } from '../../sdk/model/feature.js';
import { binCount } from '../../sdk/model/feature.js';
import { goesLeft, LEAF, type Forest } from '../../sdk/model/forest.js';
import type { Boosted, BoostSettings } from '../../sdk/train/boost/boost-types.js';
import type { TrainRows } from '../../sdk/train/train-rows.js';

export const SETTINGS: BoostSettings = {
  objective: 'log-loss',
  shape: 'depth-wise',
  trees: 10,
  depth: 3,
  eta: 0.3,
  lambda: 1,
  minChild: 1,
  minGain: 0,
  columnShare: 1,
  seed: 1,
  patience: 0,
};

export function numeric(name: string, cuts: number): Feature {
  return {
    kind: 'numeric',
    name,
    missing: 'allowed',
    compare: 'float64',
    side: 'less',
    cuts: Float64Array.from({ length: cuts }, (_, i) => i),
  };
}

export function categorical(name: string, codes: number): Feature {
  return {
    kind: 'categorical',
    name,
    missing: 'allowed',
    codes: Int32Array.from({ length: codes }, (_, i) => i),
    labels: [],
    unlisted: 'other',
  };
}

/** Rows whose risk rises with some bins, falls with others, and is higher where some are missing. */
export function makeRows(
  seed: number,
  rows: number,
  features: readonly Feature[],
  options: { weights?: boolean; soft?: boolean; missing?: number } = {},
): TrainRows {
  const random = createRandom(seed);
  const { missing = 0.1 } = options;
  const effects = features.map((feature, f) =>
    Float64Array.from({ length: binCount(feature) }, (_, bin) =>
      feature.kind === 'numeric'
        ? (f % 2 ? -1 : 1) * (bin / binCount(feature)) + 0.3 * random.next()
        : random.next(),
    ),
  );
  const bins = features.map(
    (feature) =>
      new Uint8Array(
        Array.from({ length: rows }, () => {
          const last = binCount(feature) - 1;
          return random.next() < missing ? last : random.below(last);
        }),
      ),
  );
  const target = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    bins.forEach((column, f) => (sum += effects[f]![column[row]!]!));
    const share = Math.min(Math.max(0.5 + (sum - 0.65 * features.length * 0.5) * 0.5, 0.02), 0.98);
    target[row] = options.soft ? share : random.next() < share ? 1 : 0;
  }
  return {
    rows,
    features,
    bins,
    target,
    ...(options.weights && {
      weight: Float64Array.from({ length: rows }, () => random.below(4) * 0.7),
    }),
  };
}

/** Margin of a row in units, by walking the trees. */
export function marginOf(
  { body, intercept }: Pick<Boosted, 'body' | 'intercept'>,
  features: readonly Feature[],
  binAt: (feature: number) => number,
): number {
  let margin = intercept;
  for (let tree = 0; tree + 1 < body.treeStart.length; tree++) {
    margin += body.leaf[leafOf(body, features, binAt, tree)]!;
  }
  return margin;
}

export function leafOf(
  body: Forest,
  features: readonly Feature[],
  binAt: (feature: number) => number,
  tree: number,
): number {
  let node = body.treeStart[tree]!;
  while (body.feature[node] !== LEAF) {
    const f = body.feature[node]!;
    const feature = features[f]!;
    const left = goesLeft(
      body,
      node,
      binAt(f),
      binCount(feature) - 1,
      feature.kind === 'categorical',
    );
    node = left ? node + 1 : body.right[node]!;
  }
  return node;
}

/** Everything of a result that must be the same everywhere, as text. */
export function digestOf({ body, intercept, trainLoss, validationLoss, kept }: Boosted): string {
  const { treeStart, feature, split, right, defaultLeft, leaf, cover, categorySets } = body;
  const lists = [treeStart, feature, split, right, defaultLeft, leaf, cover];
  lists.push(categorySets.start, categorySets.words);
  let hash = 0xcbf29ce484222325n;
  const mix = (bytes: Uint8Array) => {
    for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & (2n ** 64n - 1n);
  };
  for (const list of lists) mix(new Uint8Array(list.buffer, list.byteOffset, list.byteLength));
  const numbers = Float64Array.of(intercept, kept, ...trainLoss, ...(validationLoss ?? []));
  mix(new Uint8Array(numbers.buffer));
  return hash.toString(16).padStart(16, '0');
}
