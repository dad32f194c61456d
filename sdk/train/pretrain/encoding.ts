import { binCount, missingBin, type Feature } from '../../model/feature.js';
import type { TrainRows } from '../train-rows.js';

/** What a network sees of one feature: a row of numbers for each bin. */
export interface FeatureEncoding {
  /** Numbers a bin. */
  readonly width: number;
  /** f32[bins * width]. Each column has a mean of 0 over the rows it was made from. */
  readonly table: Float32Array;
}

/**
 * Turns bins into inputs. A numeric feature becomes pieces of its ranks, each rising from 0 to 1 over
 * its own share of the rows (piecewise-linear encoding, Gorishniy et al. 2022, on ranks because bins
 * have no distances); a category becomes one of n; each gets a mark for "missing" where some are.
 *
 * Columns are centred, so that a feature that is hidden, or missing where none was, is at its mean.
 *
 * @param pieces - of a numeric feature, at most.
 */
export function makeEncodings(
  { features, bins, rows }: Pick<TrainRows, 'features' | 'bins' | 'rows'>,
  pieces: number,
): FeatureEncoding[] {
  return features.map((feature, f) => {
    const counts = new Float64Array(binCount(feature));
    for (const bin of bins[f]!) counts[bin]! += 1;
    return centred(columnsOf(feature, counts, pieces), counts, rows);
  });
}

/** One array a column, over the bins. */
function columnsOf(feature: Feature, counts: Float64Array, pieces: number): Float64Array[] {
  const missing = missingBin(feature);
  const columns: Float64Array[] = [];
  if (feature.kind === 'categorical') {
    const seen = Array.from(counts.keys()).filter((bin) => bin < missing && counts[bin]! > 0);
    // One category alone tells nothing, as one bin does.
    if (seen.length > 1) columns.push(...seen.map((bin) => mark(counts.length, bin)));
  } else {
    columns.push(...rankPieces(counts, missing, pieces));
  }
  // A missing cell is at the mean of everything else, and has its mark.
  for (const column of columns) column[missing] = NaN;
  if (counts[missing]! > 0) columns.push(mark(counts.length, missing));
  return columns;
}

function mark(bins: number, bin: number): Float64Array {
  const column = new Float64Array(bins);
  column[bin] = 1;
  return column;
}

/** The pieces that some bin tells apart from another. */
function rankPieces(counts: Float64Array, missing: number, pieces: number): Float64Array[] {
  let valid = 0;
  let seen = 0;
  for (let bin = 0; bin < missing; bin++) {
    valid += counts[bin]!;
    if (counts[bin]! > 0) seen++;
  }
  if (seen < 2) return [];
  const count = Math.min(pieces, seen - 1);
  const columns = Array.from({ length: count }, () => new Float64Array(counts.length));
  let below = 0;
  for (let bin = 0; bin < missing; bin++) {
    const rank = (below + counts[bin]! / 2) / valid;
    below += counts[bin]!;
    columns.forEach((column, piece) => {
      column[bin] = Math.min(1, Math.max(0, rank * count - piece));
    });
  }
  return columns;
}

function centred(
  columns: readonly Float64Array[],
  counts: Float64Array,
  rows: number,
): FeatureEncoding {
  const width = columns.length;
  const table = new Float32Array(counts.length * width);
  columns.forEach((column, c) => {
    let sum = 0;
    let known = 0;
    for (let bin = 0; bin < counts.length; bin++) {
      if (Number.isNaN(column[bin])) continue;
      sum += counts[bin]! * column[bin]!;
      known += counts[bin]!;
    }
    const mean = rows > 0 && known > 0 ? sum / known : 0;
    for (let bin = 0; bin < counts.length; bin++) {
      const value = column[bin]!;
      table[bin * width + c] = Number.isNaN(value) ? 0 : value - mean;
    }
  });
  return { width, table };
}

/** Inputs of a network over these features. */
export function inputCount(encodings: readonly FeatureEncoding[]): number {
  return encodings.reduce((sum, { width }) => sum + width, 0);
}

/**
 * The inputs of some rows: f32[picked rows * inputs].
 *
 * @param picked - which rows.
 * @param hidden - u8[picked rows * features]: 1 leaves a feature at its mean.
 */
export function encodeRows(
  encodings: readonly FeatureEncoding[],
  bins: readonly Uint8Array[],
  picked: Int32Array,
  hidden?: Uint8Array,
): Float32Array {
  const inputs = inputCount(encodings);
  const out = new Float32Array(picked.length * inputs);
  let first = 0;
  encodings.forEach(({ width, table }, f) => {
    const column = bins[f]!;
    for (let i = 0; i < picked.length; i++) {
      if (hidden?.[i * encodings.length + f]) continue;
      const from = column[picked[i]!]! * width;
      const to = i * inputs + first;
      for (let c = 0; c < width; c++) out[to + c] = table[from + c]!;
    }
    first += width;
  });
  return out;
}
