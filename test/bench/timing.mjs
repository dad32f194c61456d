import os from 'node:os';

/**
 * Times several candidates in turn, A B C A B C..., so that a drift of the machine's speed hits all
 * alike. Each is run at least `minMs` in all and `minRuns` times after one warm-up.
 *
 * @param {Record<string, () => unknown>} candidates - may be async.
 * @returns {Promise<Record<string, { median: number, min: number, max: number, runs: number }>>} ms.
 */
export async function timeInTurn(candidates, { minMs = 1500, minRuns = 7 } = {}) {
  const names = Object.keys(candidates);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) await candidates[name]();
  const begin = performance.now();
  for (let round = 0; round < minRuns || performance.now() - begin < minMs; round++) {
    for (const name of names) {
      const start = performance.now();
      const pending = candidates[name]();
      if (pending instanceof Promise) await pending;
      samples[name].push(performance.now() - start);
    }
    if (round > 500) break;
  }
  return Object.fromEntries(names.map((name) => [name, summarise(samples[name])]));
}

export function summarise(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1], runs: sorted.length };
}

/** What it was measured on. */
export function describeMachine() {
  const cpus = os.cpus();
  return `${cpus[0]?.model ?? 'unknown CPU'}, ${cpus.length} cores; Node ${process.versions.node}, V8 ${process.versions.v8}; ${os.platform()} ${os.release()}`;
}

/** A row of a table: cells padded to widths. */
export function line(cells, widths) {
  return cells
    .map((cell, i) => String(cell).padEnd(widths[i] ?? 0))
    .join('  ')
    .trimEnd();
}

export function micros(ms, rows) {
  const us = (ms * 1000) / rows;
  return us >= 100 ? us.toFixed(0) : us >= 10 ? us.toFixed(1) : us.toFixed(3);
}
