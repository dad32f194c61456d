/**
 * The search for splits, two candidates at a time: `sdk/train/boost/split-search.ts`, operation by
 * operation. Sums on the left of each candidate are made first, as packed integers.
 */

/** Feature record: i32 kind, values, monotone. */
const SHAPE_BYTES: usize = 12;
const ORDERED: i32 = 0;
const SORTED: i32 = 1;
const SINGLE: i32 = 2;

/** Node record: i64 sums, f64 low, high, score. */
const NODE_BYTES: usize = 32;

/** Sums on the left of each entry: i64. */
const LEFTS = memory.data(264 * 8, 16);
/** Sums of gains of a level's nodes, by entry, with "missing" on the right and on the left. */
const RIGHT_GAINS = memory.data(264 * 8, 16);
const LEFT_GAINS = memory.data(264 * 8, 16);
/** Cuts of an ordered feature that are worth trying: how many, then u8 each. As `orders` has bins. */
const CUTS = memory.data(256);
const ORDER_BYTES: usize = 256;

let shapes: usize = 0;
/** By feature, the order of the bins of a sorted one: how many, then u8 each. */
let orders: usize = 0;
let features: usize = 0;
/** Bytes of a feature's cells. */
let width: usize = 0;
let lambda: f64 = 0;
/** A child's: `minChild`, or what one row has at least. */
let leastHessian: f64 = 0;
let leastGain: f64 = 0;
let gradientUnit: f64 = 0;
let hessianUnit: f64 = 0;

/** Candidates of the feature at hand. */
let leftEntries: usize = 0;
let rightEntries: usize = 0;
let missing: i64 = 0;

/** The best so far. */
let bestGain: f64 = 0;
let bestEntry: i32 = -1;

/** What stays the same for all nodes of a tree. */
export function setSearch(
  shapesAt: usize,
  ordersAt: usize,
  featureCount: usize,
  featureBytes: usize,
  lambdaOf: f64,
  minChildOf: f64,
  leastGainOf: f64,
  gradientUnitOf: f64,
  hessianUnitOf: f64,
): void {
  shapes = shapesAt;
  orders = ordersAt;
  features = featureCount;
  width = featureBytes;
  lambda = lambdaOf;
  leastHessian = max(minChildOf, hessianUnitOf);
  leastGain = leastGainOf;
  gradientUnit = gradientUnitOf;
  hessianUnit = hessianUnitOf;
}

/**
 * Lists the cuts that differ in what lies on their left: those of bins that occur. The first is one
 * of them, as it may part "missing" from all values.
 */
function listCuts(cells: usize, values: usize): void {
  let count: usize = 0;
  for (let bin: usize = 0; bin + 1 < values; bin++) {
    store<u8>(CUTS + count, <u8>bin, 1);
    count += usize(bin == 0 || load<u32>(cells + (bin << 3)) != 0);
  }
  store<u8>(CUTS, <u8>count);
}

/** Makes the sums on the left of each entry. @param list - bins in their order. */
function fillLefts(cells: usize, kind: i32, values: usize, list: usize): void {
  missing = load<i64>(cells + (values << 3));
  let sum: i64 = 0;
  if (kind == SINGLE) {
    for (let entry: usize = 0; entry < values; entry++) {
      const cell = load<i64>(cells + (entry << 3));
      sum += cell;
      store<i64>(LEFTS + (entry << 3), cell);
    }
    store<i64>(LEFTS + (values << 3), sum);
    leftEntries = values;
    rightEntries = values + 1;
    return;
  }
  const listed = <usize>load<u8>(list);
  for (let entry: usize = 0; entry < listed; entry++) {
    sum += load<i64>(cells + ((<usize>load<u8>(list + entry, 1)) << 3));
    store<i64>(LEFTS + (entry << 3), sum);
  }
  rightEntries = listed;
  leftEntries = kind == SORTED && listed > 0 ? listed - 1 : listed;
}

/** The list of bins that {@link fillLefts} follows. */
function listOf(cells: usize, kind: i32, values: usize, feature: usize): usize {
  if (kind != ORDERED) return orders + feature * ORDER_BYTES;
  listCuts(cells, values);
  return CUTS;
}

/** Writes down the best split so far. @param side - of "missing": 0 right, 1 left, 2 any. */
function note(found: usize, feature: usize, kind: i32, side: i32): void {
  store<i32>(found, <i32>feature);
  store<i32>(found, kind == ORDERED ? <i32>load<u8>(CUTS + bestEntry, 1) : bestEntry, 4);
  store<i32>(found, side, 8);
}

// @ts-ignore: decorator
@inline
function hessiansOf(sums: v128): v128 {
  return f64x2.convert_low_i32x4_u(v128.shuffle<i32>(sums, sums, 0, 2, 0, 2));
}

// @ts-ignore: decorator
@inline
function gradientsOf(sums: v128): v128 {
  return f64x2.convert_low_i32x4_s(v128.shuffle<i32>(sums, sums, 1, 3, 1, 3));
}

// @ts-ignore: decorator
@inline
function clampTo(values: v128, low: v128, high: v128): v128 {
  return f64x2.pmin(f64x2.pmax(values, low), high);
}

// @ts-ignore: decorator
@inline
function scoresAt(values: v128, gradients: v128, hessians: v128): v128 {
  return f64x2.neg(
    f64x2.mul(
      values,
      f64x2.add(f64x2.mul(f64x2.splat(2), gradients), f64x2.mul(hessians, values)),
    ),
  );
}

/** Gains of two candidates over the node as it is; NaN where one is not allowed. */
// @ts-ignore: decorator
@inline
function gainsOf(
  left: v128,
  total: v128,
  score: v128,
  low: v128,
  high: v128,
  bounded: bool,
  monotone: i32,
  unitH: v128,
  unitG: v128,
  least: v128,
  lambdas: v128,
): v128 {
  const right = i64x2.sub(total, left);
  const hl = f64x2.mul(hessiansOf(left), unitH);
  const hr = f64x2.mul(hessiansOf(right), unitH);
  let allowed = v128.and(f64x2.ge(hl, least), f64x2.ge(hr, least));
  const gl = f64x2.mul(gradientsOf(left), unitG);
  const gr = f64x2.mul(gradientsOf(right), unitG);
  const dl = f64x2.add(hl, lambdas);
  const dr = f64x2.add(hr, lambdas);
  if (bounded || monotone != 0) {
    const vl = clampTo(f64x2.neg(f64x2.div(gl, dl)), low, high);
    const vr = clampTo(f64x2.neg(f64x2.div(gr, dr)), low, high);
    if (monotone > 0) allowed = v128.and(allowed, f64x2.le(vl, vr));
    else if (monotone < 0) allowed = v128.and(allowed, f64x2.ge(vl, vr));
    if (bounded) {
      const gains = f64x2.sub(f64x2.add(scoresAt(vl, gl, dl), scoresAt(vr, gr, dr)), score);
      return v128.or(gains, v128.not(allowed));
    }
  }
  // One quotient for both children: divisions are what this waits for.
  const above = f64x2.add(
    f64x2.mul(f64x2.mul(gl, gl), dr),
    f64x2.mul(f64x2.mul(gr, gr), dl),
  );
  const gains = f64x2.sub(f64x2.div(above, f64x2.mul(dl, dr)), score);
  return v128.or(gains, v128.not(allowed));
}

/** Tries the entries of a node's feature; true when one is better than the best so far. */
// @ts-ignore: decorator
@inline
function tryEntries(entries: usize, added: i64, node: usize, bounded: bool, monotone: i32): bool {
  const sums = load<i64>(node);
  const total = i64x2.splat(sums);
  const low = v128.load64_splat(node, 8);
  const high = v128.load64_splat(node, 16);
  const score = v128.load64_splat(node, 24);
  const more = i64x2.splat(added);
  const unitH = f64x2.splat(hessianUnit);
  const unitG = f64x2.splat(gradientUnit);
  const least = f64x2.splat(leastHessian);
  const lambdas = f64x2.splat(lambda);
  // All rows on the left: a candidate that is never allowed, for the odd place at the end.
  store<i64>(LEFTS + (entries << 3), sums - added);
  let best = f64x2.splat(bestGain);
  let places = f64x2.splat(-1);
  let place = f64x2(0, 1);
  const two = f64x2.splat(2);
  const end = LEFTS + (entries << 3);
  for (let at = LEFTS; at < end; at += 16) {
    const left = i64x2.add(v128.load(at), more);
    const gains = gainsOf(left, total, score, low, high, bounded, monotone, unitH, unitG, least, lambdas);
    const better = f64x2.gt(gains, best);
    best = v128.bitselect(gains, best, better);
    places = v128.bitselect(place, places, better);
    place = f64x2.add(place, two);
  }
  const even = f64x2.extract_lane(best, 0);
  const odd = f64x2.extract_lane(best, 1);
  const evenPlace = f64x2.extract_lane(places, 0);
  const oddPlace = f64x2.extract_lane(places, 1);
  const isOdd = odd > even || (odd == even && evenPlace >= 0 && oddPlace >= 0 && oddPlace < evenPlace);
  const found = isOdd ? oddPlace : evenPlace;
  if (found < 0) return false;
  bestGain = isOdd ? odd : even;
  bestEntry = <i32>found;
  return true;
}

// @ts-ignore: decorator
@inline
function isBounded(node: usize): bool {
  return load<f64>(node, 8) > -Infinity || load<f64>(node, 16) < Infinity;
}

function tryFeature(node: usize, entries: usize, added: i64, monotone: i32): bool {
  if (isBounded(node)) return tryEntries(entries, added, node, true, monotone);
  if (monotone != 0) return tryEntries(entries, added, node, false, monotone);
  return tryEntries(entries, added, node, false, 0);
}

/**
 * The best split of one node.
 *
 * @param allowed - u8[features].
 * @param found - i32[3]: feature or -1; entry; "missing" goes 0 right, 1 left, 2 anywhere.
 */
export function bestSplit(cells: usize, node: usize, allowed: usize, found: usize): void {
  store<i32>(found, -1);
  bestGain = leastGain;
  let shape = shapes;
  for (let feature: usize = 0; feature < features; feature++) {
    if (load<u8>(allowed + feature)) {
      const kind = load<i32>(shape);
      const values = <usize>load<i32>(shape, 4);
      const monotone = load<i32>(shape, 8);
      fillLefts(cells, kind, values, listOf(cells, kind, values, feature));
      const isMissing = <u32>missing != 0;
      if (tryFeature(node, rightEntries, 0, monotone)) {
        note(found, feature, kind, isMissing ? 0 : 2);
      }
      if (isMissing && tryFeature(node, leftEntries, missing, monotone)) {
        note(found, feature, kind, 1);
      }
    }
    cells += width;
    shape += SHAPE_BYTES;
  }
}

/** Adds the gains of a node's entries to those of the level. */
// @ts-ignore: decorator
@inline
function addEntries(
  gains: usize,
  entries: usize,
  added: i64,
  node: usize,
  bounded: bool,
  monotone: i32,
): void {
  const total = v128.load64_splat(node);
  const low = v128.load64_splat(node, 8);
  const high = v128.load64_splat(node, 16);
  const score = v128.load64_splat(node, 24);
  const more = i64x2.splat(added);
  const unitH = f64x2.splat(hessianUnit);
  const unitG = f64x2.splat(gradientUnit);
  const least = f64x2.splat(leastHessian);
  const lambdas = f64x2.splat(lambda);
  const end = LEFTS + (entries << 3);
  for (let at = LEFTS; at < end; at += 16) {
    const left = i64x2.add(v128.load(at), more);
    const gain = gainsOf(left, total, score, low, high, bounded, monotone, unitH, unitG, least, lambdas);
    v128.store(gains, f64x2.add(v128.load(gains), v128.and(gain, f64x2.eq(gain, gain))));
    gains += 16;
  }
}

function addFeature(
  gains: usize,
  node: usize,
  entries: usize,
  added: i64,
  monotone: i32,
): void {
  if (isBounded(node)) addEntries(gains, entries, added, node, true, monotone);
  else if (monotone != 0) addEntries(gains, entries, added, node, false, monotone);
  else addEntries(gains, entries, added, node, false, 0);
}

/** Takes the best of a feature's sums of gains; true when it is better than the best so far. */
function takeBest(gains: usize, entries: usize): bool {
  let found = false;
  for (let entry: usize = 0; entry < entries; entry++) {
    const gain = load<f64>(gains + (entry << 3));
    if (gain > bestGain) {
      bestGain = gain;
      bestEntry = <i32>entry;
      found = true;
    }
  }
  return found;
}

/**
 * The best split for all nodes of a level at once.
 *
 * @param level - histograms of the nodes, `size` bytes apart. @param nodes - node records.
 * @param root - histogram of all rows. @param found - as above.
 */
export function bestLevelSplit(
  level: usize,
  size: usize,
  nodes: usize,
  count: usize,
  root: usize,
  allowed: usize,
  found: usize,
): void {
  store<i32>(found, -1);
  bestGain = leastGain;
  let shape = shapes;
  const endOfNodes = nodes + count * NODE_BYTES;
  for (let feature: usize = 0; feature < features; feature++) {
    if (load<u8>(allowed + feature)) {
      const kind = load<i32>(shape);
      const values = <usize>load<i32>(shape, 4);
      const monotone = load<i32>(shape, 8);
      const list = listOf(root, kind, values, feature);
      const isMissing = load<u32>(root + (values << 3)) != 0;
      memory.fill(RIGHT_GAINS, 0, 264 * 8);
      memory.fill(LEFT_GAINS, 0, 264 * 8);
      let cells = level;
      for (let node = nodes; node < endOfNodes; node += NODE_BYTES) {
        fillLefts(cells, kind, values, list);
        addFeature(RIGHT_GAINS, node, rightEntries, 0, monotone);
        if (isMissing) addFeature(LEFT_GAINS, node, leftEntries, missing, monotone);
        cells += size;
      }
      if (takeBest(RIGHT_GAINS, rightEntries)) {
        note(found, feature, kind, isMissing ? 0 : 2);
      }
      if (isMissing && takeBest(LEFT_GAINS, leftEntries)) {
        note(found, feature, kind, 1);
      }
    }
    level += width;
    root += width;
    shape += SHAPE_BYTES;
  }
}
