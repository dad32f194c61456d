import type { ReactiveControllerHost } from 'lit';
import type { RiskError } from '../../sdk/index.js';
import type { Account, Note, Reading, Step, Training } from './account.js';
import { decisionsFor, kindOf, planOf, type Decisions, type KnownWords } from './decisions.js';
import { amend, decide, redo, startHistory, undo } from './history.js';
import { Inspector } from './inspector.js';
import { asRiskError } from './risk-error.js';
import { Shelf } from './shelf.js';
import { isSameTask, taskOf, type Task } from './task.js';
import type {
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

/**
 * The account book: the file, what was decided, what was trained. Decisions are a history, so that
 * going back loses nothing; trained models stay, whatever is decided after them.
 */
export class StudioBook {
  step: Step = 'file';

  reading = false;
  readError: RiskError | undefined;

  /** What the plan means for the table. */
  readonly inspector: Inspector;

  progress: TrainProgress | undefined;
  /** Loss after each tree, as it came in. */
  curve: { train: number[]; validation: number[] } = { train: [], validation: [] };
  trainError: RiskError | undefined;
  wasStopped = false;

  #shelf = new Shelf();
  #trainer: Promise<Trainer> | undefined;
  #reader = 0;
  #training: { readonly stop: AbortController; readonly decisions: Decisions } | undefined;
  #frame = 0;

  constructor(
    private readonly host: BookHost,
    private readonly start: () => Promise<Trainer> | Trainer,
  ) {
    this.inspector = new Inspector({
      plan: () => this.plan,
      trainer: () => this.trainer(),
      changed: () => host.requestUpdate(),
    });
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

  /** What is being trained: others may be decided meanwhile. */
  get inTraining(): Decisions | undefined {
    return this.#training?.decisions;
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

  /** Ends the trainer that this book started, and forgets the files whose models were in it. */
  dispose(): void {
    this.stopTraining();
    this.inspector.stop();
    cancelAnimationFrame(this.#frame);
    if (!this.#trainer) return;
    void this.#trainer.then(
      (trainer) => trainer.dispose(),
      () => {},
    );
    this.#trainer = undefined;
    this.#reader++;
    this.reading = false;
    this.readError = undefined;
    this.#shelf = new Shelf();
    this.step = 'file';
    this.#enter();
  }

  goTo(step: Step): void {
    this.step = step;
    this.host.requestUpdate();
  }

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
    this.inspector.stop();
    const reader = ++this.#reader;
    // Nothing else can be decided until it is known which table lies open.
    this.step = 'file';
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
        if (reader !== this.#reader) return undefined;
        this.inspector.askSoon();
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
    this.#forgetOutcome();
    this.inspector.clear();
    this.inspector.askSoon(0);
  }

  /** How a training ended says nothing of other decisions. */
  #forgetOutcome(): void {
    this.trainError = undefined;
    this.wasStopped = false;
  }

  /** Replaces some decisions; a turn in the history. */
  decide(change: Partial<Decisions>, note: Note): void {
    const { account } = this;
    if (!account) return;
    const next = { ...account.history.now, ...change };
    this.#shelf.replace({ ...account, history: decide(account.history, next, note) });
    this.#forgetOutcome();
    this.inspector.askSoon();
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
      this.#forgetOutcome();
      this.step = note.step;
      this.inspector.askSoon();
    } else if (next) {
      void this.goBack(next);
    }
  }

  /** Trains what was decided. The model is kept beside those before it, and chosen. */
  async train(): Promise<Training | undefined> {
    const { task, account } = this;
    if (!task || !account || this.isTraining) return undefined;
    const { now: decisions } = account.history;
    const training = (this.#training = { stop: new AbortController(), decisions });
    const { signal } = training.stop;
    const isOpen = (): boolean => this.account?.profile === account.profile;
    this.curve = { train: [], validation: [] };
    this.progress = undefined;
    this.#forgetOutcome();
    this.host.requestUpdate();
    try {
      const onProgress = (progress: TrainProgress): void => this.#follow(signal, progress);
      const { id, report } = await carryOut(await this.trainer(), task, { signal, onProgress });
      if (signal.aborted || !isOpen()) return undefined;
      const { kind, size } = decisions;
      const how = task.budget
        ? { kind: kindOf(report.plan.student), size: undefined }
        : { kind, size };
      const added: Training = { id, task, report, ...how };
      this.#keep(added);
      return added;
    } catch (reason) {
      if (isOpen()) {
        if (signal.aborted) this.wasStopped = true;
        else this.trainError = asRiskError(reason);
      }
      return undefined;
    } finally {
      this.#training = undefined;
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
    this.#training?.stop.abort();
  }

  /** Trees come faster than frames: the curve is drawn once for each frame. */
  #follow({ aborted }: AbortSignal, progress: TrainProgress): void {
    if (aborted) return;
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
