import { describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { loadModel } from '../../sdk/node.js';
import { chooseRows } from '../../sdk/train/delta/label-next.js';
import { readChannel } from './delta-cases.js';

/** Normal by twelve uniforms: near enough here. */
function normals(count: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, () => {
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += random.next();
    return sum;
  });
}

describe('rows chosen to be labelled next', () => {
  it('spread over all scores, with more of the risky ones, and are the same each time', () => {
    const logOdds = normals(4000, 1).map((each) => -2.5 + each);
    const { rows, expectedBads, expectedBadsOfAll } = chooseRows(logOdds, 300);
    expect(new Set(rows).size).toBe(300);
    expect(chooseRows(logOdds, 300).rows).toEqual(rows);
    expect(expectedBads).toBeGreaterThan(1.6 * expectedBadsOfAll);
    const place = new Map(
      [...logOdds.keys()].sort((a, b) => logOdds[a]! - logOdds[b]!).map((row, at) => [row, at]),
    );
    const eighths = new Float64Array(8);
    for (const row of rows) eighths[Math.floor((8 * place.get(row)!) / 4000)]! += 1;
    expect(Math.min(...eighths)).toBeGreaterThan(3);
    expect(eighths[7]).toBeGreaterThan(60);
  });

  it('are as many as asked for, whatever the scores', () => {
    for (const logOdds of [
      new Float64Array(50),
      new Float64Array(50).fill(-800),
      Float64Array.from({ length: 50 }, (_, i) => (i === 7 ? 0 : -40)),
      normals(50, 4).map((each) => 30 * each),
    ]) {
      for (const count of [1, 2, 25, 49, 50]) {
        const { rows } = chooseRows(logOdds, count);
        expect(rows).toHaveLength(count);
        expect(new Set(rows).size).toBe(count);
      }
      expect(() => chooseRows(logOdds, 51)).toThrow(/"count"/);
      expect(() => chooseRows(logOdds, 0)).toThrow(/"count"/);
    }
  });
});

describe('rows chosen by their outcome', () => {
  it('give the intercept of the whole channel once the share of bad in it is told', async () => {
    const { bytes, columns } = await readChannel('trees', 1000);
    const source = await loadModel(bytes);
    try {
      const { logOdds } = await source.scoreBatch(columns);
      // A channel whose odds are a half of what the source says, and nothing else.
      const random = createRandom(9);
      const labels = logOdds.map((each) =>
        random.next() < 1 / (1 + Math.exp(-each + 0.7)) ? 1 : 0,
      );
      const bads = labels.reduce((sum, label) => sum + label, 0);
      // All bad ones, and as many of the good.
      let goods = 0;
      const picked = [...labels.keys()].filter(
        (row) => labels[row] === 1 || (random.next() < 0.5 && goods++ < bads),
      );
      const some = Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [
          name,
          Float64Array.from(picked, (row) => column[row]!),
        ]),
      );
      const chosen = picked.map((row) => labels[row]!);
      const sampling = { bads: bads / labels.length };
      const [told, untold, all] = [
        await source.adapt(some, chosen, { sampling }),
        await source.adapt(some, chosen),
        await source.adapt(columns, [...labels]),
      ];
      expect(Math.abs(told.card!.intercept - -0.7)).toBeLessThan(0.35);
      expect(Math.abs(told.card!.intercept - all.card!.intercept)).toBeLessThan(0.2);
      expect(untold.card!.intercept).toBeGreaterThan(told.card!.intercept + 0.8);
      // What is expected is about all applicants too, not about the rows that were chosen.
      expect(told.expects!.gain.value).toBeGreaterThan(0);
      expect(Math.abs(told.expects!.gain.value - all.expects!.gain.value)).toBeLessThan(0.03);
    } finally {
      await source.dispose();
    }
  });
});
