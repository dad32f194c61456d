/** From the margin to a probability. Points are never calibrated, so that they stay additive. */
export type Calibration =
  | { readonly kind: 'identity' }
  | { readonly kind: 'platt'; readonly slope: number; readonly intercept: number }
  | { readonly kind: 'beta'; readonly a: number; readonly b: number; readonly c: number }
  | {
      readonly kind: 'isotonic';
      readonly logOdds: Float64Array;
      readonly probability: Float64Array;
    };

/** What the margin is: log-odds (`logistic`), or the predicted number itself (`identity`). */
export type Link = 'logistic' | 'identity';

function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** Probability of bad, in [0, 1]; with link `identity`, the clamped margin. */
export function probabilityOf(link: Link, calibration: Calibration, logOdds: number): number {
  if (link === 'identity') return logOdds;
  switch (calibration.kind) {
    case 'identity':
      return sigmoid(logOdds);
    case 'platt':
      return sigmoid(calibration.slope * logOdds + calibration.intercept);
    case 'beta': {
      // Kull, Silva Filho and Flach 2017: c + a ln p - b ln(1 - p), with ln p = -softplus(-m).
      const lnP = -softplus(-logOdds);
      const lnQ = -softplus(logOdds);
      return sigmoid(calibration.a * lnP - calibration.b * lnQ + calibration.c);
    }
    case 'isotonic':
      return interpolate(calibration.logOdds, calibration.probability, logOdds);
  }
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function interpolate(xs: Float64Array, ys: Float64Array, x: number): number {
  const last = xs.length - 1;
  if (x <= xs[0]!) return ys[0]!;
  if (x >= xs[last]!) return ys[last]!;
  let high = 1;
  while (xs[high]! < x) high++;
  const t = (x - xs[high - 1]!) / (xs[high]! - xs[high - 1]!);
  return ys[high - 1]! + t * (ys[high]! - ys[high - 1]!);
}
