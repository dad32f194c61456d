import { RiskError } from '../core/errors.js';
import { assertBackend } from '../train/pretrain/check-backend.js';
import type { ChosenBackend } from '../train/pretrain/pretrain-backbone.js';
import type { TensorBackend, TensorOps } from '../train/pretrain/tensors.js';

/** A back end that may be had. */
export interface BackendOffer {
  readonly backend: TensorBackend;
  /** Makes it ready, or says why not. */
  readonly open: () => Promise<TensorOps>;
}

/** What a message of a library's own may be long. */
const MESSAGE_LENGTH = 200;

/**
 * Opens the first of the offers that comes up and computes what plain arithmetic computes.
 *
 * @param wanted - `auto`, or the only one to try.
 * @param offers - the quickest first.
 * @throws RiskError `TRAINING_FAILED` when none does, `ASSET_INTEGRITY` for a file that was changed.
 */
export async function chooseBackend(
  wanted: 'auto' | TensorBackend,
  offers: readonly BackendOffer[],
): Promise<ChosenBackend> {
  const reasons: string[] = [];
  for (const { backend, open } of offers) {
    if (wanted !== 'auto' && wanted !== backend) continue;
    try {
      const ops = await open();
      await assertBackend(ops);
      return { ops, backend, reasons };
    } catch (error) {
      if (error instanceof RiskError && error.code === 'ASSET_INTEGRITY') throw error;
      // No row has been touched yet, so that no message can hold a value.
      const why = error instanceof Error ? error.message.slice(0, MESSAGE_LENGTH) : 'unknown';
      reasons.push(`${backend}: ${why}`);
    }
  }
  throw new RiskError('TRAINING_FAILED', `no back end can train here (${reasons.join('; ')})`);
}
