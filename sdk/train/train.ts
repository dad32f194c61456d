import { assertModel } from '../model/build.js';
import { binCount, type Feature } from '../model/feature.js';
import type { ModelCard, PopulationBaseline } from '../model/model.js';
import type { Table } from '../table/table.js';
import { buildModel } from './build-model.js';
import { calibrate } from './calibrate.js';
import { cardOf } from './report/card.js';
import { gather, translate } from './gather.js';
import { findingsOf, partsOf, reportFeature } from './inspect-plan.js';
import { importanceOf } from './importance.js';
import { listWords } from './list-words.js';
import { measureMonths, measurePart, rankPart, spreadOf, type ScoredTable } from './measure.js';
import { monthsOf } from './months.js';
import { PARTS, type TrainPlan } from './plan.js';
import { prepareTable, rowsOfPart, type Prepared } from './prepare-table.js';
import type { TrainHooks } from './progress.js';
import { featureReport } from './report/feature-report.js';
import { judge } from './report/judge.js';
import type { FeatureReport, FidelityReport, TrainReport } from './report/train-report.js';
import { scoreBins } from './score-bins.js';
import { trainStudent, type Student, type TrainTools } from './student.js';
import type { TrainOutcome } from './train-outcome.js';
import type { TrainRows } from './train-rows.js';

/**
 * Trains a model on a table, as a plan says, and measures it on every part. The same table and plan
 * give the same model and the same report, bit for bit, on every machine.
 *
 * @throws RiskError `PLAN_INVALID` with every issue at once, `TRAINING_FAILED`.
 */
export async function train(
  table: Table,
  plan: TrainPlan,
  tools: TrainTools,
  hooks: TrainHooks = {},
): Promise<TrainOutcome> {
  hooks.onProgress?.({ stage: 'binning', done: 0 });
  const prepared = prepareTable(table, plan);
  await hooks.pause?.();
  hooks.checkStop?.();
  const rows = rowsOfPart(prepared, 'train');
  const validation = rowsOfPart(prepared, 'validation');
  hooks.onProgress?.({ stage: 'binning', done: 1 });
  const held = validation.rows > 0 ? validation : undefined;
  const student = await trainStudent(prepared.plan, rows, held, tools, hooks);
  return completeOutcome(prepared, rows, student, hooks);
}

/** What training adds to a student's own facts. */
export interface OutcomeExtras {
  readonly fidelity?: FidelityReport;
  /** More of the card. */
  readonly card?: ModelCard;
}

/**
 * Makes a model of a student, and measures it on every part.
 *
 * @param rows - the training part.
 */
export async function completeOutcome(
  prepared: Prepared,
  rows: TrainRows,
  student: Student,
  hooks: TrainHooks,
  extras: OutcomeExtras = {},
): Promise<TrainOutcome> {
  const step = async (done: number) => {
    hooks.onProgress?.({ stage: 'measuring', done });
    await hooks.pause?.();
    hooks.checkStop?.();
  };
  await step(0);
  const { plan, split, outcome, weight, binned, table, days } = prepared;
  const bins = student.from.map((f, i) => translate(binned.bins[f]!, student.binOf[i]!));
  const margins = scoreBins(student, bins, table.rows);
  await step(0.3);
  const { scaleBits } = student;
  const { validation } = split.rows;
  const logOdds = new Float64Array(gather(margins, validation));
  for (let i = 0; i < logOdds.length; i++) logOdds[i]! *= 2 ** -scaleBits;
  const calibration = calibrate(
    logOdds,
    new Float64Array(gather(outcome, validation)),
    weight && gather(weight, validation),
  );
  const scored: ScoredTable = { margins, scaleBits, outcome, weight, calibration };
  const training = spreadOf(rankPart(scored, split.rows.train));
  const parts = partsOf(prepared).map((facts) =>
    measurePart(scored, facts, split.rows[facts.part], training),
  );
  await step(0.6);
  const isTraining = (row: number) => PARTS[split.parts[row]!] === 'train';
  const months =
    days && measureMonths(scored, monthsOf(days, outcome, split), isTraining, training);
  const findings = [
    ...findingsOf(prepared, rows),
    ...judge({ parts, calibration, scorecard: student.facts.scorecard }),
  ];
  await step(0.8);
  const figures: Omit<TrainReport, 'features'> = {
    ...{ kind: 'insitu-train-report', version: 1, plan },
    ...student.facts,
    ...{ parts, findings },
    ...(months && { months }),
    ...(extras.fidelity && { fidelity: extras.fidelity }),
  };
  const trainBins = bins.map((column) => gather(column, split.rows.train));
  const population = baselineOf(student.features, trainBins);
  const card = { ...cardOf(figures, calibration), ...extras.card };
  const built = buildModel(plan, student, calibration, population, card);
  const model = listWords(built, table, split.rows.train);
  assertModel(model);
  const trainRows = split.rows.train.length;
  const importance = await importanceOf(built, trainBins, trainRows, plan.seed, (done) =>
    step(0.8 + done / 5),
  );
  const features = reportFeatures(prepared, rows, student, trainBins, importance);
  return { model, report: { ...figures, features } };
}

/** How the training part spreads over the model's bins. */
function baselineOf(features: readonly Feature[], bins: readonly Uint8Array[]): PopulationBaseline {
  const histograms = features.map((feature, f) => {
    const counts = new Uint32Array(binCount(feature));
    for (const bin of bins[f]!) counts[bin]!++;
    return counts;
  });
  return { population: 'training', rows: bins[0]!.length, histograms };
}

/**
 * Features of the plan, whether the model uses them or not; of a scorecard those that it uses have
 * its own bins.
 */
function reportFeatures(
  prepared: Prepared,
  rows: TrainRows,
  student: Student,
  bins: readonly Uint8Array[],
  importance: Float64Array,
): FeatureReport[] {
  const own: TrainRows = { ...rows, features: student.features, bins };
  return rows.features.map((_, f) => {
    const report = reportFeature(prepared, rows, f);
    const at = student.from.indexOf(f);
    if (at < 0) return report;
    const shown = student.facts.scorecard
      ? featureReport(own, at, { monotone: report.monotone, everyBin: true })
      : report;
    return { ...shown, importance: importance[at]! };
  });
}
