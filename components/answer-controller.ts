import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isRiskError, RiskError } from '../sdk/index.js';

/**
 * One question at a time, and its answer. A newer question ends the one under way; an answer that
 * comes late all the same is dropped by its number.
 */
export class AnswerController<T> implements ReactiveController {
  /** Of the last question that was answered; shown until the next answer is there. */
  value: T | undefined;
  error: RiskError | undefined;
  #key: readonly unknown[] | undefined;
  #asking: AbortController | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  get pending(): boolean {
    return this.#asking !== undefined;
  }

  /** A question that was cut off when the element was moved is asked again. */
  hostConnected(): void {
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.stop();
  }

  /**
   * Asks, unless this was the last question.
   *
   * @param key - what the question is about, compared item by item.
   * @param answered - told when the answer is there.
   */
  ask(
    key: readonly unknown[],
    question: (signal: AbortSignal) => Promise<T>,
    answered: (value: T) => void = () => {},
  ): void {
    if (this.#key?.length === key.length && key.every((item, i) => item === this.#key![i])) return;
    this.stop();
    this.#key = key;
    const asking = (this.#asking = new AbortController());
    const settle = (value: T | undefined, error: RiskError | undefined): void => {
      if (this.#asking !== asking) return;
      this.#asking = undefined;
      this.value = value;
      this.error = error;
      this.host.requestUpdate();
      if (value !== undefined) answered(value);
    };
    question(asking.signal).then(
      (value) => settle(value, undefined),
      (reason: unknown) =>
        settle(
          undefined,
          isRiskError(reason)
            ? reason
            : new RiskError('INTERNAL', 'unexpected failure', { cause: reason }),
        ),
    );
  }

  /** Ends the question under way; what was answered last stays. */
  stop(): void {
    this.#asking?.abort();
    if (this.#asking) this.#key = undefined;
    this.#asking = undefined;
  }

  /** Forgets question and answer. */
  clear(): void {
    this.stop();
    this.#key = undefined;
    this.value = undefined;
    this.error = undefined;
  }
}
