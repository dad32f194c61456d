/**
 * `node test/bench/delta-card.mjs [--seeds N] [--only KIND] [--target]`: what the delta card gains over
 * the source as it is, on the channels of `delta-channels.mjs`: AUC x 1000 on rows that neither saw, at
 * 50, 100, 300 and 1000 labels. Runs from source; no build is needed.
 *
 * The source is boosted by Insitu on the source's rows (64 bins; 100 oblivious trees of depth 6 for
 * Taiwan, 60 of depth 2 for German). `card` is the fit, whatever it expects; `card or source` is what `adapt` gives: the source where it refuses. `quantiles` is
 * the fit on bins of its own (the eighths of the raw values) instead of the model's. With --target, a model boosted on the labels alone.
 * `expected` is the fall of the log-loss that a card is expected to bring, against what came.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { makeChannels } from './delta-channels.mjs';
import { describeMachine, line } from './timing.mjs';

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    only: { type: 'string' },
    target: { type: 'boolean', default: false },
  },
});
const SEEDS = Number(options.seeds);
const SIZES = [50, 100, 300, 1000];
const WIDTHS = [36, 28, 28, 28, 28];
/** Runs of the comparison of designs: it needs fewer. */
const DESIGN_SEEDS = 3;
const PUBLISHED = {
  control: { 50: 0, 100: 0, 300: -0.4 },
  natural: { 50: 0.4, 100: 0.9, 300: 2.6 },
  'shifted by 1.5': { 50: 4.7, 100: 17.8, 300: 43.9 },
};

const sdk = await compile([
  ...['core/random', 'model/binning', 'model/forest', 'train/boost/boost'],
  ...['train/delta/correction-design', 'train/delta/fit-card', 'train/delta/expectation'],
]);
const gains = new Map();
const expectations = [];
const times = [];
console.log(describeMachine());
const started = performance.now();
const tries = [];
for (const channel of makeChannels(sdk)) {
  if (options.only && !channel.kind.startsWith(options.only)) continue;
  tries.push(await openChannel(channel));
}
for (let seed = 0; seed < SEEDS; seed++) {
  for (const trySeed of tries) await trySeed(seed);
  process.stderr.write(
    `${((performance.now() - started) / 1000).toFixed(0)} s: ${seed + 1} seeds\n`,
  );
  // A long run says on the way what it has.
  if (seed % 5 === 4 && seed + 1 < SEEDS) report(seed + 1);
}
report(SEEDS);

/** Trains the channel's source. @returns what draws labelled rows by a seed, fits and measures. */
async function openChannel(channel) {
  const { set, source, target, kind, name } = channel;
  const features = set.columns.map((column, f) =>
    cutFeature(
      set.names[f],
      source.map((row) => column[row]),
    ),
  );
  const bins = features.map((feature, f) =>
    Uint8Array.from(set.columns[f], (value) => sdk.binOf(feature, value)),
  );
  const settings = set.name === 'taiwan' ? { trees: 100, depth: 6 } : { trees: 60, depth: 2 };
  const margin = await boostedMargins(set, features, bins, source, settings);
  const counts = (of, rows, size) =>
    rows.reduce((sum, row) => ((sum[of[row]] += 1), sum), new Float64Array(size));
  const histograms = features.map(({ cuts }, f) => counts(bins[f], source, cuts.length + 2));
  const centre = source.reduce((sum, row) => sum + margin[row], 0) / source.length;
  const designs = { card: { features, bins, blocks: sdk.correctionBlocks(features, histograms) } };
  const quantiles = set.columns.map((column, f) =>
    cutFeature(
      set.names[f],
      source.map((row) => column[row]),
      8,
    ),
  );
  const ownBins = quantiles.map((feature, f) =>
    Uint8Array.from(set.columns[f], (value) => sdk.binOf(feature, value)),
  );
  const ownCounts = quantiles.map(({ cuts }, f) => counts(ownBins[f], source, cuts.length + 2));
  designs.quantiles = {
    features: quantiles,
    bins: ownBins,
    blocks: sdk.correctionBlocks(quantiles, ownCounts),
  };

  return async (seed) => {
    const order = sdk.shuffled(target.length, sdk.createRandom(1000 + seed));
    const rows = Array.from(order, (place) => target[place]);
    const pool = rows.slice(0, rows.length >> 1);
    const held = rows.slice(pool.length);
    const y = held.map((row) => set.labels[row]);
    const zero = held.map((row) => margin[row]);
    const [auc, loss] = [aucOf(zero, y), lossOf(zero, y)];
    for (const size of SIZES) {
      if (size > pool.length) continue;
      const picked = pool.slice(0, size);
      const bads = picked.reduce((sum, row) => sum + set.labels[row], 0);
      if (bads === 0 || bads === size) continue;
      const note = (method, scores) => {
        const key = `${kind}|${method}|${size}`;
        if (!gains.has(key)) gains.set(key, new Map());
        const byChannel = gains.get(key);
        if (!byChannel.has(name)) byChannel.set(name, []);
        byChannel.get(name).push(scores === undefined ? 0 : 1000 * (aucOf(scores, y) - auc));
      };
      for (const [method, design] of Object.entries(designs)) {
        if (method === 'quantiles' && seed >= DESIGN_SEEDS) continue;
        const fitted = rowsOf(design, picked, margin, set.labels, centre);
        const [begin, cpu] = [performance.now(), process.cpuUsage()];
        const fit = await sdk.fitCard(fitted);
        const expected = sdk.expectationOf(fitted, fit);
        if (size === 1000 && method === 'card' && set.name === 'taiwan')
          times.push({ wall: performance.now() - begin, cpu: process.cpuUsage(cpu).user / 1000 });
        const groups = sdk.groupRows(
          design.blocks,
          design.bins.map((of) => held.map((row) => of[row])),
        );
        const scores = zero.map((s, i) =>
          groups.reduce(
            (sum, group, b) => sum + fit.effects[b][group[i]],
            s + fit.intercept + fit.slope * (s - centre),
          ),
        );
        note(method, scores);
        if (method !== 'card') continue;
        const refused = expected.evidence <= 0 && expected.gain.value <= 0;
        note('card or source', refused ? undefined : scores);
        expectations.push({
          kind,
          size,
          refused,
          ...expected.gain,
          evidence: expected.evidence,
          came: loss - lossOf(scores, y),
        });
      }
      if (!options.target) continue;
      const own = await boostedMargins(set, features, bins, picked, { trees: 60, depth: 2 });
      note(
        'target alone',
        held.map((row) => own[row]),
      );
    }
  };
}

function rowsOf({ blocks, bins }, picked, margin, labels, centre) {
  const source = Float64Array.from(picked, (row) => margin[row]);
  return {
    blocks,
    groups: sdk.groupRows(
      blocks,
      bins.map((of) => picked.map((row) => of[row])),
    ),
    source,
    centred: source.map((each) => each - centre),
    labels: Uint8Array.from(picked, (row) => labels[row]),
  };
}

function cutFeature(name, values, parts = 64) {
  const sorted = Float64Array.from(values).sort();
  const cuts = new Set();
  for (let k = 1; k < parts; k++) cuts.add(sorted[Math.floor((k * sorted.length) / parts)]);
  cuts.delete(sorted[0]);
  return {
    name,
    missing: 'refused',
    kind: 'numeric',
    compare: 'float64',
    side: 'less',
    cuts: Float64Array.from(cuts).sort(),
  };
}

async function boostedMargins(set, features, bins, rows, { trees, depth }) {
  const table = {
    rows: rows.length,
    features,
    bins: bins.map((of) => Uint8Array.from(rows, (row) => of[row])),
    target: Float64Array.from(rows, (row) => set.labels[row]),
  };
  const { body, intercept, scaleBits } = await sdk.boost(table, {
    ...{
      objective: 'log-loss',
      shape: 'oblivious',
      trees,
      depth,
      eta: 0.1,
      lambda: 10,
      minChild: 5,
    },
    ...{ minGain: 0, columnShare: 1, seed: 1, patience: 0 },
  });
  const out = new Float64Array(set.rows).fill(intercept);
  for (let tree = 0; tree + 1 < body.treeStart.length; tree++) {
    for (let row = 0; row < set.rows; row++) {
      let node = body.treeStart[tree];
      while (body.feature[node] !== sdk.LEAF) {
        node = bins[body.feature[node]][row] <= body.split[node] ? node + 1 : body.right[node];
      }
      out[row] += body.leaf[node];
    }
  }
  return out.map((units) => units * 2 ** -scaleBits);
}

function report(seeds) {
  const kinds = [...new Set([...gains.keys()].map((key) => key.split('|')[0]))].sort();
  console.log(
    `\ngain in AUC x 1000 over the source: mean of channels +- standard error (worst channel, worst of ${seeds} runs each)`,
  );
  console.log(line(['labels', ...SIZES], WIDTHS));
  for (const kind of kinds) {
    for (const method of ['card', 'card or source', 'quantiles', 'target alone']) {
      const cells = SIZES.map((size) => summary(gains.get(`${kind}|${method}|${size}`)));
      if (cells.some((cell) => cell !== ''))
        console.log(line([`${kind}: ${method}`, ...cells], WIDTHS));
    }
    const published = PUBLISHED[kind];
    if (published)
      console.log(
        line(
          [`${kind}: recipe's own table`, ...SIZES.map((size) => published[size] ?? '')],
          WIDTHS,
        ),
      );
  }
  console.log(
    '\nfall of the log-loss x 1000: expected, came, share of runs within two standard errors; refused',
  );
  console.log(line(['labels', ...SIZES], WIDTHS));
  for (const kind of kinds) {
    const cells = SIZES.map((size) => {
      const some = expectations.filter((each) => each.kind === kind && each.size === size);
      if (some.length === 0) return '';
      const mean = (of) => some.reduce((sum, each) => sum + of(each), 0) / some.length;
      const within = mean(({ came, low, high }) => (came >= low && came <= high ? 1 : 0));
      const [e, c] = [mean(({ value }) => 1000 * value), mean(({ came }) => 1000 * came)];
      const refused = mean(({ refused }) => (refused ? 1 : 0));
      return `${e.toFixed(1)}, ${c.toFixed(1)}, ${(100 * within).toFixed(0)} %; ${(100 * refused).toFixed(0)} %`;
    });
    console.log(line([kind, ...cells], WIDTHS));
  }
  if (times.length === 0) return;
  const median = (of) => {
    const sorted = times.map(of).sort((a, b) => a - b);
    return sorted[sorted.length >> 1].toFixed(0);
  };
  const [wall, cpu] = [median((each) => each.wall), median((each) => each.cpu)];
  console.log(
    `\nfit and expectation at 1000 rows of Taiwan's 23 features: median ${wall} ms, ${cpu} ms of CPU`,
  );
}

function summary(byChannel) {
  if (!byChannel) return '';
  const channels = [...byChannel.values()];
  const means = channels.map((runs) => runs.reduce((sum, each) => sum + each, 0) / runs.length);
  const mean = means.reduce((sum, each) => sum + each, 0) / means.length;
  const square = means.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const error = means.length > 1 ? Math.sqrt(square / (means.length - 1) / means.length) : NaN;
  const worst = channels.flat().reduce((least, each) => Math.min(least, each), Infinity);
  return `${mean.toFixed(1)} +- ${error.toFixed(1)} (${Math.min(...means).toFixed(1)}, ${worst.toFixed(0)})`;
}

function aucOf(scores, labels) {
  const order = [...scores.keys()].sort((a, b) => scores[a] - scores[b]);
  let ranks = 0;
  let bads = 0;
  for (let i = 0; i < order.length;) {
    let end = i;
    let bad = 0;
    for (; end < order.length && scores[order[end]] === scores[order[i]]; end++)
      bad += labels[order[end]];
    ranks += (bad * (i + end + 1)) / 2;
    bads += bad;
    i = end;
  }
  return (ranks - (bads * (bads + 1)) / 2) / (bads * (order.length - bads));
}

function lossOf(scores, labels) {
  const one = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
  return scores.reduce((sum, s, i) => sum + one(labels[i] ? -s : s), 0) / scores.length;
}

/** Modules of the SDK from their source, as one. */
async function compile(names) {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folder = `${root}.cache/bench`;
  mkdirSync(folder, { recursive: true });
  const entry = `${folder}/delta-entry.ts`;
  writeFileSync(entry, names.map((name) => `export * from '../../sdk/${name}.js';\n`).join(''));
  const build = await rolldown({ input: entry, platform: 'node' });
  await build.write({ file: `${folder}/delta.mjs`, format: 'esm', codeSplitting: false });
  await build.close();
  return import(pathToFileURL(`${folder}/delta.mjs`).href);
}
