import { expect, it } from 'vitest';
import { fuzzRecourse } from '../fuzz/recourse-fuzz.js';

it('finds what trying everything finds, and says optimal and none only then', async () => {
  const { faults, outcomes } = await fuzzRecourse(1000, 1);
  expect(faults).toEqual([]);
  // Every way to end occurs.
  for (const body of ['forest', 'additive']) {
    for (const end of ['found optimal', 'none', 'reached']) {
      expect(outcomes[`${body} ${end}`], `${body} ${end}`).toBeGreaterThan(20);
    }
  }
}, 120_000);

it('claims nothing false when time is short', async () => {
  const { faults, outcomes } = await fuzzRecourse(1000, 5000, 60);
  expect(faults).toEqual([]);
  expect(outcomes['forest unknown']).toBeGreaterThan(10);
}, 120_000);
