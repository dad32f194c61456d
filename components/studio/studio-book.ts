import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isRiskError, RiskError } from '../../sdk/index.js';
import type { Account, Note, Reading, Step, Training } from './account.js';
import { decisionsFor, isSamePlan, planOf, type Decisions, type KnownWords } from './decisions.js';
import { decide, redo, startHistory, undo } from './history.js';
import type { Inspection, TrainPlan, TrainProgress, Trainer } from '../../sdk/train.js';

/** What the book asks of its element. */
export interface BookHost extends ReactiveControllerHost {
  trainer: Trainer | undefined;
  readonly knownWords: KnownWords | undefined;
}

/** Quiet time before decisions are looked into: a row of clicks is one question. */
const QUIET_MS = 120;

/** An error with a code, whatever was thrown. */
export function asRiskError(reason: unknown): RiskError {
  if (isRiskError(reason)) return reason;
  return new RiskError('INTERNAL', 'unexpected failure', { cause: reason });
}

/**
 * The account book: the file, what was decided, what was trained. Decisions are a history, so that
 * going back loses nothing; trained models stay, whatever is decided after them.
 */
export class StudioBook implements ReactiveController {
  account: Account | undefined;
  /** The account of the file before this one. */
  before: Account | undefined;
  step: Step = 'file';

  reading = false;
  readError: RiskError | undefined;

  inspection: Inspection | undefined;
  inspectError: RiskError | undefined;
  inspecting = false;

  progress: TrainProgress | undefined;
  /** Loss after each tree, as it came in. */
  curve: { train: number[]; validation: number[] } = { train: [], validation: [] };
  trainError: RiskError | undefined;
  wasStopped = false;

  #trainer: Promise<Trainer> | undefined;
  #reader = 0;
  #inspected: TrainPlan | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;
  #training: AbortController | undefined;
  #frame = 0;

  constructor(
    private readonly host: BookHost,
    private readonly start: () => Promise<Trainer> | Trainer,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.stopTraining();
  }

  get decisions(): Decisions | undefined {
    return this.account?.history.now;
  }

  /** The plan that the decisions make. */
  get plan(): TrainPlan | undefined {
    const { account } = this;
    return account && planOf(account.profile, account.history.now);
  }

  get isTraining(): boolean {
    return this.#training !== undefined;
  }

  /** The trained model that goes on: the one decided for, else the last. */
  get chosen(): Training | undefined {
    const { account } = this;
    if (!account) return undefined;
    const { trainings, history } = account;
    return trainings.find(({ id }) => id === history.now.chosen) ?? trainings.at(-1);
  }

  /** The training of exactly these decisions, where there was one. */
  get sameTraining(): Training | undefined {
    const { plan } = this;
    return plan && this.account?.trainings.find((each) => isSamePlan(each.plan, plan));
  }

  trainer(): Promise<Trainer> {
    const given = this.host.trainer;
    if (given) return Promise.resolve(given);
    return (this.#trainer ??= Promise.resolve(this.start()));
  }

  /** Ends the trainer that this book started. */
  dispose(): void {
    void this.#trainer?.then(
      (trainer) => trainer.dispose(),
      () => {},
    );
    this.#trainer = undefined;
  }

  goTo(step: Step): void {
    this.step = step;
    this.host.requestUpdate();
  }

  // ---- the file ----

  /** Opens a file in a new account; the one before can be gone back to. */
  async open(file: Blob, name: string): Promise<void> {
    const account = await this.#read(file, name, {});
    if (!account) return;
    this.before = this.account ?? this.before;
    this.#enter(account);
  }

  /** Reads the file again, in another encoding or with another separator. */
  async readAs(reading: Reading): Promise<void> {
    const { account } = this;
    if (!account) return;
    const again = await this.#read(account.file, account.name, { ...account.reading, ...reading });
    if (again) this.#enter(again);
  }

  /** Goes back to the file before, its decisions and its models. */
  async goBack(): Promise<void> {
    const { before } = this;
    if (!before || !(await this.#read(before.file, before.name, before.reading))) return;
    this.before = this.account;
    this.#enter(before);
  }

  async #read(file: Blob, name: string, reading: Reading): Promise<Account | undefined> {
    this.stopTraining();
    this.#asking?.abort();
    const reader = ++this.#reader;
    this.reading = true;
    this.readError = undefined;
    this.host.requestUpdate();
    try {
      const profile = await (await this.trainer()).read(file, reading);
      if (reader !== this.#reader) return undefined;
      const history = startHistory<Decisions, Note>(
        decisionsFor(profile, name, this.host.knownWords),
      );
      return { file, name, reading, profile, history, trainings: [] };
    } catch (reason) {
      if (reader === this.#reader) this.readError = asRiskError(reason);
      return undefined;
    } finally {
      if (reader === this.#reader) this.reading = false;
      this.host.requestUpdate();
    }
  }

  #enter(account: Account): void {
    this.account = account;
    this.#inspected = undefined;
    this.inspection = undefined;
    this.curve = { train: [], validation: [] };
    this.trainError = undefined;
    this.wasStopped = false;
    this.#inspectSoon(0);
  }

  // ---- decisions ----

  /** Replaces some decisions; a turn in the history. */
  decide(change: Partial<Decisions>, note: Note): void {
    const { account } = this;
    if (!account) return;
    const next = { ...account.history.now, ...change };
    this.account = { ...account, history: decide(account.history, next, note) };
    this.#inspectSoon();
  }

  undo(): void {
    const note = this.account?.history.past.at(-1)?.note;
    if (note) this.#turn(undo, note);
  }

  redo(): void {
    const note = this.account?.history.future.at(-1)?.note;
    if (note) this.#turn(redo, note);
  }

  /** What is undone is shown where it was decided. */
  #turn(turn: typeof undo<Decisions, Note>, note: Note): void {
    const account = this.account!;
    this.account = { ...account, history: turn(account.history) };
    this.step = note.step;
    this.#inspectSoon();
  }

  // ---- what a plan means for the table ----

  #inspectSoon(quiet = QUIET_MS): void {
    this.host.requestUpdate();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#inspect(), quiet);
  }

  async #inspect(): Promise<void> {
    const { plan } = this;
    if (plan && isSamePlan(this.#inspected, plan)) return;
    this.#asking?.abort();
    this.#inspected = plan;
    this.inspectError = undefined;
    if (!plan) {
      this.inspection = undefined;
      this.inspecting = false;
      this.host.requestUpdate();
      return;
    }
    const asking = (this.#asking = new AbortController());
    this.inspecting = true;
    this.host.requestUpdate();
    try {
      const found = await (await this.trainer()).inspect(plan, { signal: asking.signal });
      if (this.#asking === asking) this.inspection = found;
    } catch (reason) {
      if (this.#asking === asking && !asking.signal.aborted) {
        this.inspection = undefined;
        this.inspectError = asRiskError(reason);
        this.#inspected = undefined;
      }
    } finally {
      if (this.#asking === asking) this.inspecting = false;
      this.host.requestUpdate();
    }
  }

  // ---- training ----

  /** Trains what was decided. The model is kept beside those before it, and chosen. */
  async train(): Promise<Training | undefined> {
    const { plan, account } = this;
    if (!plan || !account || this.isTraining) return undefined;
    const training = (this.#training = new AbortController());
    const { kind, size } = account.history.now;
    this.curve = { train: [], validation: [] };
    this.progress = undefined;
    this.trainError = undefined;
    this.wasStopped = false;
    this.host.requestUpdate();
    try {
      const { signal } = training;
      const onProgress = (progress: TrainProgress): void => this.#follow(training, progress);
      const trained = await (await this.trainer()).train(plan, { signal, onProgress });
      if (this.#training !== training || !this.account) return undefined;
      const { id, report } = trained;
      const added: Training = { id, plan, kind, size, report };
      this.account = { ...this.account, trainings: [...this.account.trainings, added] };
      if (report.curve) {
        const { train, validation = [] } = report.curve;
        this.curve = { train: [...train], validation: [...validation] };
      }
      this.decide({ chosen: id }, { what: 'chosen', step: 'train' });
      return added;
    } catch (reason) {
      if (training.signal.aborted) this.wasStopped = true;
      else if (this.#training === training) this.trainError = asRiskError(reason);
      return undefined;
    } finally {
      if (this.#training === training) this.#training = undefined;
      this.progress = undefined;
      this.host.requestUpdate();
    }
  }

  stopTraining(): void {
    this.#training?.abort();
  }

  /** Trees come faster than frames: the curve is drawn once for each frame. */
  #follow(training: AbortController, progress: TrainProgress): void {
    if (this.#training !== training) return;
    this.progress = progress;
    const { loss } = progress;
    if (loss?.train !== undefined) {
      this.curve.train.push(loss.train);
      if (loss.validation !== undefined) this.curve.validation.push(loss.validation);
    }
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.host.requestUpdate());
  }
}
