import type { RiskError } from '../../sdk/index.js';
import type { Inspection, Trainer, TrainPlan } from '../../sdk/train.js';
import { asRiskError } from './risk-error.js';
import { isSamePlan } from './task.js';

/** Quiet time before decisions are looked into: a row of clicks is one question. */
const QUIET_MS = 120;

/** What an inspector asks of its book. */
interface InspectorPort {
  plan(): TrainPlan | undefined;
  trainer(): Promise<Trainer>;
  changed(): void;
}

/** Finds out what the plan means for the table; only the last question is answered. */
export class Inspector {
  found: Inspection | undefined;
  error: RiskError | undefined;
  isAsking = false;
  #asked: TrainPlan | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;

  constructor(private readonly port: InspectorPort) {}

  /** Asks when decisions have been quiet for a while. */
  askSoon(quietMs = QUIET_MS): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), quietMs);
    this.port.changed();
  }

  /** Drops the question that is open; the next one is asked even if it is the same. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asked = undefined;
  }

  /** Forgets the answer as well: it was of another table. */
  clear(): void {
    this.stop();
    this.found = undefined;
    this.error = undefined;
  }

  async #ask(): Promise<void> {
    const { port } = this;
    const plan = port.plan();
    if (plan && isSamePlan(this.#asked, plan)) return;
    this.stop();
    this.error = undefined;
    if (!plan) {
      this.found = undefined;
      port.changed();
      return;
    }
    this.#asked = plan;
    const asking = (this.#asking = new AbortController());
    this.isAsking = true;
    port.changed();
    try {
      const trainer = await port.trainer();
      const found = await trainer.inspect(plan, { signal: asking.signal });
      if (!asking.signal.aborted) this.found = found;
    } catch (reason) {
      if (!asking.signal.aborted) {
        this.found = undefined;
        this.error = asRiskError(reason);
        this.#asked = undefined;
      }
    } finally {
      if (this.#asking === asking) this.isAsking = false;
      port.changed();
    }
  }
}
