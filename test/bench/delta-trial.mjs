/**
 * One channel of `delta-card.mjs`: its source, and what a card fitted to some labelled rows of the
 * target gains on others.
 */

/** Labelled rows. */
export const SIZES = [50, 100, 300, 1000];

/** Rows to measure on: at least so many, and so many of each class. */
const LEAST_HELD = 100;
const LEAST_OF_A_CLASS = 20;

/** More tell little more. */
const MOST_HELD = 6000;

/** What Insitu trains by default, but that nothing stops it early: the same trees for every source. */
const SOURCE = {
  ...{ objective: 'log-loss', shape: 'oblivious', trees: 100, depth: 6, eta: 0.1, lambda: 10 },
  ...{ minChild: 5, minGain: 0, columnShare: 1, seed: 1, patience: 0 },
};

/**
 * Trains a source on 64 bins.
 *
 * @param {object} sdk
 * @param {object} set - of `delta-sets.mjs`.
 * @param {number[]} source - its rows.
 * @param {number} members - with more than 1, a bag: the mean margin of so many models, each on rows
 * drawn with replacement.
 */
export async function openSource(sdk, set, source, members) {
  const rows = Int32Array.from(source);
  const binned = sdk.makeBins(set.table, set.plans, rows, 64, 1);
  const margin = new Float64Array(set.rows);
  for (let member = 0; member < members; member++) {
    const drawn = members === 1 ? rows : drawRows(sdk, rows, member);
    const logOdds = await boosted(sdk, binned, drawn, set.labels);
    logOdds.forEach((each, row) => (margin[row] += each / members));
  }
  const { bins } = binned;
  const features = binned.features.map((feature, f) => withoutMissing(sdk, feature, bins[f]));
  const histograms = features.map((feature, f) => {
    const counts = new Float64Array(sdk.binCount(feature));
    for (const row of source) counts[bins[f][row]] += 1;
    return counts;
  });
  return {
    ...{ set, source, features, bins, margin },
    blocks: sdk.correctionBlocks(features, histograms),
    centre: source.reduce((sum, row) => sum + margin[row], 0) / source.length,
  };
}

/** What the file never lacks needs no coefficient: the card is the same, and sooner there. */
function withoutMissing(sdk, feature, bins) {
  const isThere = bins.includes(sdk.missingBin(feature));
  return isThere ? feature : { ...feature, missing: 'refused' };
}

function drawRows(sdk, rows, seed) {
  const random = sdk.createRandom(500 + seed);
  return rows.map(() => rows[random.below(rows.length)]);
}

async function boosted(sdk, binned, rows, labels) {
  const table = sdk.takeRows(binned, rows, labels);
  const { body, intercept, scaleBits } = await sdk.boost(table, SOURCE);
  const { features, bins } = binned;
  const margins = sdk.scoreBins({ features, body, intercept }, bins, labels.length);
  return Float64Array.from(margins, (units) => units * 2 ** -scaleBits);
}

/**
 * Labelled rows of a target and rows to measure on, by a seed: the first of a random order, and the
 * half that is left (or as much as is left). Nothing where that is too little to measure on.
 */
export function drawTrial(sdk, { set }, target, seed, size) {
  const order = sdk.shuffled(target.length, sdk.createRandom(1000 + seed));
  const rows = Array.from(order, (place) => target[place]);
  const picked = rows.slice(0, size);
  const held = rows.slice(Math.max(size, rows.length >> 1)).slice(0, MOST_HELD);
  const badsOf = (some) => some.reduce((sum, row) => sum + set.labels[row], 0);
  const [bads, heldBads] = [badsOf(picked), badsOf(held)];
  if (bads === 0 || bads === picked.length || held.length < LEAST_HELD) return undefined;
  if (Math.min(heldBads, held.length - heldBads) < LEAST_OF_A_CLASS) return undefined;
  return { picked, held, pool: rows.slice(0, Math.max(size, rows.length >> 1)) };
}

/** As many bads as goods, as far as the pool has them; the others are goods. */
export function pickEvenly({ set }, pool, size) {
  const bads = pool.filter((row) => set.labels[row] === 1).slice(0, size >> 1);
  const goods = pool.filter((row) => set.labels[row] === 0).slice(0, size - bads.length);
  return bads.length + goods.length === size ? [...bads, ...goods] : undefined;
}

/** Rows as `fitCard` takes them. */
export function rowsOf(sdk, { set, blocks, bins, margin, centre }, picked, offset = 0) {
  const source = Float64Array.from(picked, (row) => margin[row] + offset);
  return {
    blocks,
    groups: groupsOf(sdk, blocks, bins, picked),
    source,
    centred: Float64Array.from(picked, (row) => margin[row] - centre),
    labels: Uint8Array.from(picked, (row) => set.labels[row]),
  };
}

/** Log-odds of rows by the source and a card. */
export function scoresOf(
  sdk,
  { blocks, bins, margin, centre },
  { intercept, slope, effects },
  rows,
) {
  const groups = groupsOf(sdk, blocks, bins, rows);
  return rows.map((row, i) => {
    let sum = margin[row] + intercept + slope * (margin[row] - centre);
    groups.forEach((group, b) => (sum += effects[b][group[i]]));
    return sum;
  });
}

function groupsOf(sdk, blocks, bins, rows) {
  const some = bins.map((of) => rows.map((row) => of[row]));
  return sdk.groupRows(blocks, some);
}

/** Log-odds by a model boosted on the labelled rows alone; all the same where no split gains anything. */
export async function targetAlone(sdk, { set, features, bins }, picked, held) {
  const rows = Int32Array.from(picked);
  try {
    const all = await boosted(sdk, { features, bins }, rows, set.labels);
    return held.map((row) => all[row]);
  } catch (error) {
    if (error.code !== 'TRAINING_FAILED') throw error;
    return held.map(() => 0);
  }
}

/** Area under the curve; ties count half. */
export function aucOf(scores, labels) {
  const bads = Float64Array.from(scores.filter((_, i) => labels[i] === 1)).sort();
  const goods = Float64Array.from(scores.filter((_, i) => labels[i] === 0)).sort();
  let [below, upTo, sum] = [0, 0, 0];
  for (const score of bads) {
    while (below < goods.length && goods[below] < score) below++;
    while (upTo < goods.length && goods[upTo] <= score) upTo++;
    sum += (below + upTo) / 2;
  }
  return sum / (bads.length * goods.length);
}

export function lossOf(scores, labels) {
  const one = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
  return scores.reduce((sum, s, i) => sum + one(labels[i] ? -s : s), 0) / scores.length;
}
