import { describe, expect, it } from 'vitest';
import { resolveQuestion } from '../../sdk/runtime/insight-options.js';
import { askIn } from '../../sdk/runtime/insight-start.js';
import type { Pool } from '../../sdk/runtime/pool.js';

/** A pool that answers nothing, and remembers what it was asked. */
function silentPool() {
  const calls: [name: string, parameters: readonly unknown[]][] = [];
  const pool = {
    call: (name: string, parameters: readonly unknown[]) => {
      calls.push([name, parameters]);
      return name === 'ask' ? new Promise(() => undefined) : Promise.resolve();
    },
    checkAlive: () => calls.push(['checkAlive', []]),
    dispose: () => calls.push(['dispose', []]),
  } as unknown as Pool;
  return { pool, calls };
}

describe('asking', () => {
  it('sends what a worker needs to know, and keeps the rest', async () => {
    const { pool, calls } = silentPool();
    const { signal } = new AbortController();
    void askIn(pool).ask(
      { ask: 'recourse', applicant: { a: 1 } },
      { count: 2, target: undefined, signal },
    );
    await Promise.resolve();
    const question = { ask: 'recourse', applicant: { a: 1 }, options: { count: 2 } };
    expect(calls).toEqual([['ask', [question, 1]]]);
  });

  it('stops the question that nobody waits for, and no other', async () => {
    const { pool, calls } = silentPool();
    const asker = askIn(pool);
    const control = new AbortController();
    const first = asker.ask({ ask: 'safety', applicant: {} }, { signal: control.signal });
    void asker.ask({ ask: 'safety', applicant: {} }, {});
    await Promise.resolve();
    control.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(calls.slice(2)).toEqual([['stopAsking', [1]]]);
  });

  it('stops one whose time is up, and looks after the worker', async () => {
    const { pool, calls } = silentPool();
    const call = askIn(pool).ask({ ask: 'safety', applicant: {} }, { timeoutMs: 1 });
    await expect(call).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(calls.slice(1)).toEqual([
      ['stopAsking', [1]],
      ['checkAlive', []],
    ]);
  });
});

describe('options of a question', () => {
  it.each([
    ['recourse', { target: { points: 600 }, maxChanges: 8, count: 16, budgetMs: 60_000 }],
    ['recourse', { target: { band: 'A' }, features: ['a', 'b', 'c'] }],
    ['recourse', { target: { probability: 0.1 } }],
    ['safety', { target: 'review' }],
    ['whatIf', { features: ['a', 'b'] }],
    ['dependence', { features: ['a'], against: 'training' }],
    ['notice', { regime: 'eu', locale: 'en', recourseMs: 0 }],
  ] as const)('%s takes %j', (ask, options) => {
    expect(resolveQuestion(ask, options).options).toEqual(options);
  });

  it.each([
    ['recourse', { targets: 'approved' }, 'targets'],
    ['recourse', { target: 'declined' }, 'target'],
    ['recourse', { target: null }, 'target'],
    ['recourse', { target: {} }, 'target'],
    ['recourse', { target: { points: NaN } }, 'target'],
    ['recourse', { target: { points: 600, band: 'A' } }, 'target'],
    ['recourse', { target: { band: 7 } }, 'target'],
    ['recourse', { maxChanges: 0 }, 'maxChanges'],
    ['recourse', { maxChanges: 9 }, 'maxChanges'],
    ['recourse', { count: 17 }, 'count'],
    ['recourse', { budgetMs: 60_001 }, 'budgetMs'],
    ['recourse', { features: 'a' }, 'features'],
    ['recourse', { features: [1] }, 'features'],
    ['recourse', { timeoutMs: -1 }, 'timeoutMs'],
    ['safety', { count: 2 }, 'count'],
    ['whatIf', {}, 'features'],
    ['whatIf', { features: [] }, 'features'],
    ['whatIf', { features: ['a', 'a'] }, 'features'],
    ['whatIf', { features: ['a', 'b', 'c'] }, 'features'],
    ['dependence', { features: ['a'], against: 'all' }, 'against'],
    ['notice', { regime: 'uk', locale: 'en' }, 'regime'],
    ['notice', { regime: 'eu' }, 'locale'],
    ['notice', { regime: 'eu', locale: 'en', recourseMs: 1.5 }, 'recourseMs'],
  ] as const)('%s refuses %j', (ask, options, path) => {
    expect(() => resolveQuestion(ask, options)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', path }),
    );
  });
});
