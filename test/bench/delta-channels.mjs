/**
 * Channels for `delta-card.mjs`: rows of the two data sets of the repository, parted into a source and
 * a target.
 *
 * - `control`: a random part. Nothing shifts.
 * - `natural`: a group of clients that the source has not seen.
 * - `shifted`: a random half, drawn again by outcome so that its log-odds are those of the source plus
 *   a known sum over four features, whose standard deviation is given. Rows stay real.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const file = (path) => new URL(`../../${path}`, import.meta.url);

const SETS = {
  taiwan: {
    path: file('demo/model/data/taiwan.csv.gz'),
    target: 'default.payment.next.month',
    bad: 1,
    control: 9000,
    seeds: [1, 2, 3],
    groups: {
      'high school': (row) => row('EDUCATION') >= 3,
      married: (row) => row('MARRIAGE') === 1,
      'up to 27': (row) => row('AGE') <= 27,
      'low limit': (row) => row('LIMIT_BAL') <= 50_000,
      'no use of card': (row) => row('PAY_2') === -2,
      'no payment': (row) => row('PAY_AMT1') === 0,
    },
  },
  german: {
    path: file('test/vectors/data/south_german.csv.gz'),
    target: 'kredit',
    bad: 0,
    control: 450,
    seeds: [5, 6],
    groups: {
      'over 20 months': (row) => row('laufzeit') > 20,
      telephone: (row) => row('telef') === 2,
      'not at home': (row) => row('wohn') !== 2,
    },
  },
};

/** @returns {{ set: object, kind: string, name: string, source: number[], target: number[] }[]} */
export function makeChannels({ createRandom, shuffled }) {
  const channels = [];
  for (const [name, about] of Object.entries(SETS)) {
    const set = { name, ...readSet(about) };
    const part = (isTarget) => {
      const [source, target] = [[], []];
      for (let row = 0; row < set.rows; row++) (isTarget(row) ? target : source).push(row);
      return { source, target };
    };
    const add = (kind, label, rows) =>
      channels.push({ set, kind, name: `${name}, ${label}`, ...rows });
    for (const seed of about.seeds) {
      const place = shuffled(set.rows, createRandom(seed));
      add(
        'control',
        `random ${seed}`,
        part((row) => place[row] < about.control),
      );
    }
    for (const [label, holds] of Object.entries(about.groups)) {
      const value = (row) => (column) => set.columns[set.names.indexOf(column)][row];
      add(
        'natural',
        label,
        part((row) => holds(value(row))),
      );
    }
    for (const seed of about.seeds) {
      const random = createRandom(100 + seed);
      const place = shuffled(set.rows, random);
      const halves = part((row) => place[row] < set.rows / 2);
      for (const deviation of [1, 1.5]) {
        const target = drawAgain(set, halves.target, deviation, createRandom(200 + seed), shuffled);
        add(`shifted by ${deviation}`, `draw ${seed}`, { source: halves.source, target });
      }
    }
  }
  return channels;
}

function readSet({ path, target, bad }) {
  const [names, ...cells] = gunzipSync(readFileSync(path))
    .toString()
    .trim()
    .split('\n')
    .map((l) => l.split(','));
  const place = names.indexOf(target);
  const kept = [...names.keys()].filter((k) => k !== place && names[k] !== 'ID');
  return {
    rows: cells.length,
    names: kept.map((k) => names[k]),
    columns: kept.map((k) => Float64Array.from(cells, (row) => Number(row[k]))),
    labels: Uint8Array.from(cells, (row) => (Number(row[place]) === bad ? 1 : 0)),
  };
}

/** Keeps a row with a chance of exp(+-shift / 2) by its outcome: log-odds given the row rise by shift. */
function drawAgain(set, rows, deviation, random, shuffled) {
  const features = shuffled(set.columns.length, random).slice(0, 4);
  const signs = Array.from(features, () => (random.next() < 0.5 ? -1 : 1));
  const ranks = Array.from(features, (f) => ranksOf(set.columns[f]));
  const raw = rows.map((row) =>
    ranks.reduce((sum, rank, k) => sum + signs[k] * (rank[row] - 0.5), 0),
  );
  const mean = raw.reduce((sum, each) => sum + each, 0) / raw.length;
  const spread = Math.sqrt(raw.reduce((sum, each) => sum + (each - mean) ** 2, 0) / raw.length);
  const chance = raw.map((each, i) =>
    Math.exp(((set.labels[rows[i]] ? 0.5 : -0.5) * (each - mean) * deviation) / spread),
  );
  const largest = chance.reduce((most, each) => Math.max(most, each), 0);
  return rows.filter((_, i) => random.next() < chance[i] / largest);
}

function ranksOf(values) {
  const order = [...values.keys()].sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < order.length;) {
    let end = i;
    while (end < order.length && values[order[end]] === values[order[i]]) end++;
    for (let k = i; k < end; k++) ranks[order[k]] = (i + end) / 2 / order.length;
    i = end;
  }
  return ranks;
}
