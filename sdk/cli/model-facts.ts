import { fromFixedPoint } from '../core/fixed-point.js';
import { textIn } from '../core/locale.js';
import type { Disclosure } from '../model/disclosure.js';
import type { Feature } from '../model/feature.js';
import type { RiskModel, SourceFacts } from '../model/model.js';
import type { Follows, RecourseRule } from '../model/recourse.js';

/** A feature as `inspect` shows it. */
export interface FeatureFacts {
  readonly name: string;
  readonly kind: Feature['kind'];
  readonly missing: Feature['missing'];
  readonly zeroIsMissing?: true;
  /** Cut points or categories. */
  readonly splits: number;
  /** Least and largest cut point. */
  readonly range?: readonly [number, number];
  readonly compare?: string;
  readonly categories?: readonly { readonly code: number; readonly label?: string }[];
}

/** What `inspect` says of a model, be it in a bundle or in the file of a library. */
export type ModelFacts = ReturnType<typeof modelFacts>;

export function modelFacts(model: RiskModel) {
  const { name, version, scaleBits, intercept, link, scale, baseline, card } = model;
  return {
    ...{ name, version },
    body: bodyFacts(model),
    scaleBits,
    intercept: fromFixedPoint(intercept, scaleBits),
    link,
    calibration: model.calibration.kind,
    scale,
    features: model.features.map(featureFacts),
    reasons: model.reasons.map((group) => group.code),
    recourse: model.recourse.map((rule) => recourseFacts(rule, model.features)),
    ...(model.indicative && { indicative: true as const }),
    ...(model.disclosure && { disclosure: disclosureFacts(model.disclosure, model.features) }),
    baseline: baseline && { population: baseline.population, rows: baseline.rows },
    card,
  };
}

function bodyFacts({ body }: RiskModel): Readonly<Record<string, unknown>> {
  if (body.kind === 'additive') {
    const entries = body.terms.reduce((sum, { table }) => sum + table.length, 0);
    const pairs = body.terms.filter(({ features }) => features.length === 2).length;
    return { kind: body.kind, terms: body.terms.length, pairs, entries };
  }
  const { kind, background } = body;
  const facts =
    kind === 'forest'
      ? { trees: body.treeStart.length - 1, nodes: body.feature.length }
      : { graphBytes: body.graph.length, inputs: body.inputs.length, output: body.output.unit };
  return {
    ...{ kind, ...facts },
    ...(background && { background: background.population, backgroundRows: background.rows }),
  };
}

function featureFacts(feature: Feature): FeatureFacts {
  const { name, kind, missing } = feature;
  if (kind === 'numeric') {
    const { cuts, compare, zeroIsMissing } = feature;
    const zeros = zeroIsMissing && { zeroIsMissing };
    const shared = { name, kind, missing, ...zeros, splits: cuts.length, compare };
    return cuts.length > 0 ? { ...shared, range: [cuts[0]!, cuts.at(-1)!] } : shared;
  }
  const categories = Array.from(feature.codes, (code, i) => {
    const label = feature.labels[i] ?? textIn(feature.categoryLabels?.[i], 'en', '');
    return label === '' ? { code } : { code, label };
  });
  return { name, kind, missing, splits: categories.length, categories };
}

/** A rule with the names of its features, `bins` as they are. */
function recourseFacts({ feature, follows, ...rule }: RecourseRule, features: readonly Feature[]) {
  const name = features[feature]!.name;
  return { feature: name, ...rule, ...(follows && { follows: formulaOf(follows, features) }) };
}

/** `BILL - 1 x PAID`: what a follower becomes, in short. */
function formulaOf(follows: Follows, features: readonly Feature[]): string {
  const name = (f: number) => features[f]!.name;
  if (follows.kind === 'ratio') {
    const { numerator, denominator, factor } = follows;
    return `${factor === 1 ? '' : `${factor} x `}${name(numerator)} / ${name(denominator)}`;
  }
  return follows.terms
    .map(
      ({ feature, factor }) =>
        `${factor < 0 ? '-' : '+'} ${Math.abs(factor)} x change of ${name(feature)}`,
    )
    .join(' ');
}

function disclosureFacts({ protected: stated, regimes }: Disclosure, features: readonly Feature[]) {
  const named = stated?.map(({ feature, ...rest }) => ({
    feature: features[feature]!.name,
    ...rest,
  }));
  return { ...(named && { protected: named }), ...(regimes && { regimes }) };
}

/** The same for people, line by line. */
export function describeModel(facts: ModelFacts): string[] {
  const { body, link, scaleBits, features, reasons, scale } = facts;
  const parts = Object.entries(body).map(([key, value]) => `${key} ${String(value)}`);
  const unit = link === 'logistic' ? 'log-odds' : 'of the predicted number';
  const width = Math.max(...features.map(({ name }) => name.length));
  const source = facts.card.source;
  return [
    ...(source ? describeSource(source, link) : []),
    `body       ${parts.join(', ')}`,
    `unit       2^-${scaleBits} ${unit}; intercept ${digits(facts.intercept)}`,
    `link       ${link}, calibration ${facts.calibration}`,
    scale ? `points     ${describeScale(scale)}` : 'points     none',
    ...(scale?.cutoffs
      ? [`cutoffs    approve ${scale.cutoffs.approve}${reviewOf(scale.cutoffs.review)}`]
      : []),
    ...(scale && scale.bands.length > 0
      ? [`bands      ${scale.bands.map(({ id, from }) => `${id} from ${from}`).join(', ')}`]
      : []),
    `features   ${features.length}, in ${reasons.length} reasons`,
    ...features.map((feature) => `  ${feature.name.padEnd(width)}  ${describeFeature(feature)}`),
    ...describeUse(facts),
  ];
}

/** What may be changed, and what is said about the model's use. */
function describeUse({ recourse, indicative, disclosure }: ModelFacts): string[] {
  const stated = disclosure?.protected ?? [];
  return [
    ...recourse.map(({ feature, direction, follows, cost, step, bins }, i) => {
      const parts = [follows ? `follows ${follows}` : direction];
      if (cost !== undefined) parts.push(`cost ${cost}`);
      if (step !== undefined) parts.push(`by ${step}`);
      if (bins) parts.push(`to ${bins.length} bin${bins.length === 1 ? '' : 's'}`);
      return `${i === 0 ? 'recourse ' : '         '}  ${feature}: ${parts.join(', ')}`;
    }),
    ...(indicative ? ['indicative another model decides'] : []),
    ...stated.map(({ feature, attribute, basis }, i) => {
      const why = basis ? textIn(basis, 'en', '') : 'no basis declared';
      return `${i === 0 ? 'protected' : '         '}  ${feature}, as ${attribute}: ${why}`;
    }),
    ...Object.entries(disclosure?.regimes ?? {}).map(([regime, terms], i) => {
      const { method = 'shapley', review } = terms;
      const contact = review ? `, a person at ${review.contact}` : '';
      return `${i === 0 ? 'regimes  ' : '         '}  ${regime}: reasons by ${method}${contact}`;
    }),
  ];
}

function describeSource(source: SourceFacts, link: string): string[] {
  const { library, version, objective, largestMarginDifference, sampleRows } = source;
  const name = [library, version, objective && `(${objective})`].filter(Boolean).join(' ');
  if (largestMarginDifference === undefined) return [`source     ${name}`];
  const unit = link === 'logistic' ? ' log-odds' : '';
  return [
    `source     ${name}`,
    `exactness  margins within ${largestMarginDifference.toExponential(1)}${unit} of the source's own, on ${sampleRows ?? 0} rows around its splits`,
  ];
}

function describeScale({ offset, factor, min, max }: NonNullable<RiskModel['scale']>): string {
  const line = `${digits(offset)} ${factor < 0 ? '+' : '-'} ${digits(Math.abs(factor))} x margin`;
  const doubles = `${digits(Math.abs(factor) * Math.LN2)} to double the odds`;
  const range =
    min === undefined && max === undefined ? '' : `, ${min ?? '...'} to ${max ?? '...'}`;
  return `${line} (${doubles}; higher is ${factor < 0 ? 'riskier' : 'safer'})${range}`;
}

function reviewOf(review: number | undefined): string {
  return review === undefined ? '' : `, review ${review}`;
}

function describeFeature(feature: FeatureFacts): string {
  const { kind, missing, zeroIsMissing, splits, range, categories } = feature;
  const what = kind === 'numeric' ? 'cut points' : 'categories';
  const shown = range
    ? `${digits(range[0])} to ${digits(range[1])}`
    : (categories ?? [])
        .slice(0, 4)
        .map(({ code, label }) => label ?? String(code))
        .join(', ');
  const more = (categories?.length ?? 0) > 4 ? ', ...' : '';
  return `${kind.padEnd(11)}  ${String(splits).padStart(5)} ${what}  missing ${missing}${zeroIsMissing ? ', zero is missing' : ''}  ${shown}${more}`.trimEnd();
}

function digits(value: number): string {
  return String(Number(value.toPrecision(6)));
}
