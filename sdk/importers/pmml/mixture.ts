import { refuseElement } from './elements.js';
import type { Atom } from './predicates.js';
import type { PmmlNode, PmmlTree } from './read-tree.js';
import { truthIn, type Region } from './region.js';

/** Records of the wanted category, and of all. */
interface Share {
  readonly wanted: number;
  readonly all: number;
}

type Mixture = { readonly node: PmmlNode; readonly value: number | null } | { readonly open: Atom };

/** A test that the region leaves open, thrown through the recursion. */
class OpenTest {
  constructor(readonly atom: Atom) {}
}

/**
 * The wanted category's probability where unknown predicates mix nodes: which nodes are mixed
 * depends on bins alone, "missing" among them, so the mixture is a number per region.
 *
 * - `aggregateNodes`: records of all leaves that are not ruled out, added up by category.
 * - `weightedConfidence`: confidences of the children that are not ruled out, by their shares of
 *   records; again at each level.
 */
export function mixtureIn(tree: PmmlTree, region: Region | undefined): Mixture {
  const reached: PmmlNode[] = [];
  const visit = (node: PmmlNode): Share | null => {
    const { children } = node;
    if (children.length === 0) return shareOf(node, reached);
    const possible: PmmlNode[] = [];
    let unknown = false;
    for (const next of children) {
      const found = truthIn(next.predicate, region);
      if ('open' in found) throw new OpenTest(found.open);
      if (found.truth === true && !unknown) return visit(next);
      if (found.truth !== false) possible.push(next);
      unknown ||= found.truth === null;
    }
    if (possible.length === 0) return tree.noTrueChild === 'last' ? shareOf(node, reached) : null;
    const shares = possible.map(visit);
    if (shares.includes(null)) return null;
    return tree.missing === 'aggregateNodes'
      ? addUp(shares as Share[])
      : weigh(shares as Share[], possible);
  };
  try {
    const share = visit(tree.root);
    return { node: reached[0] ?? tree.root, value: share && share.wanted / share.all };
  } catch (error) {
    if (error instanceof OpenTest) return { open: error.atom };
    throw error;
  }
}

function shareOf(node: PmmlNode, reached: PmmlNode[]): Share {
  reached.push(node);
  return node.distribution ?? refuseElement(node.element, 'a mixed node without ScoreDistribution');
}

function addUp(shares: readonly Share[]): Share {
  return shares.reduce((sum, each) => ({
    wanted: sum.wanted + each.wanted,
    all: sum.all + each.all,
  }));
}

function weigh(shares: readonly Share[], nodes: readonly PmmlNode[]): Share {
  let wanted = 0;
  let all = 0;
  nodes.forEach((node, k) => {
    const { wanted: part, all: whole } = shares[k]!;
    if (!(node.records > 0)) refuseElement(node.element, 'a mixed node without recordCount');
    wanted += (node.records * part) / whole;
    all += node.records;
  });
  return { wanted, all };
}
