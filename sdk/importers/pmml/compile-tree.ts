import { MAX_DEPTH } from '../../model/check/forest.js';
import { refuseElement } from './elements.js';
import { atomsOf, type Atom } from './predicates.js';
import type { RawField } from './raw-field.js';
import { OTHER } from './values.js';
import type { PmmlNode, PmmlTree } from './read-tree.js';
import {
  classesOf,
  cutsOfAtoms,
  joinSpans,
  missingOf,
  spanOf,
  truthIn,
  type Region,
  type Span,
} from './region.js';
import { mixtureIn } from './mixture.js';

/** Nodes that all trees of a file may become: splits over several children become chains. */
const MAX_NODES = 2 ** 21;

/** A tree over bins: a split of one input in two, or a leaf. */
export type BinaryTree = BinaryLeaf | BinarySplit;

export interface BinaryLeaf {
  readonly kind: 'leaf';
  readonly value: number;
  /** The node of the file that gave the value. */
  readonly node: PmmlNode;
  /** Whether only rows with a missing value get here. */
  readonly missing: boolean;
}

export interface BinarySplit {
  readonly kind: 'split';
  readonly field: RawField;
  /** Of a numeric input: smaller numbers go left. -Infinity: no number does. */
  readonly cut: number;
  /** Of a categorical input: what goes left. */
  readonly categories: Span['categories'];
  readonly missingLeft: boolean;
  readonly left: BinaryTree;
  readonly right: BinaryTree;
}

/** What compiling finds out about inputs: values for which some tree has no prediction. */
export interface Refusals {
  readonly missing: Set<RawField>;
  readonly unlisted: Set<RawField>;
}

/** How many nodes are left to make. */
export interface Budget {
  nodes: number;
}

export function newBudget(): Budget {
  return { nodes: MAX_NODES };
}

/**
 * A tree with predicates of any kind as binary splits over inputs. It follows the file's own rules
 * on sets of rows: where a test leaves rows on both sides, it splits on the test's input, and rows
 * that the rules treat alike stay together.
 *
 * @param ifNull - what a row without a prediction counts as; undefined where the file then has
 *   none either: its missing or unknown value goes to `refusals`, and other rows are refused here.
 */
export function compileTree(
  tree: PmmlTree,
  ifNull: number | undefined,
  refusals: Refusals,
  budget: Budget,
): BinaryTree {
  return new Compiler(tree, ifNull, refusals, budget).compile();
}

/** Where the rules lead a set of rows. */
type Step =
  | { readonly kind: 'enter'; readonly node: PmmlNode }
  | { readonly kind: 'leaf'; readonly node: PmmlNode; readonly value: number | null }
  | { readonly kind: 'ask'; readonly node: PmmlNode; readonly child: number; readonly atom: Atom };

/** Rows of one span, and where they go. Equal keys go the same way. */
interface Class {
  readonly span: Span;
  readonly step: Step;
  readonly key: string;
}

class Compiler {
  readonly #tree: PmmlTree;
  readonly #ifNull: number | undefined;
  readonly #refusals: Refusals;
  readonly #budget: Budget;
  readonly #ids = new Map<PmmlNode, number>();

  constructor(tree: PmmlTree, ifNull: number | undefined, refusals: Refusals, budget: Budget) {
    this.#tree = tree;
    this.#ifNull = ifNull;
    this.#refusals = refusals;
    this.#budget = budget;
  }

  compile(): BinaryTree {
    return this.#follow(this.#start(undefined), undefined, 0);
  }

  /** The root's own predicate comes first: where it is not true there is no prediction. */
  #start(region: Region | undefined): Step {
    const { root, missing } = this.#tree;
    const found = truthIn(root.predicate, region);
    if ('open' in found) return { kind: 'ask', node: root, child: -1, atom: found.open };
    if (found.truth !== true) return { kind: 'leaf', node: root, value: null };
    if (missing === 'weightedConfidence' || missing === 'aggregateNodes') {
      return this.#mix(region);
    }
    return { kind: 'enter', node: root };
  }

  #mix(region: Region | undefined): Step {
    const { root } = this.#tree;
    const found = mixtureIn(this.#tree, region);
    if ('open' in found) return { kind: 'ask', node: root, child: -1, atom: found.open };
    return { kind: 'leaf', node: found.node, value: found.value };
  }

  /** What happens at a node from one of its children on, for all rows of a region. */
  #advance(node: PmmlNode, from: number, region: Region | undefined): Step {
    const { missing, noTrueChild } = this.#tree;
    const { children } = node;
    if (from < 0) return this.#start(region);
    if (children.length === 0) return { kind: 'leaf', node, value: node.value };
    for (let c = from; c < children.length; c++) {
      const next = children[c]!;
      const found = truthIn(next.predicate, region);
      if ('open' in found) return { kind: 'ask', node, child: c, atom: found.open };
      if (found.truth === true) return { kind: 'enter', node: next };
      if (found.truth === false || missing === 'none') continue;
      if (missing === 'defaultChild') {
        if (node.defaultChild) return { kind: 'enter', node: node.defaultChild };
        return { kind: 'leaf', node, value: null };
      }
      return { kind: 'leaf', node, value: missing === 'lastPrediction' ? node.value : null };
    }
    return { kind: 'leaf', node, value: noTrueChild === 'last' ? node.value : null };
  }

  #follow(step: Step, region: Region | undefined, depth: number): BinaryTree {
    while (step.kind === 'enter') step = this.#advance(step.node, 0, region);
    if (step.kind === 'leaf') return this.#leaf(step.node, step.value, region);
    return this.#split(step, region, depth);
  }

  #split(
    { node, child, atom }: Extract<Step, { kind: 'ask' }>,
    region: Region | undefined,
    depth: number,
  ): BinaryTree {
    const { field } = atom;
    // All tests of the node's children on this input at once, so that its ways are seen together.
    const predicates =
      child < 0 ? [] : node.children.slice(child).map(({ predicate }) => predicate);
    const others = predicates.flatMap(atomsOf).filter((each) => each.field === field);
    const atoms = others.length > 0 ? others : [atom];
    const span = spanOf(region, field);
    const classify = (part: Span): Class => {
      const inside = { field, span: part, outer: region };
      const step = this.#advance(node, child, inside);
      return { span: part, step, key: this.#keyOf(step, part, atoms) };
    };
    const classes = classesOf(span, field, cutsOfAtoms(atoms)).map(classify);
    const missing = missingOf(span);
    return this.#divide(field, classes, missing && classify(missing), region, depth);
  }

  #keyOf(step: Step, span: Span, atoms: readonly Atom[]): string {
    if (step.kind === 'enter') return `enter ${this.#id(step.node)}`;
    if (step.kind === 'leaf') return `leaf ${this.#id(step.node)} ${step.value}`;
    // Another input decides: rows stay together while they answer every test on this one alike.
    const raw = span.missing ? null : (span.categories[0] ?? span.from);
    return `ask ${atoms.map(({ test }) => test(raw)).join()}`;
  }

  #id(node: PmmlNode): number {
    const known = this.#ids.get(node) ?? this.#ids.size;
    this.#ids.set(node, known);
    return known;
  }

  /** Splits until all rows of a part go one way. */
  #divide(
    field: RawField,
    classes: readonly Class[],
    missing: Class | undefined,
    region: Region | undefined,
    depth: number,
  ): BinaryTree {
    const all = missing ? [...classes, missing] : classes;
    const first = all[0];
    if (!first) return this.#leaf(this.#tree.root, this.#ifNull ?? 0, region);
    if (all.every(({ key }) => key === first.key)) {
      const span = joinSpans(all.map((each) => each.span));
      return this.#follow(first.step, { field, span, outer: region }, depth);
    }
    if (depth >= MAX_DEPTH) refuseElement(this.#tree.element, `a tree of ${MAX_DEPTH} levels`);
    const [left, right] = halvesOf(field, classes, missing);
    const withMissing = (side: readonly Class[]) => side.some(({ key }) => key === missing?.key);
    const missingLeft = missing !== undefined && withMissing(left);
    const missingRight = missing !== undefined && !missingLeft && withMissing(right);
    this.#spend();
    if (missing && !missingLeft && !missingRight) {
      return {
        ...{ kind: 'split', field, cut: -Infinity, categories: [], missingLeft: true },
        left: this.#divide(field, [], missing, region, depth + 1),
        right: this.#divide(field, classes, undefined, region, depth + 1),
      };
    }
    return {
      kind: 'split',
      field,
      cut: right[0]?.span.from ?? -Infinity,
      categories: left.flatMap((each) => each.span.categories),
      missingLeft,
      left: this.#divide(field, left, missingLeft ? missing : undefined, region, depth + 1),
      right: this.#divide(field, right, missingRight ? missing : undefined, region, depth + 1),
    };
  }

  #leaf(node: PmmlNode, value: number | null, region: Region | undefined): BinaryTree {
    this.#spend();
    const missing = isMissing(region);
    if (value !== null) return { kind: 'leaf', value, node, missing };
    if (this.#ifNull !== undefined) return { kind: 'leaf', value: this.#ifNull, node, missing };
    this.#refuse(node, region);
    return { kind: 'leaf', value: 0, node, missing };
  }

  /** Finds the missing or unknown value to which a row owes that it has no prediction. */
  #refuse(node: PmmlNode, region: Region | undefined): void {
    const seen = new Set<RawField>();
    for (let at = region; at; at = at.outer) {
      const { field, span } = at;
      if (seen.has(field)) continue;
      seen.add(field);
      const known = span.from < span.to || span.categories.some((each) => each !== OTHER);
      if (known) continue;
      if (span.missing) this.#refusals.missing.add(field);
      if (span.categories.length > 0) this.#refusals.unlisted.add(field);
      return;
    }
    refuseElement(node.element, 'a node at which rows without missing values end unpredicted');
  }

  #spend(): void {
    this.#budget.nodes--;
    if (this.#budget.nodes < 0) {
      refuseElement(this.#tree.element, `a tree that becomes more than ${MAX_NODES} nodes`);
    }
  }
}

/** Numbers in the middle between two ways; categories by half of the ways. */
function halvesOf(
  field: RawField,
  classes: readonly Class[],
  missing: Class | undefined,
): [Class[], Class[]] {
  if (field.kind === 'numeric') {
    const turns = classes.flatMap((each, k) =>
      k > 0 && each.key !== classes[k - 1]!.key ? [k] : [],
    );
    const at = turns[turns.length >> 1] ?? 0;
    return [classes.slice(0, at), classes.slice(at)];
  }
  const ways = [...new Set(classes.map(({ key }) => key))];
  // The way of missing values first, so that they need no split of their own.
  ways.sort((a, b) => Number(b === missing?.key) - Number(a === missing?.key));
  const left = new Set(ways.slice(0, Math.max(1, ways.length >> 1)));
  if (ways.length <= 1) return [[], [...classes]];
  return [classes.filter(({ key }) => left.has(key)), classes.filter(({ key }) => !left.has(key))];
}

function isMissing(region: Region | undefined): boolean {
  const seen = new Set<RawField>();
  for (let at = region; at; at = at.outer) {
    if (seen.has(at.field)) continue;
    seen.add(at.field);
    const { from, to, categories, missing } = at.span;
    if (missing && !(from < to) && categories.length === 0) return true;
  }
  return false;
}
