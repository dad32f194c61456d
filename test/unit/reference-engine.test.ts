import { describe, expect, it } from 'vitest';
import type { Engine } from '../../sdk/engines/engine.js';
import { createReferenceEngine } from '../../sdk/engines/reference.js';
import { featureGame, type Game } from '../../sdk/lowering/game.js';
import { selectMethod } from '../../sdk/lowering/method.js';
import type { Additive } from '../../sdk/model/additive.js';
import type { ColumnTable } from '../../sdk/model/column-table.js';
import { binCount } from '../../sdk/model/feature.js';
import type { Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { marginOf } from './shap-brute.js';
import {
  pairedGame,
  randomBins,
  randomModel,
  randomNumbers,
  rawValues,
  testModel,
  withBackground,
} from './shap-forest.js';

function tableOf(model: RiskModel, rows: readonly (readonly number[])[]): ColumnTable {
  const values = rows.map((bins) => rawValues(model.features, bins));
  const columns = model.features.map((_, f) => Float64Array.from(values, (row) => row[f]!));
  return { rows: rows.length, columns };
}

/** Margins and contributions of a whole table, player-major. */
function explainAll(engine: Engine, table: ColumnTable): { margins: Int32Array; phi: Int32Array } {
  const margins = new Int32Array(table.rows);
  const phi = new Int32Array(table.rows * engine.players);
  engine.explain(table, 0, table.rows, margins, phi);
  return { margins, phi };
}

function expectAddsUp(engine: Engine, margins: Int32Array, phi: Int32Array): void {
  margins.forEach((margin, row) => {
    let sum = engine.baseline;
    for (let p = 0; p < engine.players; p++) sum += phi[p * margins.length + row]!;
    expect(sum).toBe(margin);
  });
}

const SHAPES = [
  ['blocks, training', 'training', { trees: 10, depth: 5 }],
  ['blocks, background', 'background', { trees: 10, depth: 5 }],
  ['quadrature', 'training', { trees: 3, depth: 12, features: 11, stop: 0.15 }],
  ['leaf by leaf', 'background', { trees: 3, depth: 12, features: 11, stop: 0.15 }],
] as const;

describe.each(SHAPES)('the reference engine: %s', (name, against, shape) => {
  const random = randomNumbers(name.length);
  const plain = randomModel(random, shape);
  const others = Array.from({ length: 9 }, () => randomBins(random, plain.features));
  const model = against === 'background' ? withBackground(plain, others) : plain;
  const rows = Array.from({ length: 40 }, () => randomBins(random, model.features));
  const table = tableOf(model, rows);
  const games: readonly Game[] = [
    featureGame(model, against),
    pairedGame(model.features.length, against),
  ];

  it('takes the method that it is meant to', () => {
    const { kind } = selectMethod(model.body as Forest, games[0]!);
    expect(kind).toBe(name.startsWith('blocks') ? 'blocks' : 'quadrature');
  });

  it('scores as a plain walk does', () => {
    const engine = createReferenceEngine(model, games[0]!, () => 0);
    const margins = new Int32Array(30);
    engine.score(table, 5, 30, margins);
    expect([...margins]).toEqual(rows.slice(5, 35).map((row) => marginOf(model, row)));
  });

  it.each([0, 1])('adds up to the unit, in batches as row by row (game %i)', (which) => {
    const engine = createReferenceEngine(model, games[which]!, () => 0);
    const before = explainAll(engine, table);
    expectAddsUp(engine, before.margins, before.phi);
    while (engine.warmUp(1));
    expect(explainAll(engine, table)).toEqual(before);
    const one = new Int32Array(engine.players);
    rows.forEach((_, row) => {
      engine.explain(table, row, 1, new Int32Array(1), one);
      one.forEach((value, p) => expect(value).toBe(before.phi[p * rows.length + row]));
    });
  });
});

describe('the reference engine on an additive body', () => {
  const random = randomNumbers(11);
  const { features } = randomModel(random, { features: 4 });
  const table = (count: number): Int32Array =>
    Int32Array.from({ length: count }, () => Math.floor(random() * 2001) - 1000);
  const bins = features.map(binCount);
  const body: Additive = {
    kind: 'additive',
    terms: [[0], [1], [2], [3], [0, 2], [3, 1]].map((used) => {
      const cells = table(used.reduce((product, f) => product * bins[f]!, 1));
      return { features: used, table: cells, weight: Float32Array.from(cells, () => random()) };
    }),
  };
  const model = testModel(features, body, 12, 77);
  const rows = Array.from({ length: 50 }, () => randomBins(random, features));

  it('scores and adds up to the unit', () => {
    for (const game of [featureGame(model, 'training'), pairedGame(4, 'training')]) {
      const engine = createReferenceEngine(model, game, () => 0);
      const { margins, phi } = explainAll(engine, tableOf(model, rows));
      expectAddsUp(engine, margins, phi);
      rows.forEach((row, r) => {
        const expected = body.terms.reduce((sum, { features: [a, b], table: cells }) => {
          return sum + cells[b === undefined ? row[a!]! : row[a!]! * bins[b]! + row[b]!]!;
        }, model.intercept);
        expect(margins[r]).toBe(expected);
      });
    }
  });

  it('measures from the weighted mean, and gives the odd unit of a pair to its first feature', () => {
    const weight = Float32Array.from({ length: bins[0]! * bins[1]! }, (_, i) => (i === 0 ? 1 : 0));
    const cells = Int32Array.from(weight, (_, i) => 10 + 3 * i);
    const pair = testModel(
      features,
      { kind: 'additive', terms: [{ features: [0, 1], table: cells, weight }] },
      12,
      0,
    );
    const engine = createReferenceEngine(pair, featureGame(pair, 'training'), () => 0);
    const { phi } = explainAll(engine, tableOf(pair, [[0, 1, 0, 0]]));
    expect(engine.baseline).toBe(10);
    expect([...phi]).toEqual([2, 1, 0, 0]);
  });
});
