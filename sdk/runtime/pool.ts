import { RiskError } from '../core/errors.js';
import type { Lane } from './lane.js';
import type { Opened, OpenOptions, ServiceCall, ServiceCalls } from './protocol.js';

/** The lanes of one model. The first answers all single calls; the others come for batches. */
export interface Pool {
  readonly size: number;
  /** Opens the model in the first lane. Once, before anything else. */
  open(bytes: Uint8Array, options: OpenOptions): Promise<Opened>;
  call<C extends ServiceCall>(
    name: C,
    parameters: Parameters<ServiceCalls[C]>,
  ): ReturnType<ServiceCalls[C]>;
  /** Lane `index`, with the model open in it; started, or started anew, when it is not there. */
  lane(index: number): Promise<Lane>;
  /** After a timeout: replaces what is stuck. */
  checkAlive(): void;
  dispose(): void;
}

/**
 * Starts the first lane at once, so that it comes up while the model is still being fetched.
 *
 * A lane that ends is forgotten, and the next call starts another one with the same bytes. The
 * first lane is replaced without waiting for that call, unless it ended before its first answer:
 * a model that kills its worker must not do so in a loop.
 */
export function createPool(startLane: () => Promise<Lane>, size: number): Pool {
  const slots: (Promise<Lane> | undefined)[] = [];
  let opening: { readonly bytes: Uint8Array; readonly options: OpenOptions } | undefined;
  let disposed: RiskError | undefined;
  const first = startLane();
  first.catch(() => undefined);

  const openIn = (lane: Lane) => {
    if (!opening) throw new RiskError('INTERNAL', 'the pool has no model');
    // Each lane gets bytes of its own: they are moved, and the page keeps these for the next one.
    const bytes = opening.bytes.slice();
    return lane.call('open', [bytes, opening.options], [bytes.buffer]);
  };

  /** Puts a lane that is about to have the model open into its place, and watches its end. */
  const settle = (index: number, ready: Promise<readonly [Lane, Opened]>): void => {
    const slot = ready.then(([lane]) => lane);
    slots[index] = slot;
    const forget = () => {
      if (slots[index] === slot) slots[index] = undefined;
    };
    slot.then((lane) => {
      void lane.ended.then(() => {
        forget();
        const served = lane.answered > 1;
        if (index === 0 && served && !disposed) void pool.lane(0).catch(() => undefined);
      });
    }, forget);
  };

  const bringUp = async (starting: Promise<Lane>) => {
    const lane = await starting;
    if (disposed) lane.close(disposed);
    try {
      return [lane, await openIn(lane)] as const;
    } catch (error) {
      lane.close(new RiskError('DISPOSED', 'the model could not be opened'));
      throw error;
    }
  };

  const pool: Pool = {
    size,
    open: (bytes, options) => {
      opening = { bytes, options };
      const ready = bringUp(first);
      settle(0, ready);
      return ready.then(([, opened]) => opened);
    },
    lane: async (index) => {
      if (disposed) throw disposed;
      const slot = slots[index];
      const lane = await slot;
      if (disposed) throw disposed;
      if (lane && !lane.hasEnded) return lane;
      // Of the calls that find it gone, the first one starts another.
      if (slots[index] !== slot) return pool.lane(index);
      const ready = bringUp(startLane());
      settle(index, ready);
      return (await ready)[0];
    },
    call: (name, parameters) => {
      const answer = pool.lane(0).then((lane) => lane.call(name, parameters) as Promise<unknown>);
      return answer as ReturnType<ServiceCalls[typeof name]>;
    },
    checkAlive: () => {
      for (const slot of slots) slot?.then((lane) => lane.checkAlive()).catch(() => undefined);
    },
    dispose: () => {
      if (disposed) return;
      const reason = new RiskError('DISPOSED', 'the model was disposed');
      disposed = reason;
      for (const slot of [first, ...slots]) {
        slot?.then((lane) => lane.close(reason)).catch(() => undefined);
      }
    },
  };
  return pool;
}
