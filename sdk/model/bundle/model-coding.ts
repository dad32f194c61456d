import { RiskError } from '../../core/errors.js';
import type { Additive } from '../additive.js';
import type { Calibration } from '../calibration.js';
import { binCount, type Feature } from '../feature.js';
import type { PopulationBaseline, RiskModel } from '../model.js';
import { readFeatures, writeFeatures } from './feature-coding.js';
import { readForest, writeForest } from './forest-coding.js';
import { writeNetwork, type NetworkReader } from './network-coding.js';
import { REQUIRES_COMPACT } from './manifest.js';
import type { AdditiveFields, CalibrationFields, ModelFields } from './schema.js';
import type { SectionReader } from './section-reader.js';
import { narrow } from './section-types.js';
import type { SectionWriter } from './section-writer.js';
import { smallLeaves } from './small-forest.js';
import { SMALL_FROM, smallIntegers, weightCodes } from './small-numbers.js';
import { readWeights } from './weight-coding.js';

/** Splits a sound model into the manifest's fields and sections. */
export function writeModel(model: RiskModel, writer: SectionWriter): ModelFields {
  const { name, version, title, features, body, baseline, calibration } = model;
  const { scaleBits, intercept, link, scale, reasons, card } = model;
  const { recourse, indicative, disclosure } = model;
  const isSmall =
    body.kind === 'forest'
      ? smallLeaves(body) !== undefined
      : body.kind === 'additive' && smallTables(body) !== undefined;
  return {
    ...{ name, version, title, scaleBits, intercept, link, scale, card },
    ...{ recourse, indicative, disclosure },
    reasons: reasons as ModelFields['reasons'],
    features: writeFeatures(features, isSmall, writer),
    body:
      body.kind === 'forest'
        ? writeForest(body, features.length, writer)
        : body.kind === 'additive'
          ? writeAdditive(body, writer)
          : writeNetwork(body, writer),
    calibration: writeCalibration(calibration, writer),
    baseline: baseline && writeBaseline(baseline, writer),
  };
}

/**
 * Puts a model together again. Its structure is not checked yet.
 *
 * @param networks - there when `fields` were read with it.
 * @throws RiskError `BUNDLE_FORMAT` when a section has not the size that the fields imply.
 */
export function readModel(
  fields: ModelFields,
  reader: SectionReader,
  networks?: NetworkReader,
): RiskModel {
  const { baseline, body, ...plain } = fields;
  const features = readFeatures(fields.features, reader);
  return {
    recourse: [],
    ...plain,
    features,
    body:
      body.kind === 'forest'
        ? readForest(body, reader)
        : body.kind === 'additive'
          ? readAdditive(body, features, reader)
          : networks!.read(body, reader),
    calibration: readCalibration(fields.calibration, reader),
    ...(baseline && { baseline: readBaseline(baseline, features, reader) }),
  };
}

function writeAdditive(body: Additive, writer: SectionWriter): AdditiveFields {
  const table = body.terms.flatMap((term) => [...term.table]);
  const weight = body.terms.flatMap((term) => [...term.weight]);
  const small = smallTables(body);
  const requires = small && REQUIRES_COMPACT;
  writer.add('additive.table', small?.table ?? Int32Array.from(table), requires);
  writer.add('additive.weight', small?.weight ?? Float32Array.from(weight), requires);
  return {
    kind: 'additive',
    terms: body.terms.map(({ features, baseline }) => ({ features, baseline })),
  };
}

/** The tables in small numbers; `undefined` when they do not all fit, or are too few to be worth it. */
function smallTables(
  body: Additive,
): { readonly table: Int8Array | Int16Array; readonly weight: Uint8Array } | undefined {
  const entries = body.terms.reduce((sum, { table }) => sum + table.length, 0);
  if (entries < SMALL_FROM) return undefined;
  const table = smallIntegers(body.terms.flatMap((term) => [...term.table]));
  const weight = weightCodes(body.terms.flatMap((term) => [...term.weight]));
  return table && weight && { table, weight };
}

function readAdditive(
  fields: AdditiveFields,
  features: readonly Feature[],
  reader: SectionReader,
): Additive {
  const sizes = fields.terms.map((term, t) =>
    term.features.reduce((size, f) => {
      const feature = features[f];
      if (!feature) throw unknownFeature(`body.terms[${t}].features`);
      return size * binCount(feature);
    }, 1),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const table = reader.view('additive.table', ['i32', 'i16', 'i8'], total);
  const weight = readWeights('additive.weight', total, reader);
  let at = 0;
  const terms = fields.terms.map((term, t) => {
    const start = at;
    at += sizes[t]!;
    return {
      ...term,
      table: new Int32Array(table.subarray(start, at)),
      weight: weight.slice(start, at),
    };
  });
  return { kind: 'additive', terms };
}

function writeCalibration(calibration: Calibration, writer: SectionWriter): CalibrationFields {
  if (calibration.kind !== 'isotonic') return calibration;
  writer.add('calibration.logOdds', calibration.logOdds);
  writer.add('calibration.probability', calibration.probability);
  return { kind: 'isotonic' };
}

function readCalibration(fields: CalibrationFields, reader: SectionReader): Calibration {
  if (fields.kind !== 'isotonic') return fields;
  const logOdds = reader.view('calibration.logOdds', ['f64']).slice();
  const probability = reader.view('calibration.probability', ['f64'], logOdds.length).slice();
  return { kind: 'isotonic', logOdds, probability };
}

function writeBaseline(
  baseline: PopulationBaseline,
  writer: SectionWriter,
): ModelFields['baseline'] {
  const { population, rows, histograms } = baseline;
  writer.add('baseline.counts', narrow(histograms.flatMap((counts) => [...counts])));
  return { population, rows };
}

function readBaseline(
  fields: NonNullable<ModelFields['baseline']>,
  features: readonly Feature[],
  reader: SectionReader,
): PopulationBaseline {
  const total = features.reduce((sum, feature) => sum + binCount(feature), 0);
  const counts = reader.unsigned('baseline.counts', total);
  let at = 0;
  const histograms = features.map((feature) => {
    const start = at;
    at += binCount(feature);
    return new Uint32Array(counts.subarray(start, at));
  });
  return { ...fields, histograms };
}

function unknownFeature(path: string): RiskError {
  return new RiskError('MODEL_INVALID', `"${path}" expected features of the model`, {
    path,
    issues: [{ code: 'FEATURE_RANGE', path, expected: 'features of the model' }],
  });
}
