/**
 * `node test/bench/delta-card.mjs [--seeds N] [--sets REGEXP] [--only REGEXP] [--bag N] [--even] [--target]
 * [--json FILE]`: what the delta card gains over the source as it is, on the channels of
 * `delta-channels.mjs`: AUC x 1000 on rows that neither saw, at 50, 100, 300 and 1000 labels. Runs from
 * source; no build is needed.
 *
 * `card` is the fit, whatever it expects; `card or source` is what `adapt` gives: the source where it
 * refuses. With --bag, sources are bags of so many models; what the bag itself gains is printed. With
 * --even, half of the labels are bads. With --target, a model boosted on the labels alone.
 *
 * Two errors stand behind each mean: of the choice of channels (their standard deviation over the root
 * of their number, which holds the other one), and in brackets of the choice of rows (over seeds, the
 * channels as given).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { makeChannels } from './delta-channels.mjs';
import { readSets } from './delta-sets.mjs';
import { report } from './delta-tables.mjs';
import * as trials from './delta-trial.mjs';
import { describeMachine } from './timing.mjs';

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    sets: { type: 'string' },
    only: { type: 'string', default: '' },
    bag: { type: 'string', default: '1' },
    even: { type: 'boolean', default: false },
    target: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const SEEDS = Number(options.seeds);
const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = [
  ...['core/random', 'model/feature', 'table/read-table', 'train/make-bins', 'train/score-bins'],
  ...['train/boost/boost', 'train/delta/correction-design', 'train/delta/fit-card'],
  'train/delta/expectation',
];

console.log(describeMachine());
const sdk = await compile('delta', modules);
const { sets, absent } = readSets(sdk, options.sets);
if (absent.length > 0) console.log(`not here: ${absent.join(', ')}`);
const started = performance.now();
/** One for each method, channel, seed and number of labels. */
const runs = [];
for (const set of sets) {
  for (const channel of makeChannels(sdk, set)) {
    const targets = channel.targets.filter(({ kind }) => new RegExp(options.only).test(kind));
    if (targets.length === 0) continue;
    const source = await trials.openSource(sdk, set, channel.source, 1);
    const bag = Number(options.bag);
    const used = bag > 1 ? await trials.openSource(sdk, set, channel.source, bag) : source;
    for (const { kind, rows } of targets) {
      for (let seed = 0; seed < SEEDS; seed++) {
        for (const size of trials.SIZES) {
          // A shift of a thousand labels' worth is for a model of its own.
          if (size > 300 && kind.startsWith('shifted')) continue;
          const about = { set: set.name, channel: channel.name, kind, seed, size };
          const found = await runTrial(used, source, rows, seed, size);
          runs.push(...found.map((each) => ({ ...about, ...each })));
        }
      }
    }
    const seconds = (performance.now() - started) / 1000;
    process.stderr.write(`${seconds.toFixed(0)} s: ${set.name}, ${channel.name}\n`);
  }
}
if (options.json) writeFileSync(options.json, JSON.stringify(runs));
report(runs, SEEDS);
await timeAdapting();

/** What each method gains with these labels over the source, and what was expected. */
async function runTrial(source, single, target, seed, size) {
  const { set, margin } = source;
  const trial = trials.drawTrial(sdk, source, target, seed, size);
  if (!trial) return [];
  const { picked, held } = trial;
  const labels = held.map((row) => set.labels[row]);
  const zero = held.map((row) => margin[row]);
  const [auc, loss] = [trials.aucOf(zero, labels), trials.lossOf(zero, labels)];
  const gainOf = (scores) => 1000 * (trials.aucOf(scores, labels) - auc);
  const fitted = trials.rowsOf(sdk, source, picked);
  const fit = await sdk.fitCard(fitted);
  const { gain, evidence } = sdk.expectationOf(fitted, fit);
  const scores = trials.scoresOf(sdk, source, fit, held);
  const refused = evidence <= 0 && gain.value <= 0;
  const came = loss - trials.lossOf(scores, labels);
  const card = { method: 'card', gain: gainOf(scores), refused, expected: gain, came };
  const out = [card, { method: 'card or source', gain: refused ? 0 : card.gain }];
  if (source !== single) {
    const alone = held.map((row) => single.margin[row]);
    out.push({ method: 'bag over its like', gain: -gainOf(alone) });
  }
  if (options.even) {
    const even = trials.pickEvenly(source, trial.pool, size);
    if (even) {
      const fit = await sdk.fitCard(trials.rowsOf(sdk, source, even, offsetOf(set, even, target)));
      out.push({ method: 'half bads', gain: gainOf(trials.scoresOf(sdk, source, fit, held)) });
      out.push({ method: 'as they come', gain: card.gain });
    }
  }
  if (options.target) {
    const own = await trials.targetAlone(sdk, source, picked, held);
    out.push({ method: 'target alone', gain: gainOf(own) });
  }
  return out;
}

/** What choosing by outcome adds to the log-odds of being bad: known, where the target's rate is. */
function offsetOf({ labels }, picked, target) {
  const oddsOf = (rows) => {
    const bads = rows.reduce((sum, row) => sum + labels[row], 0);
    return bads / (rows.length - bads);
  };
  return Math.log(oddsOf(picked) / oddsOf(target));
}

/** `model.adapt` of 1000 rows by 23 features, in Node: bundle, checks, card, addition, preview. */
async function timeAdapting() {
  const taiwan = sets.find(({ name }) => name === 'Taiwan');
  if (!taiwan) return;
  const folder = mkdtempSync(join(tmpdir(), 'insitu-delta-'));
  try {
    const names = taiwan.plans.map(({ column }) => column);
    const valuesOf = (row) => names.map((name) => taiwan.valueOf(row, name));
    const rows = Array.from({ length: 6000 }, (_, i) => [...valuesOf(i), taiwan.labels[i]]);
    const file = join(folder, 'rows.csv');
    writeFileSync(file, [[...names, 'bad'], ...rows].map((row) => row.join()).join('\n'));
    const plan = join(folder, 'plan.json');
    const features = taiwan.plans;
    const target = { column: 'bad', bad: 1 };
    writeFileSync(
      plan,
      JSON.stringify({ name: 'timed', target, features, student: { kind: 'boosted' } }),
    );
    const output = join(folder, 'timed.insitu');
    const cli = await build('delta-cli', join(root, 'sdk/cli/insitu.ts'));
    const parameters = ['train', file, '--target', 'bad', '--plan', plan, '-o', output];
    execFileSync(process.execPath, [cli, ...parameters], { stdio: 'pipe' });
    const node = await build('delta-node', join(root, 'sdk/node.ts'));
    const { loadModel } = await import(pathToFileURL(node).href);
    const model = await loadModel(output);
    const drawn = Array.from({ length: 1000 }, (_, i) => 10_000 + 20 * i);
    const columns = Object.fromEntries(
      names.map((name) => [name, drawn.map((row) => taiwan.valueOf(row, name))]),
    );
    const labels = drawn.map((row) => taiwan.labels[row]);
    const times = [];
    for (let k = 0; k < 9; k++) {
      const [begin, cpu] = [performance.now(), process.cpuUsage()];
      await model.adapt(columns, labels);
      const { user, system } = process.cpuUsage(cpu);
      times.push({ wall: performance.now() - begin, cpu: (user + system) / 1000 });
    }
    await model.dispose();
    const say = ({ wall, cpu }) => `${wall.toFixed(0)} ms (${cpu.toFixed(0)} of CPU)`;
    const [first, ...others] = times;
    others.sort((a, b) => a.cpu - b.cpu);
    console.log(
      `\nmodel.adapt, 1000 rows of ${names.length} features: ${say(first)} the first time, then ${say(others[4])}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Modules of the SDK from their source, as one. */
async function compile(name, paths) {
  const folder = join(root, '.cache/bench');
  mkdirSync(folder, { recursive: true });
  const entry = join(folder, `${name}-entry.ts`);
  writeFileSync(entry, paths.map((path) => `export * from '../../sdk/${path}.js';\n`).join(''));
  return import(pathToFileURL(await build(name, entry)).href);
}

async function build(name, input) {
  const bundle = await rolldown({ input, platform: 'node', cwd: root });
  const file = join(root, '.cache/bench', `${name}.mjs`);
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  return file;
}
