import { evaluate, type CellValue, type Column } from './column.js';
import type { Ensemble } from './ensemble.js';

/** A test that a node makes on a column, wherever it stands in a tree. */
export interface NodeTest {
  readonly node: number;
  readonly column: Column;
  /** Whether a cell goes to the true branch; NaN as the source takes it. */
  readonly holds: (cell: CellValue) => boolean;
  /** Whether it asks for equality, and with which values. */
  readonly values: readonly number[] | undefined;
  /** The number it compares with. */
  readonly threshold: number;
}

/**
 * What a node tests. NaN goes to the true branch when the node says so for missing values, and at
 * `neq` always, since NaN differs from everything (the standard's reference and onnxruntime agree).
 */
export function nodeTest(ensemble: Ensemble, node: number): NodeTest {
  const threshold = ensemble.value[node]!;
  const nan = ensemble.missingTrue[node] === 1;
  const column = ensemble.columns[ensemble.feature[node]!]!;
  const members = ensemble.members.get(node) ?? new Set<number>();
  const test = { node, column, threshold, values: undefined };
  const numbers = (compare: (cell: number) => boolean) => (cell: CellValue) =>
    typeof cell === 'number' && (Number.isNaN(cell) ? nan : compare(cell));
  switch (ensemble.modes[node]!) {
    case 'leq':
      return { ...test, holds: numbers((cell) => cell <= threshold) };
    case 'lt':
      return { ...test, holds: numbers((cell) => cell < threshold) };
    case 'gte':
      return { ...test, holds: numbers((cell) => cell >= threshold) };
    case 'gt':
      return { ...test, holds: numbers((cell) => cell > threshold) };
    case 'eq':
      return { ...test, values: [threshold], holds: numbers((cell) => cell === threshold) };
    case 'neq':
      return { ...test, values: [threshold], holds: (cell) => cell !== threshold };
    case 'member':
      return { ...test, values: [...members], holds: numbers((cell) => members.has(cell)) };
  }
}

/** Whether a raw value goes to the true branch. */
export function holdsAt({ column, holds }: NodeTest, raw: CellValue): boolean {
  return holds(evaluate(column, raw));
}
