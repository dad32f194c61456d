import type { FeatureEncoding } from './encoding.js';
import type { NetworkShape, Weights } from './network.js';

/** A trained network, ready to score bins. */
export interface NetworkScorer {
  /**
   * Log-odds of bad of the picked rows.
   *
   * @param channel - of each row, or one for all.
   */
  logOdds(
    bins: readonly Uint8Array[],
    picked: Int32Array,
    channel: Uint8Array | number,
    horizon: number,
  ): Float64Array;
}

/**
 * Scores in float64 and in a fixed order, with sums and products alone: the same weights give the
 * same bits on every machine, whichever back end trained them.
 *
 * The first layer is linear in the encodings, so that it is tabulated by bin: O(features * units) a
 * row and O(bins * units) of memory.
 */
export function createScorer(
  encodings: readonly FeatureEncoding[],
  shape: NetworkShape,
  weights: Weights,
): NetworkScorer {
  const [firstUnits, secondUnits] = shape.hidden;
  const { horizons } = shape;
  const tables = firstLayer(encodings, weights.first, firstUnits);
  const base = channelBase(shape, weights);
  const first = new Float64Array(firstUnits);
  const second = new Float64Array(secondUnits);
  return {
    logOdds(bins, picked, channel, horizon) {
      const out = new Float64Array(picked.length);
      picked.forEach((row, i) => {
        const own = typeof channel === 'number' ? channel : channel[row]!;
        for (let u = 0; u < firstUnits; u++) first[u] = base[own * firstUnits + u]!;
        tables.forEach((table, f) => {
          if (table.length === 0) return;
          const from = bins[f]![row]! * firstUnits;
          for (let u = 0; u < firstUnits; u++) first[u]! += table[from + u]!;
        });
        for (let v = 0; v < secondUnits; v++) second[v] = weights.secondBias[v]!;
        for (let u = 0; u < firstUnits; u++) {
          const value = first[u]!;
          if (value <= 0) continue;
          for (let v = 0; v < secondUnits; v++) {
            second[v]! += value * weights.second[u * secondUnits + v]!;
          }
        }
        let sum = weights.headBias[horizon]! + weights.channelBias[own * horizons + horizon]!;
        for (let v = 0; v < secondUnits; v++) {
          const value = second[v]!;
          if (value > 0) sum += value * weights.heads[v * horizons + horizon]!;
        }
        out[i] = sum;
      });
      return out;
    },
  };
}

/** What each bin of each feature adds to the units of the first layer: f64[bins * units]. */
function firstLayer(
  encodings: readonly FeatureEncoding[],
  weights: Float32Array,
  units: number,
): Float64Array[] {
  let firstInput = 0;
  return encodings.map(({ width, table }) => {
    // A feature without inputs adds nothing, whatever its bin.
    const bins = width === 0 ? 0 : table.length / width;
    const out = new Float64Array(bins * units);
    for (let bin = 0; bin < bins; bin++) {
      for (let c = 0; c < width; c++) {
        const value = table[bin * width + c]!;
        if (value === 0) continue;
        const from = (firstInput + c) * units;
        for (let u = 0; u < units; u++) out[bin * units + u]! += value * weights[from + u]!;
      }
    }
    firstInput += width;
    return out;
  });
}

/** What the channel adds to them, the bias included: f64[channels * units]. */
function channelBase({ channels, embedding, hidden }: NetworkShape, weights: Weights) {
  const units = hidden[0];
  const out = new Float64Array(channels * units);
  for (let channel = 0; channel < channels; channel++) {
    for (let u = 0; u < units; u++) {
      let sum = weights.firstBias[u]!;
      for (let e = 0; e < embedding; e++) {
        sum += weights.channels[channel * embedding + e]! * weights.firstOfChannel[e * units + u]!;
      }
      out[channel * units + u] = sum;
    }
  }
  return out;
}
