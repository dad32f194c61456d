import { createInlineLane } from '../../sdk/runtime/inline-lane.js';
import type { Lane } from '../../sdk/runtime/lane.js';
import { createPool, type Pool } from '../../sdk/runtime/pool.js';
import type { ServiceCall } from '../../sdk/runtime/protocol.js';
import { createService } from '../../sdk/runtime/service.js';
import { createSession } from '../red-team/fake-session.js';

interface FakePool extends Pool {
  /** Lanes that were started. */
  started(): number;
  calls(name: ServiceCall): number;
  lastParameters(): readonly unknown[];
}

interface Faults {
  /** Lanes from this index on fail to start. */
  readonly failFrom?: number;
  /** Lanes from this index on never come up. */
  readonly neverFrom?: number;
  /** Each call takes so long. */
  readonly delayMs?: number;
}

/** The bytes that the fake session takes for a model. */
export const fakeBundle = new Uint8Array([7, 0, 0]);

/** A lane of this thread around the fake session. */
export function createFakeLane(delayMs?: number): Lane {
  const service = createService({
    createSession,
    now: () => performance.now(),
    crypto: crypto.subtle,
    schedule: (slice) => void setTimeout(slice, 0),
  });
  const pause = () =>
    delayMs === undefined
      ? Promise.resolve()
      : new Promise<void>((resolve) => void setTimeout(resolve, delayMs));
  return createInlineLane(service, pause);
}

/** A real pool over fake lanes, with the model open, which counts what it is asked. */
export async function openFakePool(size: number, faults: Faults = {}): Promise<FakePool> {
  const { failFrom = Infinity, neverFrom = Infinity, delayMs } = faults;
  const log: { name: ServiceCall; parameters: readonly unknown[] }[] = [];
  let started = 0;
  const startLane = async (): Promise<Lane> => {
    const index = started++;
    if (index >= failFrom) throw new Error('no more threads');
    if (index >= neverFrom) await new Promise(() => undefined);
    const lane = createFakeLane(delayMs);
    const call: Lane['call'] = (name, parameters, moved) => {
      log.push({ name, parameters });
      return lane.call(name, parameters, moved);
    };
    return Object.create(lane, { call: { value: call } }) as Lane;
  };
  const pool = createPool(startLane, size);
  await pool.open(fakeBundle, {});
  return {
    ...pool,
    started: () => started,
    calls: (wanted) => log.filter(({ name }) => name === wanted).length,
    lastParameters: () => log.at(-1)!.parameters,
  };
}
