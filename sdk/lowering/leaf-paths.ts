import { LEAF, treeCount, type Forest } from '../model/forest.js';
import type { Game } from './game.js';

/**
 * What lies between a root and a leaf, merged by player. Players are in the order of their first
 * occurrence from the root; entries past `count` are left over from other leaves.
 */
export interface LeafPath {
  readonly count: number;
  readonly player: Uint16Array;
  /** Product of cover ratios over the player's splits: the chance of satisfying them unseen. */
  readonly ratio: Float64Array;
  /** 1 where the row satisfies every split of the player on this path. */
  readonly satisfied: Uint8Array;
}

/**
 * Share of a node's training weight that goes to `child`. A node that no weight reached halves, as
 * in XGBoost 3.x; a child that none reached has 0, which nothing here divides by.
 */
export function coverRatio(forest: Forest, node: number, child: number): number {
  const cover = forest.cover[node]!;
  return cover > 0 ? forest.cover[child]! / cover : 0.5;
}

/**
 * Visits the leaves of a forest in node order, without recursion (a tree may be a long chain).
 *
 * @param goesLeft - where the explained row goes; give a constant when `satisfied` is not read.
 * @param visit - called with the leaf's ordinal, its node, and its path (valid during the call).
 */
export function forEachLeaf(
  forest: Forest,
  game: Game,
  goesLeft: (node: number) => boolean,
  visit: (leaf: number, node: number, path: LeafPath) => void,
): void {
  const path = {
    count: 0,
    player: new Uint16Array(game.players),
    ratio: new Float64Array(game.players),
    satisfied: new Uint8Array(game.players),
  };
  const position = new Int32Array(game.players).fill(-1);
  // One frame per ancestor: its node, and what its player's entry was before it.
  const node: number[] = [];
  const ratio: number[] = [];
  const satisfied: number[] = [];
  const row: boolean[] = [];
  const fresh: boolean[] = [];
  let leaf = 0;

  const enter = (parent: number): void => {
    const player = game.playerOf[forest.feature[parent]!]!;
    const isFresh = position[player] === -1;
    if (isFresh) {
      position[player] = path.count;
      path.player[path.count] = player;
      path.ratio[path.count] = 1;
      path.satisfied[path.count] = 1;
      path.count++;
    }
    const at = position[player]!;
    node.push(parent);
    fresh.push(isFresh);
    ratio.push(path.ratio[at]!);
    satisfied.push(path.satisfied[at]!);
    row.push(goesLeft(parent));
  };
  const take = (left: boolean): void => {
    const top = node.length - 1;
    const parent = node[top]!;
    const at = position[game.playerOf[forest.feature[parent]!]!]!;
    const child = left ? parent + 1 : forest.right[parent]!;
    path.ratio[at] = ratio[top]! * coverRatio(forest, parent, child);
    path.satisfied[at] = row[top] === left ? satisfied[top]! : 0;
  };
  const leave = (): void => {
    const player = game.playerOf[forest.feature[node.pop()!]!]!;
    const at = position[player]!;
    path.ratio[at] = ratio.pop()!;
    path.satisfied[at] = satisfied.pop()!;
    row.pop();
    if (fresh.pop()) {
      position[player] = -1;
      path.count--;
    }
  };

  for (let tree = 0; tree < treeCount(forest); tree++) {
    const end = forest.treeStart[tree + 1]!;
    for (let next = forest.treeStart[tree]!; next < end; next++) {
      // In preorder a node that is not its predecessor's left child is some ancestor's right one.
      while (node.length > 0 && next !== node[node.length - 1]! + 1) {
        if (forest.right[node[node.length - 1]!] === next) {
          take(false);
          break;
        }
        leave();
      }
      if (forest.feature[next] === LEAF) {
        visit(leaf++, next, path);
      } else {
        enter(next);
        take(true);
      }
    }
    while (node.length > 0) leave();
  }
}
