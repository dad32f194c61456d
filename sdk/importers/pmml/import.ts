import { RiskError } from '../../core/errors.js';
import { IssueList } from '../../model/check/issues.js';
import type { SourceFacts } from '../../model/model.js';
import { refuseTooLarge, type ImportOptions, type ImportResult } from '../import-result.js';
import { readExtras, type CardExtras } from '../scorecard/extras.js';
import { attribute, child, quote, refuseElement, refuseInvalid } from './elements.js';
import { importForest } from './import-forest.js';
import { importTerms } from './import-terms.js';
import { MODELS, readModel } from './read-model.js';
import { FieldScope, Inputs } from './scope.js';
import { Target } from './target.js';
import { parseXml, type Element } from './xml.js';

export interface PmmlOptions extends ImportOptions {
  /**
   * Category of the target whose probability the model gives.
   *
   * @defaultValue the second of two categories, in the order of the data dictionary
   */
  readonly targetCategory?: string;
}

/** What `card.source` says of a PMML model, beyond what every importer says. */
export interface PmmlFacts extends SourceFacts {
  /** The element of the model, such as `Scorecard`. */
  readonly element: string;
  readonly functionName?: string;
  readonly targetCategory?: string;
}

/**
 * Imports a PMML file of version 4.x: Scorecard, RegressionModel over bins, TreeModel, and
 * MiningModel that adds, averages or chains them.
 *
 * Predicates, treatments and derived fields of one input become cut points on the raw value,
 * found exactly in the field's own precision; missing values follow PMML's three-valued logic. A
 * missing or unknown value for which the file gives no prediction is refused by its feature. What
 * cannot be carried is refused by element and line.
 *
 * A tree's probabilities are carried with link `identity`, a regression's log-odds with
 * `logistic`. A scorecard's margin is its points or minus its points, so that margins rise with
 * risk (`reasonCodeAlgorithm` says which), and `score.points` are the file's.
 *
 * @throws RiskError `IMPORT_FORMAT` when the file is none or broken, `IMPORT_UNSUPPORTED` when it
 *   uses something that is not carried, `MODEL_INVALID` when its content contradicts itself. All
 *   name the line.
 */
export function importPmml(bytes: Uint8Array, options: PmmlOptions = {}): ImportResult {
  refuseTooLarge(bytes, options);
  const extras = extrasOf(options);
  const root = parseXml(bytes);
  const model = modelOf(root);
  const inputs = new Inputs(root, model);
  const target = new Target(model, inputs, options.targetCategory);
  const prediction = readModel(model, new FieldScope(inputs, root), target);
  const fields = inputs.used;
  const notes = notesOf(inputs, target, model);
  const facts = factsOf(root, model, target);
  const result =
    prediction.kind === 'trees'
      ? importForest({ sum: prediction, fields, facts, notes }, options)
      : importTerms({ model, sum: prediction, fields, facts, notes, extras }, options);
  const isCard = prediction.kind === 'terms' && prediction.card !== undefined;
  if (options.scorecard !== undefined && !isCard) {
    throw new RiskError('OPTION_INVALID', '"scorecard" is for scorecards, and the file is none');
  }
  for (const { name, missing } of fields) {
    if (missing === 'refused') {
      notes.push(`missing values of ${quote(name)} are refused: the file has no score for them`);
    }
  }
  return {
    ...result,
    report: { ...result.report, notes: [...new Set([...result.report.notes, ...notes])] },
  };
}

/** Of what a modeller may add to a scorecard, what PMML itself leaves open. */
function extrasOf({ scorecard }: ImportOptions): CardExtras {
  if (scorecard === undefined) return {};
  const issues = new IssueList();
  const extras = readExtras(scorecard, 'scorecard', issues);
  for (const name of Object.keys(extras)) {
    const known = name === 'scaling' || name === 'direction';
    issues.check(known, 'UNKNOWN_KEY', `scorecard.${name}`, 'scaling or direction, for PMML');
  }
  const [first] = issues.issues;
  if (!first) return extras;
  throw new RiskError('OPTION_INVALID', `"${first.path}" expected ${first.expected}`, {
    path: first.path,
    issues: issues.issues,
  });
}

function modelOf(root: Element): Element {
  if (root.name !== 'PMML') {
    throw new RiskError('IMPORT_FORMAT', `line ${root.line}: expected <PMML>`);
  }
  const version = attribute(root, 'version') ?? '';
  if (!/^4(\.\d){0,2}$/.test(version)) refuseElement(root, `PMML of version ${quote(version)}`);
  const models = root.children.filter(({ name }) => MODELS.has(name));
  const [model] = models;
  if (!model) return refuseInvalid(root, 'a model');
  if (models.length > 1) refuseElement(models[1]!, 'a second model');
  return model;
}

function factsOf(root: Element, model: Element, target: Target): PmmlFacts {
  const header = child(root, 'Header');
  const application = header && child(header, 'Application');
  const writer = application
    ? [attribute(application, 'name'), attribute(application, 'version')].filter(Boolean).join(' ')
    : '';
  const functionName = attribute(model, 'functionName');
  const { category } = target;
  return {
    library: writer === '' ? 'pmml' : `pmml (${writer})`,
    version: attribute(root, 'version') ?? '',
    element: model.name,
    ...(functionName !== undefined && { functionName, objective: functionName }),
    ...(category !== undefined && { targetCategory: category }),
  };
}

function notesOf(inputs: Inputs, target: Target, model: Element): string[] {
  const notes: string[] = [...inputs.notes];
  if (target.note !== undefined) notes.push(target.note);
  const { unused } = inputs;
  if (unused.length > 0) {
    const names = unused.slice(0, 10).map(quote).join(', ');
    const more = unused.length > 10 ? ` and ${unused.length - 10} more` : '';
    notes.push(`nothing uses these inputs, so the model does not have them: ${names}${more}`);
  }
  const outputs = child(model, 'Output')?.children ?? [];
  const carried = new Set(['predictedValue', 'probability', 'reasonCode', undefined]);
  const others = outputs.filter((each) => !carried.has(attribute(each, 'feature')));
  if (others.length > 0) {
    notes.push(
      `outputs that are not carried: ${others
        .map((each) => quote(attribute(each, 'name') ?? ''))
        .slice(0, 10)
        .join(', ')}`,
    );
  }
  return notes;
}
