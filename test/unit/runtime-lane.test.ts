import { expose } from 'comlink';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import { createWorkerLane } from '../../sdk/runtime/lane.js';
import { createService } from '../../sdk/runtime/service.js';
import { createSession, TRICKS } from '../red-team/fake-session.js';
import { fakeBundle } from './runtime-fakes.js';

const open: MessagePort[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const port of open.splice(0)) port.close();
});

/** A lane to a service at the other end of a channel, standing in for a worker. */
function laneTo(service: object) {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  expose(service, port2);
  const terminate = vi.fn();
  const lane = createWorkerLane({ worker: port1 as unknown as Worker, terminate });
  return { lane, terminate, worker: port1 };
}

function fakeService() {
  return createService({
    createSession,
    now: () => performance.now(),
    crypto: crypto.subtle,
    schedule: (slice) => void setTimeout(slice, 0),
  });
}

const silent = {
  score: () => new Promise(() => undefined),
  ping: () => new Promise(() => undefined),
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

    const busy = laneTo({ ...silent, ping: () => true });
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
});
