import { fromFixedPoint } from '../core/fixed-point.js';
import type { EngineName } from '../engines/engine.js';
import { probabilityOf } from '../model/calibration.js';
import type { RiskModel } from '../model/model.js';
import { bandOf, decisionOf, pointsOf } from '../model/scale.js';
import type { BatchResult, Score } from './results.js';

/** Whether every device computes the same integers: all but networks, whose sums are floating. */
export function isReproducible({ body }: RiskModel): boolean {
  return body.kind !== 'network';
}

/** Everything a score says, from its integer margin. */
export function buildScore(
  model: RiskModel,
  digest: string,
  engine: EngineName,
  margin: number,
): Score {
  const { scale } = model;
  const logOdds = fromFixedPoint(margin, model.scaleBits);
  const points = scale ? pointsOf(scale, logOdds) : undefined;
  return {
    points,
    band: scale && points !== undefined ? bandOf(scale, points) : undefined,
    decision: scale && points !== undefined ? decisionOf(scale, points) : undefined,
    probability: probabilityOf(model.link, model.calibration, logOdds),
    logOdds,
    margin,
    model: digest,
    engine,
    reproducible: isReproducible(model),
  };
}

/** The same for a batch, in columns. */
export function buildBatch(
  model: RiskModel,
  digest: string,
  engine: EngineName,
  margin: Int32Array,
): BatchResult {
  const { scale, link, calibration, scaleBits } = model;
  const rows = margin.length;
  const unit = 2 ** -scaleBits;
  const logOdds = new Float64Array(rows);
  const probability = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = margin[row]! * unit;
    logOdds[row] = value;
    probability[row] = probabilityOf(link, calibration, value);
  }
  const bands = scale ? scale.bands.map((band) => band.id) : [];
  const reproducible = isReproducible(model);
  const facts = { bands, model: digest, engine, reproducible };
  const result: BatchResult = { rows, margin, logOdds, probability, ...facts };
  if (!scale) return result;

  const points = new Int32Array(rows);
  for (let row = 0; row < rows; row++) points[row] = pointsOf(scale, logOdds[row]!);
  if (bands.length === 0) return { ...result, points };

  const band = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    let at = 0;
    for (let b = 1; b < bands.length; b++) if (points[row]! >= scale.bands[b]!.from) at = b;
    band[row] = at;
  }
  return { ...result, points, band };
}
