import type { OpenGraph } from '../engines/network/graph-runner.js';
import { createNetworkSession, type AnySessionOptions } from './create-network-session.js';
import { compareTrials, trialColumns, type Spread } from './network-trial.js';
import type { AsyncSession } from './session.js';

/** What a session needs that must prove itself. */
export interface TriedSessionOptions extends AnySessionOptions {
  /** The GPU, as the browser names it. */
  readonly adapter: string;
  /** Who else runs a graph, to compare with. */
  readonly openOther: OpenGraph;
}

/**
 * Opens a network on a GPU, provided that it gives the numbers that the processor gives, as far as
 * float32 allows. The plan says how far they were apart on made-up applicants.
 *
 * @throws RiskError as `createNetworkSession` does, and `NETWORK_FAILED` for other numbers.
 */
export async function createTriedSession(
  bytes: Uint8Array,
  options: TriedSessionOptions,
): Promise<AsyncSession> {
  const { adapter, openOther } = options;
  const { session, bundle } = await createNetworkSession(bytes, options);
  const { model } = bundle;
  try {
    const { session: other } = await createNetworkSession(bytes, {
      ...options,
      openGraph: openOther,
    });
    try {
      const columns = trialColumns(model);
      const theirs = await other.scoreBatch(columns);
      const spread = compareTrials(model, await session.scoreBatch(columns), theirs);
      const reasons = [...session.plan.reasons, inWords(spread, theirs.rows)];
      return Object.assign(session, { plan: { ...session.plan, adapter, reasons } });
    } finally {
      other.dispose();
    }
  } catch (error) {
    session.dispose();
    throw error;
  }
}

function inWords({ margin, probability }: Spread, rows: number): string {
  const [inMargin, inProbability] = [margin, probability].map((value) => value.toExponential(1));
  return `not the same bits as wasm: at most ${inMargin} apart in margin and ${inProbability} in probability on ${rows} made-up rows`;
}
