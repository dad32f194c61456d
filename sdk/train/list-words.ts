import type { Additive, AdditiveTerm } from '../model/additive.js';
import { binCount, splitCount, type CategoricalFeature, type Feature } from '../model/feature.js';
import type { RiskModel } from '../model/model.js';
import { extendCategories } from '../scoring/extend-categories.js';
import { columnOf, type Table, type TextColumn } from '../table/table.js';

/** Listed words of a feature, at most: bins stay within a byte. */
const MOST_WORDS = 250;

/**
 * Lists the rare words of a table in a model. Training takes them together as "other", and so does the
 * model: every margin stays. But a word that no list names is taken for a mistake where applicants are
 * scored, and these are none.
 *
 * @param training - rows that the model's population was counted on.
 */
export function listWords(model: RiskModel, table: Table, training: Int32Array): RiskModel {
  return model.features.reduce((listed, feature, f) => {
    const column = columnOf(table, feature.name);
    const isWorded = feature.kind === 'categorical' && feature.labels.length > 0;
    if (!isWorded || column?.kind !== 'text') return listed;
    const known = new Set(feature.labels);
    const rare = [...column.words.keys()]
      .filter((code) => !known.has(column.words[code]!))
      .slice(0, MOST_WORDS - feature.labels.length);
    return rare.length === 0 ? listed : withWords(listed, f, column, rare, training);
  }, model);
}

/** @param rare - codes of the column's words that the feature does not list. */
function withWords(
  model: RiskModel,
  f: number,
  { words, codes }: TextColumn,
  rare: readonly number[],
  training: Int32Array,
): RiskModel {
  const old = model.features[f] as CategoricalFeature;
  const first = old.codes.reduce((most, code) => Math.max(most, code), -1) + 1;
  const feature: CategoricalFeature = {
    ...old,
    codes: Int32Array.from([...old.codes, ...rare.map((_, i) => first + i)]),
    labels: [...old.labels, ...rare.map((code) => words[code]!)],
  };
  const features = model.features.map((each, i) => (i === f ? feature : each));
  const { body } = model;
  const counts = new Map(rare.map((code) => [code, 0]));
  for (const row of training) {
    const count = counts.get(codes[row]!);
    if (count !== undefined) counts.set(codes[row]!, count + 1);
  }
  const listed =
    body.kind === 'forest'
      ? extendCategories(model.features, f, feature.codes, body).forest
      : body.kind === 'additive'
        ? widenTables(body, model.features, f, rare.length)
        : body;
  const { baseline } = model;
  return {
    ...model,
    features,
    body: listed,
    ...(baseline && {
      baseline: {
        ...baseline,
        histograms: baseline.histograms.map((each, i) =>
          i === f ? spread(each, [...counts.values()]) : each,
        ),
      },
    }),
  };
}

/** Takes the rows of each rare word out of "other", the last bin but one. */
function spread(histogram: Uint32Array, rare: readonly number[]): Uint32Array {
  const other = histogram.length - 2;
  const left = rare.reduce((rest, count) => rest - count, histogram[other]!);
  return Uint32Array.from([
    ...histogram.subarray(0, other),
    ...rare,
    ...[left, histogram[other + 1]!],
  ]);
}

/** Tables with room for more words of a feature: each has the points of "other", and no weight yet. */
function widenTables(
  body: Additive,
  features: readonly Feature[],
  f: number,
  added: number,
): Additive {
  return {
    ...body,
    terms: body.terms.map((term) =>
      term.features.includes(f) ? widen(term, features, f, added) : term,
    ),
  };
}

function widen(
  term: AdditiveTerm,
  features: readonly Feature[],
  f: number,
  added: number,
): AdditiveTerm {
  const at = term.features.indexOf(f);
  const sizes = term.features.map((each) => binCount(features[each]!));
  // Entries of one bin of the feature that lie together, and how often all its bins come round.
  const inner = at === 0 ? (sizes[1] ?? 1) : 1;
  const outer = at === 0 ? 1 : sizes[0]!;
  const other = splitCount(features[f]!);
  const bins = sizes[at]!;
  const place = (outerAt: number, bin: number) => (outerAt * bins + bin) * inner;
  const table: number[] = [];
  const weight: number[] = [];
  for (let o = 0; o < outer; o++) {
    for (let bin = 0; bin < bins; bin++) {
      const start = place(o, bin);
      if (bin === other) {
        const points = term.table.subarray(start, start + inner);
        for (let i = 0; i < added; i++) {
          table.push(...points);
          weight.push(...points.map(() => 0));
        }
      }
      table.push(...term.table.subarray(start, start + inner));
      weight.push(...term.weight.subarray(start, start + inner));
    }
  }
  return { ...term, table: Int32Array.from(table), weight: Float32Array.from(weight) };
}
