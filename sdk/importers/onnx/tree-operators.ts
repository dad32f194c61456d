import type { Ensemble } from './ensemble.js';
import type { GraphValue } from './graph-values.js';
import type { NodeContext, Operator } from './node-context.js';
import { readEnsemble } from './read-ensemble.js';
import { readTreeEnsemble } from './read-tree-ensemble.js';
import { affine, logistic, softmax, targetScore, type ScoreColumn } from './score-column.js';

/** The operators of `ai.onnx.ml` that are trees. */
export const TREE_OPERATORS: Readonly<Record<string, Operator>> = {
  TreeEnsembleRegressor: (context) => {
    const targets = context.attributes.integer('n_targets', 1);
    const read = readEnsemble(context, 'target', targets);
    const transform = context.attributes.text('post_transform', 'NONE');
    if (!read) return context.opaque(NO_COLUMNS);
    refuseTransform(context, transform);
    context.attributes.finish();
    return targetScores(context, read.ensemble, targets, read.base);
  },
  TreeEnsembleClassifier: classifier,
  TreeEnsemble: (context) => {
    const targets = context.attributes.integer('n_targets', 1);
    const ensemble = readTreeEnsemble(context, targets);
    const transform = context.attributes.integer('post_transform', 0);
    if (!ensemble) return context.opaque(NO_COLUMNS);
    refuseTransform(context, TRANSFORMS[transform] ?? 'of an unknown kind');
    context.attributes.finish();
    return targetScores(context, ensemble, targets, []);
  },
};

const NO_COLUMNS = 'trees on anything but columns of numbers';

/** post_transform of TreeEnsemble, by number. */
const TRANSFORMS = ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT'];

/**
 * A transform behind a regression is refused: for one target onnxruntime passes over every one but
 * PROBIT, which the standard does not say.
 */
function refuseTransform(context: NodeContext, transform: string): void {
  if (transform === 'NONE') return;
  context.attributes.refuse(`post_transform ${transform.slice(0, 20)}`);
}

function targetScores(
  context: NodeContext,
  ensemble: Ensemble,
  targets: number,
  base: ArrayLike<number>,
): GraphValue {
  if (base.length !== 0 && base.length !== targets) {
    context.attributes.invalid(`base_values: none, or ${targets}`);
  }
  const index = context.ensembles.push(ensemble) - 1;
  context.work.spend(targets, context.path);
  const columns = Array.from({ length: targets }, (_, target) =>
    targetScore(index, target, base[target] ?? 0, false),
  );
  return { kind: 'scores', columns };
}

/**
 * The scores of two classes. What they are depends on which classes have votes, as onnxruntime
 * takes it (tree_ensemble_aggregator.h), in layouts that converters write:
 *
 * - votes for class 0 alone are the score of class 1 (xgboost, lightgbm, boosted trees of
 *   scikit-learn), to which a single base value is added;
 * - votes for class 1 alone are its score, without a base value;
 * - votes for both are the scores of both (forests and single trees of scikit-learn).
 */
function classifier(context: NodeContext): readonly GraphValue[] {
  const { attributes } = context;
  const label = context.opaque('the class that a classifier chooses; its scores are carried');
  const integers = attributes.integers('classlabels_int64s');
  const classes = integers.length > 0 ? integers : attributes.texts('classlabels_strings');
  attributes.ignore('classlabels_strings');
  if (classes.length !== 2) attributes.refuse(`${classes.length} classes; two are carried`);
  const read = readEnsemble(context, 'class', 2);
  if (!read) return [label, context.opaque(NO_COLUMNS)];
  const transform = attributes.text('post_transform', 'NONE');
  attributes.finish();
  const { ensemble, base } = read;
  const voted = new Set(ensemble.leaves.target);
  const index = context.ensembles.push(ensemble) - 1;
  const score = (target: number, constant: number) => targetScore(index, target, constant, true);

  if (voted.size < 2) {
    const only = voted.has(1) ? 1 : 0;
    const bases = only === 0 ? 1 : 0;
    if (base.length > bases)
      attributes.refuse(`${base.length} base_values and votes for class ${only}`);
    const second = score(only, base[0] ?? 0);
    const softened = only === 1 && transform === 'SOFTMAX';
    // ONNX Runtime leaves a class that nobody votes for at 0, and takes the function of that.
    const none = { ...second, terms: new Map<number, number>(), constant: 0 };
    const columns =
      transform === 'NONE'
        ? [complement(ensemble, second, only), second]
        : transform === 'LOGISTIC' || softened
          ? [logistic(only === 1 && !softened ? none : affine(second, -1, 0))!, logistic(second)!]
          : attributes.refuse(`post_transform ${transform.slice(0, 20)} and votes for one class`);
    return [label, { kind: 'scores', columns }];
  }
  if (base.length > 0) attributes.refuse('base_values and votes for both classes');
  if (!everyRowVotesForOne(ensemble)) attributes.refuse('leaves without a vote for class 1');
  const [a, b] = [score(0, 0), score(1, 0)];
  switch (transform) {
    case 'NONE':
      return [label, { kind: 'scores', columns: [a, b] }];
    case 'LOGISTIC':
      return [label, { kind: 'scores', columns: [logistic(a)!, logistic(b)!] }];
    case 'SOFTMAX':
      return [label, { kind: 'scores', columns: softmax(a, b)! }];
    default:
      return attributes.refuse(`post_transform ${transform.slice(0, 20)}`);
  }
}

/** The score of class 0 where class 1 has one: `1 - s` when no vote is negative, else `-s`. */
function complement(ensemble: Ensemble, second: ScoreColumn, only: number): ScoreColumn {
  if (only === 1) return { ...second, terms: new Map(), constant: 0 };
  const positive = ensemble.leaves.weight.every((weight) => weight >= 0);
  return affine(second, -1, positive ? 1 : 0);
}

/** A row without any vote for class 1 would be read as if there were no such class. */
function everyRowVotesForOne({ roots, leaves, whenTrue, whenFalse, modes }: Ensemble): boolean {
  const votes = (leaf: number) =>
    leaves.target.subarray(leaves.start[leaf]!, leaves.start[leaf + 1]!).includes(1);
  // One tree that always votes is enough. Trees share no node, so a file that takes more steps has
  // a loop, which is found later.
  let steps = 2 * modes.length + roots.length;
  return Array.from(roots).some((root) => {
    const stack = [root];
    while (stack.length > 0 && steps-- > 0) {
      const at = stack.pop()!;
      if (at >= 0) stack.push(whenTrue[at]!, whenFalse[at]!);
      else if (!votes(~at)) return false;
    }
    return stack.length === 0;
  });
}
