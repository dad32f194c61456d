import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isRiskError, RiskError } from '../../sdk/index.js';
import type { Account, Note, Reading, Step, Training } from './account.js';
import { decisionsFor, kindOf, planOf, type Decisions, type KnownWords } from './decisions.js';
import { amend, decide, redo, startHistory, undo } from './history.js';
import { Shelf } from './shelf.js';
import { isSamePlan, isSameTask, taskOf, type Task } from './task.js';
import type {
  Inspection,
  TableProfile,
  Trainer,
  TrainOptions,
  TrainPlan,
  TrainProgress,
} from '../../sdk/train.js';

/** What the book asks of its element. */
export interface BookHost extends ReactiveControllerHost {
  trainer: Trainer | undefined;
  readonly knownWords: KnownWords | undefined;
}

/** Gives a task to a trainer. */
function carryOut(trainer: Trainer, { plan, teacher, budget }: Task, options: TrainOptions) {
  if (!teacher) return trainer.train(plan, options);
  return trainer.distill(plan, teacher, { ...options, ...(budget && { budget }) });
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

  readonly #shelf = new Shelf();
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

  /** The file that is open, and all that was made of it. */
  get account(): Account | undefined {
    return this.#shelf.open;
  }

  /** The account that was opened before this one; after the first one, the one behind it. */
  get other(): Account | undefined {
    return this.#shelf.before ?? this.#shelf.after;
  }

  /** What would be undone; the opening of a file, after all that was decided about it. */
  get undone(): Note | undefined {
    const { account } = this;
    return account?.history.past.at(-1)?.note ?? (this.#shelf.before && account?.note);
  }

  /** What would be done again. */
  get redone(): Note | undefined {
    return this.account?.history.future.at(-1)?.note ?? this.#shelf.after?.note;
  }

  /** Whether decisions may be taken back now. */
  get mayTurn(): boolean {
    return !this.isTraining && !this.reading;
  }

  get decisions(): Decisions | undefined {
    return this.account?.history.now;
  }

  /** The plan that the decisions make. */
  get plan(): TrainPlan | undefined {
    const { account } = this;
    return account && planOf(account.profile, account.history.now);
  }

  /** What the decisions ask of a trainer. */
  get task(): Task | undefined {
    const { account } = this;
    return account && taskOf(account.profile, account.history.now);
  }

  get isTraining(): boolean {
    return this.#training !== undefined;
  }

  /** The trained model that goes on. */
  get chosen(): Training | undefined {
    const { account } = this;
    return account?.trainings.find(({ id }) => id === account.history.now.chosen);
  }

  /** The training of exactly these decisions, where there was one. */
  get sameTraining(): Training | undefined {
    const { task } = this;
    return task && this.account?.trainings.find((each) => isSameTask(each.task, task));
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

  /** Opens a file in a new account; those before can be gone back to. */
  async open(file: Blob, name: string): Promise<void> {
    await this.#add(file, name, {}, { what: 'file', of: name, step: 'file' });
  }

  /** Reads the file again, in another encoding or with another separator: a new account too. */
  async readAs(reading: Reading): Promise<void> {
    const { account } = this;
    if (!account) return;
    const { file, name } = account;
    await this.#add(
      file,
      name,
      { ...account.reading, ...reading },
      { what: 'reading', step: 'file' },
    );
  }

  /** Goes to another file that was opened, its decisions and its models. */
  async goBack(to: Account): Promise<void> {
    if (!(await this.#read(to.file, to.reading))) return;
    this.#shelf.turnTo(to);
    this.#enter();
  }

  async #add(file: Blob, name: string, reading: Reading, note: Note): Promise<void> {
    const profile = await this.#read(file, reading);
    if (!profile) return;
    const decisions = decisionsFor(profile, name, this.host.knownWords);
    const history = startHistory<Decisions, Note>(decisions);
    this.#shelf.add({ note, file, name, reading, profile, history, trainings: [] });
    this.#enter();
  }

  /** Opens a table in the trainer; when it cannot be read, the one that was open is opened again. */
  async #read(file: Blob, reading: Reading): Promise<TableProfile | undefined> {
    this.stopTraining();
    this.#asking?.abort();
    const reader = ++this.#reader;
    this.reading = true;
    this.readError = undefined;
    this.host.requestUpdate();
    const { account } = this;
    try {
      const trainer = await this.trainer();
      try {
        const profile = await trainer.read(file, reading);
        return reader === this.#reader ? profile : undefined;
      } catch (reason) {
        if (reader !== this.#reader) return undefined;
        this.readError = asRiskError(reason);
        // A trainer has one table, and dropped it for this one.
        if (account) await trainer.read(account.file, account.reading);
        this.#inspected = undefined;
        this.#inspectSoon();
      }
    } catch (reason) {
      if (reader === this.#reader) this.readError ??= asRiskError(reason);
    } finally {
      if (reader === this.#reader) this.reading = false;
      this.host.requestUpdate();
    }
    return undefined;
  }

  #enter(): void {
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
    this.#shelf.replace({ ...account, history: decide(account.history, next, note) });
    this.#inspectSoon();
  }

  undo(): void {
    if (this.mayTurn) this.#turn(undo, this.account?.history.past.at(-1)?.note, this.#shelf.before);
  }

  redo(): void {
    if (this.mayTurn)
      this.#turn(redo, this.account?.history.future.at(-1)?.note, this.#shelf.after);
  }

  /** What is undone is shown where it was decided. Behind the decisions about a file is the file. */
  #turn(
    turn: typeof undo<Decisions, Note>,
    note: Note | undefined,
    next: Account | undefined,
  ): void {
    const { account } = this;
    if (!account) return;
    if (note) {
      this.#shelf.replace({ ...account, history: turn(account.history) });
      this.step = note.step;
      this.#inspectSoon();
    } else if (next) {
      this.step = 'file';
      void this.goBack(next);
    }
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
    const { task, account } = this;
    if (!task || !account || this.isTraining) return undefined;
    const training = (this.#training = new AbortController());
    this.curve = { train: [], validation: [] };
    this.progress = undefined;
    this.trainError = undefined;
    this.wasStopped = false;
    this.host.requestUpdate();
    try {
      const { signal } = training;
      const onProgress = (progress: TrainProgress): void => this.#follow(training, progress);
      const trained = await carryOut(await this.trainer(), task, { signal, onProgress });
      if (this.account?.profile !== account.profile) return undefined;
      const { id, report } = trained;
      const { kind, size } = account.history.now;
      const how = task.budget
        ? { kind: kindOf(report.plan.student), size: undefined }
        : { kind, size };
      const added: Training = { id, task, report, ...how };
      this.#keep(added);
      const { train = [], validation = [] } = report.curve ?? {};
      this.curve = { train: [...train], validation: [...validation] };
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

  /** The first model is chosen whatever was decided; a later one in place of the one before. */
  #keep(added: Training): void {
    const account = this.account!;
    const { history } = account;
    const trainings = [...account.trainings, added];
    const chosen = added.id;
    if (trainings.length > 1) {
      this.#shelf.replace({ ...account, trainings });
      this.decide({ chosen }, { what: 'chosen', step: 'train' });
    } else {
      const amended = amend(history, (state) => ({ ...state, chosen }));
      this.#shelf.replace({ ...account, trainings, history: amended });
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
      // A budget tries one student after another.
      if (progress.tree === 1) this.curve = { train: [], validation: [] };
      this.curve.train.push(loss.train);
      if (loss.validation !== undefined) this.curve.validation.push(loss.validation);
    }
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.host.requestUpdate());
  }
}
