import type { ReasonGroup } from '../../model/reasons.js';
import type { BinnedField, TermTable } from './build-additive.js';
import type { SourceTerm } from './prediction.js';
import type { Raw } from './raw-field.js';

/** Reason codes that depend on an applicant's own bin, for the record: `card.source`. */
export interface BinReasons {
  readonly characteristic: string;
  readonly features: readonly string[];
  /** One for each entry of the term's table; null for bins that no row reaches. */
  readonly codes: readonly (string | null)[];
}

/**
 * Inputs in groups by reason code. Characteristics of one code are one group, and so are the two
 * inputs of a characteristic; an input of several codes has a group with all of their names.
 */
export function reasonGroups(
  terms: readonly SourceTerm[],
  binned: readonly BinnedField[],
  notes: string[],
): ReasonGroup[] {
  const owner = binned.map((_, f) => f);
  const find = (f: number): number => (owner[f] === f ? f : (owner[f] = find(owner[f]!)));
  const byCode = new Map<string, number>();
  const codes = new Map<number, Set<string>>();
  for (const { fields, reasonCode } of terms) {
    const inputs = fields.map((field) => binned.findIndex((each) => each.field === field));
    const [first] = inputs;
    if (first === undefined) continue;
    for (const f of inputs) owner[find(f)] = find(first);
    if (reasonCode === undefined) continue;
    const same = byCode.get(reasonCode);
    if (same !== undefined) owner[find(first)] = find(same);
    byCode.set(reasonCode, first);
    codes.set(first, (codes.get(first) ?? new Set()).add(reasonCode));
  }
  const groups = new Map<number, { features: number[]; codes: Set<string> }>();
  binned.forEach((_, f) => {
    const group = groups.get(find(f)) ?? { features: [], codes: new Set<string>() };
    group.features.push(f);
    for (const code of codes.get(f) ?? []) group.codes.add(code);
    groups.set(find(f), group);
  });
  return [...groups.values()].map(({ features, codes: own }): ReasonGroup => {
    const names = features.map((f) => binned[f]!.feature.name);
    const labels = features.map((f) => binned[f]!.feature.label?.en ?? binned[f]!.feature.name);
    if (own.size > 1) {
      notes.push(
        `${names.join(', ')}: one input cannot have two reasons, so the codes ${[...own].join(', ')} are one`,
      );
    }
    const code = own.size > 0 ? [...own].join('+') : names.join('+');
    return { code, features, label: { en: labels.join(', ') } };
  });
}

/** Reason codes by bin, of the characteristics whose attributes have their own. */
export function binReasons(
  tables: readonly TermTable[],
  binned: readonly BinnedField[],
  notes: string[],
): readonly BinReasons[] {
  return tables.flatMap(({ term, inputs, closed }) => {
    const { reasonOf, name } = term;
    if (!reasonOf) return [];
    const [a, b] = inputs.map((at) => binned[at]!);
    const rows = a!.raws.flatMap((first): (readonly Raw[])[] =>
      b ? b.raws.map((second) => [first, second]) : [[first]],
    );
    const codes = rows.map((raws, k) => (closed[k] ? null : (reasonOf(raws) ?? null)));
    const characteristic = name ?? '';
    notes.push(
      `the attributes of "${characteristic}" have reason codes of their own: they are in card.source.binReasons, and reasons name ${JSON.stringify(term.reasonCode ?? '')}`,
    );
    return [{ characteristic, features: inputs.map((at) => binned[at]!.feature.name), codes }];
  });
}
