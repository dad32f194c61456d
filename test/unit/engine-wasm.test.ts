import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseEngine, selectEngine } from '../../sdk/engines/select.js';
import { compileKernel } from '../../sdk/engines/wasm/kernel.js';
import { createWasmEngine } from '../../sdk/engines/wasm/wasm-engine.js';
import { featureGame } from '../../sdk/lowering/game.js';
import type { ColumnTable } from '../../sdk/model/column-table.js';
import { LEAF, type Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { forestShape, makeForestModel, makeRows } from './engine-models.js';

/**
 * A traversal from the raw values, written here on purpose: it shares no code with the bins, the
 * lowered forms or any engine.
 */
function marginOf(model: RiskModel, table: ColumnTable, row: number): number {
  const forest = model.body as Forest;
  let margin = model.intercept;
  for (let tree = 0; tree + 1 < forest.treeStart.length; tree++) {
    let node = forest.treeStart[tree]!;
    while (forest.feature[node] !== LEAF) {
      const f = forest.feature[node]!;
      node = isLeft(model, forest, node, table.columns[f]![row]!) ? node + 1 : forest.right[node]!;
    }
    margin += forest.leaf[node]!;
  }
  return margin;
}

function isLeft(model: RiskModel, forest: Forest, node: number, raw: number): boolean {
  const feature = model.features[forest.feature[node]!]!;
  const split = forest.split[node]!;
  if (raw !== raw) return forest.defaultLeft[node] === 1;
  if (feature.kind === 'numeric') {
    // The bound is LightGBM's; what is not above it in magnitude is its zero.
    const isZero = feature.zeroIsMissing && !(Math.abs(raw) > 1.0000000180025095e-35);
    if (isZero) return forest.defaultLeft[node] === 1;
    const value = feature.compare === 'float32' ? Math.fround(raw) : raw;
    return feature.side === 'less' ? value < feature.cuts[split]! : value <= feature.cuts[split]!;
  }
  const known = feature.codes.indexOf(raw);
  const bin = known < 0 ? feature.codes.length : known;
  const { start, words } = forest.categorySets;
  return ((words[start[split]! + (bin >> 5)]! >> (bin & 31)) & 1) === 1;
}

let module: WebAssembly.Module;

beforeAll(async () => {
  const kernel = await compileKernel();
  if (!kernel.module) throw new Error(kernel.reason);
  module = kernel.module;
});

const engineOf = (model: RiskModel) =>
  createWasmEngine(model, featureGame(model, 'training'), () => 0, module);

describe('scores of the kernels', () => {
  it('equal a traversal of raw values, in batches and one by one', () => {
    fc.assert(
      fc.property(
        forestShape(13, 12),
        fc.nat(),
        fc.integer({ min: 1, max: 300 }),
        (shape, seed, rows) => {
          const model = makeForestModel(shape);
          const table = makeRows(model, seed, rows);
          const engine = engineOf(model);
          const expected = Int32Array.from({ length: rows }, (_, row) =>
            marginOf(model, table, row),
          );
          const margins = new Int32Array(rows);
          engine.score(table, 0, rows, margins);
          expect(margins).toEqual(expected);
          const one = new Int32Array(1);
          for (let row = 0; row < Math.min(rows, 20); row++) {
            engine.score(table, row, 1, one);
            expect(one[0]).toBe(expected[row]);
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  it('do not depend on how a batch is cut, nor on what was scored before', () => {
    const model = makeForestModel({
      seed: 5,
      trees: 40,
      depth: 8,
      leafChance: 0.1,
      kinds: [0, 2, 3, 6, 8],
    });
    const table = makeRows(model, 6, 2500);
    const engine = engineOf(model);
    const whole = new Int32Array(2500);
    engine.score(table, 0, 2500, whole);
    for (const size of [1, 16, 17, 64, 127, 1024, 1025]) {
      const part = new Int32Array(size);
      engine.score(table, 700, size, part);
      expect(part).toEqual(whole.slice(700, 700 + size));
    }
  });

  it('of a forest with more tests than one part holds', () => {
    const kinds = Array.from({ length: 60 }, () => 4);
    const model = makeForestModel({ seed: 9, trees: 300, depth: 7, leafChance: 0, kinds });
    const table = makeRows(model, 10, 200);
    const margins = new Int32Array(200);
    engineOf(model).score(table, 0, 200, margins);
    for (let row = 0; row < 200; row += 7) expect(margins[row]).toBe(marginOf(model, table, row));
  });

  it('of a chain of 3000 splits', () => {
    const model = chainModel(3000);
    const table = makeRows(model, 3, 150);
    const margins = new Int32Array(150);
    engineOf(model).score(table, 0, 150, margins);
    for (let row = 0; row < 150; row++) expect(margins[row]).toBe(marginOf(model, table, row));
  });
});

describe('explanations of the kernels', () => {
  it('add up to the margin, in batches and one by one alike', () => {
    fc.assert(
      fc.property(forestShape(11, 6), fc.nat(), (shape, seed) => {
        const model = makeForestModel(shape);
        const rows = 80;
        const table = makeRows(model, seed, rows);
        const engine = engineOf(model);
        const early = explainRow(engineOf(model), table, 3);
        const margins = new Int32Array(rows);
        const contributions = new Int32Array(rows * engine.players);
        engine.explain(table, 0, rows, margins, contributions);
        for (let row = 0; row < rows; row++) {
          let sum = engine.baseline;
          for (let p = 0; p < engine.players; p++) sum += contributions[p * rows + row]!;
          expect(sum).toBe(margins[row]);
          expect(sum).toBe(marginOf(model, table, row));
        }
        for (const row of [0, 3, 79]) {
          const one = explainRow(engine, table, row);
          if (row === 3) expect(early).toEqual(one);
          one.forEach((value, p) => expect(value).toBe(contributions[p * rows + row]));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('the choice of an engine', () => {
  it('is the kernels where they compile', async () => {
    expect(await selectEngine('auto')).toMatchObject({ name: 'wasm', reasons: [] });
    expect(await selectEngine('reference')).toMatchObject({ name: 'reference', reasons: [] });
  });

  it('falls back with a reason', () => {
    const choice = chooseEngine('auto', { module: undefined, reason: 'refused' });
    expect(choice).toMatchObject({ name: 'reference', reasons: ['refused'] });
  });

  it('gives a reason for bytes that do not compile', async () => {
    const kernel = await compileKernel(new Uint8Array([0, 97, 115, 109, 9, 9, 9, 9]));
    expect(kernel.module).toBeUndefined();
  });
});

function explainRow(
  engine: ReturnType<typeof engineOf>,
  table: ColumnTable,
  row: number,
): Int32Array {
  const contributions = new Int32Array(engine.players);
  engine.explain(table, row, 1, new Int32Array(1), contributions);
  return contributions;
}

/** One tree that goes right, and right again. */
function chainModel(splits: number): RiskModel {
  const model = makeForestModel({ seed: 1, trees: 1, depth: 0, leafChance: 0, kinds: [3, 1] });
  const nodes = 2 * splits + 1;
  const inner = (node: number): boolean => node < nodes - 1 && node % 2 === 0;
  const at = <T>(value: (node: number) => T): T[] =>
    Array.from({ length: nodes }, (_, n) => value(n));
  const body: Forest = {
    kind: 'forest',
    treeStart: Uint32Array.of(0, nodes),
    feature: Uint16Array.from(at((n) => (inner(n) ? (n >> 1) % 2 : LEAF))),
    split: Uint16Array.from(at((n) => (inner(n) ? (n * 7) % 40 : 0))),
    right: Uint32Array.from(at((n) => (inner(n) ? n + 2 : 0))),
    defaultLeft: Uint8Array.from(at((n) => (inner(n) && n % 6 === 0 ? 1 : 0))),
    leaf: Int32Array.from(at((n) => (inner(n) ? 0 : (n * 37) % 1000))),
    cover: Float32Array.from(at((n) => nodes - n)),
    categorySets: { start: Uint32Array.of(0), words: new Uint32Array(0) },
  };
  return { ...model, body };
}
