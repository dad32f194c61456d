import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RiskError } from '../../sdk/core/errors.js';
import { importOnnx } from '../../sdk/importers/onnx/import.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { openGraphInNode } from '../../sdk/runtime/node-graph.js';
import { createAnySession } from '../../sdk/scoring/create-any-session.js';
import { MAX_MARGIN_UNITS } from '../../sdk/core/fixed-point.js';

/** A tensor as `make_onnx_node.py` writes it. */
interface Table {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly number[];
  readonly values: readonly (number | string)[];
}

/** A test case of an operator; see `make_onnx_node.py`. */
export interface NodeCase {
  readonly name: string;
  readonly way: 'published' | 'adapted';
  readonly operators: readonly string[];
  readonly model: string;
  readonly inputs: readonly Table[];
  readonly output: Table;
  readonly rtol: number;
  readonly atol: number;
  /** Whether ONNX Runtime for Python gives the expected output; null where it does not run it. */
  readonly agrees: boolean | null;
}

/** What became of a case. */
export type Outcome =
  | { readonly kind: 'carried'; readonly compared: number }
  | { readonly kind: 'refused'; readonly at: 'import' | 'open' | 'run'; readonly error: RiskError }
  | { readonly kind: 'wrong'; readonly what: string };

export const COMMITTED = fileURLToPath(new URL('../vectors/onnx-node/', import.meta.url));

export function nodeCases(folder: string): readonly NodeCase[] {
  const text = readFileSync(`${folder}/cases.json`, 'utf8');
  return (JSON.parse(text) as { tables: NodeCase[] }).tables;
}

/** Columns of an output that are tried: each is a model of its own. */
const MAX_COLUMNS = 3;

/** Packs a graph, scores its rows column by column in Node, and compares with what ONNX expects. */
export async function tryCase(nodeCase: NodeCase): Promise<Outcome> {
  const bytes = new Uint8Array(Buffer.from(nodeCase.model, 'base64'));
  const { output } = nodeCase;
  const [rows = 1, ...rest] = output.dims;
  const columns = rest.reduce((product, size) => product * size, 1);
  const step = Math.max(1, Math.ceil(columns / MAX_COLUMNS));
  let compared = 0;
  for (let column = 0; column < columns; column += step) {
    let at: 'import' | 'open' | 'run' = 'import';
    try {
      const { model } = importOnnx(bytes, { column, output: output.name });
      at = 'open';
      const bundle = await encodeBundle(model, { crypto: crypto.subtle });
      const session = await createAnySession(bundle, {
        ...{ crypto: crypto.subtle, now: () => performance.now() },
        ...{ openGraph: openGraphInNode, pause: () => Promise.resolve() },
      });
      try {
        at = 'run';
        const table = columnsOf(model, nodeCase);
        if (!table) return { kind: 'wrong', what: 'inputs do not fit the features' };
        const batch = await session.scoreBatch(table);
        const found = model.link === 'logistic' ? batch.probability : batch.logOdds;
        const wanted = Array.from({ length: rows }, (_, row) =>
          Number(output.values[row * columns + column]),
        );
        if (found.length !== rows) return { kind: 'wrong', what: `${found.length} rows` };
        const worst = wanted.findIndex(
          (value, row) => !isNear(found[row]!, value, nodeCase, model),
        );
        if (worst >= 0) {
          const what = `column ${column}, row ${worst}: ${found[worst]} for ${wanted[worst]}`;
          return { kind: 'wrong', what };
        }
        compared += rows;
      } finally {
        session.dispose();
      }
    } catch (error) {
      if (error instanceof RiskError && error.code !== 'INTERNAL') {
        return { kind: 'refused', at, error };
      }
      return { kind: 'wrong', what: String((error as Error).stack) };
    }
  }
  return { kind: 'carried', compared };
}

/** As near as the case asks, plus half a unit of the margin; cut off where margins are. */
function isNear(
  found: number,
  wanted: number,
  { rtol, atol }: NodeCase,
  { scaleBits, link }: RiskModel,
): boolean {
  const limit = MAX_MARGIN_UNITS * 2 ** -scaleBits;
  const value = link === 'identity' ? Math.max(-limit, Math.min(limit, wanted)) : wanted;
  return Math.abs(found - value) <= atol + rtol * Math.abs(value) + 2 ** -scaleBits;
}

/** The case's inputs as columns by feature; undefined where they are others than the features. */
function columnsOf(model: RiskModel, { inputs }: NodeCase): Record<string, number[]> | undefined {
  const columns: Record<string, number[]> = {};
  // Of trees, whose inputs are no longer told apart, there is one.
  const all = [{ name: inputs[0]!.name, features: model.features.map((_, f) => f) }];
  for (const { name, features } of model.body.kind === 'network' ? model.body.inputs : all) {
    const given = inputs.find((each) => each.name === name);
    const [rows = 0] = given?.dims ?? [];
    if (!given || given.values.length !== rows * features.length) return undefined;
    features.forEach((feature, at) => {
      columns[model.features[feature]!.name] = Array.from({ length: rows }, (_, row) =>
        Number(given.values[row * features.length + at]),
      );
    });
  }
  return columns;
}
