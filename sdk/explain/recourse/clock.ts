/** When a search gives way to others, and when it ends. */
export interface Clock {
  /** Whether the slice is used up, or time is: give way. */
  due(): boolean;
  /** Starts the next slice. */
  resume(): void;
  /** Whether time is up, or nobody waits any more. */
  over(): boolean;
}

/** How long a thread may be kept from hearing what else is asked of it. */
const SLICE_MS = 8;

/**
 * A clock that starts now.
 *
 * @param now - monotonic milliseconds.
 * @param stopped - whether nobody waits any more.
 */
export function startClock(now: () => number, budgetMs: number, stopped: () => boolean): Clock {
  const start = now();
  let slice = start;
  let ended = false;
  return {
    due: () => {
      const at = now();
      return at - slice > SLICE_MS || at - start >= budgetMs;
    },
    resume: () => {
      slice = now();
    },
    over: () => (ended ||= now() - start >= budgetMs || stopped()),
  };
}
