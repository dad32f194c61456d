import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ImportOptions, ImportResult } from '../../sdk/importers/import-result.js';
import { decodeModel } from '../../sdk/importers/onnx/decode-model.js';
import { importOnnx } from '../../sdk/importers/onnx/import.js';
import type { FuzzReport } from './bundle-fuzz.js';
import { fuzzImporter, LOST, roundingOf, type ImporterFuzzOptions } from './importer-fuzz.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateWire } from './mutate-wire.js';
import type { Random } from './random.js';

const VECTORS = fileURLToPath(new URL('../vectors/onnx/', import.meta.url));
/** Small models: the same code, more inputs a second. */
const LARGEST_BYTES = 6_000;

/** Field numbers of ModelProto, GraphProto, NodeProto and what is within. */
const PATHS = [
  [7],
  [7, 1],
  [7, 1, 5],
  [7, 1, 5],
  [7, 1, 5],
  [7, 1, 5, 5],
  [7, 5],
  [7, 11],
  [7, 11, 2, 1],
  [8],
] as const;

/**
 * Damages ONNX files, those that are refused too, and imports them: bytes, and fields of their
 * messages with all lengths kept right, so that the checks behind the wire format are reached.
 */
export function fuzzOnnx(options: ImporterFuzzOptions): FuzzReport {
  const corpus = readCorpus(options.vectors ?? VECTORS);
  return fuzzImporter(options, {
    importer: importAndReread,
    bodies: ['forest', 'network'],
    next: (random) => ({ bytes: damage(random.pick(corpus), random.pick(corpus), random) }),
    // A network is carried as it is: nothing is replayed.
    rounding: (result) =>
      result.model.body.kind === 'forest' ? roundingOf(result, 1, LOST.float32) : undefined,
  });
}

/** A network's graph, which may have been cut, must still be one that has the score. */
function importAndReread(bytes: Uint8Array, importing: ImportOptions): ImportResult {
  const result = importOnnx(bytes, importing);
  const { body } = result.model;
  if (body.kind !== 'network') return result;
  const { graph } = decodeModel(body.graph);
  const made = graph.nodes.flatMap(({ outputs }) => outputs);
  const given = [...graph.inputs, ...graph.initializers].map(({ name }) => name);
  if (!graph.outputs.some(({ name }) => name === body.output.name)) throw new Error('no output');
  const needed = new Set(graph.nodes.flatMap(({ inputs }) => inputs));
  const lost = [...needed].filter((name) => name !== '' && !made.concat(given).includes(name));
  const before = decodeModel(bytes).graph;
  const known = [
    ...before.nodes.flatMap(({ outputs }) => outputs),
    ...[...before.inputs, ...before.initializers].map(({ name }) => name),
  ];
  if (lost.some((name) => known.includes(name))) throw new Error('the cut lost a value');
  return result;
}

function readCorpus(vectors: string): readonly Uint8Array[] {
  return ['carried/', 'refused/', 'networks/', 'refused-networks/']
    .flatMap((folder) => readdirSync(vectors + folder).map((name) => `${folder}${name}/model.onnx`))
    .map((file) => new Uint8Array(readFileSync(vectors + file)))
    .filter(({ length }) => length <= LARGEST_BYTES);
}

function damage(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  if (random.chance(0.3)) return mutateBytes(bytes, other, random);
  let damaged = bytes;
  for (let n = 1 + random.below(2); n > 0; n--) {
    damaged = mutateWire(damaged, random, random.pick(PATHS));
  }
  return damaged;
}
