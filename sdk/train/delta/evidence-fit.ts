import { RiskError } from '../../core/errors.js';
import { exactExp, exactLog, exactSoftplus } from '../../core/exact-math.js';
import { Cholesky } from '../cholesky.js';
import type { CorrectionBlock } from './correction-design.js';

/** What a correction is fitted to. */
export interface CorrectionRows {
  readonly blocks: readonly CorrectionBlock[];
  /** Group of each row in each block: u8[rows] each. */
  readonly groups: readonly Uint8Array[];
  /** The source's log-odds, with the offset of outcome-dependent sampling where there is one: f64[rows]. */
  readonly source: Float64Array;
  /** The source's log-odds from its centre, whose slope is corrected: f64[rows]. */
  readonly centred: Float64Array;
  /** 1 bad, 0 good: u8[rows]. */
  readonly labels: Uint8Array;
}

/** Standard deviations of the priors, in log-odds: of the intercept, and of the slope about the source's. */
export interface Priors {
  readonly intercept: number;
  readonly slope: number;
}

/** The most probable correction for one tau. */
export interface EvidenceFit {
  readonly tau: number;
  /**
   * Intercept, slope about 1, then a coefficient for each column of each block, all in log-odds; the
   * last are 0 throughout with tau 0.
   */
  readonly coefficients: Float64Array;
  /** Laplace's approximation of the log-evidence. */
  readonly logEvidence: number;
  /** Posterior precision of what was fitted: of the coefficients, those after the first two over tau. */
  readonly precision: Cholesky;
  /** Fitted log-odds of the rows. */
  readonly logOdds: Float64Array;
}

const MAX_STEPS = 60;

/** Squared distance from the optimum, by Newton's decrement: coefficients are then off by less than 1e-10. */
const CONVERGED = 1e-20;

/** Nearer than this, whole steps converge by themselves, and sums of losses cannot tell better from worse. */
const NEAR = 1e-8;

/**
 * Newton's method for a logistic regression with normal priors. The design is never written out: a row
 * is a group in each block, so that X'WX comes from weighted counts of pairs of groups,
 * O(rows * blocks^2), which is a thirtieth of the product over columns for eight columns a block.
 *
 * @param start - coefficients to start from.
 */
export function fitEvidence(
  rows: CorrectionRows,
  tau: number,
  priors: Priors,
  start: Float64Array,
): EvidenceFit {
  const { blocks } = rows;
  const size = tau === 0 ? 2 : start.length;
  const precision = new Float64Array(size).fill(1);
  precision[0] = 1 / (priors.intercept * priors.intercept);
  precision[1] = 1 / (priors.slope * priors.slope);
  let theta = Float64Array.from({ length: size }, (_, j) => (j < 2 ? start[j]! : start[j]! / tau));
  const used = size > 2 ? blocks : [];
  const parts = layOut(used, tau);
  const hessian = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  let cholesky: Cholesky;
  let logOdds = linear(rows, parts, theta);
  let loss = penalized(rows.labels, logOdds, theta, precision);
  for (let count = 0; ; count++) {
    secondOrder(rows, parts, logOdds, theta, precision, hessian, gradient);
    cholesky = new Cholesky(hessian, size);
    // Margins so large that nothing else counts beside them.
    if (cholesky.failed >= 0)
      throw new RiskError('TRAINING_FAILED', 'no correction can be fitted to these margins');
    const step = cholesky.solve(gradient);
    let decrement = 0;
    for (let j = 0; j < size; j++) decrement += gradient[j]! * step[j]!;
    if (!(decrement > CONVERGED) || count === MAX_STEPS) break;
    for (let length = 1; ; length /= 2) {
      const next = theta.map((value, j) => value - length * step[j]!);
      const nextOdds = linear(rows, parts, next);
      const nextLoss = penalized(rows.labels, nextOdds, next, precision);
      const falls = nextLoss <= loss - 1e-4 * length * decrement;
      if (!falls && decrement > NEAR && length > 1e-4) continue;
      theta = next;
      logOdds = nextOdds;
      loss = nextLoss;
      break;
    }
  }
  let logEvidence = -loss - cholesky.logDeterminant() / 2;
  for (const each of precision) logEvidence += exactLog(each) / 2;
  const coefficients = new Float64Array(start.length);
  theta.forEach((value, j) => (coefficients[j] = j < 2 ? value : value * tau));
  return { tau, coefficients, logEvidence, precision: cholesky, logOdds };
}

/** A block with its codes times tau, and where its coefficients begin. */
export interface PlacedBlock {
  readonly groups: number;
  readonly columns: number;
  readonly codes: Float64Array;
  readonly at: number;
}

/** Places blocks after intercept and slope. */
export function layOut(blocks: readonly CorrectionBlock[], tau: number): readonly PlacedBlock[] {
  let at = 2;
  return blocks.map(({ groups, columns, codes }) => {
    const placed = { groups, columns, codes: codes.map((code) => code * tau), at };
    at += columns;
    return placed;
  });
}

function linear(
  { source, centred, groups }: CorrectionRows,
  parts: readonly PlacedBlock[],
  theta: Float64Array,
): Float64Array {
  const out = source.slice();
  for (let i = 0; i < out.length; i++) out[i]! += theta[0]! + theta[1]! * centred[i]!;
  parts.forEach((part, p) => {
    const effect = effectsOf(part, theta);
    const group = groups[p]!;
    for (let i = 0; i < out.length; i++) out[i]! += effect[group[i]!]!;
  });
  return out;
}

/** What each group of a block adds. */
export function effectsOf(part: PlacedBlock, theta: Float64Array): Float64Array {
  const { groups, columns, codes, at } = part;
  const effect = new Float64Array(groups);
  for (let g = 0; g < groups; g++) {
    for (let c = 0; c < columns; c++) effect[g]! += codes[g * columns + c]! * theta[at + c]!;
  }
  return effect;
}

function penalized(
  labels: Uint8Array,
  logOdds: Float64Array,
  theta: Float64Array,
  precision: Float64Array,
): number {
  let loss = 0;
  for (let i = 0; i < labels.length; i++) {
    const z = logOdds[i]!;
    loss += exactSoftplus(z) - (labels[i] === 1 ? z : 0);
  }
  for (let j = 0; j < theta.length; j++) loss += (precision[j]! * theta[j]! * theta[j]!) / 2;
  return loss;
}

/** Gradient, and the lower triangle of the Hessian, of the penalized loss. */
function secondOrder(
  { groups, centred, labels }: CorrectionRows,
  parts: readonly PlacedBlock[],
  logOdds: Float64Array,
  theta: Float64Array,
  precision: Float64Array,
  hessian: Float64Array,
  gradient: Float64Array,
): void {
  const size = theta.length;
  const rows = labels.length;
  const weight = new Float64Array(rows);
  const residual = new Float64Array(rows);
  const slope = new Float64Array(rows);
  hessian.fill(0);
  gradient.fill(0);
  for (let i = 0; i < rows; i++) {
    const z = logOdds[i]!;
    const e = exactExp(-Math.abs(z));
    const near = 1 / (1 + e);
    const chance = z >= 0 ? near : e * near;
    const w = e * near * near;
    const t = centred[i]!;
    weight[i] = w;
    slope[i] = w * t;
    residual[i] = chance - labels[i]!;
    gradient[0]! += residual[i]!;
    gradient[1]! += residual[i]! * t;
    hessian[0]! += w;
    hessian[size]! += w * t;
    hessian[size + 1]! += w * t * t;
  }
  parts.forEach((part, p) => {
    const { at, groups: count, columns, codes } = part;
    const group = groups[p]!;
    addTo(gradient, at, part, totals(group, residual, count));
    const rowOf = (c: number) => (at + c) * size;
    const byWeight = transposed(codes, columns, totals(group, weight, count));
    const bySlope = transposed(codes, columns, totals(group, slope, count));
    for (let c = 0; c < columns; c++) {
      hessian[rowOf(c)] = byWeight[c]!;
      hessian[rowOf(c) + 1] = bySlope[c]!;
    }
    for (let q = 0; q <= p; q++) {
      const other = parts[q]!;
      const pairs = pairTotals(group, groups[q]!, weight, count, other.groups);
      const product = sandwich(part, other, pairs);
      for (let c = 0; c < columns; c++) {
        const from = c * other.columns;
        hessian.set(product.subarray(from, from + other.columns), rowOf(c) + other.at);
      }
    }
  });
  for (let j = 0; j < size; j++) {
    gradient[j]! += precision[j]! * theta[j]!;
    hessian[j * size + j]! += precision[j]!;
  }
}

function totals(group: Uint8Array, values: Float64Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0; i < group.length; i++) sums[group[i]!]! += values[i]!;
  return sums;
}

function pairTotals(
  group: Uint8Array,
  other: Uint8Array,
  weight: Float64Array,
  count: number,
  otherCount: number,
): Float64Array {
  const sums = new Float64Array(count * otherCount);
  for (let i = 0; i < group.length; i++) sums[group[i]! * otherCount + other[i]!]! += weight[i]!;
  return sums;
}

/** codes' * sums: what the columns of a block add up to. */
function transposed(codes: Float64Array, columns: number, sums: Float64Array): Float64Array {
  const out = new Float64Array(columns);
  for (let g = 0; g < sums.length; g++) {
    for (let c = 0; c < columns; c++) out[c]! += codes[g * columns + c]! * sums[g]!;
  }
  return out;
}

function addTo(gradient: Float64Array, at: number, part: PlacedBlock, sums: Float64Array): void {
  gradient.set(transposed(part.codes, part.columns, sums), at);
}

/** codes' * pairs * other's codes: f64[columns * other's columns]. */
function sandwich(part: PlacedBlock, other: PlacedBlock, pairs: Float64Array): Float64Array {
  const half = new Float64Array(part.columns * other.groups);
  for (let g = 0; g < part.groups; g++) {
    for (let c = 0; c < part.columns; c++) {
      const code = part.codes[g * part.columns + c]!;
      for (let h = 0; h < other.groups; h++) {
        half[c * other.groups + h]! += code * pairs[g * other.groups + h]!;
      }
    }
  }
  const out = new Float64Array(part.columns * other.columns);
  for (let c = 0; c < part.columns; c++) {
    for (let h = 0; h < other.groups; h++) {
      const value = half[c * other.groups + h]!;
      for (let d = 0; d < other.columns; d++) {
        out[c * other.columns + d]! += value * other.codes[h * other.columns + d]!;
      }
    }
  }
  return out;
}
