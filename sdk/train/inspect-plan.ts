import { protectedByName } from '../core/protected-names.js';
import type { Table } from '../table/table.js';
import { dayText } from '../table/calendar.js';
import { countDuplicates } from './duplicates.js';
import { findLeaks } from './leakage.js';
import { findUnripe, monthsOf } from './months.js';
import { PARTS, type Part, type TrainPlan } from './plan.js';
import { prepareTable, rowsOfPart, type Prepared } from './prepare-table.js';
import { featureReport } from './report/feature-report.js';
import type { FeatureReport, Finding } from './report/train-report.js';
import type { TrainRows } from './train-rows.js';

/** What a plan means for a table, before anything is trained. */
export interface PlanInspection {
  /** Parts that have rows. */
  readonly parts: readonly PartFacts[];
  readonly features: readonly FeatureReport[];
  readonly findings: readonly Finding[];
}

/** Rows and bad rows of a part, and its first and last day where there are dates. */
export interface PartFacts {
  readonly part: Part;
  readonly rows: number;
  readonly bad: number;
  readonly from?: string;
  readonly to?: string;
}

/** With fewer rows of a class to train on, figures are wide and models small. */
const FEW = 100;

/**
 * Holds a plan against its table: parts, features with their information values, and what a person
 * should look at before trusting what comes of it.
 *
 * @throws RiskError `PLAN_INVALID` with every issue at once.
 */
export function inspectPlan(table: Table, plan: TrainPlan): PlanInspection {
  const prepared = prepareTable(table, plan);
  const train = rowsOfPart(prepared, 'train');
  return {
    parts: partsOf(prepared),
    features: train.features.map((_, f) => reportFeature(prepared, train, f)),
    findings: findingsOf(prepared, train),
  };
}

/** A feature as the training part has it, in the groups that reports show. */
export function reportFeature(prepared: Prepared, train: TrainRows, f: number): FeatureReport {
  const { name } = train.features[f]!;
  const planned = prepared.plan.features.find(({ column }) => column === name);
  return featureReport(train, f, {
    monotone: planned?.monotone ?? 0,
    everyBin: false,
  });
}

/** Parts that have rows, in the order of {@link PARTS}. */
export function partsOf({ split, outcome, days }: Prepared): PartFacts[] {
  return PARTS.filter((part) => split.rows[part].length > 0).map((part) => {
    const rows = split.rows[part];
    let [bad, first, last] = [0, Infinity, -Infinity];
    for (const row of rows) {
      bad += outcome[row]!;
      if (days) {
        first = Math.min(first, days[row]!);
        last = Math.max(last, days[row]!);
      }
    }
    const range = days && { from: dayText(first), to: dayText(last) };
    return { part, rows: rows.length, bad, ...range };
  });
}

/** What there is to say of the rows themselves, whatever is trained on them. */
export function findingsOf(prepared: Prepared, train: TrainRows): Finding[] {
  const { table, plan, split, outcome, constant, days } = prepared;
  const findings: Finding[] = [];
  const note = (code: Finding['code'], path: string, figure: number) =>
    findings.push({ code, severity: 'note', path, figure });
  if (split.withoutTarget > 0) note('TARGET_MISSING', plan.target.column, split.withoutTarget);
  if (split.withoutDate > 0) note('DATE_MISSING', plan.split.date!, split.withoutDate);
  if (plan.weight !== undefined)
    findings.push({ code: 'WEIGHTED', severity: 'note', path: plan.weight });
  for (const name of constant)
    findings.push({ code: 'CONSTANT_FEATURE', severity: 'note', path: name });
  for (const { column: path } of plan.features) {
    if (protectedByName({ name: path })) {
      findings.push({ code: 'PROTECTED_FEATURE', severity: 'warning', path });
    }
  }
  findings.push(...fewOf(prepared));
  if (split.rows['out-of-time'].length === 0) {
    findings.push({ code: 'NO_OUT_OF_TIME', severity: 'warning', path: 'out-of-time' });
  }
  if (split.rows['out-of-time'].length + split.rows['in-time'].length === 0) {
    findings.push({ code: 'NOT_HELD_OUT', severity: 'warning', path: 'in-time' });
  }
  const features = train.features.map(({ name }) => name);
  const twice = countDuplicates(table, features, outcome, split);
  if (twice > 0) {
    const held = PARTS.slice(1).reduce((sum, part) => sum + split.rows[part].length, 0);
    findings.push({
      code: 'DUPLICATES_ACROSS_SPLIT',
      severity: twice > held / 100 ? 'warning' : 'note',
      path: 'train',
      figure: twice,
    });
  }
  if (days) findings.push(...findUnripe(monthsOf(days, outcome, split)));
  findings.push(...findLeaks(train, rowsOfPart(prepared, 'out-of-time')));
  return findings;
}

/** Parts whose figures rest on few rows of one class. */
function fewOf(prepared: Prepared): Finding[] {
  return partsOf(prepared)
    .map(({ part, rows, bad }) => ({ part, least: Math.min(bad, rows - bad) }))
    .filter(({ part, least }) => least < (part === 'train' ? FEW : FEW / 2))
    .map(({ part, least }) => ({
      code: 'FEW_BAD',
      severity: 'warning',
      path: part,
      figure: least,
    }));
}
