import { isRiskError, RiskError } from '../../core/errors.js';
import { encodeBundle } from '../../model/bundle/encode.js';
import { binCount } from '../../model/feature.js';
import type { ModelCard, PopulationBaseline } from '../../model/model.js';
import type { Table } from '../../table/table.js';
import { buildModel } from '../build-model.js';
import type { StudentPlan, TrainPlan } from '../plan.js';
import { prepareTable, rowsOfPart, type Prepared } from '../prepare-table.js';
import type { TrainHooks } from '../progress.js';
import { rounded } from '../report/card.js';
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
import { distilled, LADDER, PRE_BINS, type Rung, type StudentBudget } from './student-ladder.js';
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
  /**
   * Made-up rows for each row of the training part: 0 to 20. @defaultValue 3; more of a small table, as
   * many as make 50,000 rows to learn from, 20 at most
   */
  readonly copies?: number;
  /** Share of their cells that are swapped. @defaultValue 0.25 */
  readonly share?: number;
  /** Chooses the kind and size of the student; else the plan's is trained. */
  readonly budget?: StudentBudget;
  /** Rows whose reasons are compared. @defaultValue 1000 */
  readonly reasonRows?: number;
}

/** A student that was trained. */
interface Attempt {
  readonly prepared: Prepared;
  readonly student: Student;
  /** Of every row of the table. */
  readonly logOdds: Float64Array;
  readonly step: Omit<LadderStep, 'fits' | 'chosen'>;
}

/**
 * Distils a teacher into a student that runs anywhere: by squared error on the teacher's log-odds of the
 * training rows and of rows made up of them, or a scorecard on its probabilities of the training rows.
 * Labels only measure. The report says how near the student is, and so does the model's card. A budget
 * passes over a scorecard that no characteristic is fit for.
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
  const { share = 0.25, budget } = settings;
  checkSettings(settings, tools);
  const rungs: readonly Rung[] = budget
    ? LADDER
    : [{ name: plan.student.kind, student: distilled(plan.student) }];
  const prepared = prepareTable(table, { ...plan, student: binned(rungs.at(-1)!.student) });
  const { seed } = prepared.plan;
  const { copies = copiesOf(prepared.split.rows.train.length) } = settings;
  const made = rungs.every(({ student }) => student.kind === 'scorecard') ? 0 : copies;
  const lesson = await askTeacher(prepared, teacher, { copies: made, share, seed }, hooks);
  const rows = rowsOfPart(prepared, 'train');
  const attempts: Attempt[] = [];
  for (const [index, rung] of rungs.entries()) {
    const own = partOf(hooks, index, rungs.length);
    try {
      attempts.push(await attempt(prepared, rung, rows, lesson, tools, own));
    } catch (error) {
      const isCard = rung.student.kind === 'scorecard';
      if (!budget || !isCard || !isRiskError(error) || error.code !== 'TRAINING_FAILED')
        throw error;
    }
  }
  for (;;) {
    const steps = attempts.map(({ step }) => step);
    const { chosen, fits } = chooseStudent(steps, budget ?? {});
    const best = attempts[chosen]!;
    const ladder = steps.map((step, i) => ({ ...step, fits: fits[i]!, chosen: i === chosen }));
    const outcome = await complete(best, rows, lesson, teacher, ladder, settings, tools, hooks);
    const bytes = (await encodeBundle(outcome.model, tools)).length + SIGNATURE_BYTES;
    attempts[chosen] = { ...best, step: { ...best.step, bytes } };
    // What was weighed without its card may be a little heavier with it.
    if (budget?.kB === undefined || bytes <= budget.kB * 1000) {
      return withLadder(outcome, budget && ladder, chosen, bytes);
    }
  }
}

/** Hooks of one of several students: its progress is a part of theirs. */
function partOf(hooks: TrainHooks, index: number, count: number): TrainHooks {
  return {
    ...hooks,
    onProgress: (progress) =>
      hooks.onProgress?.({ ...progress, done: (index + progress.done) / count }),
  };
}

/** What decides the bins that a teacher is asked about: of a scorecard, not the labels. */
function binned(student: StudentPlan): StudentPlan {
  return student.kind === 'scorecard' ? { kind: 'additive', bins: PRE_BINS } : student;
}

/**
 * Made-up rows of each row, where nobody says. A teacher answers as often as it is asked, and a student's
 * leaves need some hundred rows each: with three copies of a few hundred rows they learn noise.
 */
function copiesOf(rows: number): number {
  return Math.min(Math.max(Math.ceil(LESSON_ROWS / rows) - 1, LEAST_COPIES), MOST_COPIES);
}

/** Rows to learn from, made-up ones included. */
const LESSON_ROWS = 50_000;
const LEAST_COPIES = 3;
const MOST_COPIES = 20;

/** A bundle of one signature is larger by so much at most. */
const SIGNATURE_BYTES = 256;

/** What a card is expected to weigh. */
const CARD_BYTES = 3000;

function withLadder(
  outcome: TrainOutcome,
  ladder: readonly LadderStep[] | undefined,
  chosen: number,
  bytes: number,
): TrainOutcome {
  if (!ladder) return outcome;
  const weighed = ladder.map((step, i) => (i === chosen ? { ...step, bytes } : step));
  const { report } = outcome;
  return { ...outcome, report: { ...report, fidelity: { ...report.fidelity!, ladder: weighed } } };
}

/** @throws RiskError `PLAN_INVALID`, with every issue at once. */
function checkSettings(
  { copies = LEAST_COPIES, share = 0.25, budget = {} }: DistillSettings,
  tools: DistillTools,
): void {
  const issues: { code: string; path: string; expected: string }[] = [];
  const check = (ok: boolean, path: string, expected: string) => {
    if (!ok) issues.push({ code: 'RANGE', path, expected });
  };
  const whole = Number.isInteger(copies) && copies >= 0 && copies <= MOST_COPIES;
  check(whole, 'settings.copies', `0 to ${MOST_COPIES}`);
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

/** Trains a student, weighs it, and compares it with the teacher where it was not trained. */
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
  const logOdds = logOddsOf(prepared, student);
  const part = prepared.split.rows.validation.length > 0 ? 'validation' : 'train';
  const { r2, teacher, student: own } = fidelityPart(prepared, part, lesson.logOdds, logOdds);
  const bare = buildModel(plan, student, { kind: 'identity' }, baselineOf(student, rows), {});
  const bundle = await encodeBundle(bare, tools);
  const microseconds = await tools.time?.(bundle);
  return {
    ...{ prepared, student, logOdds },
    step: {
      ...{ name, student: planned, bytes: bundle.length + CARD_BYTES + SIGNATURE_BYTES },
      ...(microseconds !== undefined && { microseconds }),
      r2,
      ...(teacher && own && { aucLoss: teacher.auc.value - own.auc.value }),
    },
  };
}

/** How rows spread over the bins of a student. */
function baselineOf(student: Student, rows: TrainRows): PopulationBaseline {
  const histograms = student.features.map((feature, f) => {
    const counts = new Uint32Array(binCount(feature));
    for (const bin of rows.bins[student.from[f]!]!) counts[student.binOf[f]![bin]!]!++;
    return counts;
  });
  return { population: 'training', rows: rows.rows, histograms };
}

/** Makes a model of a student, measures it, and says how near it is. */
async function complete(
  { prepared, student, logOdds }: Attempt,
  rows: TrainRows,
  lesson: Lesson,
  teacher: Teacher,
  ladder: readonly LadderStep[],
  { share = 0.25, budget, reasonRows = 1000 }: DistillSettings,
  { crypto }: DistillTools,
  hooks: TrainHooks,
): Promise<TrainOutcome> {
  const { model, report } = await completeOutcome(prepared, rows, student, hooks);
  const { table, split } = prepared;
  const held = heldRows(split.rows);
  const reasons = await reasonAgreement(table, teacher, model, held, reasonRows, crypto);
  const { digest, bytes, name, kind } = teacher;
  // A scorecard learns of people only.
  const copies = student.facts.scorecard ? 0 : lesson.copies;
  const fidelity: FidelityReport = {
    teacher: { name, kind, ...(digest && { digest }), ...(bytes !== undefined && { bytes }) },
    outOfFold: lesson.outOfFold,
    madeUp: { copies, share: copies > 0 ? share : 0 },
    parts: fidelityParts(prepared, lesson.logOdds, logOdds),
    ...(reasons && { reasons }),
    segments: fidelitySegments(prepared, lesson.logOdds, logOdds),
    ...(budget && { ladder }),
  };
  return {
    model: { ...model, card: cardWith(model.card, fidelity) },
    report: { ...report, fidelity },
  };
}

/** Of every row of the table. */
function logOddsOf({ binned, table }: Prepared, student: Student): Float64Array {
  const bins = student.from.map((f, i) => binned.bins[f]!.map((bin) => student.binOf[i]![bin]!));
  const margins = scoreBins(student, bins, table.rows);
  return Float64Array.from(margins, (margin) => margin * 2 ** -student.scaleBits);
}

/** Segments that a card names. */
const CARD_SEGMENTS = 3;

/** A card with the figures of fidelity. */
function cardWith(card: ModelCard, fidelity: Partial<FidelityReport>): ModelCard {
  const { ladder: _, segments, ...small } = fidelity;
  const figures = { ...small, ...(segments && { segments: segments.slice(0, CARD_SEGMENTS) }) };
  return { ...card, fidelity: rounded(figures) };
}
