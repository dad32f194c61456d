import { describe, expect, it } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import type { Lane } from '../../sdk/runtime/lane.js';
import { createPool } from '../../sdk/runtime/pool.js';
import { createFakeLane, fakeBundle } from './runtime-fakes.js';

const crash = () => new RiskError('WORKER_CRASHED', 'the worker met an uncaught error');
const applicant = { x: 1, y: 2 };

/** A pool whose lanes are at hand. */
function poolOfLanes(size = 1) {
  const lanes: Lane[] = [];
  const startLane = () => {
    const lane = createFakeLane();
    lanes.push(lane);
    return Promise.resolve(lane);
  };
  return { lanes, pool: createPool(startLane, size) };
}

describe('a pool', () => {
  it('starts its first lane before there is a model', () => {
    expect(poolOfLanes().lanes.length).toBe(1);
  });

  it('keeps the bytes that it moves into a lane', async () => {
    const { pool } = poolOfLanes();
    const bytes = fakeBundle.slice();
    await pool.open(bytes, {});
    expect(bytes.byteLength).toBe(3);
  });

  it('replaces a lane that crashed: the next call works', async () => {
    const { pool, lanes } = poolOfLanes();
    await pool.open(fakeBundle, {});
    await pool.call('score', [applicant]);
    lanes[0]!.close(crash());
    expect((await pool.call('score', [applicant])).margin).toBe(3);
    expect(lanes.length).toBe(2);
  });

  it('replaces it without being asked, if it had served', async () => {
    const { pool, lanes } = poolOfLanes();
    await pool.open(fakeBundle, {});
    await pool.call('score', [applicant]);
    lanes[0]!.close(crash());
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(lanes.length).toBe(2);
  });

  it('does not restart in a loop a lane that never served', async () => {
    const { pool, lanes } = poolOfLanes();
    await pool.open(fakeBundle, {});
    lanes[0]!.close(crash());
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(lanes.length).toBe(1);
    expect((await pool.call('score', [applicant])).margin).toBe(3);
  });

  it('shares one replacement between calls that come together', async () => {
    const { pool, lanes } = poolOfLanes();
    await pool.open(fakeBundle, {});
    lanes[0]!.close(crash());
    await Promise.all([1, 2, 3].map(() => pool.call('score', [applicant])));
    expect(lanes.length).toBe(2);
  });

  it('tries again after a lane could not be started', async () => {
    let attempts = 0;
    const pool = createPool(() => {
      attempts += 1;
      if (attempts === 2) return Promise.reject(new RiskError('WORKER_FAILED', 'refused'));
      return Promise.resolve(createFakeLane());
    }, 1);
    await pool.open(fakeBundle, {});
    (await pool.lane(0)).close(crash());
    await expect(pool.call('score', [applicant])).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    expect((await pool.call('score', [applicant])).margin).toBe(3);
  });

  it('closes the lane of a model that cannot be opened', async () => {
    const { pool, lanes } = poolOfLanes();
    await expect(pool.open(new Uint8Array(3), {})).rejects.toMatchObject({ code: 'BUNDLE_FORMAT' });
    expect((await lanes[0]!.ended).code).toBe('DISPOSED');
  });

  it('settles everything when it is disposed, even a lane that was still starting', async () => {
    let finishStart!: (lane: Lane) => void;
    const starting = new Promise<Lane>((resolve) => {
      finishStart = resolve;
    });
    const pool = createPool(() => starting, 1);
    const opened = pool.open(fakeBundle, {});
    pool.dispose();
    pool.dispose();
    const lane = createFakeLane();
    finishStart(lane);
    await expect(opened).rejects.toMatchObject({ code: 'DISPOSED' });
    expect((await lane.ended).code).toBe('DISPOSED');
    await expect(pool.call('score', [applicant])).rejects.toMatchObject({ code: 'DISPOSED' });
  });
});
