import { LEAF, treeCount, type BackgroundCounts, type Forest } from '../forest.js';
import type { IssueList } from './issues.js';

/** Patterns are u32. */
const MAX_FEATURES = 32;

/**
 * Checks the background of a forest whose trees are sound: counts that add up on every leaf, and
 * patterns over no more features than the leaf's path has.
 */
export function checkBackground(forest: Forest, leaves: number, list: IssueList): void {
  const { background } = forest;
  if (!background || !shapesAgree(background, leaves, list)) return;
  const { start, pattern, count, rows } = background;
  const features = featuresOfLeaves(forest);
  for (let leaf = 0; leaf < leaves && !list.full; leaf++) {
    const distinct = features[leaf]!;
    const path = `body.background.leaves[${leaf}]`;
    if (
      !list.check(distinct <= MAX_FEATURES, 'BACKGROUND', path, `at most ${MAX_FEATURES} features`)
    ) {
      continue;
    }
    const patterns = 2 ** distinct;
    let sum = 0;
    let inRange = true;
    for (let entry = start[leaf]!; entry < start[leaf + 1]!; entry++) {
      sum += count[entry]!;
      inRange = inRange && pattern[entry]! < patterns;
    }
    list.check(sum === rows, 'BACKGROUND', path, 'counts that add up to `rows`');
    list.check(inRange, 'BACKGROUND', path, `patterns below ${patterns}`);
  }
}

function shapesAgree(background: BackgroundCounts, leaves: number, list: IssueList): boolean {
  const { start, pattern, count, rows } = background;
  const path = 'body.background';
  let ok =
    list.check(Number.isInteger(rows) && rows > 0, 'BACKGROUND', `${path}.rows`, 'at least 1') &&
    list.check(
      start.length === leaves + 1,
      'BACKGROUND',
      `${path}.start`,
      'a leaf each, the end',
    ) &&
    list.check(
      start[0] === 0 && start[leaves] === pattern.length && count.length === pattern.length,
      'BACKGROUND',
      `${path}.start`,
      'from 0 to the entry count',
    );
  for (let leaf = 0; leaf < leaves && ok; leaf++) {
    const ascending = start[leaf + 1]! >= start[leaf]!;
    ok = list.check(ascending, 'BACKGROUND', `${path}.start[${leaf + 1}]`, 'ascending');
  }
  return ok;
}

/** Distinct features on the path to each leaf, leaves in node order. */
function featuresOfLeaves(forest: Forest): Uint16Array {
  const uses = new Map<number, number>();
  const counts: number[] = [];
  const walk = (node: number): void => {
    const feature = forest.feature[node]!;
    if (feature === LEAF) {
      counts.push(uses.size);
      return;
    }
    const above = uses.get(feature) ?? 0;
    uses.set(feature, above + 1);
    walk(node + 1);
    walk(forest.right[node]!);
    if (above === 0) uses.delete(feature);
    else uses.set(feature, above);
  };
  for (let tree = 0; tree < treeCount(forest); tree++) walk(forest.treeStart[tree]!);
  return Uint16Array.from(counts);
}
