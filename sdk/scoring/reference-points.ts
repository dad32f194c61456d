import { RiskError } from '../core/errors.js';
import type { ColumnTable } from '../model/column-table.js';
import type { Feature } from '../model/feature.js';
import type { ReferencePoints } from '../model/network.js';

/** Points that a population is summed up in, at most. */
const MAX_POINTS = 16;

/** Fewer rows than this say too much about each of them. */
const MIN_ROWS = 10;

/** Moves of the middles; most populations rest sooner. */
const MAX_ROUNDS = 50;

/**
 * Sums a population up in a few made-up applicants, so that its rows need not ship: k-means over
 * standardised values, then of each cluster the mean of its numbers (rounded where the feature is
 * whole) and the most frequent of its categories; missing where most of its rows are. No point
 * stands for fewer than 10 rows. The same rows in the same order give the same points.
 *
 * O(rows * features * points) a round.
 * @throws RiskError `EXPLAIN_UNSUPPORTED` for fewer than 10 rows.
 */
export function referencePoints(
  features: readonly Feature[],
  table: ColumnTable,
  population: string,
): ReferencePoints {
  const { rows } = table;
  if (rows < MIN_ROWS) {
    throw new RiskError(
      'EXPLAIN_UNSUPPORTED',
      `a background population expected at least ${MIN_ROWS} rows`,
    );
  }
  const coordinates = standardise(table);
  let count = Math.min(MAX_POINTS, Math.floor(rows / MIN_ROWS));
  let clusters = cluster(coordinates, rows, count);
  // A cluster too small for itself: with one point fewer its rows join others.
  while (count > 1 && Math.min(...clusters.map((members) => members.length)) < MIN_ROWS) {
    clusters = cluster(coordinates, rows, --count);
  }
  const values = clusters.flatMap((members) =>
    features.map((feature, f) => middleOf(feature, table.columns[f]!, members)),
  );
  const weight = Uint32Array.from(clusters, (members) => members.length);
  return { population, rows, values: Float64Array.from(values), weight };
}

/** f64[rows] a feature: mean 0, variance 1; missing is the mean. */
function standardise({ rows, columns }: ColumnTable): Float64Array[] {
  return columns.map((column) => {
    let sum = 0;
    let squares = 0;
    let known = 0;
    for (let row = 0; row < rows; row++) {
      const value = column[row]!;
      if (value !== value) continue;
      sum += value;
      known++;
    }
    const mean = known > 0 ? sum / known : 0;
    for (const value of column) if (value === value) squares += (value - mean) ** 2;
    const scale = squares > 0 ? Math.sqrt(squares / known) : 1;
    return Float64Array.from(column, (value) => (value === value ? (value - mean) / scale : 0));
  });
}

/** Rows of each cluster, by Lloyd's rounds from rows spread over the order of their sums. */
function cluster(coordinates: readonly Float64Array[], rows: number, count: number): number[][] {
  const at = (row: number) => coordinates.map((column) => column[row]!);
  const distance = (row: number, point: readonly number[]) => {
    let sum = 0;
    for (let f = 0; f < point.length; f++) sum += (coordinates[f]![row]! - point[f]!) ** 2;
    return sum;
  };
  // Not from the extremes: outliers would become points.
  const norm = Float64Array.from({ length: rows }, (_, row) =>
    coordinates.reduce((sum, column) => sum + column[row]!, 0),
  );
  const order = Array.from({ length: rows }, (_, row) => row).sort((a, b) => norm[a]! - norm[b]!);
  let points = Array.from({ length: count }, (_, k) =>
    at(order[Math.floor(((k + 0.5) / count) * rows)]!),
  );
  let clusters: number[][] = [];
  const owner = new Int32Array(rows).fill(-1);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let moved = false;
    clusters = points.map(() => []);
    for (let row = 0; row < rows; row++) {
      let best = 0;
      let nearest = Infinity;
      points.forEach((point, k) => {
        const far = distance(row, point);
        if (far < nearest) [best, nearest] = [k, far];
      });
      moved ||= owner[row] !== best;
      owner[row] = best;
      clusters[best]!.push(row);
    }
    if (!moved) break;
    points = points.map((point, k) => centreOf(coordinates, clusters[k]!) ?? point);
  }
  return clusters;
}

function centreOf(
  coordinates: readonly Float64Array[],
  members: readonly number[],
): number[] | undefined {
  if (members.length === 0) return undefined;
  return coordinates.map(
    (column) => members.reduce((sum, row) => sum + column[row]!, 0) / members.length,
  );
}

function middleOf(feature: Feature, column: ArrayLike<number>, members: readonly number[]): number {
  const known = members.map((row) => column[row]!).filter((value) => value === value);
  if (known.length * 2 < members.length) return NaN;
  if (feature.kind === 'categorical') return mostFrequent(known);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return feature.integer ? Math.round(mean) : mean;
}

/** The lowest of those that occur most. */
function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || a - b)[0]![0];
}
