/** Tables of `delta-card.mjs`. */
import { SHIFTS } from './delta-channels.mjs';
import { SIZES } from './delta-trial.mjs';
import { line } from './timing.mjs';

const WIDTHS = [36, 30, 30, 30, 30];

/** Mean gains that the recipe's own channels gave: 10, 14 and 14 of them, the shift's size not stated. */
const RECIPE = {
  control: { 50: 0, 100: 0, 300: -0.4 },
  natural: { 50: 0.4, 100: 0.9, 300: 2.6 },
  shifted: { 50: 4.7, 100: 17.8, 300: 43.9 },
};

const IN_REPOSITORY = ['Taiwan', 'German'];

const meanOf = (values) => values.reduce((sum, each) => sum + each, 0) / values.length;

/** Prints everything that runs tell. */
export function report(runs, seeds) {
  const sets = [...new Set(runs.map(({ set }) => set))];
  const own = sets.filter((set) => IN_REPOSITORY.includes(set));
  const others = sets.filter((set) => !IN_REPOSITORY.includes(set));
  const scopes = [...own.map((set) => [set]), own, others, sets];
  const known = new Set();
  for (const names of scopes) {
    const title = names.join(', ');
    if (names.length === 0 || known.has(title)) continue;
    known.add(title);
    const some = runs.filter(({ set }) => names.includes(set));
    reportGains(title, some, seeds);
    reportShift(title, some);
  }
  reportChannels(runs);
  reportExpectations(runs);
}

/**
 * Channels at which a method was measured.
 *
 * @returns {{ name: string, mean: number, error: number, worst: number }[]} with the error over seeds.
 */
function channelsOf(runs, { kind, method, size }) {
  const byChannel = new Map();
  for (const run of runs) {
    if (run.kind !== kind || run.method !== method || run.size !== size) continue;
    const name = `${run.set}, ${run.channel}`;
    if (!byChannel.has(name)) byChannel.set(name, []);
    byChannel.get(name).push(run.gain);
  }
  return [...byChannel].map(([name, gains]) => ({
    name,
    mean: meanOf(gains),
    error: errorOf(gains),
    worst: Math.min(...gains),
  }));
}

/** Standard error of the mean of independent values. */
function errorOf(values) {
  if (values.length < 2) return NaN;
  const mean = meanOf(values);
  const square = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return Math.sqrt(square / (values.length - 1) / values.length);
}

function summarise(channels) {
  const means = channels.map(({ mean }) => mean);
  const bySeeds = Math.sqrt(channels.reduce((sum, { error }) => sum + error * error, 0));
  return {
    count: channels.length,
    mean: meanOf(means),
    error: errorOf(means),
    bySeeds: bySeeds / channels.length,
    least: Math.min(...means),
    worst: Math.min(...channels.map(({ worst }) => worst)),
  };
}

function cellOf(channels) {
  if (channels.length === 0) return '';
  const { mean, error, bySeeds, least, worst, count } = summarise(channels);
  const figures = [error, bySeeds].map((each) => each.toFixed(1));
  return `${mean.toFixed(1)} +-${figures[0]} (${figures[1]}) ${least.toFixed(1)}/${worst.toFixed(0)} [${count}]`;
}

function reportGains(title, runs, seeds) {
  console.log(
    `\n${title}: gain in AUC x 1000, ${seeds} seeds: mean +- error over channels (error over seeds) worst channel/worst run [channels]`,
  );
  console.log(line(['labels', ...SIZES], WIDTHS));
  const kinds = [...new Set(runs.map(({ kind }) => kind))].sort();
  const methods = [...new Set(runs.map(({ method }) => method))];
  for (const kind of kinds) {
    for (const method of methods) {
      const cells = SIZES.map((size) => cellOf(channelsOf(runs, { kind, method, size })));
      if (cells.some((cell) => cell !== ''))
        console.log(line([`${kind}: ${method}`, ...cells], WIDTHS));
    }
    const recipe = RECIPE[kind];
    if (!recipe) continue;
    const cells = SIZES.map((size) => {
      const channels = channelsOf(runs, { kind, method: 'card', size });
      if (recipe[size] === undefined || channels.length < 2) return recipe[size] ?? '';
      const { mean, error } = summarise(channels);
      const away = (mean - recipe[size]) / error;
      return `${recipe[size]}: ours ${away < 0 ? '' : '+'}${away.toFixed(1)} errors`;
    });
    console.log(line([`${kind}: the recipe's own`, ...cells], WIDTHS));
  }
}

/**
 * At which size of the shift the recipe's figures lie: for each number of labels, and for all at once.
 * Only channels that have every size count.
 */
function reportShift(title, runs) {
  const kindOf = (size) => (size === 0 ? 'control' : `shifted by ${size}`);
  const shifts = [0, ...SHIFTS];
  const widths = [10, ...shifts.map(() => 14)];
  const curves = [];
  for (const size of Object.keys(RECIPE.shifted).map(Number)) {
    const all = shifts.map((shift) =>
      channelsOf(runs, { kind: kindOf(shift), method: 'card', size }),
    );
    const names = all[0].map(({ name }) => name);
    const common = names.filter((name) => all.every((some) => some.some((c) => c.name === name)));
    if (common.length < 2) continue;
    const points = all.map((some) => summarise(some.filter(({ name }) => common.includes(name))));
    curves.push({ size, points, wanted: RECIPE.shifted[size], count: common.length });
  }
  if (curves.length === 0) return;
  console.log(
    `\n${title}: gain of the card by standard deviation of the shift in log-odds, same draws for all`,
  );
  console.log(line(['labels', ...shifts, "the recipe's lies at"], widths));
  for (const { size, points, wanted, count } of curves) {
    const cells = points.map(({ mean, error }) => `${mean.toFixed(1)} +- ${error.toFixed(1)}`);
    const crossing = (of) => crossingOf(shifts, points.map(of), wanted);
    const middle = crossing(({ mean }) => mean);
    const from = crossing(({ mean, error }) => mean + error);
    const to = crossing(({ mean, error }) => mean - error);
    console.log(
      line([size, ...cells, `${wanted}: ${middle} (${from} to ${to}) [${count}]`], widths),
    );
  }
  const best = bestShift(shifts, curves);
  const away = best.away.map((each) => each.toFixed(1)).join(', ');
  console.log(
    `nearest to all at once: ${best.shift.toFixed(2)}, where ours are ${away} errors away`,
  );
}

function crossingOf(shifts, values, wanted) {
  for (let k = 1; k < shifts.length; k++) {
    const [from, to] = [values[k - 1], values[k]];
    if (from > wanted || to < wanted) continue;
    return (shifts[k - 1] + ((wanted - from) / (to - from)) * (shifts[k] - shifts[k - 1])).toFixed(
      2,
    );
  }
  return `over ${shifts.at(-1)}`;
}

/** The size whose interpolated gains are the fewest errors from the recipe's, the farthest counting. */
function bestShift(shifts, curves) {
  let best = { worst: Infinity };
  for (let k = 1; k < shifts.length; k++) {
    for (let part = 0; part <= 1; part += 0.05) {
      const between = (of, points) => (1 - part) * of(points[k - 1]) + part * of(points[k]);
      const away = curves.map(
        ({ points, wanted }) =>
          (between(({ mean }) => mean, points) - wanted) / between(({ error }) => error, points),
      );
      const worst = Math.max(...away.map(Math.abs));
      const shift = shifts[k - 1] + part * (shifts[k] - shifts[k - 1]);
      if (worst < best.worst) best = { worst, shift, away };
    }
  }
  return best;
}

function reportChannels(runs) {
  console.log('\nnatural channels: gain of the card +- error over seeds');
  console.log(line(['labels', ...SIZES], WIDTHS));
  const cells = new Map();
  SIZES.forEach((size, at) => {
    for (const { name, mean, error } of channelsOf(runs, {
      kind: 'natural',
      method: 'card',
      size,
    })) {
      if (!cells.has(name))
        cells.set(
          name,
          SIZES.map(() => ''),
        );
      cells.get(name)[at] = `${mean.toFixed(1)} +- ${error.toFixed(1)}`;
    }
  });
  for (const [name, row] of cells) console.log(line([name, ...row], WIDTHS));
}

function reportExpectations(runs) {
  const some = runs.filter(({ expected }) => expected);
  console.log(
    '\nfall of the log-loss x 1000: expected, came, share of runs within two standard errors; refused',
  );
  console.log(line(['labels', ...SIZES], WIDTHS));
  for (const kind of [...new Set(some.map(({ kind }) => kind))].sort()) {
    const cells = SIZES.map((size) => {
      const those = some.filter((run) => run.kind === kind && run.size === size);
      if (those.length === 0) return '';
      const mean = (of) => meanOf(those.map(of));
      const within = mean(({ came, expected }) =>
        came >= expected.low && came <= expected.high ? 100 : 0,
      );
      const [e, c] = [
        mean(({ expected }) => 1000 * expected.value),
        mean(({ came }) => 1000 * came),
      ];
      const refused = mean(({ refused }) => (refused ? 100 : 0));
      return `${e.toFixed(1)}, ${c.toFixed(1)}, ${within.toFixed(0)} %; ${refused.toFixed(0)} %`;
    });
    console.log(line([kind, ...cells], WIDTHS));
  }
}
