import { afterEach, describe, expect, it, vi } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import { answerCalls } from '../../sdk/runtime/answers.js';
import { createWorkerLane } from '../../sdk/runtime/lane.js';
import { SERVICE_CALLS, type ServiceCalls } from '../../sdk/runtime/protocol.js';
import { createService } from '../../sdk/runtime/service.js';
import { createSession, TRICKS } from '../red-team/fake-session.js';
import { fakeBundle } from './runtime-fakes.js';

const open: MessagePort[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const port of open.splice(0)) port.close();
});

/** A lane to a service at the other end of a channel, standing in for a worker. */
function laneTo(service: Partial<ServiceCalls>) {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  answerCalls(port2, service as ServiceCalls, SERVICE_CALLS);
  const terminate = vi.fn();
  const lane = createWorkerLane({ worker: port1 as unknown as Worker, terminate });
  for (const port of [port1, port2]) port.start();
  return { lane, terminate, worker: port1, far: port2 };
}

function fakeService() {
  return createService({
    createSession,
    now: () => performance.now(),
    crypto: crypto.subtle,
    schedule: (slice) => void setTimeout(slice, 0),
  });
}

const silent: Partial<ServiceCalls> = {
  score: () => new Promise<never>(() => undefined),
  ping: () => new Promise<never>(() => undefined),
};
const applicant = { x: 1, y: 2 };

describe('a lane to a worker', () => {
  it('answers calls', async () => {
    const { lane } = laneTo(fakeService());
    const { info } = await lane.call('open', [fakeBundle.slice(), {}]);
    expect(info.name).toBe('fake');
    expect((await lane.call('score', [applicant])).margin).toBe(3);
    expect(lane.pending).toBe(0);
    expect(lane.answered).toBe(2);
  });

  it('keeps code, path and issues of an error', async () => {
    const { lane } = laneTo(fakeService());
    await lane.call('open', [fakeBundle.slice(), {}]);
    const error = await lane.call('score', [{ x: 'a', y: 2 }]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RiskError);
    expect(error).toMatchObject({ code: 'INPUT_INVALID', path: 'x' });
    expect((error as RiskError).issues).toEqual([
      { code: 'NUMBER_EXPECTED', path: 'x', got: 'string' },
    ]);
  });

  it('tells of a foreign error its kind, never its words', async () => {
    const { lane } = laneTo(fakeService());
    await lane.call('open', [fakeBundle.slice(), {}]);
    const error = (await lane
      .call('score', [{ x: TRICKS.throwForeign, y: 4711 }])
      .catch((reason: unknown) => reason)) as RiskError;
    expect(error.code).toBe('INTERNAL');
    expect(error.message).toContain('TypeError');
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain('4711');
    expect(error.cause).toBeUndefined();
  });

  it('refuses what cannot cross, without quoting it', async () => {
    const { lane } = laneTo(fakeService());
    const columns = { x: [Symbol('secret')], y: [] } as never;
    const error = (await lane.call('scoreRows', [columns]).catch((e: unknown) => e)) as RiskError;
    expect(error.code).toBe('INPUT_INVALID');
    expect(error.message).not.toContain('secret');
  });

  it.each([
    [
      'error',
      () => Object.assign(new Event('error', { cancelable: true }), { message: 'secret 9' }),
    ],
    ['messageerror', () => new Event('messageerror')],
  ])('rejects every call when the worker dies of an "%s" event', async (_, event) => {
    const { lane, terminate, worker } = laneTo(silent);
    const calls = [lane.call('score', [applicant]), lane.call('ping', [])];
    worker.dispatchEvent(event());
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'WORKER_CRASHED' } });
      expect(String((outcome as PromiseRejectedResult).reason)).not.toContain('secret');
    }
    expect(terminate).toHaveBeenCalledOnce();
    expect((await lane.ended).code).toBe('WORKER_CRASHED');
    await expect(lane.call('ping', [])).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
  });

  it('ends a worker that is stuck, and leaves one that is only busy', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const stuck = laneTo(silent);
    const rejected = expect(stuck.lane.call('score', [applicant])).rejects.toMatchObject({
      code: 'WORKER_CRASHED',
    });
    vi.advanceTimersByTime(1);
    stuck.lane.checkAlive();
    vi.advanceTimersByTime(2_000);
    await rejected;

    const busy = laneTo({ ...silent, ping: () => Promise.resolve(true) });
    void busy.lane.call('score', [applicant]).catch(() => undefined);
    busy.lane.checkAlive();
    vi.advanceTimersByTime(1);
    await vi.waitFor(() => expect(busy.lane.pending).toBe(1));
    vi.advanceTimersByTime(2_000);
    expect(busy.terminate).not.toHaveBeenCalled();
  });

  it('presumes dead what has owed an answer in silence for a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { lane, terminate } = laneTo(silent);
    const call = expect(lane.call('score', [applicant])).rejects.toMatchObject({
      code: 'WORKER_CRASHED',
    });
    vi.advanceTimersByTime(59_000);
    expect(terminate).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2_000);
    await call;
  });

  it('rejects what is running with the reason it is closed for', async () => {
    const { lane } = laneTo(silent);
    const call = lane.call('score', [applicant]);
    lane.close(new RiskError('DISPOSED', 'gone'));
    await expect(call).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  it('takes answers in any order, and each once', async () => {
    const { lane, worker } = laneTo(silent);
    const first = lane.call('score', [applicant]);
    const second = lane.call('ping', []);
    const answers = [
      { id: 2, value: true },
      { id: 2, error: { code: 'INTERNAL', message: 'again', issues: [] } },
      { id: 1, value: { margin: 7 } },
    ];
    for (const data of answers) worker.dispatchEvent(new MessageEvent('message', { data }));
    expect(await second).toBe(true);
    expect((await first).margin).toBe(7);
    expect(lane.answered).toBe(2);
  });

  it.each([
    ['nothing', null],
    ['text', 'id'],
    ['a greeting', { insitu: 'ready' }],
    ['an answer to nobody', { id: 4711, value: 1 }],
    ['an id of another kind', { id: '1', value: 1 }],
    ['an id that is a prototype', { id: '__proto__', value: 1 }],
  ])('ignores %s from the worker', async (_, data) => {
    const { lane, worker } = laneTo(silent);
    const call = lane.call('score', [applicant]);
    worker.dispatchEvent(new MessageEvent('message', { data }));
    expect(lane.pending).toBe(1);
    worker.dispatchEvent(new MessageEvent('message', { data: { id: 1, value: 'kept' } }));
    expect(await call).toBe('kept');
  });

  it.each([
    ['no code', { message: 'secret' }],
    ['a code that is not ours', { code: 'toString', message: 'secret' }],
    ['nothing', null],
    ['text', 'secret'],
  ])('settles a call whose error has %s', async (_, error) => {
    const { lane, worker } = laneTo(silent);
    const call = lane.call('score', [applicant]).catch((reason: unknown) => reason);
    worker.dispatchEvent(new MessageEvent('message', { data: { id: 1, error } }));
    expect(await call).toMatchObject({ code: 'INTERNAL' });
    expect(String(await call)).not.toContain('secret');
  });

  it('moves what it is told to move, and copies the rest', async () => {
    const rows = vi.fn(() => Promise.resolve({} as never));
    const { lane } = laneTo({ scoreRows: rows });
    const columns = { x: Float64Array.of(1, 2), y: Float64Array.of(3) };
    await lane.call('scoreRows', [columns], [columns.x.buffer]);
    expect(columns.x.length).toBe(0);
    expect(columns.y.length).toBe(1);
    expect(rows).toHaveBeenCalledWith({ x: Float64Array.of(1, 2), y: Float64Array.of(3) });
  });
});
