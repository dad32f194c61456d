import type { Domain } from './cuts.js';
import { OTHER, type DataType, type Value } from './values.js';
import type { Element } from './xml.js';

/** What a caller may pass for a field: a number, a category, {@link OTHER}, or missing (null). */
export type Raw = Value;

/**
 * An input of the model, with what its `DataField` and `MiningField` do to a value before anything
 * else sees it.
 */
export interface RawField {
  readonly name: string;
  readonly label: string | undefined;
  readonly kind: 'numeric' | 'categorical';
  readonly type: DataType;
  readonly element: Element;
  /** Of numeric fields: what values are accepted. */
  readonly domain: Domain;
  /** The accepted range where the file states one. */
  readonly min?: number;
  readonly max?: number;
  /** Of categorical fields: the values that the file names, in its order. It grows while reading. */
  readonly categories: Map<number | string, string>;
  /** Whether the file lists the valid values, so that no other is accepted as one. */
  readonly closed: boolean;
  /** Cut points between which `treat` is monotone. */
  readonly breaks: readonly number[];
  /** The value that the model sees. */
  readonly treat: (raw: Raw) => Value;
  /** Whether missing, and categories that the file does not name, have a prediction. It shrinks. */
  missing: 'allowed' | 'refused';
  unlisted: 'other' | 'refused';
}

/** All values that a categorical field distinguishes, missing apart. */
export function categoriesOf(field: RawField): Raw[] {
  const named: Raw[] = [...field.categories.keys()];
  if (field.unlisted === 'other') named.push(OTHER);
  return named;
}
