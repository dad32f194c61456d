import { RiskError } from '../../core/errors.js';
import { MAX_MARGIN_UNITS, roundHalfEven } from '../../core/fixed-point.js';
import type { Addition, Correction } from '../../model/addition.js';
import type { Additive, AdditiveTerm } from '../../model/additive.js';
import { assertModel } from '../../model/build.js';
import { decodeAddition, type DecodedAddition } from '../../model/bundle/addition-coding.js';
import { decodeBundle, type DecodedBundle, type DecodeOptions } from '../../model/bundle/decode.js';
import { encodeBundle, type EncodeOptions } from '../../model/bundle/encode.js';
import { IssueList } from '../../model/check/issues.js';
import { binCount, splitCount } from '../../model/feature.js';
import { LEAF, type Forest } from '../../model/forest.js';
import type { RiskModel } from '../../model/model.js';
import { correctedBackground } from './background-counts.js';
import { correctionTree } from './correction-trees.js';

/** A bundle that was put together from a bundle and an addition to it. */
export interface AppliedAddition {
  /** A bundle as any other, unsigned unless signers were given. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the two files: `verified` only where both are. */
  readonly signature: 'verified' | 'unverified' | 'none';
  /** Who signed the addition, where it is verified. */
  readonly signedBy: string | undefined;
}

/**
 * Puts a bundle and an addition to it together: one bundle, which everything that takes bundles takes.
 * The same two files give the same bytes, and so one identity.
 *
 * @param options - with `trust`, one of its keys must have signed the bundle, and one the addition.
 * @throws RiskError as `decodeBundle` does, for either file; `BUNDLE_DIGEST` where the addition is to
 * another bundle; `MODEL_INVALID` where it does not fit.
 */
export async function applyAddition(
  bundle: Uint8Array,
  addition: Uint8Array,
  options: DecodeOptions & Pick<EncodeOptions, 'signers'>,
): Promise<AppliedAddition> {
  const { crypto, signers = [] } = options;
  const parent = await decodeBundle(bundle, options);
  const added = await decodeAddition(addition, options);
  const bytes = await encodeBundle(correctedModel(parent, added), { crypto, signers });
  const signatures = [parent.signature, added.signature];
  const weakest = (['none', 'unverified', 'verified'] as const).find((each) =>
    signatures.includes(each),
  );
  return { bytes, signature: weakest!, signedBy: added.signedBy };
}

/**
 * The one model that a parent and an addition to it are. Tables and leaves of the parent count `slope`
 * times; each correction joins the table of its feature, or becomes a tree of its own. A background
 * population stays where it is the reference population as well; without it, what explains against one
 * is not there.
 *
 * @throws RiskError `BUNDLE_DIGEST`, `MODEL_INVALID`.
 */
export function correctedModel(
  { model, digest }: Pick<DecodedBundle, 'model' | 'digest'>,
  { addition, digest: own }: Pick<DecodedAddition, 'addition' | 'digest'>,
): RiskModel {
  if (addition.parent !== digest) {
    throw new RiskError('BUNDLE_DIGEST', 'the addition was made for another bundle', {
      path: 'addition.parent',
    });
  }
  assertFits(model, addition);
  const { body } = model;
  const { scaleBits, intercept, slope, channel, card } = addition;
  const factor = slope * 2 ** (scaleBits - model.scaleBits);
  const corrected: RiskModel = {
    ...model,
    version: `${model.version}+${channel}`,
    scaleBits,
    intercept,
    body:
      body.kind === 'forest'
        ? correctedForest(body, model, addition, factor)
        : correctedTables(body as Additive, addition, factor),
    card: { ...model.card, adapted: { ...card, channel, parent: digest, addition: own } },
  };
  assertModel(corrected);
  return corrected;
}

/** @throws RiskError `MODEL_INVALID` with every issue at once. */
function assertFits({ body, features }: RiskModel, { corrections, slope }: Addition): void {
  const list = new IssueList();
  const kind = body.kind !== 'network';
  list.check(kind, 'BODY', 'model.body', 'trees or tables: the layers of a network take no points');
  list.check(slope <= 16, 'SLOPE', 'addition.slope', 'at most 16');
  const seen = new Set<number>();
  corrections.forEach(({ feature: f, points }, c) => {
    const path = `addition.corrections[${c}]`;
    const feature = features[f];
    if (!feature || seen.has(f)) {
      list.add('FEATURE_RANGE', `${path}.feature`, 'features of the model, each once');
      return;
    }
    seen.add(f);
    const bins = binCount(feature);
    list.check(points.length === bins, 'SHAPE', `${path}.bins`, `${bins}`);
    const largest = points.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    list.check(largest <= MAX_MARGIN_UNITS, 'SCALE_OVERFLOW', path, 'smaller points');
    const testable = body.kind !== 'forest' || splitCount(feature) > 0;
    list.check(testable, 'SHAPE', path, 'a feature that trees can test');
  });
  if (list.empty) return;
  const first = list.issues[0]!;
  throw new RiskError('MODEL_INVALID', `"${first.path}" expected ${first.expected}`, {
    path: first.path,
    issues: list.issues,
  });
}

/** Units of the parent in units of the corrected model. */
function scaled(units: number, factor: number): number {
  const value = roundHalfEven(units * factor);
  if (Math.abs(value) <= MAX_MARGIN_UNITS) return value;
  return refuse('SCALE_OVERFLOW', 'addition.slope', 'less: the model would overflow');
}

function refuse(code: string, path: string, expected: string): never {
  const issues = [{ code, path, expected }];
  throw new RiskError('MODEL_INVALID', `"${path}" expected ${expected}`, { path, issues });
}

/** Of one feature's terms, the first takes its correction; a feature without one gets a term. */
function correctedTables(body: Additive, { corrections }: Addition, factor: number): Additive {
  const open = new Map<number, Correction>(corrections.map((each) => [each.feature, each]));
  const terms = body.terms.map((term): AdditiveTerm => {
    const correction = term.features.length === 1 ? open.get(term.features[0]!) : undefined;
    if (correction) open.delete(correction.feature);
    return {
      ...term,
      table: term.table.map((units, bin) => scaled(units, factor) + (correction?.points[bin] ?? 0)),
      ...(term.baseline !== undefined && { baseline: scaled(term.baseline, factor) }),
    };
  });
  const added = [...open.values()].map(({ feature, points, weight }): AdditiveTerm => ({
    features: [feature],
    table: points,
    weight,
  }));
  return { kind: 'additive', terms: [...terms, ...added] };
}

function correctedForest(
  body: Forest,
  { features, baseline }: RiskModel,
  { corrections }: Addition,
  factor: number,
): Forest {
  const trees = corrections.map((each) => correctionTree(features[each.feature]!, each));
  let nodes = body.feature.length;
  let sets = body.categorySets.start.length - 1;
  const treeStart = [...body.treeStart];
  const splits: number[] = [];
  const rights: number[] = [];
  const setStart = [...body.categorySets.start];
  const words = [...body.categorySets.words];
  trees.forEach((tree) => {
    tree.feature.forEach((f, node) => {
      const isSet = f !== LEAF && features[f]!.kind === 'categorical';
      splits.push(tree.split[node]! + (isSet ? sets : 0));
      rights.push(f === LEAF ? 0 : tree.right[node]! + nodes);
    });
    for (const set of tree.sets) {
      for (const word of set) words.push(word);
      setStart.push(words.length);
    }
    sets += tree.sets.length;
    // A split is a u16.
    if (sets > 0xffff) refuse('SET_RANGE', 'addition.corrections', 'fewer sets of categories');
    nodes += tree.feature.length;
    treeStart.push(nodes);
  });
  const leaf = body.leaf.map((units) => scaled(units, factor));
  const corrected: Forest = {
    kind: 'forest',
    treeStart: Uint32Array.from(treeStart),
    feature: Uint16Array.from(
      joined(
        body.feature,
        trees.map((tree) => tree.feature),
      ),
    ),
    split: Uint16Array.from(joined(body.split, [splits])),
    right: Uint32Array.from(joined(body.right, [rights])),
    defaultLeft: Uint8Array.from(
      joined(
        body.defaultLeft,
        trees.map((tree) => tree.defaultLeft),
      ),
    ),
    leaf: Int32Array.from(
      joined(
        leaf,
        trees.map((tree) => tree.leaf),
      ),
    ),
    cover: Float32Array.from(
      joined(
        body.cover,
        trees.map((tree) => tree.cover),
      ),
    ),
    categorySets: { start: Uint32Array.from(setStart), words: Uint32Array.from(words) },
  };
  const background = correctedBackground(body, corrected, features, baseline);
  return { ...corrected, ...(background && { background }) };
}

function joined(first: ArrayLike<number>, others: readonly (readonly number[])[]): number[] {
  const all = Array.from(first);
  for (const other of others) for (const each of other) all.push(each);
  return all;
}
