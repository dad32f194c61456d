import type { TrainRows } from '../train-rows.js';
import type { LevelCells } from './level-cells.js';
import type { Shard, ShardSetup } from './shard.js';

/** The compiled kernel: the same numbers as plain TypeScript, sooner. */
export interface BoostKernel {
  createShard(rows: TrainRows, setup: ShardSetup): Shard;
  createCells(size: number): LevelCells;
}
