import type { IssueList } from '../../model/check/issues.js';
import { refuseUnsupported } from '../unsupported.js';
import type { LightgbmTrees } from './read-trees.js';

const CATEGORICAL = 1;
const MISSING_LEFT = 2;
/** Values of the bits 2 and 3 of a decision type. */
const NONE = 0;
const ZERO = 1;

/** How the features take missing values. */
export interface MissingTypes {
  /** 1 where a missing value goes left, by node. */
  readonly missingLeft: Uint8Array;
  /** Whether a zero is missing too, by feature. */
  readonly zeroIsMissing: readonly boolean[];
}

/**
 * Where a missing value goes at each node (`NumericalDecision` and `CategoricalDecision` in
 * include/LightGBM/tree.h). With the missing type None it is compared as a zero; with Zero a zero
 * is missing as well; in a categorical split it always goes right.
 *
 * @throws RiskError `IMPORT_UNSUPPORTED` when splits of one feature contradict each other on what
 *   a zero is, as after training that went on with another `zero_as_missing`.
 */
export function readMissingTypes(
  trees: LightgbmTrees,
  names: readonly string[],
  issues: IssueList,
): MissingTypes {
  const { left, feature, value, decision } = trees;
  const missingLeft = new Uint8Array(left.length);
  const zeroIsMissing = names.map(() => false);
  for (let node = 0; node < left.length; node++) {
    if (left[node] === -1 || decision[node]! & CATEGORICAL) continue;
    const type = decision[node]! >> 2;
    if (
      !issues.check(type <= 2, 'DECISION_TYPE', names[feature[node]!] ?? '', 'a known missing type')
    ) {
      return { missingLeft, zeroIsMissing };
    }
    const isLeft = type === NONE ? 0 <= value[node]! : (decision[node]! & MISSING_LEFT) !== 0;
    missingLeft[node] = Number(isLeft);
    if (type === ZERO && feature[node]! < names.length) zeroIsMissing[feature[node]!] = true;
  }
  refuseMixed(trees, missingLeft, zeroIsMissing, names);
  return { missingLeft, zeroIsMissing };
}

/** Where a zero is missing, a split that compares it must send it where it sends missing values. */
function refuseMixed(
  { left, feature, value, decision }: LightgbmTrees,
  missingLeft: Uint8Array,
  zeroIsMissing: readonly boolean[],
  names: readonly string[],
): void {
  for (let node = 0; node < left.length; node++) {
    if (left[node] === -1 || decision[node]! & CATEGORICAL || !zeroIsMissing[feature[node]!])
      continue;
    if (decision[node]! >> 2 === ZERO) continue;
    const isLeft = 0 <= value[node]!;
    const name = names[feature[node]!]!;
    refuseUnsupported('LightGBM', [
      [
        isLeft !== (missingLeft[node] === 1),
        name,
        `splits of "${name}" some of which take a zero for missing`,
      ],
    ]);
  }
}
