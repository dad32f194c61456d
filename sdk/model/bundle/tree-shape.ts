import { RiskError } from '../../core/errors.js';
import { MAX_DEPTH } from '../check/forest.js';
import { LEAF } from '../forest.js';

/** What follows from which nodes are leaves. */
export interface TreeShape {
  readonly treeStart: Uint32Array;
  readonly right: Uint32Array;
}

/**
 * Trees in preorder are determined by which of their nodes are leaves: the left child follows its
 * parent, the right child follows the last node of the left. So a bundle stores neither child
 * nor tree boundaries, and no stored index can point astray.
 *
 * @throws RiskError `MODEL_INVALID` when the nodes are not `trees` whole trees.
 */
export function treeShape(feature: Uint16Array, trees: number): TreeShape {
  const nodes = feature.length;
  if (trees > nodes) throw fault(`${trees} trees need as many nodes`);
  const treeStart = new Uint32Array(trees + 1);
  const right = new Uint32Array(nodes);
  /** Inner nodes whose right child is still to come. */
  const open = new Uint32Array(MAX_DEPTH);
  let depth = 0;
  let tree = 0;
  for (let node = 0; node < nodes; node++) {
    if (feature[node] !== LEAF) {
      if (depth === MAX_DEPTH) throw fault(`at most ${MAX_DEPTH} levels`);
      open[depth++] = node;
    } else if (depth > 0) {
      right[open[--depth]!] = node + 1;
    } else {
      if (tree === trees) throw fault(`${trees} trees`);
      treeStart[++tree] = node + 1;
    }
  }
  if (depth > 0 || tree !== trees) throw fault('every branch to end in a leaf');
  return { treeStart, right };
}

function fault(expected: string): RiskError {
  return new RiskError('MODEL_INVALID', `forest expected ${expected}`, {
    path: 'body',
    issues: [{ code: 'TREE_SHAPE', path: 'body', expected }],
  });
}
