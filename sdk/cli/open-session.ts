import type { TrustedKey } from '../model/bundle/suites.js';
import { openGraphInNode } from '../runtime/node-graph.js';
import { createAnySession } from '../scoring/create-any-session.js';
import type { AsyncSession } from '../scoring/session.js';

/** Engines that a command can be told to use. */
export const ENGINES = ['reference', 'wasm', 'auto'] as const;

/**
 * Opens a bundle in this process, whatever its body is.
 *
 * @param trust - keys of which one must have signed it; none asks for no signature.
 * @throws RiskError `BUNDLE_*`, `MODEL_INVALID`, `NETWORK_FAILED`, `ASSET_INTEGRITY`.
 */
export function openSession(
  bytes: Uint8Array,
  engine: (typeof ENGINES)[number],
  trust: readonly TrustedKey[] = [],
): Promise<AsyncSession> {
  return createAnySession(bytes, {
    engine,
    openGraph: openGraphInNode,
    pause: () => Promise.resolve(),
    now: () => performance.now(),
    crypto: crypto.subtle,
    ...(trust.length > 0 && { trust }),
  });
}
