import { RiskError } from '../../core/errors.js';
import { encodeBundle } from '../../model/bundle/encode.js';
import type { ModelCard } from '../../model/model.js';
import type { Table } from '../../table/table.js';
import type { TrainPlan } from '../plan.js';
import { prepareTable, rowsOfPart, type Prepared } from '../prepare-table.js';
import type { TrainHooks } from '../progress.js';
import type { FidelityReport, LadderStep } from '../report/train-report.js';
import { resolvePlan } from '../resolve-plan.js';
import { scoreBins } from '../score-bins.js';
import type { Student, TrainTools } from '../student.js';
import { completeOutcome } from '../train.js';
import type { TrainOutcome } from '../train-outcome.js';
import type { TrainRows } from '../train-rows.js';
import { chooseStudent } from './choose-student.js';
import { fidelityPart, fidelityParts, fidelitySegments, heldRows } from './fidelity.js';
import { askTeacher, type Lesson } from './lesson.js';
import { reasonAgreement } from './reason-agreement.js';
import { distilled, LADDER, type Rung, type StudentBudget } from './student-ladder.js';
import type { Teacher } from './teacher.js';
import { trainOnLesson } from './train-on-lesson.js';

/** What distillation is done with. */
export interface DistillTools extends TrainTools {
  /** WebCrypto, to pack students: their size is that of a bundle. */
  readonly crypto: SubtleCrypto;
  /** Microseconds to score one row of a bundle. There is no clock in this layer. */
  readonly time?: (bundle: Uint8Array) => Promise<number>;
}

/** How a student learns, beside what its plan says. */
export interface DistillSettings {
  /** Made-up rows for each row of the training part. @defaultValue 3 */
  readonly copies?: number;
  /** Share of their cells that are swapped. @defaultValue 0.25 */
  readonly share?: number;
  /** Chooses the kind and size of the student; else the plan's is trained. */
  readonly budget?: StudentBudget;
  /** Rows whose reasons are compared. @defaultValue 1000 */
  readonly reasonRows?: number;
}

/** A student that was trained, and what came of it. */
interface Attempt {
  readonly prepared: Prepared;
  readonly student: Student;
  readonly outcome: TrainOutcome;
  readonly step: Omit<LadderStep, 'fits' | 'chosen'>;
}

/**
 * Distils a teacher into a student that runs anywhere: by squared error on the teacher's log-odds of the
 * training rows and of rows made up of them. Labels only measure. The report says how near the student
 * is, and so does the model's card.
 *
 * @throws RiskError `PLAN_INVALID`, `TRAINING_FAILED`, and what the teacher throws.
 */
export async function distill(
  table: Table,
  teacher: Teacher,
  plan: TrainPlan,
  tools: DistillTools,
  settings: DistillSettings = {},
  hooks: TrainHooks = {},
): Promise<TrainOutcome> {
  const { copies = 3, share = 0.25, budget, reasonRows = 1000 } = settings;
  checkSettings(settings, tools);
  const rungs: readonly Rung[] = budget
    ? LADDER
    : [{ name: plan.student.kind, student: distilled(plan.student) }];
  const prepared = prepareTable(table, { ...plan, student: rungs.at(-1)!.student });
  const { seed } = prepared.plan;
  const lesson = await askTeacher(prepared, teacher, { copies, share, seed }, hooks);
  const rows = rowsOfPart(prepared, 'train');
  const attempts: Attempt[] = [];
  for (const rung of rungs) {
    attempts.push(await attempt(prepared, rung, rows, lesson, tools, hooks));
  }
  const steps = attempts.map(({ step }) => step);
  const { chosen, fits } = chooseStudent(steps, budget ?? {});
  const best = attempts[chosen]!;
  const { digest, bytes, name, kind } = teacher;
  const student = logOddsOf(best);
  const held = heldRows(prepared.split.rows);
  const { crypto } = tools;
  const model = best.outcome.model;
  const reasons = await reasonAgreement(table, teacher, model, held, reasonRows, crypto);
  const fidelity: FidelityReport = {
    teacher: { name, kind, ...(digest && { digest }), ...(bytes !== undefined && { bytes }) },
    outOfFold: lesson.outOfFold,
    madeUp: { copies: lesson.copies, share: lesson.copies > 0 ? share : 0 },
    parts: fidelityParts(best.prepared, lesson.logOdds, student),
    ...(reasons && { reasons }),
    segments: fidelitySegments(best.prepared, lesson.logOdds, student),
    ...(budget && {
      ladder: steps.map((step, i) => ({ ...step, fits: fits[i]!, chosen: i === chosen })),
    }),
  };
  return {
    model: { ...model, card: cardWith(model.card, fidelity) },
    report: { ...best.outcome.report, fidelity },
  };
}

/** @throws RiskError `PLAN_INVALID`, with every issue at once. */
function checkSettings(
  { copies = 3, share = 0.25, budget = {} }: DistillSettings,
  tools: DistillTools,
) {
  const issues: { code: string; path: string; expected: string }[] = [];
  const check = (ok: boolean, path: string, expected: string) => {
    if (!ok) issues.push({ code: 'RANGE', path, expected });
  };
  check(Number.isInteger(copies) && copies >= 0 && copies <= 20, 'settings.copies', '0 to 20');
  check(share > 0 && share <= 1, 'settings.share', 'above 0, at most 1');
  const { kB = 1, microseconds = 1, aucLoss = 0 } = budget;
  check(kB > 0, 'budget.kB', 'above 0');
  check(microseconds > 0, 'budget.microseconds', 'above 0');
  check(aucLoss >= 0 && aucLoss <= 1, 'budget.aucLoss', '0 to 1');
  check(
    budget.microseconds === undefined || tools.time !== undefined,
    'budget.microseconds',
    'something to measure time with',
  );
  if (issues.length > 0) {
    throw new RiskError('PLAN_INVALID', `"${issues[0]!.path}" expected ${issues[0]!.expected}`, {
      path: issues[0]!.path,
      issues,
    });
  }
}

async function attempt(
  all: Prepared,
  { name, student: planned }: Rung,
  rows: TrainRows,
  lesson: Lesson,
  tools: DistillTools,
  hooks: TrainHooks,
): Promise<Attempt> {
  const plan = resolvePlan({ ...all.plan, student: planned });
  const prepared = { ...all, plan };
  const student = await trainOnLesson(plan, lesson.training, rows, tools, hooks);
  // The figures of fidelity are in the card of the bundle that is weighed.
  const logOdds = logOddsOf({ prepared, student });
  const parts = fidelityParts(prepared, lesson.logOdds, logOdds);
  const made = await completeOutcome(prepared, rows, student, hooks);
  const model = { ...made.model, card: cardWith(made.model.card, { parts }) };
  const bundle = await encodeBundle(model, { crypto: tools.crypto });
  const microseconds = await tools.time?.(bundle);
  const part = prepared.split.rows.validation.length > 0 ? 'validation' : 'train';
  const { r2, teacher, student: own } = fidelityPart(prepared, part, lesson.logOdds, logOdds);
  return {
    ...{ prepared, student, outcome: { model, report: made.report } },
    step: {
      ...{ name, student: planned, bytes: bundle.length + SIGNED_BYTES },
      ...(microseconds !== undefined && { microseconds }),
      r2,
      ...(teacher && own && { aucLoss: teacher.auc.value - own.auc.value }),
    },
  };
}

/** What reasons, segments and a signature add to a bundle. */
const SIGNED_BYTES = 1000;

/** Of every row of the table. */
function logOddsOf({ prepared, student }: Pick<Attempt, 'prepared' | 'student'>): Float64Array {
  const bins = student.from.map((f, i) =>
    prepared.binned.bins[f]!.map((bin) => student.binOf[i]![bin]!),
  );
  const margins = scoreBins(student, bins, prepared.table.rows);
  return Float64Array.from(margins, (margin) => margin * 2 ** -student.scaleBits);
}

/** Segments that a card names. */
const CARD_SEGMENTS = 3;

/** A card with the figures of fidelity, and all figures with as many digits as they are worth. */
function cardWith(card: ModelCard, fidelity: Partial<FidelityReport>): ModelCard {
  const { ladder: _, segments, ...small } = fidelity;
  const figures = { ...small, ...(segments && { segments: segments.slice(0, CARD_SEGMENTS) }) };
  return rounded({ ...card, fidelity: figures }) as ModelCard;
}

/** Numbers that are not whole, to five significant digits. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? value : Number(value.toPrecision(5));
  }
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rounded(each)]));
}
