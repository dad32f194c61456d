import type { StudentBudget, TeacherSource, TrainPlan } from '../../sdk/train.js';
import type { TableProfile } from '../../sdk/train.js';
import { planOf, type Decisions } from './decisions.js';
import { budgetOf, lackedBy } from './lesson.js';

/** What is asked of a trainer: a plan, and whom to learn from where that is no outcome. */
export interface Task {
  readonly plan: TrainPlan;
  readonly teacher?: TeacherSource;
  readonly budget?: StudentBudget;
}

/** What follows from the decisions; `undefined` while something is missing: a feature, a teacher. */
export function taskOf(profile: TableProfile, decisions: Decisions): Task | undefined {
  const plan = planOf(profile, decisions);
  const { lesson } = decisions;
  if (!plan || lesson.from === 'labels') return plan && { plan };
  const kB = budgetOf(lesson);
  const budget = kB === undefined ? {} : { budget: { kB } };
  if (lesson.from === 'column') {
    const { column, unit, outOfFold } = lesson;
    return column === undefined
      ? undefined
      : { plan, teacher: { column, unit, outOfFold }, ...budget };
  }
  const { teacher } = lesson;
  if (!teacher || lackedBy(profile, teacher).length > 0) return undefined;
  return { plan, teacher: { bundle: teacher.file }, ...budget };
}

/** Whether a plan means the same for the table as another one. */
export function isSamePlan(one: TrainPlan | undefined, other: TrainPlan): boolean {
  return one !== undefined && planKey(one) === planKey(other);
}

/** Whether a task would give the model that another one gave. */
export function isSameTask(one: Task, other: Task): boolean {
  if (bundleOf(one) !== bundleOf(other)) return false;
  const key = ({ plan, teacher, budget }: Task): string => {
    // A budget chooses the student.
    const { student: _student, ...rest } = plan;
    const said = teacher && 'bundle' in teacher ? 'bundle' : teacher;
    return JSON.stringify([budget, said]) + planKey(budget ? (rest as TrainPlan) : plan);
  };
  return key(one) === key(other);
}

function bundleOf({ teacher }: Task): Blob | Uint8Array | undefined {
  return teacher && 'bundle' in teacher ? teacher.bundle : undefined;
}

function planKey({ name: _name, ...rest }: TrainPlan): string {
  return JSON.stringify(rest);
}
