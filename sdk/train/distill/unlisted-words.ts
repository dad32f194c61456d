import type { Feature } from '../../model/feature.js';
import type { Columns } from '../../scoring/results.js';

/**
 * Columns in which words that a model does not list have a code that it does not list either. Rare words
 * of a table count as "other" where a model is trained; scoring by itself takes an unknown word for a
 * mistake.
 */
export function codeUnlisted(features: readonly Feature[], columns: Columns): Columns {
  const coded = features.flatMap((feature) => {
    const column = columns[feature.name];
    if (feature.kind !== 'categorical' || feature.unlisted !== 'other') return [];
    if (feature.labels.length === 0 || !Array.isArray(column)) return [];
    const known = new Set(feature.labels);
    const other = feature.codes.reduce((most, code) => Math.max(most, code), -1) + 1;
    const cells = (column as readonly (number | string | null | undefined)[]).map((cell) =>
      typeof cell === 'string' && !known.has(cell) ? other : cell,
    );
    return [[feature.name, cells] as const];
  });
  return coded.length === 0 ? columns : { ...columns, ...Object.fromEntries(coded) };
}
