import type { NetworkCheck } from '../build.js';
import { checkNetwork } from '../check/network.js';
import type { Network } from '../network.js';
import { either, list, number, oneOf, record, text, type Field, type FieldType } from './fields.js';
import { population, size } from './schema.js';
import type { SectionReader } from './section-reader.js';
import type { SectionWriter } from './section-writer.js';

const network = record(
  {
    kind: oneOf('network'),
    inputs: list(
      record({
        name: text,
        type: oneOf('float32', 'float64', 'int32', 'int64'),
        features: list(size, 0xffff),
        shape: oneOf('matrix', 'vector'),
        missing: either(oneOf('refused', 'nan'), number),
      }),
      0xffff,
    ),
    output: record({ name: text, index: size, unit: oneOf('probability', 'log-odds', 'value') }),
  },
  { batch: size, background: population },
);

export type NetworkFields = FieldType<typeof network>;

/** What makes a reader one of networks: apart, since readers of trees do without its weight. */
export interface NetworkReader {
  readonly fields: Field<NetworkFields>;
  read(fields: NetworkFields, reader: SectionReader): Network;
  readonly check: NetworkCheck;
}

export const NETWORK_READER: NetworkReader = {
  fields: network,
  read: readNetwork,
  check: checkNetwork,
};

/** Graph and reference points go into sections, all else stays in the manifest. */
export function writeNetwork(body: Network, writer: SectionWriter): NetworkFields {
  const { graph, background, ...plain } = body;
  writer.add('network.graph', graph);
  if (!background) return plain;
  const { population, rows, values, weight } = background;
  writer.add('network.points', values);
  writer.add('network.weight', weight);
  return { ...plain, background: { population, rows } };
}

function readNetwork(fields: NetworkFields, reader: SectionReader): Network {
  const { background, ...plain } = fields;
  const graph = reader.view('network.graph', ['u8']).slice();
  if (!background) return { ...plain, graph };
  const values = reader.view('network.points', ['f64']).slice();
  const weight = reader.view('network.weight', ['u32']).slice();
  return { ...plain, graph, background: { ...background, values, weight } };
}
