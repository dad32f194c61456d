import { RiskError } from '../../core/errors.js';
import type { SourceFeature } from '../trees/source-trees.js';
import type { CellValue } from './column.js';
import type { Precision } from '../../core/float-order.js';
import type { InputFeature } from './graph-inputs.js';
import type { NodeTest } from './node-tests.js';

/** Whole numbers up to here are told apart by float32. */
const MAX_EXACT_FLOAT32 = 2 ** 24;
const MAX_CODE = 2 ** 31 - 1;

/**
 * What the trees do with one feature of the graph's inputs: compare it as a number, or tell
 * categories apart.
 */
export class RawFeature {
  /** Sorted categories, once {@link close} has been called. */
  keys: readonly CellValue[] = [];
  private readonly known = new Set<CellValue>();
  private readonly added = new Set<readonly CellValue[]>();
  private compared = false;
  private sorted = false;
  private rounded = true;
  private strict = false;
  private missing = true;
  private orEqual = 0;
  private below = 0;
  /** Whether some split sends all numbers one way. */
  private onlyMissing = false;

  constructor(
    readonly input: InputFeature,
    private readonly path: string,
  ) {
    this.missing = input.type === 'float32' || input.type === 'float64';
  }

  get isCategorical(): boolean {
    return this.sorted || this.input.type === 'string';
  }

  get precision(): Precision {
    return this.rounded ? 'float32' : 'float64';
  }

  get side(): 'less' | 'less-equal' {
    return this.orEqual > this.below && !this.onlyMissing ? 'less-equal' : 'less';
  }

  /** Takes note of a test; all tests are noted before any is folded. */
  note({ column, values }: NodeTest, orEqual: boolean): void {
    this.rounded &&= column.rounded;
    this.missing &&= column.missing;
    this.strict ||= column.strict;
    if (column.keys || values) {
      if (!column.keys && !column.bare) this.refuse('tests for equality behind arithmetic');
      // Columns of one encoder share their list, and there may be a test on it in every node.
      const keys = column.keys ?? values ?? [];
      if (!this.added.has(keys)) for (const key of keys) this.add(key, column.rounded);
      if (column.keys) this.added.add(keys);
      this.sorted = true;
    } else {
      if (!column.monotone) this.refuse('a preprocessing step that is not monotone');
      this.compared = true;
      if (orEqual) this.orEqual++;
      else this.below++;
    }
  }

  /** Says that some split sends all numbers one way: only side `less` can say so. */
  noteOnlyMissing(): void {
    this.onlyMissing = true;
  }

  /** @throws RiskError `IMPORT_UNSUPPORTED` when it is used in both ways. */
  close(): void {
    if (this.sorted && this.compared) {
      this.refuse('thresholds and tests for equality on the same feature');
    }
    const ascending = (a: CellValue, b: CellValue) => (a < b ? -1 : a > b ? 1 : 0);
    this.keys = [...this.known].sort(ascending);
  }

  /** A category that is none of the known ones. */
  get otherKey(): CellValue {
    if (this.input.type === 'string') {
      let text = '\0';
      while (this.known.has(text)) text += '\0';
      return text;
    }
    return Number(this.keys.at(-1) ?? 0) + 1;
  }

  toSource(): SourceFeature {
    const { name } = this.input;
    const missing = this.missing ? 'allowed' : 'refused';
    if (!this.isCategorical) {
      return { kind: 'numeric', name, missing, compare: this.precision, side: this.side };
    }
    const names =
      this.input.type === 'string'
        ? { kind: 'text' as const, values: this.keys.map(String) }
        : { kind: 'integer' as const, values: this.keys.map(Number) };
    return {
      kind: 'categorical',
      name,
      missing,
      names,
      unlisted: this.strict ? 'refused' : 'other',
    };
  }

  /** @throws RiskError `IMPORT_UNSUPPORTED` */
  refuse(what: string): never {
    const { name } = this.input;
    throw new RiskError(
      'IMPORT_UNSUPPORTED',
      `ONNX: feature "${name}": ${what} cannot be carried (${this.path})`,
      { path: name },
    );
  }

  private add(key: CellValue, rounded: boolean): void {
    if (typeof key === 'number') {
      const limit = rounded ? MAX_EXACT_FLOAT32 : MAX_CODE;
      if (!Number.isInteger(key) || Math.abs(key) >= limit) {
        this.refuse('tests for equality with anything but small whole numbers');
      }
      // -0 and 0 are one category.
      this.known.add(key + 0);
    } else this.known.add(key);
  }
}
