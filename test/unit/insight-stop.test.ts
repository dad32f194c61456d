import { describe, expect, it } from 'vitest';
import { createInsightSession } from '../../sdk/insight/create-insight-session.js';
import type { Recourse } from '../../sdk/insight/questions.js';
import { packVector } from './runtime-real-model.js';

/** A session whose clock is ten milliseconds later at each look, and what is done in its pauses. */
async function open(onPause: (pauses: number) => void) {
  const { bytes, applicant } = await packVector();
  let time = 0;
  let pauses = 0;
  const session = await createInsightSession(bytes, {
    engine: 'reference',
    crypto: crypto.subtle,
    now: () => (time += 10),
    openGraph: () => Promise.reject(new Error('a forest has no graph')),
    pause: () => {
      onPause(++pauses);
      return Promise.resolve();
    },
  });
  const options = { target: { probability: 0.05 }, maxChanges: 8, budgetMs: 60_000 } as const;
  const ask = (token: number, budgetMs = 60_000) =>
    session.ask(
      { ask: 'recourse', applicant: applicant(0), options: { ...options, budgetMs } },
      token,
    ) as Promise<Recourse>;
  return { session, ask, pauses: () => pauses };
}

describe('a question that takes long', () => {
  it('runs to its end in slices', async () => {
    const { ask, pauses } = await open(() => undefined);
    await expect(ask(1)).resolves.toMatchObject({ status: 'found', optimal: true });
    expect(pauses()).toBeGreaterThan(10);
  });

  it('ends when nobody waits for it any more, and says no more than it knows', async () => {
    const { session, ask, pauses } = await open((count) => {
      if (count === 3) session.stopAsking(7);
    });
    const { optimal } = await ask(7);
    expect(optimal).toBe(false);
    expect(pauses()).toBeLessThan(6);
  });

  it('is not ended by another one, nor by a word that comes too late', async () => {
    const { session, ask } = await open((count) => {
      if (count === 3) session.stopAsking(8);
    });
    await expect(ask(7)).resolves.toMatchObject({ optimal: true });
    session.stopAsking(7);
    await expect(ask(7)).resolves.toMatchObject({ optimal: true });
  });

  it('ends with its time', async () => {
    const { ask, pauses } = await open(() => undefined);
    const { optimal } = await ask(1, 50);
    expect(optimal).toBe(false);
    expect(pauses()).toBeLessThan(6);
  });
});
