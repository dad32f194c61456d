import { RiskError } from '../../core/errors.js';
import type { SourceFacts } from '../../model/model.js';
import type { NetworkOutput } from '../../model/network.js';
import { refuseTooLarge, type ImportOptions, type ImportResult } from '../import-result.js';
import { importTrees } from '../trees/import-trees.js';
import type { SourceTrees } from '../trees/source-trees.js';
import { decodeModel } from './decode-model.js';
import { foldTrees, type FoldedTrees } from './fold-trees.js';
import { followGraph } from './follow-graph.js';
import { importNetwork } from './import-network.js';
import type { ModelProto, NodeProto } from './model-proto.js';
import { ensembleOf } from './score-column.js';
import { selectScore, type ScoreChoice, type SelectedScore } from './select-score.js';

export interface OnnxOptions extends ImportOptions, ScoreChoice {
  /** Names of the features, one for each column of the graph's inputs in their order. */
  readonly featureNames?: readonly string[];
  /**
   * Carries the graph as a network whatever is in it, trees too, and says what its score is. For
   * trees within larger graphs: bags, stacks, calibrated forests.
   *
   * @defaultValue a graph is a network where it has no trees
   */
  readonly network?: NetworkOutput['unit'];
}

/** What `card.source` says of an ONNX model, beyond what every importer says. */
export interface OnnxFacts extends SourceFacts {
  /** The program that wrote the file, as it says. */
  readonly producer: string;
  readonly operatorSets: Readonly<Record<string, number>>;
  readonly output: string;
  readonly column: number;
  /** Where the weights of the nodes come from; `leaves` are no training weights. */
  readonly covers: FoldedTrees['covers'];
}

/**
 * Imports trees from an ONNX file: `TreeEnsembleRegressor` and `TreeEnsembleClassifier` of
 * `ai.onnx.ml` 1 to 5 and `TreeEnsemble` of 5, with what runs ahead of them on single columns
 * (scaling, imputing, casts, encoders of categories) folded into thresholds and category sets on
 * the raw inputs, and what runs behind them (sums, factors, the logistic function) into the leaves.
 *
 * Every decision is the graph's own to the last bit; leaves are rounded to the finest fixed point
 * that cannot overflow.
 *
 * A graph without trees is carried as it is, for ONNX Runtime to run: a network. So is one with
 * trees where the caller asks for it.
 *
 * @throws RiskError `IMPORT_FORMAT` when the file is none or broken, `IMPORT_UNSUPPORTED` when it
 *   uses something that is not carried (named in the message), `MODEL_INVALID` when its content
 *   contradicts itself, `OPTION_INVALID` for an output or column that is not there.
 */
export function importOnnx(bytes: Uint8Array, options: OnnxOptions = {}): ImportResult {
  refuseTooLarge(bytes, options);
  const proto = decodeModel(bytes);
  refuseLocal(proto);
  if (options.network !== undefined || !proto.graph.nodes.some(isTrees)) {
    return importNetwork(bytes, proto, fileFacts(proto), options);
  }
  const graph = followGraph(proto, options.featureNames);
  const selected = selectScore(graph, proto.graph.outputs, options);
  const { score, link } = selected;
  const folded = foldTrees(score, graph.ensembles, graph.features);
  const { source } = folded;
  const used = new Set(Array.from(score.terms.keys(), ensembleOf));
  const double = Array.from(used).every((index) => graph.ensembles[index]!.sum === 'float64');
  return importTrees(
    {
      what: 'ONNX model',
      source,
      arithmetic: { base: score.constant, sum: double ? 'float64' : 'float32' },
      link,
      facts: factsOf(proto, selected, folded),
      notes: notesOn(proto, selected, folded),
    },
    options,
  );
}

function isTrees({ domain, opType }: NodeProto): boolean {
  return domain === 'ai.onnx.ml' && opType.startsWith('TreeEnsemble');
}

/** Functions of the file's own, and constants in forms that are not read. */
function refuseLocal({ functions, graph }: ModelProto): void {
  const what =
    functions > 0
      ? 'functions of its own'
      : graph.sparseInitializers > 0
        ? 'sparse constants'
        : undefined;
  if (what === undefined) return;
  throw new RiskError('IMPORT_UNSUPPORTED', `ONNX: a model with ${what} is not supported`, {
    path: 'graph',
  });
}

function fileFacts(proto: ModelProto) {
  return {
    library: 'onnx',
    version: String(proto.irVersion),
    producer: [proto.producer, proto.producerVersion].filter((part) => part !== '').join(' '),
    operatorSets: Object.fromEntries(
      Array.from(proto.opsets, ([domain, version]) => [
        domain === '' ? 'ai.onnx' : domain,
        version,
      ]),
    ),
  };
}

function factsOf(proto: ModelProto, selected: SelectedScore, folded: FoldedTrees): OnnxFacts {
  const { output, column } = selected;
  return { ...fileFacts(proto), output, column, covers: folded.covers };
}

function notesOn(proto: ModelProto, selected: SelectedScore, folded: FoldedTrees): string[] {
  const { outputs } = proto.graph;
  const notes: string[] = [];
  if (outputs.length > 1 || selected.column > 0) {
    notes.push(`the score is column ${selected.column} of output "${selected.output}"`);
  }
  if (selected.link === 'identity' && selected.score.ofClassifier) {
    notes.push(
      isProbability(folded.source, selected.score.constant)
        ? 'the score is a mean of probabilities, not log-odds: it is carried as it is, and contributions add up in probability'
        : "the classifier's score is carried as a plain number; with link: 'logistic' it is taken for log-odds",
    );
  }
  if (folded.covers === 'leaves') {
    notes.push(
      'the file has no training weights: explain against a background population, since without one every leaf counts the same',
    );
  }
  return notes;
}

/** Whether no sum of leaves can leave the range from 0 to 1, up to rounding. */
function isProbability(source: SourceTrees, constant: number): boolean {
  const { start, left, value } = source;
  let lowest = constant;
  let highest = constant;
  for (let tree = 0; tree + 1 < start.length; tree++) {
    let low = Infinity;
    let high = -Infinity;
    for (let node = start[tree]!; node < start[tree + 1]!; node++) {
      if (left[node] !== -1) continue;
      low = Math.min(low, value[node]!);
      high = Math.max(high, value[node]!);
    }
    lowest += low;
    highest += high;
  }
  return lowest >= -1e-4 && highest <= 1 + 1e-4;
}
