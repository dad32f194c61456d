import { profileTable } from '../table/profile-table.js';
import { readTable } from '../table/read-table.js';
import type { Table } from '../table/table.js';
import { boost } from '../train/boost/boost.js';
import { readPlan } from '../train/plan-fields.js';
import type { StudentPlan, TrainPlan } from '../train/plan.js';
import { proposePlan, type ProposedPlan } from '../train/propose-plan.js';
import { train as trainModel } from '../train/train.js';
import {
  positionalsOf,
  UsageError,
  type Command,
  type CommandInput,
  type Outcome,
} from './command.js';
import { readBytes, readJson } from './files.js';
import { stemOf } from './specified-model.js';
import { TrainBar } from './train-bar.js';
import { trainedFiles, writeTrained } from './write-trained.js';

const STUDENTS = ['boosted', 'scorecard', 'additive'] as const;

/** Options of every command that trains. */
export const TRAIN_OPTIONS = {
  output: { type: 'string', short: 'o' },
  target: { type: 'string' },
  bad: { type: 'string' },
  date: { type: 'string' },
  weight: { type: 'string' },
  plan: { type: 'string' },
  name: { type: 'string' },
  key: { type: 'string' },
  report: { type: 'string' },
  html: { type: 'string' },
  locale: { type: 'string' },
} as const;

const PLAN_DETAILS = `Without --plan, every column is used but those that are protected (sex, age, marital status...),
identifiers, constant, too varied, or know the future; what was left out is said, with the reason. With
--date, the latest quarter of the rows is kept apart, by whole days, and the report shows the model in
and out of time side by side.

PLAN.json names the target, the features (column, kind, monotone, label, reason, adverse, favourable),
the split (date, from, outOfTime, validation, validateLatest, test), the student and its settings, the
scale (points, odds, pdo), approve and seed; --report writes the plan with every default filled in. Another
kind of student than the plan's is trained with the defaults of its kind. The same
table and plan give the same model, bit for bit, on every machine.

--report writes all figures as JSON, --html as one page to read or print (--locale en or zh-CN). With
--key, the bundle is signed by a key of 'insitu keygen'. Reports hold counts and rates, and no row.`;

export const train: Command = {
  usage:
    'TABLE.csv --target COLUMN -o B.insitu [--bad VALUE] [--date COLUMN] [--plan PLAN.json] [--html R.html]',
  summary: 'train a model from a table of past applicants',
  details: `Reads a table (CSV in UTF-8, UTF-16 or GB18030; separators are found out), parts it into training,
validation, in-time and out-of-time rows, trains, measures every part, and writes a bundle.
--student boosted (the default: trees), scorecard, or additive (points for each feature by boosting).

${PLAN_DETAILS}`,
  options: { ...TRAIN_OPTIONS, student: { type: 'string' } },
  run: (input) => run(input, input.values.oneOf('student', STUDENTS)),
};

export const scorecard: Command = {
  usage:
    'TABLE.csv --target COLUMN -o B.insitu [--bad VALUE] [--date COLUMN] [--plan PLAN.json] [--html R.html]',
  summary: 'train a scorecard, and print it',
  details: `As 'insitu train --student scorecard': bins each characteristic so that its weight of evidence is monotone,
fits a logistic regression on it, checks signs, p-values and inflation of variance, and scales it to whole
points. Prints the card.

${PLAN_DETAILS}`,
  options: TRAIN_OPTIONS,
  run: (input) => run(input, 'scorecard'),
};

async function run(input: CommandInput, kind: StudentPlan['kind'] | undefined): Promise<Outcome> {
  const [file] = positionalsOf(input, 'TABLE.csv');
  const files = await trainedFiles(input, file!);
  const { table, facts } = readTable(readBytes(file!));
  const { plan, leftOut } = planOf(input, kind, file!, table, () => profileTable(table, facts));
  const bar = new TrainBar();
  const outcome = await trainModel(
    table,
    plan,
    { boost },
    {
      onProgress: bar.show.bind(bar),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
    },
  ).finally(() => bar.finish());
  return writeTrained(files, outcome, { notes: facts.notes, leftOut });
}

/** What a file of a plan says, or what the table's profile proposes. */
export function planOf(
  { values }: CommandInput,
  kind: StudentPlan['kind'] | undefined,
  file: string,
  table: Table,
  profile: () => ReturnType<typeof profileTable>,
): ProposedPlan {
  const planFile = values.text('plan');
  const [target, bad, date] = ['target', 'bad', 'date'].map((name) => values.text(name));
  const [weight, name] = ['weight', 'name'].map((each) => values.text(each));
  if (planFile !== undefined) {
    const plan = readPlan(readJson(planFile));
    if (target !== undefined && target !== plan.target.column) {
      throw new UsageError("--target is the plan's where there is a plan");
    }
    for (const [option, value] of Object.entries({ bad, date, weight })) {
      if (value !== undefined) throw new UsageError(`--${option} goes into the plan`);
    }
    const asked: TrainPlan = {
      ...plan,
      ...(name !== undefined && { name }),
      ...(kind !== undefined && kind !== plan.student.kind && { student: { kind } }),
    };
    return { plan: asked, leftOut: [] };
  }
  return proposePlan(table, profile(), {
    name: name ?? stemOf(file),
    ...(target !== undefined && { target }),
    ...(bad !== undefined && { bad }),
    ...(date !== undefined && { date }),
    ...(weight !== undefined && { weight }),
    student: { kind: kind ?? 'boosted' },
  });
}
