import { expect, it } from 'vitest';
import type { Engine } from '../../sdk/engines/engine.js';
import { selectEngine } from '../../sdk/engines/select.js';
import { featureGame } from '../../sdk/lowering/game.js';
import { selectMethod } from '../../sdk/lowering/method.js';
import type { Forest } from '../../sdk/model/forest.js';
import type { ColumnTable } from '../../sdk/model/column-table.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { Environment } from './environment.js';
import { doubleRows, forestModel, inFloat64, randomRows } from './forest-case.js';

/** What Node's reference engine gave when this was written: every place must give the same. */
const MARGINS_OF_A_MILLION = 2_053_634_087;
const MARGINS_IN_FLOAT64 = 2_631_100_554;
const EXPLANATIONS_BY_BLOCKS = 3_766_162_740;
const EXPLANATIONS_BY_QUADRATURE = 3_057_250_336;

const CHUNK = 8192;

async function engineOf(name: 'wasm' | 'reference', model: RiskModel): Promise<Engine> {
  const choice = await selectEngine(name);
  expect(choice.name).toBe(name);
  return choice.create(model, featureGame(model, 'training'), () => performance.now());
}

/** FNV-1a over 32-bit integers. */
function hash(values: Int32Array, start = 0x811c9dc5): number {
  let h = start;
  for (const value of values) h = Math.imul(h ^ value, 0x01000193);
  return h >>> 0;
}

function hashScores(engine: Engine, table: ColumnTable): number {
  const margins = new Int32Array(CHUNK);
  let h = 0x811c9dc5;
  for (let start = 0; start < table.rows; start += CHUNK) {
    const count = Math.min(CHUNK, table.rows - start);
    engine.score(table, start, count, margins);
    h = hash(margins.subarray(0, count), h);
  }
  return h;
}

function explainAll(engine: Engine, table: ColumnTable): { margins: Int32Array; phi: Int32Array } {
  const margins = new Int32Array(table.rows);
  const phi = new Int32Array(table.rows * engine.players);
  engine.explain(table, 0, table.rows, margins, phi);
  return { margins, phi };
}

/** Every engine, in every place, gives the same integers. */
export function contract({ place }: Environment): void {
  // A page runs the same code as its worker, which has the time.
  const rows = place === 'page' ? 10_000 : 1_000_000;

  it(`scores ${rows} rows alike, bit for bit`, async () => {
    const model = forestModel(7, 20, 5);
    const table = randomRows(11, rows);
    const wasm = hashScores(await engineOf('wasm', model), table);
    const reference = hashScores(await engineOf('reference', model), table);
    expect(wasm).toBe(reference);
    if (place !== 'page') expect(reference).toBe(MARGINS_OF_A_MILLION);
  });

  it('compares in float64 alike, in batches and one by one', async () => {
    const model = inFloat64(forestModel(7, 20, 5));
    const table = doubleRows(19, 10_000);
    const wasm = await engineOf('wasm', model);
    const reference = hashScores(await engineOf('reference', model), table);
    expect(hashScores(wasm, table)).toBe(reference);
    expect(reference).toBe(MARGINS_IN_FLOAT64);
    const margins = new Int32Array(500);
    wasm.score(table, 0, 500, margins);
    const one = new Int32Array(1);
    for (let row = 0; row < 500; row++) {
      wasm.score(table, row, 1, one);
      expect(one[0]).toBe(margins[row]);
    }
  });

  for (const { method, depth, expected } of [
    { method: 'blocks', depth: 5, expected: EXPLANATIONS_BY_BLOCKS },
    { method: 'quadrature', depth: 11, expected: EXPLANATIONS_BY_QUADRATURE },
  ]) {
    it(`explains alike by ${method}, and adds up`, async () => {
      const model = forestModel(13, 12, depth);
      expect(selectMethod(model.body as Forest, featureGame(model, 'training')).kind).toBe(method);
      const table = randomRows(17, 200);
      const wasm = await engineOf('wasm', model);
      const reference = await engineOf('reference', model);
      expect(wasm.baseline).toBe(reference.baseline);
      const ours = explainAll(wasm, table);
      const theirs = explainAll(reference, table);
      expect(ours).toEqual(theirs);
      expect(hash(theirs.phi)).toBe(expected);
      for (let row = 0; row < table.rows; row++) {
        let sum = wasm.baseline;
        for (let p = 0; p < wasm.players; p++) sum += ours.phi[p * table.rows + row]!;
        expect(sum).toBe(ours.margins[row]);
      }
    });
  }
}
