import type { Decisions } from './decisions.js';
import type { History } from './history.js';
import type { StudioWords } from './studio-words.js';
import type { Task } from './task.js';
import type { ReadOptions, TableProfile, TrainReport } from '../../sdk/train.js';

/** The steps, in their order. */
export const STEPS = ['file', 'columns', 'goal', 'train', 'report', 'names', 'sign'] as const;
export type Step = (typeof STEPS)[number];

/** What was decided, for the words beside Undo, and where. */
export interface Note {
  readonly what: keyof StudioWords['decided'];
  /** A column, where it is about one. */
  readonly of?: string;
  readonly step: Step;
}

/** A model that was trained, with the decisions that it came from. */
export interface Training {
  readonly id: number;
  /** As it was sent: the report's own plan has the defaults filled in. */
  readonly task: Task;
  readonly kind: Decisions['kind'];
  /** Absent where a budget chose it. */
  readonly size: Decisions['size'] | undefined;
  readonly report: TrainReport;
}

/** How a file is read where a person knows better than what was found. */
export type Reading = Pick<ReadOptions, 'encoding' | 'separator'>;

/** One file and all that was made of it. */
export interface Account {
  /** What opened it, for the words beside Undo. */
  readonly note: Note;
  readonly file: Blob;
  readonly name: string;
  readonly reading: Reading;
  readonly profile: TableProfile;
  readonly history: History<Decisions, Note>;
  readonly trainings: readonly Training[];
}
