import type { Network } from '../network.js';
import type { NetworkFields } from './schema.js';
import type { SectionReader } from './section-reader.js';
import type { SectionWriter } from './section-writer.js';

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

export function readNetwork(fields: NetworkFields, reader: SectionReader): Network {
  const { background, ...plain } = fields;
  const graph = reader.view('network.graph', ['u8']).slice();
  if (!background) return { ...plain, graph };
  const values = reader.view('network.points', ['f64']).slice();
  const weight = reader.view('network.weight', ['u32']).slice();
  return { ...plain, graph, background: { ...background, values, weight } };
}
