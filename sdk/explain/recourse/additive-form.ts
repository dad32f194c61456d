import type { Additive } from '../../model/additive.js';
import { binCount } from '../../model/feature.js';
import type { RiskModel } from '../../model/model.js';
import type { Assignment, Form, Margins } from './form.js';
import type { Block } from './lattice.js';

/** The form of a sum of single terms and pairs: its own tables, read at the options of the blocks. */
export function buildAdditiveForm(model: RiskModel, body: Additive, at: Assignment): Form {
  const { blocks, bins } = at;
  const owner = new Map<number, { block: number; bins: Uint16Array }>();
  blocks.forEach((block, b) =>
    block.features.forEach((f, k) => owner.set(f, { block: b, bins: block.bins[k]! })),
  );
  const single = blocks.map(({ size }) => new Float64Array(size));
  const pair: (Margins | undefined)[] = new Array<undefined>(blocks.length ** 2).fill(undefined);
  let base = model.intercept;
  for (const { features, table } of body.terms) {
    const [f, g] = features as [number, number?];
    const width = g === undefined ? 1 : binCount(model.features[g]!);
    const first = owner.get(f);
    const second = g === undefined ? undefined : owner.get(g);
    const value = (i: number | undefined, j: number | undefined) => {
      const row = first ? first.bins[i!]! : bins[f]!;
      if (g === undefined) return table[row]!;
      return table[row * width + (second ? second.bins[j!]! : bins[g]!)]!;
    };
    if (first && second && first.block !== second.block) {
      base += addPair(blocks, first.block, second.block, value, single, pair);
      continue;
    }
    const block = first?.block ?? second?.block;
    if (block === undefined) {
      base += value(undefined, undefined);
      continue;
    }
    const { stay, size } = blocks[block]!;
    const here = value(stay, stay);
    base += here;
    for (let o = 0; o < size; o++) single[block]![o]! += value(o, o) - here;
  }
  let floor = base;
  for (const margins of single) floor += margins.reduce((a, b) => Math.min(a, b), 0);
  for (const margins of pair) {
    if (margins) floor += (margins as Float64Array).reduce((a, b) => Math.min(a, b), 0);
  }
  const none = () => 0;
  return { blocks, base, floor, single, pair, tripleFloor: none, triple: none };
}

/** Parts a pair into its single effects, anchored at the applicant, and the rest. */
function addPair(
  blocks: readonly Block[],
  first: number,
  second: number,
  value: (i: number, j: number) => number,
  single: readonly Float64Array[],
  pair: (Margins | undefined)[],
): number {
  const swap = first > second;
  const a = swap ? second : first;
  const b = swap ? first : second;
  const at = (i: number, j: number) => (swap ? value(j, i) : value(i, j));
  const { stay: s, size: n } = blocks[a]!;
  const { stay: t, size: m } = blocks[b]!;
  const here = at(s, t);
  for (let i = 0; i < n; i++) single[a]![i]! += at(i, t) - here;
  for (let j = 0; j < m; j++) single[b]![j]! += at(s, j) - here;
  const margins = (pair[a * blocks.length + b] ??= new Float64Array(n * m));
  for (let i = 0; i < n; i++) {
    const alone = at(i, t) - here;
    for (let j = 0; j < m; j++) margins[i * m + j]! += at(i, j) - at(s, j) - alone;
  }
  return here;
}
