import type { Game } from '../lowering/game.js';
import { coverRatio } from '../lowering/leaf-paths.js';
import type { Additive } from '../model/additive.js';
import { binCount, missingBin } from '../model/feature.js';
import { goesLeft, LEAF, treeCount, type BackgroundCounts, type Forest } from '../model/forest.js';
import type { RiskModel } from '../model/model.js';

/**
 * Partial dependence of the margin on one feature or two (Friedman 2001, section 8.2): the mean over a
 * population when they are set to each of their bins.
 *
 * `training`: others are averaged by the training weights of each split, as in the path-dependent
 * game; tables by their reference weights. `background`: over the bundle's background rows, exactly.
 * No row is needed: weights and patterns are in the bundle.
 *
 * O(nodes above and at splits on the features, times the bins of each).
 *
 * @param axes - one feature or two, distinct.
 * @returns f64[bins], or f64[bins of the first * bins of the second], the second running fastest; in
 * units of 2^-scaleBits.
 */
export function partialDependence(
  model: RiskModel,
  axes: readonly number[],
  against: Game['against'],
): Float64Array {
  const { body } = model;
  const sizes = axes.map((f) => binCount(model.features[f]!));
  const out = new Float64Array(sizes.reduce((product, size) => product * size, 1));
  out.fill(model.intercept);
  if (body.kind === 'additive') addTables(model, body, axes, sizes, out);
  if (body.kind === 'forest') {
    const grid = new Grid(model, body, axes, sizes, out);
    if (against === 'background') addBackground(body, grid);
    else addTrees(body, grid);
  }
  return out;
}

/** The cells of all combinations of bins, and which of them a node sends where. */
class Grid {
  readonly #axisOf: Int32Array;

  constructor(
    private readonly model: RiskModel,
    private readonly forest: Forest,
    axes: readonly number[],
    sizes: readonly number[],
    private readonly out: Float64Array,
  ) {
    this.#axisOf = new Int32Array(model.features.length).fill(-1);
    axes.forEach((f, axis) => (this.#axisOf[f] = axis));
    this.all = sizes.map((size) => Uint16Array.from({ length: size }, (_, bin) => bin));
  }

  /** Every bin of each axis. */
  readonly all: readonly Uint16Array[];

  /** Which axis a node splits; -1 when none. */
  axisAt(node: number): number {
    return this.#axisOf[this.forest.feature[node]!] ?? -1;
  }

  isAxis(feature: number): boolean {
    return this.#axisOf[feature]! >= 0;
  }

  /** The cells that a node on an axis sends left, and those that it sends right. */
  split(
    node: number,
    axis: number,
    bins: readonly Uint16Array[],
  ): readonly [readonly Uint16Array[], readonly Uint16Array[]] {
    const [left, right] = this.#part(node, bins[axis]!);
    const withPart = (part: Uint16Array) => bins.map((each, a) => (a === axis ? part : each));
    return [withPart(left), withPart(right)];
  }

  #part(node: number, bins: Uint16Array): readonly [Uint16Array, Uint16Array] {
    const feature = this.model.features[this.forest.feature[node]!]!;
    const [missing, categorical] = [missingBin(feature), feature.kind === 'categorical'];
    const left = (bin: number) => goesLeft(this.forest, node, bin, missing, categorical);
    return [bins.filter(left), bins.filter((bin) => !left(bin))];
  }

  add(bins: readonly Uint16Array[], value: number): void {
    const [first, second] = bins as [Uint16Array, Uint16Array | undefined];
    if (!second) {
      for (const bin of first) this.out[bin]! += value;
      return;
    }
    const stride = this.all[1]!.length;
    for (const a of first) for (const b of second) this.out[a * stride + b]! += value;
  }
}

/** A node to visit, and the cells that reach it. */
interface Visit {
  readonly node: number;
  readonly bins: readonly Uint16Array[];
}

function addTrees(forest: Forest, grid: Grid): void {
  const { mean, touched } = summarise(forest, grid);
  for (let tree = 0; tree < treeCount(forest); tree++) {
    const root = { node: forest.treeStart[tree]!, bins: grid.all, weight: 1 };
    const stack: (Visit & { readonly weight: number })[] = [root];
    for (let visit = stack.pop(); visit; visit = stack.pop()) {
      const { node, bins, weight } = visit;
      if (bins.some((each) => each.length === 0)) continue;
      if (!touched[node]) {
        grid.add(bins, weight * mean[node]!);
        continue;
      }
      const [left, right] = [node + 1, forest.right[node]!];
      const axis = grid.axisAt(node);
      if (axis < 0) {
        stack.push({ node: right, bins, weight: weight * coverRatio(forest, node, right) });
        stack.push({ node: left, bins, weight: weight * coverRatio(forest, node, left) });
        continue;
      }
      const [toLeft, toRight] = grid.split(node, axis, bins);
      stack.push({ node: right, bins: toRight, weight });
      stack.push({ node: left, bins: toLeft, weight });
    }
  }
}

/** Each node's mean over the training weights, and whether an axis splits at it or below. */
function summarise(
  forest: Forest,
  grid: Grid,
): { readonly mean: Float64Array; readonly touched: Uint8Array } {
  const nodes = forest.feature.length;
  const mean = new Float64Array(nodes);
  const touched = new Uint8Array(nodes);
  // Children come after their parents.
  for (let node = nodes - 1; node >= 0; node--) {
    if (forest.feature[node] === LEAF) {
      mean[node] = forest.leaf[node]!;
      continue;
    }
    const [left, right] = [node + 1, forest.right[node]!];
    mean[node] =
      coverRatio(forest, node, left) * mean[left]! + coverRatio(forest, node, right) * mean[right]!;
    touched[node] = grid.axisAt(node) >= 0 || touched[left] || touched[right] ? 1 : 0;
  }
  return { mean, touched };
}

function addBackground(forest: Forest, grid: Grid): void {
  const background = forest.background!;
  let leaf = 0;
  for (let tree = 0; tree < treeCount(forest); tree++) {
    const stack: (Visit & { readonly path: readonly number[] })[] = [
      { node: forest.treeStart[tree]!, bins: grid.all, path: [] },
    ];
    // Left children first, so that leaves come in node order, as their patterns do.
    for (let visit = stack.pop(); visit; visit = stack.pop()) {
      const { node, bins, path } = visit;
      const feature = forest.feature[node]!;
      if (feature === LEAF) {
        const share = shareBeside(
          background,
          leaf++,
          path.map((f) => grid.isAxis(f)),
        );
        if (share > 0) grid.add(bins, share * forest.leaf[node]!);
        continue;
      }
      const next = path.includes(feature) ? path : [...path, feature];
      const axis = grid.axisAt(node);
      const [toLeft, toRight] = axis < 0 ? [bins, bins] : grid.split(node, axis, bins);
      stack.push({ node: forest.right[node]!, bins: toRight, path: next });
      stack.push({ node: node + 1, bins: toLeft, path: next });
    }
  }
}

/** Share of background rows that satisfy all of a leaf's features but the axes. */
function shareBeside(
  { start, pattern, count, rows }: BackgroundCounts,
  leaf: number,
  isAxis: readonly boolean[],
): number {
  let wanted = 0;
  isAxis.forEach((axis, u) => {
    if (!axis) wanted |= 1 << u;
  });
  let sum = 0;
  for (let i = start[leaf]!; i < start[leaf + 1]!; i++) {
    if ((pattern[i]! & wanted) === wanted) sum += count[i]!;
  }
  return sum / rows;
}

function addTables(
  model: RiskModel,
  { terms }: Additive,
  axes: readonly number[],
  sizes: readonly number[],
  out: Float64Array,
): void {
  const stride = sizes[1] ?? 1;
  for (const term of terms) {
    const [first, second = -1] = term.features as [number, number?];
    const columns = second < 0 ? 1 : binCount(model.features[second]!);
    const rows = term.table.length / columns;
    const [a, b] = [axes.indexOf(first), axes.indexOf(second)];
    const at = (row: number, column: number) => row * columns + column;
    // A term's value at each of its own bins that are axes, the others averaged.
    const byCell = (cell: number): number => {
      const bins = [Math.floor(cell / stride), cell % stride];
      const row = a < 0 ? undefined : bins[a]!;
      const column = b < 0 ? undefined : bins[b]!;
      if (row !== undefined && (column !== undefined || columns === 1)) {
        return term.table[at(row, column ?? 0)]!;
      }
      if (row !== undefined)
        return mean(
          term,
          columns,
          (i) => i % columns,
          (j) => at(row, j),
        );
      if (column !== undefined) {
        return mean(
          term,
          rows,
          (i) => Math.floor(i / columns),
          (i) => at(i, column),
        );
      }
      return mean(
        term,
        term.table.length,
        (i) => i,
        (i) => i,
      );
    };
    const constant = a < 0 && b < 0 ? byCell(0) : undefined;
    for (let cell = 0; cell < out.length; cell++) out[cell]! += constant ?? byCell(cell);
  }
}

/**
 * Mean of some entries of a table, by the reference weight of what they stand for; where nothing has
 * any, every one counts alike.
 *
 * @param groupOf - which of the `size` groups an entry of the table falls into.
 * @param entryOf - the entry that is averaged for a group.
 */
function mean(
  { table, weight }: Additive['terms'][number],
  size: number,
  groupOf: (entry: number) => number,
  entryOf: (group: number) => number,
): number {
  const weights = new Float64Array(size);
  for (let entry = 0; entry < table.length; entry++) weights[groupOf(entry)]! += weight[entry]!;
  const total = weights.reduce((sum, each) => sum + each, 0);
  let sum = 0;
  for (let group = 0; group < size; group++) {
    sum += (total > 0 ? weights[group]! / total : 1 / size) * table[entryOf(group)]!;
  }
  return sum;
}
