import { RiskError } from '../core/errors.js';
import { IssueList } from '../model/check/issues.js';
import {
  closedRecord,
  either,
  flag,
  integer,
  list,
  localized,
  number,
  oneOf,
  text,
  variant,
  type Field,
  type FieldType,
} from '../model/bundle/fields.js';
import type { TrainPlan } from './plan.js';

/** A number within bounds, both ends included. */
function within(min: number, max: number): Field<number> {
  return {
    read(value, path, issues) {
      const read = number.read(value, path, issues);
      if (Number.isFinite(value) && (read < min || read > max)) {
        issues.add('RANGE', path, `${min} to ${max}`);
      }
      return read;
    },
  };
}

/** Text that says something. */
const name: Field<string> = {
  read(value, path, issues) {
    const read = text.read(value, path, issues);
    if (read === '') issues.add('NAME_EMPTY', path, 'a name');
    return read;
  },
};

/** A step or a share that must be above 0: the least that is taken. */
const LEAST = 1e-6;

const monotone: Field<-1 | 0 | 1> = {
  read: (value, path, issues) => integer(-1, 1).read(value, path, issues) as -1 | 0 | 1,
};

const feature = closedRecord(
  { column: name },
  {
    kind: oneOf('numeric', 'categorical'),
    monotone,
    label: localized,
    reason: name,
    adverse: localized,
    favourable: localized,
  },
);

const split = closedRecord(
  {},
  {
    date: name,
    from: text,
    outOfTime: within(LEAST, 0.8),
    validation: within(0, 0.5),
    validateLatest: flag,
    test: within(0, 0.5),
  },
);

const student = variant({
  boosted: closedRecord(
    { kind: oneOf('boosted') },
    {
      shape: oneOf('oblivious', 'depth-wise'),
      trees: integer(1, 5000),
      depth: integer(1, 8),
      eta: within(LEAST, 1),
      lambda: within(0, 1e6),
      minChild: within(0, 1e9),
      columnShare: within(LEAST, 1),
      patience: integer(0, 5000),
      bins: integer(2, 254),
      interactions: list(list(name)),
    },
  ),
  scorecard: closedRecord(
    { kind: oneOf('scorecard') },
    {
      maxBins: integer(2, 20),
      minShare: within(0, 0.5),
      minIv: within(0, 10),
      maxP: within(LEAST, 1),
      maxVif: within(1, 1e6),
    },
  ),
  additive: closedRecord(
    { kind: oneOf('additive') },
    {
      rounds: integer(1, 10_000),
      eta: within(LEAST, 1),
      lambda: within(0, 1e6),
      pairs: integer(0, 50),
      patience: integer(0, 10_000),
      bins: integer(2, 254),
    },
  ),
});

const planFields = closedRecord(
  {
    name,
    target: closedRecord({ column: name, bad: either(number, text) }),
    features: list(feature, 10_000),
    student,
  },
  {
    version: name,
    title: localized,
    weight: name,
    split,
    scale: closedRecord({
      points: within(-1e6, 1e6),
      odds: within(LEAST, 1e6),
      pdo: within(LEAST, 1e6),
    }),
    approve: number,
    seed: integer(0, 2 ** 32 - 1),
  },
);

/**
 * Reads a plan that somebody wrote, as JSON.
 *
 * @throws RiskError `PLAN_INVALID` with every issue at once: wrong kinds, unknown members, what is out
 *   of range. Whether it fits a table is seen later.
 */
export function readPlan(json: unknown): TrainPlan {
  const issues = new IssueList();
  const plan: FieldType<typeof planFields> = planFields.read(json, 'plan', issues);
  refusePlan(issues);
  return plan;
}

/** @throws RiskError `PLAN_INVALID` with these issues, if any. */
export function refusePlan({ issues }: IssueList): void {
  const [first] = issues;
  if (!first) return;
  const more = issues.length > 1 ? `; ${issues.length} problems in all` : '';
  throw new RiskError(
    'PLAN_INVALID',
    `"${first.path}" expected ${first.expected ?? first.code}${first.got ? `, got ${first.got}` : ''}${more}`,
    { path: first.path, issues },
  );
}
