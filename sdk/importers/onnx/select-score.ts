import { RiskError } from '../../core/errors.js';
import type { Link } from '../../model/calibration.js';
import type { FollowedGraph } from './follow-graph.js';
import type { GraphValue, ScoresValue } from './graph-values.js';
import type { ValueInfo } from './model-proto.js';
import { plainScore, type ScoreColumn } from './score-column.js';

/** What a caller may say about the score of a graph. */
export interface ScoreChoice {
  /**
   * The output that is the score. @defaultValue a probability if there is one, else the first that
   * is a score
   */
  readonly output?: string;
  /** The column of that output. @defaultValue the last: of two classes, the second */
  readonly column?: number;
  /**
   * What the score before its last function is: log-odds, or the predicted number. Where the graph
   * itself ends in a logistic function or a softmax, it is log-odds, whatever is said here.
   *
   * @defaultValue `identity`
   */
  readonly link?: Link;
}

/** The score of a model, and where it was found. */
export interface SelectedScore {
  readonly output: string;
  readonly column: number;
  readonly score: ScoreColumn;
  readonly link: Link;
}

/**
 * @throws RiskError `OPTION_INVALID` for an output or column that is not there, `IMPORT_UNSUPPORTED`
 *   when no output is a score that can be carried, with the reason.
 */
export function selectScore(
  graph: FollowedGraph,
  outputs: readonly ValueInfo[],
  choice: ScoreChoice,
): SelectedScore {
  const named =
    choice.output === undefined ? outputs : outputs.filter(({ name }) => name === choice.output);
  if (named.length === 0 && choice.output !== undefined) {
    throw invalidOption('output', `one of ${outputs.map(({ name }) => name).join(', ')}`);
  }
  const candidates = named.flatMap(({ name }) => {
    const value = graph.values.get(name);
    return value?.kind === 'scores' && value.columns.length > 0 ? [{ name, value }] : [];
  });
  const best = candidates.sort((a, b) => rank(b.value) - rank(a.value))[0];
  if (!best) throw refusal(named.map(({ name }) => graph.values.get(name)));
  const { columns } = best.value;
  if (choice.column === undefined && columns.length > 2) {
    throw new RiskError(
      'IMPORT_UNSUPPORTED',
      `ONNX: output "${best.name}" has ${columns.length} columns; say which one is the score (column)`,
      { path: best.name },
    );
  }
  const column = choice.column ?? columns.length - 1;
  const score = columns[column];
  if (!score) throw invalidOption('column', `0 to ${columns.length - 1}`);
  const plain = plainScore(score);
  if (!plain) {
    throw new RiskError(
      'IMPORT_UNSUPPORTED',
      `ONNX: output "${best.name}" changes a probability after the logistic function`,
      { path: best.name },
    );
  }
  const link = plain.link === 'logistic' ? 'logistic' : (choice.link ?? 'identity');
  return { output: best.name, column, score: plain, link };
}

/** A probability by a logistic function before a score of a classifier, before any number. */
function rank({ columns }: ScoresValue): number {
  const last = columns.at(-1)!;
  return last.link === 'logistic' ? 2 : last.ofClassifier ? 1 : 0;
}

function refusal(values: readonly (GraphValue | undefined)[]): RiskError {
  // The chosen class is no score; why another output is not carried says more.
  const opaque = values.filter((value) => value?.kind === 'opaque');
  const telling = opaque.find(({ reason }) => !reason.startsWith('the class')) ?? opaque[0];
  if (!telling) return new RiskError('IMPORT_UNSUPPORTED', 'ONNX: no output is made of trees');
  const { reason, path } = telling;
  return new RiskError('IMPORT_UNSUPPORTED', `ONNX: ${reason} is not supported (${path})`, {
    path,
  });
}

function invalidOption(path: string, expected: string): RiskError {
  return new RiskError('OPTION_INVALID', `"${path}" expected ${expected}`, { path });
}
