import { assertModel } from '../../model/build.js';
import type { SourceFacts } from '../../model/model.js';
import type { ImportOptions, ImportResult } from '../import-result.js';
import { importTrees } from '../trees/import-trees.js';
import { compileTree, newBudget, type Refusals } from './compile-tree.js';
import { withDescription } from './describe-fields.js';
import { placeOf, readEach } from './elements.js';
import { emitTrees, type CompiledTree } from './emit-trees.js';
import type { TreeSum } from './prediction.js';
import type { RawField } from './raw-field.js';

export interface ForestImport {
  readonly sum: TreeSum;
  /** Inputs that the trees use. */
  readonly fields: readonly RawField[];
  readonly facts: SourceFacts;
  readonly notes: readonly string[];
}

/** The model of a sum of trees, by the way that all importers of trees share. */
export function importForest(read: ForestImport, options: ImportOptions): ImportResult {
  const { sum, fields } = read;
  const trees = compileAll(sum);
  const counted = sum.trees.some(({ tree }) => tree.counted);
  const notes = counted
    ? read.notes
    : [...read.notes, 'the file has no record counts, so explanations weigh all leaves alike'];
  const { model, report } = importTrees(
    {
      what: 'PMML model',
      source: emitTrees(trees, fields),
      arithmetic: { base: sum.base, sum: sum.float32 ? 'float32' : 'float64' },
      link: sum.link,
      facts: read.facts,
      notes,
      pathOf: (tree) => placeOf(sum.trees[tree]!.tree.element),
    },
    options,
  );
  const described = {
    ...model,
    features: model.features.map((feature, f) => withDescription(feature, fields[f]!)),
    reasons: model.reasons.map((group, f) => ({
      ...group,
      label: { en: fields[f]!.label ?? fields[f]!.name },
    })),
  };
  assertModel(described);
  return { model: described, report };
}

/**
 * Compiles every tree; again, while there are missing or unknown values for which one of them has
 * no prediction: their inputs refuse such values then.
 */
function compileAll(sum: TreeSum): readonly CompiledTree[] {
  for (;;) {
    const refusals: Refusals = { missing: new Set(), unlisted: new Set() };
    const budget = newBudget();
    const compiled = readEach(sum.trees, ({ tree: source, factor, ifNull }): CompiledTree => ({
      source,
      tree: compileTree(source, ifNull, refusals, budget),
      factor,
    }));
    for (const field of refusals.missing) field.missing = 'refused';
    for (const field of refusals.unlisted) field.unlisted = 'refused';
    if (refusals.missing.size === 0 && refusals.unlisted.size === 0) return compiled;
  }
}
