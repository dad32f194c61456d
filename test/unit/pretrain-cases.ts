import { createRandom } from '../../sdk/core/random.js';
import type { Feature } from '../../sdk/model/feature.js';
import type { PretrainRows } from '../../sdk/train/pretrain/pretrain-types.js';

/** Rows whose risk is known, as numbers that survive JSON. */
export interface ToyProblem {
  readonly data: PretrainRows;
  /** The labels of the first horizon, of all rows. */
  readonly truth: readonly number[];
  /** Rows that no label tells of. */
  readonly held: readonly number[];
}

const numeric = (name: string, cuts: number): Feature => ({
  kind: 'numeric',
  name,
  missing: 'allowed',
  cuts: Float64Array.from({ length: cuts }, (_, i) => i + 1),
  compare: 'float64',
  side: 'less',
});

/**
 * Two channels, whose risk depends on the features in opposite ways where the first feature is
 * concerned, an interaction, a category and missing cells; two horizons, the second known of half of
 * the rows.
 */
export function toyProblem(rows: number, seed = 7): ToyProblem {
  const random = createRandom(seed);
  const features: Feature[] = [
    numeric('a', 9),
    numeric('b', 4),
    numeric('c', 19),
    {
      kind: 'categorical',
      name: 'd',
      missing: 'refused',
      codes: Int32Array.of(10, 20, 30),
      labels: [],
      unlisted: 'other',
    },
  ];
  const bins = [10, 6, 21, 3].map((count) =>
    Uint8Array.from({ length: rows }, () => random.below(count)),
  );
  const channel = Uint8Array.from({ length: rows }, () => random.below(2));
  const risk = (row: number) => {
    const [a, b, c, d] = bins.map((column) => column[row]!) as [number, number, number, number];
    const own = (a / 9 - 0.5) * (channel[row] ? 4 : -4);
    const pair = (b % 2) * (c > 9 ? 2 : -2);
    return own + pair + (d === 1 ? 1.5 : -0.5);
  };
  const draw = (row: number) => (random.next() < 1 / (1 + Math.exp(-risk(row))) ? 1 : 0);
  const truth = Array.from({ length: rows }, (_, row) => draw(row));
  const later = Array.from({ length: rows }, (_, row) => draw(row));
  const isHeld = (row: number) => row % 4 === 0;
  const held = truth.map((_, row) => row).filter(isHeld);
  return {
    data: {
      ...{ rows, features, bins, channel },
      channels: ['branch', 'web'],
      horizons: ['12 months', '3 months'],
      labels: [
        Float32Array.from(truth, (label, row) => (isHeld(row) ? NaN : label)),
        Float32Array.from(later, (label, row) => (row % 2 === 0 ? NaN : label)),
      ],
    },
    ...{ truth, held },
  };
}

/** Area under the ROC curve; ties count half. */
export function areaOf(scores: ArrayLike<number>, labels: readonly number[]): number {
  let won = 0;
  let pairs = 0;
  labels.forEach((bad, i) => {
    if (bad !== 1) return;
    labels.forEach((other, j) => {
      if (other !== 0) return;
      pairs++;
      const difference = scores[i]! - scores[j]!;
      won += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
    });
  });
  return won / pairs;
}
