import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Estimate, FairnessInput } from '../../sdk/fairness.js';

const folder = join(import.meta.dirname, '../vectors/fairness');

type Bin = { rows: number; expected: number; observed: Estimate };

/** What other libraries say of a group. */
export interface ExpectedGroup {
  readonly rows: number;
  readonly approved: number;
  readonly rate: Estimate;
  readonly difference?: Estimate;
  readonly ratio?: (Estimate & { corrected: boolean }) | null;
  readonly test?: { method: string; p: number; holm: number };
  readonly mean?: number;
  readonly deviation?: number | null;
  readonly standardised?: Estimate & { exact: [number, number] };
  readonly good?: { rate: Estimate; gap?: Estimate };
  readonly ranking?: { good: number; bad: number; ks: number; auc: Estimate; interval?: string };
  readonly calibration?: {
    bad: number;
    expected: number;
    observed: Estimate;
    intercept?: Estimate;
    slope?: Estimate;
    bins: Bin[];
  };
}

interface File<Group> {
  readonly confidence: number;
  readonly expected: {
    readonly reference: string;
    readonly spread: { difference: number; ratio: number };
    readonly groups: Readonly<Record<string, Group>>;
  };
  readonly columns?: FairnessInput;
  readonly columnsOf?: string;
  readonly cells?: readonly (readonly [string, number, number])[];
  readonly weights?: number[];
}

/** A case of `vectors/fairness`, and the input that it is of. */
export function fairnessCase<Group = ExpectedGroup>(
  name: string,
): { expected: File<Group>['expected']; input: FairnessInput } {
  const { columns, columnsOf, cells, expected, confidence, weights } = read<Group>(name);
  const base =
    columns ?? (columnsOf === undefined ? cellColumns(cells!) : read(columnsOf).columns!);
  const { reference } = expected;
  return { expected, input: { ...base, reference, confidence, ...(weights && { weights }) } };
}

function read<Group>(name: string): File<Group> {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as File<Group>;
}

/** Rows from counts: label, rows, approved. */
export function cellColumns(cells: readonly (readonly [string, number, number])[]): {
  groups: string[];
  approved: number[];
} {
  const groups: string[] = [];
  const approved: number[] = [];
  for (const [label, rows, hits] of cells) {
    for (let row = 0; row < rows; row++) {
      groups.push(label);
      approved.push(row < hits ? 1 : 0);
    }
  }
  return { groups, approved };
}
