import type { TrainProgress, TrainStage } from '../train/progress.js';
import { ProgressBar } from './progress.js';

/** A bar for each stage of training, one after the other. */
export class TrainBar {
  #stage: TrainStage | undefined;
  #bar: ProgressBar | undefined;

  show({ stage, done }: TrainProgress): void {
    if (stage !== this.#stage) {
      this.finish();
      this.#stage = stage;
      this.#bar = new ProgressBar(stage);
    }
    this.#bar?.show(done, 1);
  }

  finish(): void {
    this.#bar?.finish();
    this.#bar = undefined;
  }
}
