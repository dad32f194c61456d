import type { Lock } from '../../sdk/runtime/guard.js';

/** The planted fault: a worker that only says that it is locked. */
export function lockDown(): Lock {
  return { deleted: [], policy: Promise.resolve(false), refusals: () => 0 };
}
