import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../sdk/engines/reference.js';
import { selectEngine } from '../../sdk/engines/select.js';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import type { RecoursePath } from '../../sdk/insight/questions.js';
import { findRecourse } from '../../sdk/insight/recourse.js';
import { findSafety } from '../../sdk/insight/safety.js';
import { featureGame } from '../../sdk/lowering/game.js';
import { binOf } from '../../sdk/model/binning.js';
import { binCount } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { scaleFromPdo } from '../../sdk/model/scale.js';
import { readColumnsCsv, sharedCases } from './cases.js';

const MODELS = [
  'uci_taiwan_t100d4',
  'heloc_nan_t100d4',
  'lc2018_oot_t100d4',
  'german_t100d4',
  'heloc_nan_t300d6',
];
/** Applicants of each model: enough to meet every way to end, few enough for a test. */
const APPLICANTS = 6;

describe.each(MODELS)('recourse on %s', (name) => {
  it('shows only paths that every engine scores to the target', async (context) => {
    const found = sharedCases().find((each) => each.name === name);
    if (!found) return context.skip('../shared/golden is not on this machine');
    const { model: imported } = importXgboost(new Uint8Array(readFileSync(found.model)));
    const table = readColumnsCsv(found.rows);
    const columns = imported.features.map((feature) => table.get(feature.name)!);
    const rows = columns[0]!.length;
    const model: RiskModel = {
      ...imported,
      scale: { ...scaleFromPdo(40, 600, 20), bands: [], cutoffs: { approve: 530 } },
      baseline: {
        population: 'all',
        rows,
        histograms: imported.features.map((feature, f) => {
          const counts = new Uint32Array(binCount(feature));
          for (const value of columns[f]!) counts[binOf(feature, value)]!++;
          return counts;
        }),
      },
    };
    const game = featureGame(model, 'training');
    const reference = createReferenceEngine(model, game, () => 0);
    const { create } = await selectEngine('auto');
    const engine = create(model, game, () => 0);
    const scored = { model, engine, digest: '' };
    const host = {
      now: () => performance.now(),
      pause: () => Promise.resolve(),
      stopped: () => false,
    };

    const margins = new Int32Array(rows);
    engine.score({ rows, columns }, 0, rows, margins);
    const points = [...margins].map(
      (m) => 600 + (40 / Math.LN2) * (-m / 2 ** model.scaleBits - Math.log(20)),
    );
    const near = points
      .flatMap((at, row) => (at < 529 && at > 490 ? [row] : []))
      .slice(0, APPLICANTS);
    const check = (path: RecoursePath, values: Float64Array) => {
      const to = values.slice();
      for (const { feature, to: value } of path.changes) {
        const f = model.features.findIndex((each) => each.name === feature);
        to[f] = Number(value ?? NaN);
        const bin = binOf(model.features[f]!, to[f]!);
        expect(bin).not.toBe(binOf(model.features[f]!, values[f]!));
      }
      const margin = new Int32Array(1);
      reference.score({ rows: 1, columns: [...to].map((v) => Float64Array.of(v)) }, 0, 1, margin);
      expect(margin[0]).toBe(path.score.margin);
      expect(path.score.decision).toBe('approved');
    };
    let shown = 0;
    for (const row of near) {
      const values = Float64Array.from(columns, (column) => column[row]!);
      const answer = await findRecourse(scored, values, { budgetMs: 10_000 }, host);
      expect(answer.score.margin).toBe(margins[row]);
      expect(answer.status).not.toBe('unknown');
      if (answer.status === 'found') expect(answer.optimal).toBe(true);
      for (const path of answer.paths) check(path, values);
      shown += answer.paths.length;
      const target = { points: answer.score.points! - 10 };
      const { facts } = await findSafety(scored, values, { target }, host);
      for (const { score } of facts) expect(score.points).toBeLessThan(target.points);
    }
    expect(shown).toBeGreaterThan(0);
    engine.dispose();
  });
});
