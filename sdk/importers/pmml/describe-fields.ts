import type { Feature } from '../../model/feature.js';
import type { CategoryNames } from '../trees/source-trees.js';
import type { RawField } from './raw-field.js';

/** What a feature says to people and about accepted values, beyond its bins. */
export function withDescription<F extends Feature>(feature: F, field: RawField): F {
  const label = field.label ? { label: { en: field.label } } : {};
  if (feature.kind === 'categorical') return { ...feature, ...label };
  const { min, max } = field;
  return {
    ...feature,
    ...label,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(field.type.integer && { integer: true }),
  };
}

const MAX_INTEGER = 2 ** 31;

/** The categories of a field: its own whole numbers where they are codes, else texts. */
export function categoryNames(field: RawField): CategoryNames {
  const values = [...field.categories.keys()];
  const codes = values.flatMap((value) =>
    typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < MAX_INTEGER
      ? [value]
      : [],
  );
  return codes.length === values.length && values.length > 0
    ? { kind: 'integer', values: codes }
    : { kind: 'text', values: values.map(String) };
}
