import type { IssueList } from '../../model/check/issues.js';

/** More trees than any file has that a page could use; each costs the parser a kilobyte. */
const MAX_TREES = 2 ** 16;
/** What is read of the parameters; there are a hundred more. */
const PARAMETERS: ReadonlySet<string> = new Set([
  'boosting',
  'categorical_feature',
  'refit_decay_rate',
]);
/** Lines of one tree; LightGBM reads at most 22. */
const MAX_LINES = 64;

/** Where a value stands in the text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A LightGBM text file taken apart into its keys; no value has been read. */
export interface Sections {
  readonly text: string;
  /** What stands before the first tree. A word without a value, as `average_output`, is ''. */
  readonly header: ReadonlyMap<string, string>;
  /** The keys of each tree. */
  readonly trees: readonly ReadonlyMap<string, Span>[];
  /** Whether the line `end of trees` is there, which 2.2 and later write. */
  readonly hasEnd: boolean;
  /** Some of what training was told, where the file says so. */
  readonly parameters: ReadonlyMap<string, string> | undefined;
  /** JSON behind `pandas_categorical:`, which the Python package writes below everything else. */
  readonly pandasCategorical: string | undefined;
}

/**
 * Cuts the text into header, trees and what follows them. Keys may stand in any order.
 *
 * Notes keys that stand twice and a file that was cut short, as far as its version lets one tell.
 */
export function readSections(text: string, issues: IssueList): Sections {
  const header = new Map<string, string>();
  const trees: Map<string, Span>[] = [];
  const parameters = new Map<string, string>();
  let pandasCategorical: string | undefined;
  let part: 'header' | 'trees' | 'rest' | 'parameters' | 'closed' = 'header';
  let hasParameters = false;
  let hasEnd = false;
  for (const { from, to } of lines(text)) {
    if (issues.full) break;
    if (part === 'header' || part === 'trees') {
      const line = text.slice(from, Math.min(to, from + 32));
      if (line === 'end of trees' || /^feature[ _]importances:$/.test(line)) {
        hasEnd ||= line === 'end of trees';
        part = 'rest';
      } else if (line.startsWith('Tree=')) {
        part = 'trees';
        checkTreeNumber(text.slice(from + 5, to), trees.length, issues);
        if (trees.length >= MAX_TREES) {
          issues.add('TREES_TOO_MANY', 'Tree', `at most ${MAX_TREES} trees`);
          break;
        }
        trees.push(new Map());
      } else if (part === 'header') addToHeader(text.slice(from, to), header, issues);
      else addToTree(text, { from, to }, trees, issues);
      continue;
    }
    const line = text.slice(from, to);
    if (line.startsWith('pandas_categorical:')) pandasCategorical = line.slice(19);
    else if (part === 'rest' && line === 'parameters:') {
      part = 'parameters';
      hasParameters = true;
    } else if (part === 'parameters' && line === 'end of parameters') part = 'closed';
    else if (part === 'parameters') {
      const [, key, value] = /^\[([a-z_0-9]+): ?(.*)\]$/.exec(line) ?? [];
      if (key !== undefined && PARAMETERS.has(key)) parameters.set(key, value!);
    }
  }
  // 2.1, the first to write v2, wrote no such line.
  const mayEndEarly = header.get('version') === 'v2';
  issues.check(hasEnd || mayEndEarly, 'FILE_CUT', 'end of trees', 'the line "end of trees"');
  issues.check(part !== 'parameters', 'FILE_CUT', 'parameters', 'the line "end of parameters"');
  return {
    text,
    header,
    trees,
    hasEnd,
    parameters: hasParameters ? parameters : undefined,
    pandasCategorical,
  };
}

/** The lines that are not blank, without their ends. */
function* lines(text: string): Generator<Span> {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    const next = end < 0 ? text.length : end;
    const to = next > from && text.charCodeAt(next - 1) === 0x0d ? next - 1 : next;
    if (to > from) yield { from, to };
    from = next + 1;
  }
}

function addToHeader(line: string, header: Map<string, string>, issues: IssueList): void {
  // A feature's name may hold an equals sign.
  const at = line.indexOf('=');
  const key = at < 0 ? line : line.slice(0, at);
  if (!issues.check(!header.has(key), 'KEY_TWICE', shown(key), 'each key once')) return;
  if (!issues.check(header.size < MAX_LINES, 'FILE_FORM', 'header', `at most ${MAX_LINES} lines`)) {
    return;
  }
  header.set(key, at < 0 ? '' : line.slice(at + 1));
}

function addToTree(
  text: string,
  { from, to }: Span,
  trees: readonly Map<string, Span>[],
  issues: IssueList,
): void {
  const tree = trees.at(-1)!;
  const path = `Tree=${trees.length - 1}`;
  // A key is short; searching further could search the rest of the file.
  const at = from + text.slice(from, Math.min(to, from + 33)).indexOf('=');
  if (at < from) {
    issues.add('FILE_FORM', path, 'lines of a key, "=" and a value');
    return;
  }
  const key = text.slice(from, at);
  if (!issues.check(!tree.has(key), 'KEY_TWICE', `${path}.${shown(key)}`, 'each key once')) return;
  if (!issues.check(tree.size < MAX_LINES, 'FILE_FORM', path, `at most ${MAX_LINES} lines`)) return;
  tree.set(key, { from: at + 1, to });
}

function checkTreeNumber(number: string, expected: number, issues: IssueList): void {
  issues.check(
    number === String(expected),
    'TREE_ORDER',
    `Tree=${expected}`,
    `the tree ${expected}`,
  );
}

/** A key as a message may show it: short, whatever the file holds. */
export function shown(key: string): string {
  return key.length <= 40 ? key : `${key.slice(0, 40)}…`;
}
