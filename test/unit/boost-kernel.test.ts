import { expect, it } from 'vitest';
import { isRiskError } from '../../sdk/core/errors.js';
import { createRandom } from '../../sdk/core/random.js';
import type { Feature } from '../../sdk/model/feature.js';
import { boost } from '../../sdk/train/boost/boost.js';
import type { BoostSettings } from '../../sdk/train/boost/boost-types.js';
import { compileBoostKernel } from '../../sdk/train/boost/kernel.js';
import type { TrainRows } from '../../sdk/train/train-rows.js';
import { categorical, digestOf, makeRows, numeric, SETTINGS } from './boost-cases.js';

/** What came out: a digest, or the code of the refusal. */
async function outcome(
  rows: TrainRows,
  settings: BoostSettings,
  validation: TrainRows | undefined,
  kernel: Awaited<ReturnType<typeof compileBoostKernel>>,
): Promise<string> {
  try {
    return digestOf(await boost(rows, settings, validation, undefined, undefined, kernel));
  } catch (error) {
    if (!isRiskError(error)) throw error;
    return error.code;
  }
}

/** Rows, features and settings of all kinds, the odd ones more often than life has them. */
function randomCase(seed: number): {
  rows: TrainRows;
  settings: BoostSettings;
  validation: TrainRows | undefined;
} {
  const random = createRandom(seed);
  const chance = (share: number) => random.next() < share;
  const pick = <T>(...options: readonly T[]): T => options[random.below(options.length)]!;
  const features = Array.from({ length: 1 + random.below(7) }, (_, f): Feature =>
    chance(0.6)
      ? numeric(`n${f}`, pick(0, 1, 3, 7, 30, 63, 254))
      : categorical(`c${f}`, pick(0, 1, 2, 4, 5, 12, 33, 254)),
  );
  const count = pick(1, 2, 3, 17, 200, 900);
  const options = {
    weights: chance(0.4),
    soft: chance(0.3),
    missing: pick(0, 0, 0.1, 0.6, 1),
  };
  const rows = makeRows(seed, count, features, options);
  const isSquared = chance(0.25);
  if (isSquared) rows.target.forEach((y, i) => (rows.target[i] = (y - 0.4) * pick(1, 7)));
  const settings: BoostSettings = {
    objective: isSquared ? 'squared-error' : 'log-loss',
    shape: pick('depth-wise', 'oblivious'),
    trees: 1 + random.below(8),
    depth: 1 + random.below(5),
    eta: pick(0.05, 0.3, 1),
    lambda: pick(0, 0.5, 1, 10),
    minChild: pick(0, 0.1, 1, 5),
    minGain: pick(0, 0, 0.5),
    columnShare: pick(1, 1, 0.5),
    seed,
    patience: pick(0, 2),
    ...(chance(0.5) && {
      monotone: Int8Array.from(features, ({ kind }) => (kind === 'numeric' ? pick(-1, 0, 1) : 0)),
    }),
    ...(chance(0.3) && {
      interactions: [[0], features.map((_, f) => f).filter((f) => f % 2 === 0)],
    }),
  };
  const validation = chance(0.4)
    ? makeRows(seed + 1, pick(1, 50, 301), features, options)
    : undefined;
  if (isSquared && validation)
    validation.target.forEach((y, i) => (validation.target[i] = y - 0.4));
  return { rows, settings, validation };
}

it('equals plain TypeScript bit for bit, on odd rows and settings', async (context) => {
  const kernel = await compileBoostKernel();
  if (!kernel) return context.skip('this Node has no WebAssembly SIMD');
  let trained = 0;
  for (let seed = 1; seed <= 250; seed++) {
    const { rows, settings, validation } = randomCase(seed);
    const plain = await outcome(rows, settings, validation, null);
    expect(await outcome(rows, settings, validation, kernel), `case ${seed}`).toBe(plain);
    if (plain.length === 16) trained++;
  }
  expect(trained).toBeGreaterThan(80);
});

it('equals it at a large number of rows, shared out or not', async () => {
  const features = [numeric('a', 62), numeric('b', 62), numeric('c', 20), categorical('d', 30)];
  const rows = makeRows(5, 20_000, features);
  for (const shape of ['depth-wise', 'oblivious'] as const) {
    const settings = { ...SETTINGS, shape, depth: 5, trees: 4 };
    const plain = await boost(rows, settings, undefined, undefined, undefined, null);
    expect(digestOf(await boost(rows, settings))).toBe(digestOf(plain));
  }
});
