import { describe, expect, it } from 'vitest';
import type { BatchEngine } from '../../sdk/engines/batch-engine.js';
import { createReferenceEngine } from '../../sdk/engines/reference.js';
import { openDevice } from '../../sdk/engines/webgpu/device.js';
import { createWebgpuEngine } from '../../sdk/engines/webgpu/webgpu-engine.js';
import { rankGroups, sumByGroup } from '../../sdk/explain/reason-ranking.js';
import { featureGame, groupGame, type Game } from '../../sdk/lowering/game.js';
import type { Feature } from '../../sdk/model/feature.js';
import type { ColumnTable } from '../../sdk/model/column-table.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { Environment } from './environment.js';
import { forestModel, randomRows } from './forest-case.js';

/** `npm run bench` and the report of a release do 100,000: software adapters take their time. */
const ROWS = 10_000;

const now = () => performance.now();

async function open(task: 'score' | 'explain', model: RiskModel, game: Game) {
  const opened = await openDevice(globalThis.navigator?.gpu);
  if (!opened.device) return opened;
  const choice = createWebgpuEngine(opened.device, model, game, task);
  if (!choice.engine) throw new Error(choice.reason);
  return { ...opened, engine: choice.engine };
}

function referenceOf(
  model: RiskModel,
  table: ColumnTable,
  game: Game = featureGame(model, 'training'),
) {
  const engine = createReferenceEngine(model, game, now);
  const margins = new Int32Array(table.rows);
  const phi = new Int32Array(table.rows * engine.players);
  engine.explain(table, 0, table.rows, margins, phi);
  return { engine, margins, phi };
}

/** The GPU's integers are the reference engine's. Where there is no GPU, the reason is given. */
export function contract({ place }: Environment): void {
  it('says why there is no device', async () => {
    const opened = await openDevice(undefined);
    expect(opened).toEqual({ device: undefined, reason: 'WebGPU is not available here' });
    if (place === 'node') return;
    const here = await openDevice(navigator.gpu);
    if (!here.device) expect(here.reason).toMatch(/^WebGPU /);
    here.device?.destroy();
  });

  describe('on the adapter of this browser', () => {
    const check = (
      name: string,
      task: 'score' | 'explain',
      run: (engine: BatchEngine, model: RiskModel, table: ColumnTable) => Promise<void>,
    ) =>
      it(name, async (context) => {
        const model = forestModel(13, 12, 5);
        const opened = await open(task, model, featureGame(model, 'training'));
        if (!opened.device) return context.skip(opened.reason);
        try {
          await run(opened.engine, model, randomRows(17, ROWS));
        } finally {
          opened.engine.dispose();
          opened.device.destroy();
        }
      });

    check(`scores ${ROWS} rows alike, bit for bit`, 'score', async (engine, model, table) => {
      const margins = new Int32Array(table.rows);
      await engine.score(table, 0, table.rows, margins);
      expect(hash(margins)).toBe(hash(referenceOf(model, table).margins));
    });

    check(`explains ${ROWS} rows alike, bit for bit`, 'explain', async (engine, model, table) => {
      const reference = referenceOf(model, table);
      const margins = new Int32Array(table.rows);
      const phi = new Int32Array(reference.phi.length);
      await engine.explain(table, 0, table.rows, margins, phi);
      expect(hash(margins)).toBe(hash(reference.margins));
      expect(hash(phi)).toBe(hash(reference.phi));
    });

    it('bins what float32 cannot hold, and explains groups', async (context) => {
      const { model, table } = doubleCase();
      const game = groupGame(model, 'training');
      const opened = await open('explain', model, game);
      if (!opened.device) return context.skip(opened.reason);
      const { engine, device } = opened;
      const { margins: expected, phi } = referenceOf(model, table, game);
      const margins = new Int32Array(table.rows);
      const ours = new Int32Array(phi.length);
      await engine.explain(table, 0, table.rows, margins, ours);
      expect(hash(margins)).toBe(hash(expected));
      expect(hash(ours)).toBe(hash(phi));
      engine.dispose();
      device.destroy();
    });

    for (const direction of ['any', 'adverse'] as const) {
      check(`ranks the reasons alike (${direction})`, 'explain', async (engine, model, table) => {
        const { phi, margins: expected } = referenceOf(model, table);
        const groups = model.reasons.map(({ features }) => features);
        const margins = new Int32Array(table.rows);
        const top = { groups, most: 4, direction, reasons: new Uint16Array(4 * table.rows) };
        await engine.explain(table, 0, table.rows, margins, undefined, top);
        expect(hash(margins)).toBe(hash(expected));
        expect(hash(top.reasons)).toBe(hash(rankAll(model, phi, table.rows, direction)));
      });
    }
  });
}

/** Features compared in float64, by `<=`, and values a hair's breadth beside their cut points. */
function doubleCase(): { model: RiskModel; table: ColumnTable } {
  const model = forestModel(19, 12, 5);
  const features = model.features.map((feature): Feature =>
    feature.kind === 'numeric'
      ? {
          ...feature,
          compare: 'float64',
          side: 'less-equal',
          cuts: feature.cuts.map((c) => c + 0.1),
        }
      : feature,
  );
  const group = (code: string, members: number[]) => ({
    code,
    features: members,
    label: { en: code },
  });
  const reasons = [group('a', [0, 3, 6]), group('b', [1, 2]), group('c', [4, 5, 7])];
  const { columns } = randomRows(23, 1000);
  const beside = (value: number, row: number) => value + 0.1 + [0, 1e-12, -1e-12][row % 3]!;
  return {
    model: { ...model, features, reasons },
    table: {
      rows: 1000,
      columns: columns.map((column, f) =>
        // One column as float32 all the same: it may be compared as it is.
        features[f]!.kind === 'numeric' && f > 0 ? Float64Array.from(column, beside) : column,
      ),
    },
  };
}

function rankAll(
  model: RiskModel,
  phi: Int32Array,
  rows: number,
  direction: 'any' | 'adverse',
): Uint16Array {
  const players = model.features.length;
  const reasons = new Uint16Array(rows * 4).fill(0xffff);
  const row = new Int32Array(players);
  const sums = new Int32Array(model.reasons.length);
  for (let r = 0; r < rows; r++) {
    for (let p = 0; p < players; p++) row[p] = phi[p * rows + r]!;
    sumByGroup(model.reasons, row, sums);
    rankGroups(sums, 4, direction).forEach(({ group }, at) => {
      reasons[r * 4 + at] = group;
    });
  }
  return reasons;
}

/** FNV-1a over integers. */
function hash(values: Int32Array | Uint16Array): number {
  let h = 0x811c9dc5;
  for (const value of values) h = Math.imul(h ^ value, 0x01000193);
  return h >>> 0;
}
