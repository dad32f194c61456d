import { describe, expect, it } from 'vitest';
import { symmetricLevels, tableLength, type BlockPlan } from '../../sdk/lowering/block-layout.js';
import { planBlocks } from '../../sdk/lowering/block-plan.js';
import { cutBlocks } from '../../sdk/lowering/block-shape.js';
import { BlockTables } from '../../sdk/lowering/block-tables.js';
import { columnValue, lowerColumns } from '../../sdk/lowering/columns.js';
import { featureGame, type Game } from '../../sdk/lowering/game.js';
import { selectMethod } from '../../sdk/lowering/method.js';
import { missingBin } from '../../sdk/model/feature.js';
import { LEAF, treeCount, type Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { CATBOOST, importFrom } from './catboost-cases.js';
import { bruteForce, marginOf } from './shap-brute.js';
import {
  pairedGame,
  randomBins,
  randomModel,
  randomNumbers,
  withBackground,
} from './shap-forest.js';

/** Gives all nodes of a level, from level `from` on, the test of the level's first node. */
function levelled(model: RiskModel, from: number): RiskModel {
  const forest = structuredClone(model.body as Forest);
  const copy = (to: number, node: number): void => {
    if (forest.feature[node] === LEAF) return;
    forest.feature[to] = forest.feature[node]!;
    forest.split[to] = forest.split[node]!;
    forest.defaultLeft[to] = forest.defaultLeft[node]!;
    copy(to + 1, node + 1);
    copy(forest.right[to]!, node + 1);
  };
  const descend = (node: number, level: number): void => {
    if (forest.feature[node] === LEAF) return;
    if (level >= from) copy(node, node);
    else {
      descend(node + 1, level + 1);
      descend(forest.right[node]!, level + 1);
    }
  };
  for (let t = 0; t < treeCount(forest); t++) descend(forest.treeStart[t]!, 0);
  return { ...model, body: forest };
}

function planOf(model: RiskModel, game: Game, bits: number): BlockPlan {
  const forest = model.body as Forest;
  const shape = cutBlocks(forest, game, bits)!;
  return planBlocks(forest, lowerColumns(model.features, forest), game, model.intercept, shape);
}

const GAMES = [
  ['training', 'features'],
  ['background', 'features'],
  ['training', 'groups'],
  ['background', 'groups'],
] as const;

describe.each(GAMES)('blocks of levels against every subset: %s, %s', (against, by) => {
  it.each([
    ['whole trees', 0],
    ['sub-trees', 1],
    ['smaller sub-trees', 2],
  ])('%s', (_what, from) => {
    let ofLevels = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const random = randomNumbers(seed);
      const shape = { features: 3 + (seed % 5), depth: 3 + (seed % 4), stop: 0, empty: 0.1 };
      const plain = levelled(randomModel(random, shape), from);
      const background = Array.from({ length: 7 }, () => randomBins(random, plain.features));
      const model = against === 'background' ? withBackground(plain, background) : plain;
      const game =
        by === 'groups' ? pairedGame(model.features.length, against) : featureGame(model, against);
      // Narrow, so that what is above levels does not fit with them.
      const plan = planOf(model, game, from === 0 ? 7 : 5);
      ofLevels += plan.blockLevels.reduce((a, b) => a + b, 0);
      const tables = new BlockTables(plan, model.body as Forest);
      const blocks = plan.base.length;
      for (let r = 0; r < 6; r++) {
        const bins = randomBins(random, model.features);
        const brute = bruteForce(model, game, bins, background);
        const { columns } = lowerColumns(model.features, model.body as Forest);
        const row = Uint8Array.from(columns, (column) =>
          columnValue(column, bins[column.feature]!, missingBin(model.features[column.feature]!)),
        );
        const patterns = new Uint8Array(blocks);
        const ours = new Int32Array(plan.players);
        tables.patterns(row, patterns);
        tables.ensure(patterns);
        tables.addRows(patterns, ours);
        expect(ours.reduce((a, b) => a + b, plan.baseline)).toBe(marginOf(model, bins));
        ours.forEach((value, p) => {
          expect(Math.abs(value - brute.contributions[p]!)).toBeLessThanOrEqual(1.5 * blocks);
        });
      }
    }
    expect(ofLevels).toBeGreaterThan(12);
  });
});

describe('an oblivious tree', () => {
  it.each(['logistic-1.2.10', 'logistic-depth-6-1.2.10', 'one-hot-1.2.10', 'nan-max-1.2.10'])(
    'of %s is one block, a row of its table for each leaf',
    (name) => {
      const { model } = importFrom(CATBOOST + name);
      const forest = model.body as Forest;
      const method = selectMethod(forest, featureGame(model, 'training'));
      if (method.kind !== 'blocks') throw new Error('explained without blocks');
      expect(method.shape.blockNode).toEqual(forest.treeStart.subarray(0, -1));
      const leaves = forest.feature.filter((feature) => feature === LEAF).length;
      expect(tableLength(method.shape)).toBeLessThanOrEqual(leaves * 6);
    },
  );

  it('is told from one that differs in a border, a side for missing values, or a height', () => {
    const { model } = importFrom(`${CATBOOST}logistic-1.2.10`);
    const forest = structuredClone(model.body as Forest);
    expect(symmetricLevels(forest)[0]).toBe(4);
    const right = forest.right[0]! + 1;
    forest.defaultLeft[right] = 1 - forest.defaultLeft[right]!;
    expect(symmetricLevels(forest)[0]).toBe(0);
    forest.defaultLeft[right] = 1 - forest.defaultLeft[right]!;
    forest.split[right]! += 1;
    expect(symmetricLevels(forest)[0]).toBe(0);
    forest.split[right]! -= 1;
    forest.feature[right] = LEAF;
    expect(symmetricLevels(forest)[0]).toBe(0);
  });
});
