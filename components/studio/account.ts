import type { Decisions } from './decisions.js';
import type { History } from './history.js';
import type { StudioWords } from './studio-words.js';
import type { ReadOptions, TableProfile, TrainPlan, TrainReport } from '../../sdk/train.js';

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
  /** As it was sent: the report's own has the defaults filled in. */
  readonly plan: TrainPlan;
  readonly kind: Decisions['kind'];
  readonly size: Decisions['size'];
  readonly report: TrainReport;
}

/** How a file is read where a person knows better than what was found. */
export type Reading = Pick<ReadOptions, 'encoding' | 'separator'>;

/** One file and all that was made of it. */
export interface Account {
  readonly file: Blob;
  readonly name: string;
  readonly reading: Reading;
  readonly profile: TableProfile;
  readonly history: History<Decisions, Note>;
  readonly trainings: readonly Training[];
}
