import { FLOAT_ORDER } from '../../core/float-order.js';
import { ZERO_BOUND } from '../../model/binning.js';
import { missingBin, type Feature, type NumericFeature } from '../../model/feature.js';
import type { ImportedFeatures } from './build-features.js';

/** Values at which one feature is probed: as our model takes them, and as the source does. */
export interface Probes {
  readonly ours: Float64Array;
  readonly source: Float64Array;
}

/** What probes of a numeric feature may hold before some are left out. */
const MAX_CUTS = 4096;

/**
 * What can go wrong at a feature, value by value: missing; each cut point, one step of its
 * precision below it and above; numbers far out; each category, and one that no split names.
 */
export function probeValues(imported: ImportedFeatures): readonly Probes[] {
  return imported.features.map((feature, f) =>
    feature.kind === 'numeric'
      ? numericProbes(feature)
      : categoricalProbes(feature, imported.binOfCode[f]!),
  );
}

function numericProbes({ cuts, compare, zeroIsMissing }: NumericFeature): Probes {
  const step = Math.ceil(cuts.length / MAX_CUTS) || 1;
  const values = [NaN, 0, -1e30, 1e30];
  const { round, previous, next } = FLOAT_ORDER[compare];
  const around = (value: number) => {
    values.push(previous(value), value, next(value));
  };
  if (zeroIsMissing) [ZERO_BOUND, -ZERO_BOUND].forEach(around);
  for (let k = 0; k < cuts.length; k += step) {
    if (Number.isFinite(cuts[k]!)) around(cuts[k]!);
  }
  const source = Float64Array.from(values, round);
  return { ours: source, source };
}

function categoricalProbes(
  feature: Extract<Feature, { kind: 'categorical' }>,
  binOfCode: Uint16Array,
): Probes {
  const count = missingBin(feature) + 1;
  const ours = new Float64Array(count);
  const source = new Float64Array(count);
  binOfCode.forEach((bin, code) => {
    ours[code] = feature.codes[bin]!;
    source[code] = code;
  });
  // An unlisted category: no code of ours, and past the last one of the source's.
  ours[count - 2] = (feature.codes.at(-1) ?? 0) + 1;
  source[count - 2] = count - 2;
  ours[count - 1] = source[count - 1] = NaN;
  return { ours, source };
}

/**
 * Deals the probes of one feature in random order, again and again, so that every one comes up
 * before any comes twice. Deterministic: the same model gives the same rows.
 */
export class Deck {
  private readonly order: Uint32Array;
  private next = 0;
  private state: number;

  constructor(size: number, seed: number) {
    this.order = Uint32Array.from({ length: size }, (_, i) => i);
    this.state = (seed + 1) * 0x9e3779b9;
  }

  deal(): number {
    if (this.next === 0) this.shuffle();
    const card = this.order[this.next]!;
    this.next = (this.next + 1) % this.order.length;
    return card;
  }

  private shuffle(): void {
    const { order } = this;
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(this.random() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
  }

  /** mulberry32: in [0, 1). */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
}
