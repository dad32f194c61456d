import { FLOAT_ORDER } from '../../core/float-order.js';
import { fromFixedPoint } from '../../core/fixed-point.js';
import { binOf } from '../../model/binning.js';
import type { CardModel, MarginLine } from './build-card.js';
import type { CardEntry, Characteristic } from './card.js';

const { next, previous } = FLOAT_ORDER.float64;

const SAMPLE_ROWS = 1024;
/** Stops a card that is large beyond reason. */
const MAX_CELLS = 2 ** 24;

export interface CardReplay {
  readonly largestMarginDifference: number;
  readonly sampleRows: number;
}

/** A value as ours, and the points that the card itself gives it. */
interface Probe {
  readonly value: number;
  readonly points: number;
}

/**
 * Scores the same rows twice and compares: the card's own bins, looked through one by one, with
 * their points added up in float64; and our bins and integers. The rows lie on every cut point and
 * one float64 step below it, in every category, in none, and on missing.
 */
export function replayCard(
  characteristics: readonly Characteristic[],
  base: number,
  line: MarginLine,
  model: CardModel,
): CardReplay {
  const probes = characteristics.map((characteristic, f) => probesOf(characteristic, model, f));
  // Every probe of every feature comes up in some row.
  const most = probes.reduce((n, each) => Math.max(n, each.length), 0);
  const width = Math.max(1, probes.length);
  const rows = Math.max(1, Math.min(Math.max(SAMPLE_ROWS, most), Math.floor(MAX_CELLS / width)));
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    let points = base;
    let units = model.intercept;
    probes.forEach((each, f) => {
      // A stride of its own for each feature, so that rows do not all move together.
      const probe = each[(row + Math.floor(row / each.length) * (f + 1)) % each.length]!;
      points += probe.points;
      units += model.body.terms[f]!.table[binOf(model.features[f]!, probe.value)]!;
    });
    const theirs = (points - line.zero) * line.slope;
    largest = Math.max(largest, Math.abs(fromFixedPoint(units, model.scaleBits) - theirs));
  }
  return { largestMarginDifference: largest, sampleRows: rows };
}

function probesOf(card: Characteristic, model: CardModel, f: number): Probe[] {
  const probes: Probe[] = [];
  const add = (value: number, entry: CardEntry | undefined): void => {
    if (entry) probes.push({ value, points: entry.points });
  };
  if (card.kind === 'numeric') {
    const special = card.special.flatMap(({ values }) =>
      values.flatMap((v) => [v, next(v), previous(v)]),
    );
    const edges = card.cuts.flatMap((cut) => [cut, previous(cut)]);
    const ends = [-Number.MAX_VALUE, Number.MAX_VALUE, 0, -1];
    for (const value of [...edges, ...special, ...ends]) add(value, entryFor(card, value));
  } else {
    const feature = model.features[f]!;
    const codeOf = new Map(
      feature.kind === 'categorical'
        ? feature.labels.map((label, i) => [label, feature.codes[i]!])
        : [],
    );
    for (const { values, entry } of card.groups) {
      for (const value of values) {
        add(typeof value === 'number' ? value : codeOf.get(value)!, entry);
      }
    }
    const last = feature.kind === 'categorical' ? (feature.codes.at(-1) ?? -1) : -1;
    add(Math.max(last, -1) + 1, card.other);
  }
  add(NaN, card.missing);
  return probes.length > 0 ? probes : [{ value: NaN, points: 0 }];
}

/** A walk along the bins, unlike the search that the model's own binning is. */
function entryFor(card: Characteristic & { kind: 'numeric' }, value: number): CardEntry {
  const special = card.special.find(({ values }) => values.includes(value));
  if (special) return special.entry;
  const above = card.cuts.findIndex((cut) => value < cut);
  return card.entries[above === -1 ? card.cuts.length : above]!;
}
