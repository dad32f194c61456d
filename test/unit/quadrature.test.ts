import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ForestExplainer } from '../../sdk/engines/wasm/forest-explainer.js';
import { compileKernel } from '../../sdk/engines/wasm/kernel.js';
import { createReferenceEngine } from '../../sdk/engines/reference.js';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import { columnValue, lowerColumns } from '../../sdk/lowering/columns.js';
import { featureGame, type Game } from '../../sdk/lowering/game.js';
import { gaussRule } from '../../sdk/lowering/gauss.js';
import { forEachLeaf } from '../../sdk/lowering/leaf-paths.js';
import { planQuadrature } from '../../sdk/lowering/quadrature-plan.js';
import { QuadratureRow } from '../../sdk/lowering/quadrature-row.js';
import { binOf } from '../../sdk/model/binning.js';
import { missingBin } from '../../sdk/model/feature.js';
import type { ColumnTable } from '../../sdk/model/column-table.js';
import { goesLeft, LEAF, type Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { Random } from '../fuzz/random.js';
import { forestShape, makeForestModel, makeRows } from './engine-models.js';

const GOLDEN = new URL('../../../shared/golden/uci_taiwan_t1000d8/', import.meta.url);

let module: WebAssembly.Module;

beforeAll(async () => {
  const kernel = await compileKernel();
  if (!kernel.module) throw new Error(kernel.reason);
  module = kernel.module;
});

/** A model with what its rows need, whatever its shape would choose. */
function setUp(model: RiskModel, game: Game = featureGame(model, 'training')) {
  const forest = model.body as Forest;
  const columns = lowerColumns(model.features, forest);
  const plan = planQuadrature(forest, columns, game, model.intercept);
  const kernel = new ForestExplainer(
    module,
    model,
    columns,
    forest,
    game,
    { kind: 'quadrature' },
    () => 0,
  );
  const scorer = createReferenceEngine(model, game, () => 0);
  const row = new QuadratureRow(plan);
  return { forest, columns, plan, kernel, scorer, row, game };
}

type SetUp = ReturnType<typeof setUp>;

function marginsOf({ scorer }: SetUp, table: ColumnTable): Int32Array {
  const margins = new Int32Array(table.rows);
  scorer.score(table, 0, table.rows, margins);
  return margins;
}

function binsOf(model: RiskModel, table: ColumnTable, row: number): number[] {
  return model.features.map((feature, f) => binOf(feature, table.columns[f]![row]!));
}

function rowInTypeScript(
  { columns, row, game }: SetUp,
  model: RiskModel,
  table: ColumnTable,
  at: number,
  margin: number,
): Int32Array {
  const bins = binsOf(model, table, at);
  const bytes = Uint8Array.from(columns.columns, (column) =>
    columnValue(column, bins[column.feature]!, missingBin(model.features[column.feature]!)),
  );
  const out = new Int32Array(game.players);
  row.explain(bytes, margin, out);
  return out;
}

/** Puts features into up to three groups, by chance. */
function someGame(model: RiskModel, seed: number): Game {
  const random = new Random(seed);
  if (random.chance(0.5)) return featureGame(model, 'training');
  const players = 1 + random.below(3);
  const playerOf = Uint16Array.from(model.features, () => random.below(players));
  return { against: 'training', players, playerOf };
}

describe('the kernel and plain TypeScript', () => {
  it('give the same contributions, bit for bit, and they add up', () => {
    fc.assert(
      fc.property(forestShape(14, 8), fc.nat(), (shape, seed) => {
        const model = makeForestModel(shape);
        const made = setUp(model, someGame(model, seed));
        const rows = 70;
        const table = makeRows(model, seed, rows);
        const margins = marginsOf(made, table);
        const { players } = made.game;
        const batch = new Int32Array(players * rows);
        made.kernel.explain(table, 0, rows, margins, batch);
        for (let row = 0; row < rows; row++) {
          const expected = rowInTypeScript(made, model, table, row, margins[row]!);
          const sum = expected.reduce((all, value) => all + value, made.plan.baseline);
          expect(sum).toBe(margins[row]);
          expected.forEach((value, p) => expect(batch[p * rows + row]).toBe(value));
        }
        const one = new Int32Array(players);
        made.kernel.explain(table, 69, 1, margins.subarray(69), one);
        one.forEach((value, p) => expect(value).toBe(batch[p * rows + 69]));
      }),
      { numRuns: 60 },
    );
  });
});

describe('exactness', () => {
  it('equals the average over all coalitions', () => {
    fc.assert(
      fc.property(forestShape(7, 3), fc.nat(), (shape, seed) => {
        const model = makeForestModel({ ...shape, kinds: shape.kinds.slice(0, 6) });
        const made = setUp(model);
        const table = makeRows(model, seed, 5);
        const margins = marginsOf(made, table);
        for (let row = 0; row < 5; row++) {
          const got = rowInTypeScript(made, model, table, row, margins[row]!);
          const want = shapleyBySubsets(model, made.game, binsOf(model, table, row));
          // Rounded to units, a unit of remainder, and float32 on leaves of 17 bits.
          want.forEach((value, p) => expect(Math.abs(got[p]! - value)).toBeLessThan(2.5));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('holds on paths of 30 splits and 20 players', () => {
    const kinds = Array.from({ length: 20 }, (_, f) => f % 10);
    const model = makeForestModel({ seed: 11, trees: 4, depth: 30, leafChance: 0.1, kinds });
    const made = setUp(model);
    expect(made.plan.nodeCount.some((count) => count > 5)).toBe(true);
    const table = makeRows(model, 12, 40);
    const margins = marginsOf(made, table);
    for (let row = 0; row < 40; row++) {
      const got = rowInTypeScript(made, model, table, row, margins[row]!);
      const want = shapleyByLeaves(model, made.game, binsOf(model, table, row));
      // 2^-22 log-odds a unit: 1e-6 is 4.2 units.
      want.forEach((value, p) => expect(Math.abs(got[p]! - value)).toBeLessThan(4.2));
    }
  });

  it('does not divide by covers of 0', () => {
    const model = makeForestModel({ seed: 3, trees: 5, depth: 6, leafChance: 0, kinds: [0, 1, 2] });
    const forest = model.body as Forest;
    forest.cover.fill(0);
    const made = setUp(model);
    const table = makeRows(model, 4, 20);
    const margins = marginsOf(made, table);
    for (let row = 0; row < 20; row++) {
      const got = rowInTypeScript(made, model, table, row, margins[row]!);
      const want = shapleyBySubsets(model, made.game, binsOf(model, table, row));
      want.forEach((value, p) => expect(Math.abs(got[p]! - value)).toBeLessThan(2.5));
    }
  });
});

describe('1000 trees of depth 8', () => {
  it('agree with XGBoost, and more closely with float64', (context) => {
    if (!existsSync(GOLDEN)) context.skip('no folder ../shared/golden beside this checkout');
    const { model } = importXgboost(readFileSync(new URL('model.json', GOLDEN)));
    const rows = 500;
    const table = readTable(model, rows);
    const made = setUp(model);
    const margins = marginsOf(made, table);
    const { players } = made.game;
    const got = new Int32Array(players * rows);
    made.kernel.explain(table, 0, rows, margins, got);
    const unit = 2 ** -model.scaleBits;

    const [head, ...lines] = readFileSync(new URL('shap_first500.csv', GOLDEN), 'utf8')
      .trim()
      .split('\n');
    const at = model.features.map(({ name }) => head!.split(',').indexOf(name));
    let fromXgboost = 0;
    lines.forEach((line, row) => {
      const cells = line.split(',');
      at.forEach((column, p) => {
        const difference = Math.abs(Number(cells[column]) - got[p * rows + row]! * unit);
        fromXgboost = Math.max(fromXgboost, difference);
      });
    });
    expect(fromXgboost).toBeLessThan(5e-6);

    let fromExact = 0;
    for (const row of [0, 100, 200, 300]) {
      shapleyByLeaves(model, made.game, binsOf(model, table, row)).forEach((value, p) => {
        fromExact = Math.max(fromExact, Math.abs(value - got[p * rows + row]!) * unit);
      });
    }
    expect(fromExact).toBeLessThan(5e-7);
  });
});

function readTable(model: RiskModel, rows: number): ColumnTable {
  const [head, ...lines] = readFileSync(new URL('test.csv', GOLDEN), 'utf8').trim().split('\n');
  const names = head!.split(',');
  const cells = lines.slice(0, rows).map((line) => line.split(','));
  const columns = model.features.map(({ name }) =>
    Float32Array.from(cells, (row) => Number(row[names.indexOf(name)])),
  );
  return { rows, columns };
}

/** Where a row of bins goes at a node. */
function leftOf(model: RiskModel, bins: readonly number[], node: number): boolean {
  const forest = model.body as Forest;
  const feature = model.features[forest.feature[node]!]!;
  const bin = bins[forest.feature[node]!]!;
  return goesLeft(forest, node, bin, missingBin(feature), feature.kind === 'categorical');
}

/** The definition: every coalition of players, each worth the forest's conditional expectation. */
function shapleyBySubsets(model: RiskModel, game: Game, bins: readonly number[]): number[] {
  const forest = model.body as Forest;
  const worth = (coalition: number, node: number): number => {
    if (forest.feature[node] === LEAF) return forest.leaf[node]!;
    const left = node + 1;
    const right = forest.right[node]!;
    if ((coalition >> game.playerOf[forest.feature[node]!]!) & 1) {
      return worth(coalition, leftOf(model, bins, node) ? left : right);
    }
    const cover = forest.cover[node]!;
    const share = cover > 0 ? forest.cover[left]! / cover : 0.5;
    return share * worth(coalition, left) + (1 - share) * worth(coalition, right);
  };
  const { players } = game;
  const values = Array.from({ length: 2 ** players }, (_, coalition) =>
    Array.from(forest.treeStart.subarray(0, -1), (root) => worth(coalition, root)).reduce(
      (sum, value) => sum + value,
      0,
    ),
  );
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: players }, (_, p) => {
    let phi = 0;
    for (let coalition = 0; coalition < 2 ** players; coalition++) {
      if ((coalition >> p) & 1) continue;
      const size = coalition.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(players - size - 1)) / factorial(players);
      phi += weight * (values[coalition | (1 << p)]! - values[coalition]!);
    }
    return phi;
  });
}

/** The closed form leaf by leaf, in float64, with more Gauss nodes than any path needs. */
function shapleyByLeaves(model: RiskModel, game: Game, bins: readonly number[]): number[] {
  const forest = model.body as Forest;
  const { node: nodes, weight } = gaussRule(16);
  const phi = new Array<number>(game.players).fill(0);
  forEachLeaf(
    forest,
    game,
    (node) => leftOf(model, bins, node),
    (_leaf, node, path) => {
      for (let q = 0; q < nodes.length; q++) {
        const t = nodes[q]!;
        const factor = (u: number): number => (1 - t) * path.ratio[u]! + t * path.satisfied[u]!;
        for (let u = 0; u < path.count; u++) {
          let product = weight[q]! * forest.leaf[node]! * (path.satisfied[u]! - path.ratio[u]!);
          for (let w = 0; w < path.count; w++) if (w !== u) product *= factor(w);
          phi[path.player[u]!]! += product;
        }
      }
    },
  );
  return phi;
}
