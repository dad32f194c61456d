import { describe, expect, it } from 'vitest';
import { placeBlocks } from '../../sdk/engines/wasm/blocks-memory.js';
import { compileKernel, instantiateKernel } from '../../sdk/engines/wasm/kernel.js';
import { KernelMemory } from '../../sdk/engines/wasm/kernel-memory.js';
import { placeRowProgram } from '../../sdk/engines/wasm/row-program.js';
import { planBlocks } from '../../sdk/lowering/block-plan.js';
import { tableLength } from '../../sdk/lowering/block-layout.js';
import { cutBlocks } from '../../sdk/lowering/block-shape.js';
import { BlockTables } from '../../sdk/lowering/block-tables.js';
import { columnValue, lowerColumns } from '../../sdk/lowering/columns.js';
import { featureGame } from '../../sdk/lowering/game.js';
import { missingBin } from '../../sdk/model/feature.js';
import type { Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { pairedGame, randomBins, randomModel, randomNumbers } from './shap-forest.js';

const TILE = 64;
const TILES = 3;
const ROWS = TILE * TILES;

const choice = await compileKernel();

/** The kernels' and TypeScript's contributions of random rows. */
function explainBoth(
  model: RiskModel,
  seed: number,
  bits: number,
): { expected: Int32Array; tiles: Int32Array; rows: Int32Array } {
  const forest = model.body as Forest;
  const features = model.features.length;
  const game = seed % 2 ? featureGame(model, 'training') : pairedGame(features, 'training');
  const columns = lowerColumns(model.features, forest);
  const width = columns.columns.length;
  const plan = planBlocks(forest, columns, game, model.intercept, cutBlocks(forest, game, bits)!);
  const { players } = plan;

  const kernel = instantiateKernel(choice.module!);
  const memory = new KernelMemory(kernel);
  const placed = placeBlocks(memory, plan);
  const program = placeRowProgram(memory, plan, placed.tables, width);
  const xb = memory.reserve(width * ROWS);
  const row = memory.reserve(width + TILE);
  const phi = memory.reserve(4 * players * ROWS);
  const one = memory.reserve(4 * players + 16);
  memory.seal();
  const tables = new BlockTables(plan, forest, memory.int32(placed.tables, tableLength(plan)));
  tables.fill(Infinity, () => 0);

  const random = randomNumbers(seed);
  const [expected, rows] = [new Int32Array(players * ROWS), new Int32Array(players * ROWS)];
  const tileBytes = memory.int8(xb, width * ROWS);
  const patterns = new Uint8Array(plan.base.length);
  for (let r = 0; r < ROWS; r++) {
    const bins = randomBins(random, model.features);
    const bytes = Uint8Array.from(columns.columns, (column) =>
      columnValue(column, bins[column.feature]!, missingBin(model.features[column.feature]!)),
    );
    const contributions = new Int32Array(players);
    tables.patterns(bytes, patterns);
    tables.addRows(patterns, contributions);
    bytes.forEach((byte, c) => {
      tileBytes[(Math.floor(r / TILE) * width + c) * TILE + (r % TILE)] = byte - 128;
    });
    memory.int8(row, width).set(bytes.map((byte) => byte ^ 0x80));
    kernel.blocksRow(program.program, row, one);
    const ours = memory.int32(one, players);
    for (let p = 0; p < players; p++) {
      expected[p * ROWS + r] = contributions[p]!;
      rows[p * ROWS + r] = ours[p]!;
    }
  }
  kernel.blocksTiles(placed.program, players, xb, width * TILE, TILES, phi, 4 * ROWS);
  return { expected, rows, tiles: memory.int32(phi, players * ROWS).slice() };
}

describe('the kernels of block tables give the integers of TypeScript', () => {
  it.each([
    ['few trees', { trees: 3, depth: 3 }],
    ['many unbalanced trees', { trees: 45, depth: 6, stop: 0.3 }],
    ['full trees', { trees: 20, depth: 6, stop: 0, features: 9 }],
    ['more than 64 columns', { trees: 40, depth: 5, features: 90 }],
    ['single leaves', { trees: 5, depth: 1, stop: 1 }],
  ])('%s', (_name, shape) => {
    for (const bits of [3, 7, 8]) {
      for (let seed = 1; seed <= 4; seed++) {
        const model = randomModel(randomNumbers(seed), {
          ...shape,
          depth: Math.min(shape.depth, 8),
        });
        const { expected, tiles, rows } = explainBoth(model, seed, bits);
        expect(tiles).toEqual(expected);
        expect(rows).toEqual(expected);
      }
    }
  });
});
