import type { IssueList } from '../../model/check/issues.js';
import {
  byLanguage as byName,
  closedRecord,
  either,
  list,
  number,
  oneOf,
  text,
  type Field,
  type FieldType,
} from '../../model/bundle/fields.js';

const anything: Field<unknown> = { read: (value) => value };

const categories = list(either(number, text));

const fields = closedRecord(
  {},
  {
    /**
     * What the points mean: `points` at `odds` good to 1 bad, and `pdo` more where the odds are
     * `rate` (2 unless said) times as good. Without it a score has points and no probability.
     */
    scaling: closedRecord({ pdo: number, points: number, odds: number }, { rate: number }),
    /** Taken from the table where it shows it; else higher is safer. */
    direction: oneOf('higher-is-safer', 'higher-is-riskier'),
    /** Points that every applicant has, such as OptBinning's `Scorecard.intercept_`. */
    basePoints: number,
    /**
     * Intercept of the logistic regression, for a table of OptBinning without a scaling method:
     * its points are log-odds then.
     */
    intercept: number,
    /** Cut points in full by variable, where the table prints fewer digits. */
    splits: byName(list(number)),
    /** Special codes by variable; by name of their row where there are several kinds. */
    special: byName(either(categories, byName(categories))),
    /** toad's `Combiner.export()`: it keeps categories apart whose names hold commas. */
    combiner: byName(list(anything)),
  },
);

/** What a scorecard's table leaves out and a modeller knows. */
export type CardExtras = FieldType<typeof fields>;

export type CardScaling = NonNullable<CardExtras['scaling']>;

/** Reads what stands beside a card, or what the caller adds to it. */
export function readExtras(value: unknown, path: string, issues: IssueList): CardExtras {
  const extras = fields.read(value, path, issues);
  const { scaling } = extras;
  if (scaling) {
    const { pdo, odds, rate = 2 } = scaling;
    const sound = pdo > 0 && odds > 0 && rate > 1;
    issues.check(sound, 'SCALE', `${path}.scaling`, 'pdo > 0, odds > 0 and rate > 1');
  }
  return extras;
}

/** A variable's own member: its name may be that of something every object has. */
export function ofVariable<T>(
  members: Readonly<Record<string, T>> | undefined,
  name: string,
): T | undefined {
  return members && Object.hasOwn(members, name) ? members[name] : undefined;
}
