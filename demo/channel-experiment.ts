import { loadModel } from '../sdk/index.js';
import { startTrainer, type Trainer, type TrainPlan } from '../sdk/train.js';
import {
  aucOf,
  columnsOf,
  csvOf,
  FEATURES,
  OUTCOME,
  outcomesOf,
  partRows,
  type Channel,
  type Rows,
} from './channel-rows.js';
import type { Method } from './channel-words.js';

/** AUC of each way on the clients that were held out, for one draw of labelled clients. */
export type Draw = Readonly<Record<Method, number>> & {
  /** Whether the labels supported no change, so that the bank's model stayed. */
  readonly unchanged: boolean;
};

/** What the page is told while it waits. */
export interface Steps {
  readonly source: (rows: number) => void;
  readonly drawing: (draw: number) => void;
  readonly draw: (draw: Draw) => void;
}

/** Clients of the channel that are measured on, at least; the others may be drawn. */
const HELD_OUT_SHARE = 0.6;

/**
 * Trains the bank's model on its own clients, then draws labelled clients of the channel again and
 * again, and measures three ways to score the rest. All of it in this page.
 *
 * @returns how many clients were held out.
 */
export async function runExperiment(
  rows: Rows,
  channel: Channel,
  labels: number,
  draws: number,
  steps: Steps,
  signal: AbortSignal,
): Promise<number> {
  const random = mulberry(1);
  const parts = partRows(rows, channel, random);
  const trainer = startTrainer();
  try {
    steps.source(parts.known.length);
    const bank = await trainOn(trainer, csvOf(rows, parts.known), planOf('bank'), signal);
    const order = shuffle(parts.channel, random);
    const held = order.slice(0, Math.round(order.length * HELD_OUT_SHARE));
    const pool = order.slice(held.length);
    const columns = columnsOf(rows, held);
    const outcomes = outcomesOf(rows, held);
    const measure = async (bundle: Uint8Array, delta?: Uint8Array) => {
      const model = await loadModel(bundle, { signal, ...(delta && { delta }) });
      try {
        return aucOf((await model.scoreBatch(columns, { signal })).margin, outcomes);
      } finally {
        await model.dispose();
      }
    };
    const zeroShot = await measure(bank);
    const source = await loadModel(bank, { signal });
    try {
      for (let draw = 0; draw < draws; draw++) {
        signal.throwIfAborted();
        steps.drawing(draw + 1);
        const picked = shuffle(pool, mulberry(draw + 2)).slice(0, labels);
        const own = await trainOn(trainer, csvOf(rows, picked), planOf('own'), signal);
        const adapted = await source.adapt(columnsOf(rows, picked), outcomesOf(rows, picked), {
          channel: channel.id,
          signal,
        });
        steps.draw({
          targetOnly: await measure(own),
          zeroShot,
          delta: adapted.addition ? await measure(bank, adapted.addition) : zeroShot,
          unchanged: adapted.addition === undefined,
        });
      }
    } finally {
      await source.dispose();
    }
    return held.length;
  } finally {
    trainer.dispose();
  }
}

async function trainOn(
  trainer: Trainer,
  csv: Uint8Array,
  plan: TrainPlan,
  signal: AbortSignal,
): Promise<Uint8Array> {
  await trainer.read(csv, { signal });
  const { id } = await trainer.train(plan, { signal });
  return trainer.pack(id, { signal });
}

/**
 * The bank has rows enough to stop its boosting by held-out ones. The few labelled clients are all
 * needed for training: there the number of trees is fixed, and small trees are all that they bear.
 */
function planOf(use: 'bank' | 'own'): TrainPlan {
  const few = use === 'own';
  return {
    name: use,
    target: { column: OUTCOME, bad: 1 },
    features: FEATURES.map((column) => ({ column })),
    split: few ? { validation: 0, test: 0 } : { validation: 0.15, test: 0 },
    student: few
      ? { kind: 'boosted', shape: 'depth-wise', depth: 2, trees: 60, eta: 0.1, patience: 0 }
      : { kind: 'boosted', trees: 150 },
  };
}

/** Numbers from a seed, so that a page shows the same draws again (Mulberry32). */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffle(rows: Int32Array, random: () => number): Int32Array {
  const order = rows.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
