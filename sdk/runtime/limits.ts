import { RiskError } from '../core/errors.js';

/** What every long call takes. */
export interface CallOptions {
  /** Rejects the call at once with the signal's own reason; a batch stops after its chunk. */
  readonly signal?: AbortSignal;
  /** Rejects with `TIMEOUT` after so many milliseconds. @defaultValue none */
  readonly timeoutMs?: number;
}

/**
 * Waits for `work`, but not longer than its caller wants to.
 *
 * What was running may go on; its late result is dropped.
 *
 * @param work - started here, unless the signal has fired already.
 * @param onTimeout - told when the time ran out, to look after what is still running.
 */
export function withLimits<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { signal, timeoutMs }: CallOptions,
  onTimeout?: () => void,
): Promise<T> {
  if (signal?.aborted) return Promise.reject(signal.reason as Error);
  const inner = new AbortController();
  if (signal === undefined && timeoutMs === undefined) return work(inner.signal);
  return new Promise<T>((resolve, reject) => {
    const stop = (reason: unknown) => {
      settle();
      inner.abort(reason);
      reject(reason as Error);
    };
    const onAbort = () => stop(signal?.reason);
    const onTime = () => {
      stop(new RiskError('TIMEOUT', `the call took longer than ${timeoutMs} ms`));
      onTimeout?.();
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(onTime, timeoutMs);
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    void work(inner.signal).then(resolve, reject).finally(settle);
  });
}
