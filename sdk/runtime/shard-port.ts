import { RiskError } from '../core/errors.js';
import type { BoostKernel } from '../train/boost/kernel.js';
import {
  createShard,
  sliceRows,
  type LevelSplit,
  type OpenShards,
  type Shard,
  type ShardSetup,
  type ShardSums,
} from '../train/boost/shard.js';
import type { TrainRows } from '../train/train-rows.js';
import { answerCalls, type AnswerPort } from './answers.js';
import { createWorkerLane, type Lane } from './lane.js';

/**
 * A shard across a port. What is large comes wrapped, since only members of an answer move; and each
 * port has one shard at a time.
 */
interface ShardCalls {
  open(rows: TrainRows, setup: ShardSetup): Promise<void>;
  measure(): Promise<ShardSums>;
  startTree(gradientScale?: number): Promise<{ readonly cells: Int32Array }>;
  split(level: LevelSplit): Promise<{ readonly rows: Int32Array }>;
  histograms(nodes: Int32Array): Promise<{ readonly cells: Int32Array }>;
  endTree(values: Int32Array, level?: LevelSplit): Promise<ShardSums>;
  close(): Promise<void>;
}

const SHARD_CALLS = [
  ...(['open', 'measure', 'startTree', 'split', 'histograms', 'endTree', 'close'] as const),
] as const satisfies readonly (keyof ShardCalls)[];

/** Answers for a shard over a port that another worker holds the end of. */
export function serveShard(port: MessagePort, kernel: BoostKernel | null): void {
  let shard: Shard | undefined;
  const opened = () => {
    if (shard) return shard;
    throw new RiskError('INTERNAL', 'the worker has no rows');
  };
  const calls: ShardCalls = {
    open: async (rows, setup) => {
      shard?.close();
      shard = createShard(rows, setup, kernel);
    },
    measure: async () => opened().measure(),
    startTree: async (scale) => ({ cells: await opened().startTree(scale) }),
    split: async (level) => ({ rows: await opened().split(level) }),
    histograms: async (nodes) => ({ cells: await opened().histograms(nodes) }),
    endTree: async (values, level) => opened().endTree(values, level),
    close: async () => {
      shard?.close();
      shard = undefined;
    },
  };
  answerCalls<ShardCalls>(port as AnswerPort, calls, SHARD_CALLS);
  port.start();
}

/**
 * Spreads rows over this thread and those behind some ports, in slices of one size. This thread's shard
 * comes last: it works while it is called, and the others have to be told before that.
 */
export function shardsOver(ports: readonly MessagePort[], kernel: BoostKernel | null): OpenShards {
  const lanes = ports.map((port) => {
    // A port speaks as a worker does, and has to be started.
    port.start();
    const worker = port as unknown as Worker;
    return createWorkerLane<ShardCalls>({ worker, terminate: () => port.close() });
  });
  return async (rows, setup) => {
    const count = lanes.length + 1;
    const cut = (i: number) => Math.round((i * rows.rows) / count);
    const remote = lanes.map(async (lane, i) => {
      const slice = copyOf(sliceRows(rows, cut(i), cut(i + 1)));
      const moved = [...slice.bins, slice.target, ...(slice.weight ? [slice.weight] : [])];
      await lane.call(
        'open',
        [slice, setup],
        moved.map(({ buffer }) => buffer as ArrayBuffer),
      );
      return remoteShard(lane);
    });
    const own = createShard(sliceRows(rows, cut(lanes.length), rows.rows), setup, kernel);
    return [...(await Promise.all(remote)), own];
  };
}

function remoteShard(lane: Lane<ShardCalls>): Shard {
  return {
    measure: () => lane.call('measure', []),
    startTree: async (scale) =>
      (await lane.call('startTree', scale === undefined ? [] : [scale])).cells,
    split: async (level) => (await lane.call('split', [level])).rows,
    histograms: async (nodes) => (await lane.call('histograms', [nodes])).cells,
    endTree: (values, level) => lane.call('endTree', level ? [values, level] : [values]),
    close: () => void lane.call('close', []).catch(() => undefined),
  };
}

/** Views of a table's columns would take the whole columns along. */
function copyOf(rows: TrainRows): TrainRows {
  const { bins, target, weight } = rows;
  return {
    ...rows,
    bins: bins.map((column) => column.slice()),
    target: target.slice(),
    ...(weight && { weight: weight.slice() }),
  };
}
