import { exactExp, exactSigmoid, exactSoftplus } from '../../core/exact-math.js';
import { layOut, type CorrectionRows, type EvidenceFit, type PlacedBlock } from './evidence-fit.js';
import type { CardFit } from './fit-card.js';

/** What a card is expected to do for rows that it has not seen, against the source as it is. */
export interface Expectation {
  /**
   * Mean fall of the log-loss per row, in nats, and two standard errors either way: each row scored by a
   * card without it, to first order (no refits). Right on average; what a single card brought lay
   * within in 6 to 9 of 10 trials, so this is less than a 95 % interval for it.
   */
  readonly gain: { readonly value: number; readonly low: number; readonly high: number };
  /**
   * ln of how much more probable the labels are under cards of all sizes than under the source
   * unchanged: above 0 speaks for a change.
   */
  readonly evidence: number;
}

/**
 * Expects by leaving each row out, approximately: at the optimum a row's own pull on its log-odds is
 * h / (1 - w h) times its residual, h being x' A^-1 x; the weights of the sizes are corrected for the
 * row's own part in the evidence as well.
 *
 * @param sampled - where rows were chosen by their outcome: what each counts among all applicants (they
 * add up to the row count), and the offset that is in the rows' log-odds and in no applicant's.
 */
export function expectationOf(
  rows: CorrectionRows,
  fit: CardFit,
  sampled: { readonly weight?: Float64Array; readonly offset?: number } = {},
): Expectation {
  const { labels, source } = rows;
  const { weight, offset = 0 } = sampled;
  const count = labels.length;
  const left = fit.fits.map((each) => leaveOneOut(rows, each));
  const gains = new Float64Array(count);
  let unchanged = 0;
  for (let i = 0; i < count; i++) {
    const label = labels[i]!;
    let total = 0;
    let logOdds = 0;
    left.forEach((odds, k) => {
      const share = fit.weights[k]! / chanceOf(odds[i]!, label);
      total += share;
      logOdds += share * odds[i]!;
    });
    unchanged += lossOf(source[i]!, label);
    gains[i] = lossOf(source[i]! - offset, label) - lossOf(logOdds / total - offset, label);
  }
  return { gain: meanOf(gains, weight), evidence: fit.logEvidence + unchanged };
}

function chanceOf(logOdds: number, label: number): number {
  // Never 0, so that it can be divided by.
  return Math.max(exactSigmoid(label === 1 ? logOdds : -logOdds), 1e-300);
}

function lossOf(logOdds: number, label: number): number {
  return exactSoftplus(label === 1 ? -logOdds : logOdds);
}

/** Log-odds of each row by a fit without it, to first order. */
function leaveOneOut(rows: CorrectionRows, fit: EvidenceFit): Float64Array {
  const { labels, centred, groups } = rows;
  const parts = fit.tau === 0 ? [] : layOut(rows.blocks, fit.tau);
  const leverage = leverages(parts, groups, centred, fit);
  return fit.logOdds.map((odds, i) => {
    const e = exactExp(-Math.abs(odds));
    const w = e / ((1 + e) * (1 + e));
    const residual = exactSigmoid(odds) - labels[i]!;
    // w h stays below 1, since the row's own part is in the precision.
    return odds + (leverage[i]! / Math.max(1 - w * leverage[i]!, 1e-6)) * residual;
  });
}

/** x' A^-1 x of each row, from tables over pairs of groups. */
function leverages(
  parts: readonly PlacedBlock[],
  groups: readonly Uint8Array[],
  centred: Float64Array,
  { precision }: EvidenceFit,
): Float64Array {
  const last = parts.at(-1);
  const size = last ? last.at + last.columns : 2;
  const inverse = precision.inverse();
  const out = centred.map((t) => inverse[0]! + t * (2 * inverse[1]! + t * inverse[size + 1]!));
  parts.forEach((part, p) => {
    const group = groups[p]!;
    const plain = crossed(part, (c) => inverse[part.at * size + c * size]!);
    const sloped = crossed(part, (c) => inverse[part.at * size + c * size + 1]!);
    for (let i = 0; i < out.length; i++) {
      out[i]! += 2 * (plain[group[i]!]! + centred[i]! * sloped[group[i]!]!);
    }
    for (let q = 0; q <= p; q++) {
      const other = parts[q]!;
      const otherGroup = groups[q]!;
      const table = pairTable(part, other, inverse, size);
      const times = p === q ? 1 : 2;
      for (let i = 0; i < out.length; i++) {
        out[i]! += times * table[group[i]! * other.groups + otherGroup[i]!]!;
      }
    }
  });
  return out;
}

function crossed(
  { groups, columns, codes }: PlacedBlock,
  entry: (c: number) => number,
): Float64Array {
  const out = new Float64Array(groups);
  for (let g = 0; g < groups; g++) {
    for (let c = 0; c < columns; c++) out[g]! += codes[g * columns + c]! * entry(c);
  }
  return out;
}

/** codes * inverse * other's codes': f64[groups * other's groups]. */
function pairTable(
  part: PlacedBlock,
  other: PlacedBlock,
  inverse: Float64Array,
  size: number,
): Float64Array {
  const half = new Float64Array(part.columns * other.groups);
  for (let c = 0; c < part.columns; c++) {
    const row = (part.at + c) * size + other.at;
    for (let h = 0; h < other.groups; h++) {
      let sum = 0;
      for (let d = 0; d < other.columns; d++) {
        sum += inverse[row + d]! * other.codes[h * other.columns + d]!;
      }
      half[c * other.groups + h] = sum;
    }
  }
  const table = new Float64Array(part.groups * other.groups);
  for (let g = 0; g < part.groups; g++) {
    for (let c = 0; c < part.columns; c++) {
      const code = part.codes[g * part.columns + c]!;
      for (let h = 0; h < other.groups; h++) {
        table[g * other.groups + h]! += code * half[c * other.groups + h]!;
      }
    }
  }
  return table;
}

function meanOf(values: Float64Array, weight?: Float64Array): Expectation['gain'] {
  const count = values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]! * (weight?.[i] ?? 1);
  const value = sum / count;
  let square = 0;
  for (let i = 0; i < count; i++) {
    const distance = (values[i]! - value) * (weight?.[i] ?? 1);
    square += distance * distance;
  }
  const half = (1.96 * Math.sqrt(square)) / count;
  return { value, low: value - half, high: value + half };
}
