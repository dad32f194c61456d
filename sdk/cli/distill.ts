import { RiskError } from '../core/errors.js';
import { decodeBundle } from '../model/bundle/decode.js';
import { profileTable } from '../table/profile-table.js';
import { readTable } from '../table/read-table.js';
import { columnOf, type Table } from '../table/table.js';
import { boost } from '../train/boost/boost.js';
import { trainBag } from '../train/distill/bag-teacher.js';
import { distill as distillModel } from '../train/distill/distill.js';
import { inheritWords } from '../train/distill/inherit-words.js';
import { rawColumns } from '../train/distill/raw-columns.js';
import type { StudentBudget } from '../train/distill/student-ladder.js';
import { codeUnlisted } from '../train/distill/unlisted-words.js';
import type { StudentPlan, TrainPlan } from '../train/plan.js';
import type { TrainHooks } from '../train/progress.js';
import { positionalsOf, UsageError, type Command, type CommandInput } from './command.js';
import { fidelityText } from './fidelity-text.js';
import { readBytes } from './files.js';
import { openSession } from './open-session.js';
import { openTeacher, SCORE_UNITS, type OpenedTeacher } from './open-teacher.js';
import { planOf, TRAIN_OPTIONS } from './train.js';
import { TrainBar } from './train-bar.js';
import { trainedFiles, writeTrained } from './write-trained.js';

/** Instead of a file: a teacher that is trained first. */
const BAG = 'bag';

const STUDENTS = ['oblivious', 'depth-wise', 'additive', 'scorecard'] as const;

/** Rows scored to measure how long one takes, and how often. */
const TIMED_ROWS = 2000;
const TIMED_ROUNDS = 5;

export const distill: Command = {
  usage:
    'TEACHER TABLE.csv --target COLUMN -o B.insitu [--budget-kb N] [--key KEY.jwk] [--html R.html]',
  summary: 'turn any model into a small one that runs in a page',
  details: `TEACHER is a bundle, a model file that 'insitu pack' takes (--features SPEC.json as there), an ONNX network,
a backbone of 'insitu pretrain' (--channel and --horizon say which of its outputs), a CSV of scores, or the
word '${BAG}': then a bag of boosted models is trained on the table first. The student learns the teacher's
log-odds of the table's rows and of rows made up of them (cells swapped between rows); labels only measure.
Names, reason codes, wording and points are the teacher's where no plan says otherwise.

--budget-kb N (thousands of bytes, of the whole bundle), --budget-us N (microseconds a row, measured here)
and --auc-loss X choose the kind and size of the student: the nearest to the teacher within size and
time, or with --auc-loss the smallest that keeps it. Else --student oblivious (the default), depth-wise,
additive or scorecard, or the plan's. A scorecard learns the teacher's probabilities of the table's rows: it
is limited by IV, sign and VIF, and has no p-values, since probabilities are no sample.

For a CSV of scores: --scores COLUMN, one for each row of TABLE.csv in its order (it may be TABLE.csv
itself), and --scores-are log-odds, probability, or points-of-risk (any number that rises with risk);
--out-of-fold says that no row was scored by a model that had seen it. Such a teacher cannot be asked
about made-up rows. --copies N made-up rows for each row (3; more of a small table).

A teacher that saw the training rows flatters itself there. The bag scores them out of fold; a bundle
cannot be trained again: prefer a table that it has not seen, or out-of-fold scores.

--target, --bad, --date, --weight, --plan, --report, --html, --locale and --key are as in 'insitu train'.
The report and the bundle's card say how near the student is: R2, rank agreement, gaps of AUC and KS in
and out of time, agreement of reasons, and where the two differ most.`,
  options: {
    ...TRAIN_OPTIONS,
    features: { type: 'string' },
    student: { type: 'string' },
    'budget-kb': { type: 'string' },
    'budget-us': { type: 'string' },
    'auc-loss': { type: 'string' },
    copies: { type: 'string' },
    scores: { type: 'string' },
    'scores-are': { type: 'string' },
    'out-of-fold': { type: 'boolean' },
    channel: { type: 'string' },
    horizon: { type: 'string' },
  },

  async run(input) {
    const [teacherFile, file] = positionalsOf(input, 'TEACHER', 'TABLE.csv');
    const { values } = input;
    const budget = budgetOf(input);
    const copies = numberOf(input, 'copies');
    const shape = values.oneOf('student', STUDENTS);
    if (budget && shape) throw new UsageError('--student is what a budget chooses');
    const scores = values.text('scores');
    const unit = values.oneOf('scores-are', SCORE_UNITS);
    // The teacher may be a column of the table itself.
    const teacher = teacherFile === BAG ? undefined : teacherFile;
    const files = await trainedFiles(input, file!, [
      { as: 'TEACHER', path: teacher },
      { as: '--features', path: values.text('features') },
    ]);
    const { table, facts } = readTable(readBytes(file!));
    const proposed = planOf(input, undefined, file!, table, () => profileTable(table, facts));
    const bar = new TrainBar();
    const hooks: TrainHooks = {
      onProgress: bar.show.bind(bar),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
    };
    const outOfFold = values.flag('out-of-fold');
    const opened =
      teacherFile === BAG
        ? await openBag(table, proposed.plan, hooks)
        : await openTeacher(
            teacherFile!,
            values.text('features'),
            { column: scores, unit, outOfFold },
            { channel: values.text('channel'), horizon: values.text('horizon') },
          );
    try {
      checkColumns(table, opened);
      const plan = planFor(table, proposed.plan, opened, input, shape, scores);
      const outcome = await distillModel(
        table,
        opened.teacher,
        plan,
        {
          ...{ boost, crypto: crypto.subtle },
          ...(budget?.microseconds !== undefined && { time: timer(table) }),
        },
        { ...(budget && { budget }), ...(copies !== undefined && { copies }) },
        hooks,
      ).finally(() => bar.finish());
      const { notes } = facts;
      const written = await writeTrained(files, outcome, { notes, leftOut: proposed.leftOut });
      const lines = fidelityText(outcome.report.fidelity!);
      return { ...written, text: [written.text, ...lines].join('\n') };
    } finally {
      bar.finish();
      opened.close();
    }
  },
};

async function openBag(table: Table, plan: TrainPlan, hooks: TrainHooks): Promise<OpenedTeacher> {
  return { teacher: await trainBag(table, plan, { boost }, {}, hooks), close() {} };
}

/** @throws RiskError `PLAN_INVALID` with every column that the teacher asks and the table lacks. */
function checkColumns(table: Table, { features }: OpenedTeacher): void {
  const lacking = features?.filter(({ name }) => !columnOf(table, name)) ?? [];
  if (lacking.length === 0) return;
  const expected = 'a column of the table, or a name in the spec';
  throw new RiskError(
    'PLAN_INVALID',
    `the teacher asks ${lacking.length} columns that are not there`,
    {
      path: lacking[0]!.name,
      issues: lacking.map(({ name }) => ({ code: 'COLUMN_UNKNOWN', path: name, expected })),
    },
  );
}

/** What was proposed, without what the teacher does not know, and with its words. */
function planFor(
  table: Table,
  plan: TrainPlan,
  { model, features: asked }: OpenedTeacher,
  { values }: CommandInput,
  shape: (typeof STUDENTS)[number] | undefined,
  scores: string | undefined,
): TrainPlan {
  const student: StudentPlan | undefined =
    shape === undefined
      ? undefined
      : shape === 'additive' || shape === 'scorecard'
        ? { kind: shape }
        : { kind: 'boosted', shape };
  const named = student ? { ...plan, student } : plan;
  if (values.text('plan') !== undefined) return named;
  const known = asked && new Set(asked.map(({ name }) => name));
  const features = named.features.filter(
    ({ column }) => column !== scores && (!known || known.has(column)),
  );
  const kept = { ...named, features };
  return model ? inheritWords(kept, model, table) : kept;
}

function budgetOf(input: CommandInput): StudentBudget | undefined {
  const kB = numberOf(input, 'budget-kb');
  const microseconds = numberOf(input, 'budget-us');
  const aucLoss = numberOf(input, 'auc-loss');
  if (kB === undefined && microseconds === undefined && aucLoss === undefined) return undefined;
  return {
    ...(kB !== undefined && { kB }),
    ...(microseconds !== undefined && { microseconds }),
    ...(aucLoss !== undefined && { aucLoss }),
  };
}

function numberOf({ values }: CommandInput, name: string): number | undefined {
  const text = values.text(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new UsageError(`--${name} expected a number`);
  }
  return value;
}

/** Microseconds a row in batches, the best of a few rounds: what the machine can do. */
function timer(table: Table): (bundle: Uint8Array) => Promise<number> {
  return async (bundle) => {
    const session = await openSession(bundle, 'auto');
    try {
      const rows = Math.min(TIMED_ROWS, table.rows);
      const { model } = await decodeBundle(bundle, { crypto: crypto.subtle });
      const all = Int32Array.from({ length: rows }, (_, row) => row);
      const columns = codeUnlisted(
        model.features,
        rawColumns(table, () => all),
      );
      let best = Infinity;
      for (let round = 0; round < TIMED_ROUNDS; round++) {
        const start = performance.now();
        await session.scoreBatch(columns);
        best = Math.min(best, performance.now() - start);
      }
      return (1000 * best) / rows;
    } finally {
      session.dispose();
    }
  };
}
