import type { Part } from './plan.js';

/** What training is at. */
export type TrainStage = 'reading' | 'binning' | 'teaching' | 'training' | 'measuring' | 'packing';

/** A step of training, for a bar and a live curve. */
export interface TrainProgress {
  readonly stage: TrainStage;
  /** 0 to 1 within the stage. */
  readonly done: number;
  /** While boosting: the tree, and the loss of each part so far. */
  readonly tree?: number;
  readonly loss?: Partial<Readonly<Record<Part, number>>>;
}

/** What a long computation is given beside its input: it tells of its steps, and asks whether to go on. */
export interface TrainHooks {
  /** Told of each step. */
  readonly onProgress?: (progress: TrainProgress) => void;
  /** Throws, with what the caller wants thrown, once nobody waits any more. */
  readonly checkStop?: () => void;
  /** Lets other work of the thread in between. */
  readonly pause?: () => Promise<void>;
}
