import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../sdk/engines/reference.js';
import { openDevice } from '../../sdk/engines/webgpu/device.js';
import { createWebgpuEngine } from '../../sdk/engines/webgpu/webgpu-engine.js';
import { featureGame, groupGame, type Game } from '../../sdk/lowering/game.js';
import type { ColumnTable } from '../../sdk/model/column-table.js';
import type { Feature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { withBackground } from '../../sdk/scoring/populations.js';
import { doubleRows, forestModel, inFloat64, randomRows } from './forest-case.js';

const ROWS = 2000;

/** Integers of a batch. */
interface Explained {
  readonly baseline: number;
  readonly margins: Int32Array;
  readonly phi: Int32Array;
}

function byReference(model: RiskModel, table: ColumnTable, game: Game): Explained {
  const engine = createReferenceEngine(model, game, () => performance.now());
  const margins = new Int32Array(table.rows);
  const phi = new Int32Array(table.rows * engine.players);
  engine.explain(table, 0, table.rows, margins, phi);
  return { baseline: engine.baseline, margins, phi };
}

/** The same on the GPU; or why there is none. */
async function byGpu(
  model: RiskModel,
  table: ColumnTable,
  game: Game,
): Promise<Explained | { readonly reason: string }> {
  const opened = await openDevice(globalThis.navigator?.gpu);
  if (!opened.device) return opened;
  const choice = createWebgpuEngine(opened.device, model, game, 'explain');
  if (!choice.engine) throw new Error(choice.reason);
  const margins = new Int32Array(table.rows);
  const phi = new Int32Array(table.rows * game.players);
  await choice.engine.explain(table, 0, table.rows, margins, phi);
  const { baseline } = choice.engine;
  choice.engine.dispose();
  opened.device.destroy();
  return { baseline, margins, phi };
}

/** Reason groups of two and more features each. */
function grouped(model: RiskModel): RiskModel {
  const members = [
    [0, 3, 6],
    [1, 2],
    [4, 5, 7],
  ];
  const reasons = members.map((features, g) => ({
    ...{ code: `g${g}`, features },
    label: { en: `g${g}` },
  }));
  return { ...model, reasons };
}

/** What models hold besides numbers and training weights, on a GPU as on the reference engine. */
export function contract(): void {
  describe('on the adapter of this browser', () => {
    it('takes zeros for missing where the model does', async (context) => {
      const model = inFloat64(forestModel(7, 12, 5));
      const table = doubleRows(19, ROWS);
      const game = featureGame(model, 'training');
      const expected = byReference(model, table, game);
      const features = model.features.map((feature): Feature => {
        if (feature.kind === 'categorical') return feature;
        const { zeroIsMissing: _, ...raw } = feature;
        return raw;
      });
      // Else this would compare nothing.
      expect(byReference({ ...model, features }, table, game).margins).not.toEqual(
        expected.margins,
      );
      const found = await byGpu(model, table, game);
      if ('reason' in found) return context.skip(found.reason);
      expect(found).toEqual(expected);
    });

    for (const players of ['features', 'groups'] as const) {
      it(`explains against a background, by ${players}`, async (context) => {
        const plain = grouped(forestModel(13, 12, 5));
        const model = withBackground(plain, randomRows(29, 300), 'all');
        const table = randomRows(17, ROWS);
        const gameOf = players === 'groups' ? groupGame : featureGame;
        const expected = byReference(model, table, gameOf(model, 'background'));
        const trained = byReference(model, table, gameOf(model, 'training'));
        expect(trained.phi).not.toEqual(expected.phi);
        const found = await byGpu(model, table, gameOf(model, 'background'));
        if ('reason' in found) return context.skip(found.reason);
        expect(found).toEqual(expected);
      });
    }
  });
}
