/**
 * Channels for `delta-card.mjs`: rows of a data set, parted into a source and a target.
 *
 * - `natural`: a group of clients that the source has not seen.
 * - `shifted`: a random half, drawn again by outcome so that its log-odds are those of the source plus
 *   a sum over the ranks of four numbers, with random signs, of a given standard deviation. The halves,
 *   the four and their signs differ by draw, and are the same for all sizes. Rows stay real.
 * - `control`: the same halves as they are. Nothing shifts.
 */

/** Standard deviations of the shifts, in log-odds. */
export const SHIFTS = [0.5, 0.75, 1, 1.25, 1.5];

/** Features that shift. */
const SHIFTED = 4;

/**
 * @param {{ createRandom: Function, shuffled: Function }} sdk
 * @param {object} set - of `delta-sets.mjs`.
 * @returns {{ name: string, source: number[], targets: { kind: string, rows: number[] }[] }[]} parts of
 * the rows; those of one source are together.
 */
export function makeChannels(sdk, set) {
  const part = (isTarget) => {
    const [source, target] = [[], []];
    for (let row = 0; row < set.rows; row++) (isTarget(row) ? target : source).push(row);
    return { source, target };
  };
  const groups = Object.entries(set.groups).map(([name, holds]) => {
    const { source, target } = part((row) => holds((column) => set.valueOf(row, column)));
    if (target.length < 200 || source.length < 350)
      throw new Error(`${set.name}, ${name}: ${source.length} and ${target.length} rows`);
    return { name, source, targets: [{ kind: 'natural', rows: target }] };
  });
  const draws = Array.from({ length: set.draws }, (_, k) => {
    const random = sdk.createRandom(100 + k);
    const place = sdk.shuffled(set.rows, random);
    const { source, target } = part((row) => place[row] < set.rows / 2);
    const shift = drawShift(sdk, set, target, random);
    const targets = SHIFTS.map((deviation) => ({
      kind: `shifted by ${deviation}`,
      rows: drawAgain(set, target, shift, deviation, sdk.createRandom(200 + k)),
    }));
    return {
      name: `draw ${k + 1}`,
      source,
      targets: [{ kind: 'control', rows: target }, ...targets],
    };
  });
  return [...groups, ...draws];
}

/** A sum over the ranks of a few features: mean 0 and standard deviation 1 over the rows. */
function drawShift(sdk, set, rows, random) {
  const numbers = set.plans
    .filter(({ kind }) => kind !== 'categorical')
    .map(({ column }) => set.table.columns.find(({ name }) => name === column))
    .filter((column) => column.kind !== 'text')
    .map(({ values }) => rows.map((row) => values[row]))
    // What most rows share tells few rows apart.
    .filter((values) => shareOfMode(values) < 0.8);
  const chosen = sdk.shuffled(numbers.length, random).slice(0, SHIFTED);
  const sum = new Float64Array(rows.length);
  for (const f of chosen) {
    const sign = random.next() < 0.5 ? -1 : 1;
    ranksOf(numbers[f]).forEach((rank, i) => (sum[i] += sign * rank));
  }
  const mean = sum.reduce((total, each) => total + each, 0) / sum.length;
  const square = sum.reduce((total, each) => total + (each - mean) ** 2, 0);
  return sum.map((each) => (each - mean) / Math.sqrt(square / sum.length));
}

/** Keeps a row with a chance of exp(+-shift / 2) by its outcome: log-odds given the row rise by shift. */
function drawAgain(set, rows, shift, deviation, random) {
  const chance = shift.map((each, i) =>
    Math.exp((set.labels[rows[i]] ? 0.5 : -0.5) * each * deviation),
  );
  const largest = chance.reduce((most, each) => Math.max(most, each), 0);
  return rows.filter((_, i) => random.next() < chance[i] / largest);
}

/** Missing values count as the least. */
function ranksOf(values) {
  const known = values.map((value) => (Number.isNaN(value) ? -Infinity : value));
  const order = [...known.keys()].sort((a, b) =>
    known[a] < known[b] ? -1 : known[a] > known[b] ? 1 : 0,
  );
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < order.length;) {
    let end = i;
    while (end < order.length && known[order[end]] === known[order[i]]) end++;
    for (let k = i; k < end; k++) ranks[order[k]] = (i + end) / 2 / order.length;
    i = end;
  }
  return ranks;
}

function shareOfMode(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Math.max(...counts.values()) / values.length;
}
