import { describe, expect, it } from 'vitest';
import { tableLength, type BlockPlan } from '../../sdk/lowering/block-layout.js';
import { planBlocks } from '../../sdk/lowering/block-plan.js';
import { cutBlocks } from '../../sdk/lowering/block-shape.js';
import { BlockTables } from '../../sdk/lowering/block-tables.js';
import { columnValue, lowerColumns } from '../../sdk/lowering/columns.js';
import { featureGame, type Game } from '../../sdk/lowering/game.js';
import { LeafByLeaf } from '../../sdk/lowering/leaf-by-leaf.js';
import { selectMethod } from '../../sdk/lowering/method.js';
import { missingBin } from '../../sdk/model/feature.js';
import type { Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { bruteForce, marginOf } from './shap-brute.js';
import {
  leftAt,
  pairedGame,
  randomBins,
  randomModel,
  randomNumbers,
  withBackground,
} from './shap-forest.js';

const GAMES = [
  ['training, features', 'training', featureGame],
  ['training, groups', 'training', paired],
  ['background, features', 'background', featureGame],
  ['background, groups', 'background', paired],
] as const;

function paired(model: RiskModel, against: Game['against']): Game {
  return pairedGame(model.features.length, against);
}

/** A random model with its game, rows and background. */
function randomCase(seed: number, against: Game['against'], shape = {}): Case {
  const random = randomNumbers(seed);
  const plain = randomModel(random, shape);
  const background = Array.from({ length: 7 }, () => randomBins(random, plain.features));
  const model = against === 'background' ? withBackground(plain, background) : plain;
  const rows = Array.from({ length: 6 }, () => randomBins(random, model.features));
  return { model, forest: model.body as Forest, background, rows };
}

interface Case {
  readonly model: RiskModel;
  readonly forest: Forest;
  readonly background: readonly (readonly number[])[];
  readonly rows: readonly (readonly number[])[];
}

function planOf({ model, forest }: Case, game: Game, bits: number): BlockPlan {
  const columns = lowerColumns(model.features, forest);
  const shape = cutBlocks(forest, game, bits)!;
  return planBlocks(forest, columns, game, model.intercept, shape);
}

function columnsOf({ model, forest }: Case, bins: readonly number[]): Uint8Array {
  const { columns } = lowerColumns(model.features, forest);
  return Uint8Array.from(columns, (column) =>
    columnValue(column, bins[column.feature]!, missingBin(model.features[column.feature]!)),
  );
}

function explain(tables: BlockTables, plan: BlockPlan, row: Uint8Array): Int32Array {
  const patterns = new Uint8Array(plan.base.length);
  const contributions = new Int32Array(plan.players);
  tables.patterns(row, patterns);
  tables.ensure(patterns);
  tables.addRows(patterns, contributions);
  return contributions;
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

describe.each(GAMES)('block tables against every subset: %s', (_name, against, gameOf) => {
  it.each([2, 3, 5, 7, 8])('blocks of %i bits', (bits) => {
    for (let seed = 1; seed <= 12; seed++) {
      const some = randomCase(seed, against, { features: 2 + (seed % 6), depth: 3 + (seed % 3) });
      const game = gameOf(some.model, against);
      const plan = planOf(some, game, bits);
      const tables = new BlockTables(plan, some.forest);
      for (const row of some.rows) {
        const brute = bruteForce(some.model, game, row, some.background);
        const ours = explain(tables, plan, columnsOf(some, row));
        expect(plan.baseline + sum(ours)).toBe(marginOf(some.model, row));
        // Half a unit of rounding for each base, one for each table row.
        const blocks = plan.base.length;
        expect(Math.abs(plan.baseline - brute.baseline)).toBeLessThanOrEqual(blocks / 2 + 1);
        for (let p = 0; p < game.players; p++) {
          expect(Math.abs(ours[p]! - brute.contributions[p]!)).toBeLessThanOrEqual(1.5 * blocks);
        }
      }
    }
  });

  it('leaf by leaf gives the same', () => {
    for (let seed = 100; seed <= 110; seed++) {
      const some = randomCase(seed, against, { depth: 5 });
      const game = gameOf(some.model, against);
      const leaves = new LeafByLeaf(some.forest, game, some.model.intercept);
      for (const row of some.rows) {
        const brute = bruteForce(some.model, game, row, some.background);
        const margin = marginOf(some.model, row);
        const ours = new Int32Array(game.players);
        leaves.explain((node) => leftAt(some.model, node, row), margin, ours);
        expect(leaves.baseline + sum(ours)).toBe(margin);
        for (let p = 0; p < game.players; p++) {
          expect(Math.abs(ours[p]! - brute.contributions[p]!)).toBeLessThanOrEqual(1.5);
        }
      }
    }
  });

  it('rows met one by one are the compiled rows', () => {
    for (let seed = 200; seed <= 206; seed++) {
      const some = randomCase(seed, against, { trees: 12, depth: 6, stop: 0.1 });
      const game = gameOf(some.model, against);
      const plan = planOf(some, game, 7);
      const compiled = new BlockTables(plan, some.forest);
      let slices = 1;
      let clock = 0;
      while (compiled.fill(1, () => clock++)) slices++;
      expect(slices).toBeGreaterThan(1);
      const lazy = new BlockTables(plan, some.forest);
      for (const row of some.rows) {
        const columns = columnsOf(some, row);
        expect(explain(lazy, plan, columns)).toEqual(explain(compiled, plan, columns));
      }
      // Finish compiling what was begun row by row.
      lazy.fill(Infinity, () => 0);
      expect(lazy.cells).toEqual(compiled.cells);
    }
  });
});

describe('every row of every table', () => {
  it('adds up to the leaf it reaches less the base, to the unit', () => {
    for (let seed = 300; seed < 320; seed++) {
      const some = randomCase(seed, 'training', { trees: 3, depth: 5 });
      const plan = planOf(some, featureGame(some.model, 'training'), 7);
      const tables = new BlockTables(plan, some.forest);
      tables.fill(Infinity, () => 0);
      for (let block = 0; block < plan.base.length; block++) {
        const slots = plan.slotStart[block + 1]! - plan.slotStart[block]!;
        const values = new Set([0, ...some.forest.leaf]);
        const patterns = plan.patternStart[block + 1]! - plan.patternStart[block]!;
        for (let pattern = 0; slots > 0 && pattern < patterns; pattern++) {
          const at = plan.tableStart[block]! + pattern * slots;
          const total = sum(tables.cells.subarray(at, at + slots)) + plan.base[block]!;
          expect(values.has(total)).toBe(true);
        }
      }
    }
  });
});

describe('the choice of the method', () => {
  const method = (shape: object): ReturnType<typeof selectMethod> => {
    const model = randomModel(randomNumbers(1), shape);
    return selectMethod(model.body as Forest, featureGame(model, 'training'));
  };

  it('is blocks for shallow trees, while their tables stay within the budget', () => {
    const random = randomNumbers(2);
    const model = randomModel(random, { trees: 9, depth: 6, features: 9 });
    const forest = model.body as Forest;
    const game = featureGame(model, 'training');
    const chosen = selectMethod(forest, game);
    expect(chosen.kind).toBe('blocks');
    if (chosen.kind !== 'blocks') return;
    const bytes = 4 * tableLength(chosen.shape);
    expect(cutBlocks(forest, game, 7, bytes)).toEqual(chosen.shape);
    expect(cutBlocks(forest, game, 7, bytes - 4)).toBeUndefined();
  });

  it('is quadrature where a path has more players than a pattern has bits', () => {
    const shape = { features: 12, depth: 14, stop: 0, trees: 1 };
    expect(method({ ...shape, depth: 4 }).kind).toBe('blocks');
    expect(method(shape).kind).toBe('quadrature');
  });
});
