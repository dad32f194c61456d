import type { AsyncSession } from '../scoring/session.js';

/** A page that opens a model asks for its first explanation at once: that comes first. */
const PAUSE_MS = 100;

/** One slice. A call that arrives meanwhile waits at most this long. */
const SLICE_MS = 8;

/**
 * Compiles a session's tables in the background, slice by slice, with the thread's other work
 * in between.
 *
 * @returns stops it.
 */
export function startWarmUp(
  session: Pick<AsyncSession, 'warmUp'>,
  schedule: (slice: () => void, delayMs?: number) => void,
): () => void {
  let stopped = false;
  const slice = () => {
    if (stopped) return;
    let isLeft = false;
    try {
      isLeft = session.warmUp(SLICE_MS);
    } catch {
      // Calls are correct without it, only slower; a fault shows in the call that meets it.
    }
    if (isLeft) schedule(slice);
  };
  schedule(slice, PAUSE_MS);
  return () => {
    stopped = true;
  };
}
