import { either, closedRecord, list, number, text } from '../../model/bundle/fields.js';
import type { IssueList } from '../../model/check/issues.js';
import type { Table } from '../../table/table.js';
import { outcomeOf } from '../outcome.js';
import type { TrainPlan } from '../plan.js';

/** One column of outcomes: what `30+ days in 3 months` is in this table. */
export interface HorizonPlan {
  /** Names the head of the network that learns it. */
  readonly name: string;
  readonly column: string;
  /** The value that means bad; every other value that is there means good, and none means not known. */
  readonly bad: string | number;
}

/** A horizon as the table has it. */
export interface TableHorizon {
  readonly name: string;
  /** 1 bad, 0 good, above 1 not known: u8[rows]. */
  readonly outcome: Uint8Array;
  /** For issues. */
  readonly path: string;
}

/** As many heads as a backbone has room for. */
const MAX_HORIZONS = 16;

const fields = list(closedRecord({ name: text, column: text, bad: either(number, text) }));

/** Horizons as somebody gave them; none where they are not even that, and the issues say so. */
export function readHorizons(given: unknown, issues: IssueList): readonly HorizonPlan[] {
  const before = issues.issues.length;
  const read = fields.read(given, 'horizons', issues);
  return issues.issues.length === before ? read : [];
}

/**
 * The outcomes of all horizons, the plan's target among them.
 *
 * @param own - the plan's target, under the name that it has unless the list gives it another.
 */
export function horizonsOf(
  table: Table,
  own: HorizonPlan,
  given: readonly HorizonPlan[],
  plan: TrainPlan,
  issues: IssueList,
): TableHorizon[] {
  const listed = given.some(({ column }) => column === own.column);
  const names = new Set<string>(listed ? [] : [own.name]);
  const columns = new Set<string>();
  const taken = new Map(
    [
      [plan.weight, 'the weight'],
      [plan.split?.date, 'the date of the split'],
    ].flatMap(([column, use]) => (column === undefined ? [] : [[column, use!] as const])),
  );
  const found = given.flatMap(({ name, column, bad }, h): TableHorizon[] => {
    const path = `horizons[${h}]`;
    issues.check(name !== '' && !names.has(name), 'NAME', `${path}.name`, 'a name of its own');
    names.add(name);
    issues.check(!columns.has(column), 'COLUMN_TWICE', `${path}.column`, 'each column once');
    columns.add(column);
    const use = taken.get(column);
    if (use) issues.add('COLUMN_TWICE', `${path}.column`, `another column than ${use}`);
    const isTarget = column === own.column;
    const same = !isTarget || String(bad) === String(own.bad);
    issues.check(same, 'BAD', `${path}.bad`, "the plan's, of the plan's target");
    const outcome = outcomeOf(table, { column, bad });
    if (!outcome) issues.add('COLUMN', `${path}.column`, 'a column of numbers or words');
    return outcome ? [{ name, outcome, path: `${path}.column` }] : [];
  });
  checkFeatures(plan, own.column, columns, issues);
  const target = listed ? undefined : outcomeOf(table, own);
  const all = [
    ...(target ? [{ name: own.name, outcome: target, path: 'plan.target' }] : []),
    ...found,
  ];
  const most = `at most ${MAX_HORIZONS}, the plan's target among them`;
  const count = given.length + (listed ? 0 : 1);
  issues.check(count <= MAX_HORIZONS, 'RANGE', 'horizons', most);
  return all;
}

/** An outcome that is a feature would know the future. The plan's own target is looked at elsewhere. */
function checkFeatures(
  { features }: TrainPlan,
  target: string,
  columns: ReadonlySet<string>,
  issues: IssueList,
): void {
  features.forEach(({ column }, i) => {
    const path = `plan.features[${i}].column`;
    const ok = column === target || !columns.has(column);
    issues.check(ok, 'COLUMN_TWICE', path, 'another column than a horizon');
  });
}
