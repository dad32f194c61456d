import { describe, expect, it } from 'vitest';
import { createLedger } from '../../sdk/runtime/ledger.js';
import { byteLengthOf, type SenderScope } from '../../sdk/runtime/ledger-watch.js';

function clock(entries: Partial<PerformanceResourceTiming>[] = []) {
  let time = 100;
  return {
    now: () => time,
    advance: (ms: number) => void (time += ms),
    getEntriesByType: () => entries as unknown as PerformanceEntryList,
  };
}

const model = {
  name: 'https://bank.example/models/loan.insitu?customer=7',
  initiatorType: 'fetch',
  startTime: 50,
  transferSize: 1000,
  encodedBodySize: 700,
  decodedBodySize: 700,
};
const script = { ...model, name: 'https://bank.example/app.js', initiatorType: 'script' };
const foreign = {
  ...script,
  name: 'https://cdn.example/lib.js',
  transferSize: 0,
  encodedBodySize: 0,
  decodedBodySize: 0,
};

describe('a ledger', () => {
  it('lists what was fetched, by kind and origin, without paths', () => {
    const { entries } = createLedger({ performance: clock([model, script]) });
    expect(entries.map(({ kind }) => kind)).toEqual(['model', 'code']);
    expect(entries[0]).toMatchObject({ origin: 'https://bank.example', bytesIn: 1000 });
    expect(JSON.stringify(entries)).not.toContain('customer');
  });

  it('counts nothing for the cache, and does not know what another origin hides', () => {
    const cached = { ...model, transferSize: 0 };
    expect(createLedger({ performance: clock([cached]) }).totals().bytesIn).toBe(0);
    const ledger = createLedger({ performance: clock([script, foreign]) });
    expect(ledger.entries[1]!.bytesIn).toBeUndefined();
    expect(ledger.totals().bytesIn).toBeUndefined();
  });

  it('does not claim that nothing left when nobody watched', () => {
    const time = clock([script]);
    const ledger = createLedger({ performance: time });
    expect(ledger.totals().bytesOut).toBeUndefined();
    time.advance(10);
    const unwatch = ledger.watch({});
    expect(ledger.totals().bytesOut).toBe(0);
    expect(ledger.totals(0).bytesOut).toBeUndefined();
    unwatch();
    unwatch();
    expect(ledger.watching).toBe(false);
    expect(ledger.totals().bytesOut).toBeUndefined();
  });

  it('counts the bodies that a page sends, and passes them on', async () => {
    const sent: unknown[] = [];
    const scope = {
      fetch: (_: unknown, init?: RequestInit) => {
        sent.push(init?.body);
        return Promise.resolve(new Response());
      },
      navigator: { sendBeacon: (_: unknown, data: unknown) => sent.push(data) > 0 },
    };
    const before = { fetch: scope.fetch, beacon: scope.navigator.sendBeacon };
    const ledger = createLedger({ performance: clock() });
    const unwatch = ledger.watch(scope as unknown as SenderScope);
    await scope.fetch('https://bank.example/score', { method: 'POST', body: '信用' });
    await scope.fetch('https://bank.example/score');
    scope.navigator.sendBeacon('https://log.example/', new Uint8Array(5));
    expect(ledger.entries.map(({ origin, bytesOut }) => [origin, bytesOut])).toEqual([
      ['https://bank.example', 6],
      ['https://log.example', 5],
    ]);
    expect(ledger.totals().bytesOut).toBe(11);
    expect(sent).toEqual(['信用', undefined, new Uint8Array(5)]);
    unwatch();
    expect(scope.fetch).toBe(before.fetch);
    expect(scope.navigator.sendBeacon).toBe(before.beacon);
  });

  it('says "not measured" for a body of unknown size', () => {
    expect(byteLengthOf(new ReadableStream())).toBeUndefined();
    expect(byteLengthOf(new FormData())).toBeUndefined();
    expect(byteLengthOf(new URLSearchParams({ a: '1' }))).toBe(3);
    expect(byteLengthOf(new Blob(['1234']))).toBe(4);
    expect(byteLengthOf(null)).toBe(0);
  });

  it('tells listeners of new entries until they leave', () => {
    const scope: SenderScope = { navigator: { sendBeacon: () => true } };
    const ledger = createLedger({ performance: clock() });
    ledger.watch(scope);
    let told = 0;
    const leave = ledger.subscribe(() => (told += 1));
    scope.navigator!.sendBeacon!('https://a.example/', 'x');
    leave();
    scope.navigator!.sendBeacon!('https://a.example/', 'x');
    expect(told).toBe(1);
  });
});
