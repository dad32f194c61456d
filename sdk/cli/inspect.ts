import { detectFormat } from '../importers/detect.js';
import { importModel } from '../importers/import-model.js';
import { decodeBundle, readManifest } from '../model/bundle/decode.js';
import { sectionBytes } from '../model/bundle/section-types.js';
import { positionalsOf, type Command, type Outcome } from './command.js';
import { readBytes } from './files.js';
import { describeModel, modelFacts } from './model-facts.js';

export const inspect: Command = {
  usage: 'B.insitu | MODEL',
  summary: 'show what a bundle holds, or what a model file would become',
  details: `Of a bundle, digests and structure are verified; whether to trust who signed is for 'insitu verify'.
Of a model file (any that 'insitu pack' takes) it shows what the importer makes of it, and how far
the integers are from the source's own arithmetic. With --json, everything, the model card included.`,
  options: {},

  async run(input) {
    const [file] = positionalsOf(input, 'B.insitu');
    const bytes = readBytes(file!);
    const format = detectFormat(bytes);
    return format === 'unknown' ? inspectBundle(bytes) : inspectSource(bytes, format);
  },
};

async function inspectBundle(bytes: Uint8Array): Promise<Outcome> {
  const { model, digest } = await decodeBundle(bytes, { crypto: crypto.subtle });
  const { sections, signatures, manifestBytes } = readManifest(bytes);
  const facts = modelFacts(model);
  const sized = sections.map((section) => ({ ...section, bytes: sectionBytes(section) }));
  const signed = signatures.map(({ suite, keyId }) => `${suite} ${keyId}`).join(', ');
  return {
    json: {
      ...{ digest, bytes: bytes.length, manifestBytes },
      signatures: signatures.map(({ suite, keyId }) => ({ suite, keyId })),
      ...facts,
      sections: sized,
    },
    text: [
      `${facts.name} ${facts.version}`,
      `digest     ${digest}`,
      `size       ${bytes.length} bytes, ${manifestBytes} of them manifest`,
      `signed by  ${signed || 'nobody'} (not verified here)`,
      ...describeModel(facts),
      `sections   ${sized.length}`,
      ...sized.map(
        ({ name, type, count, bytes: size }) =>
          `  ${name.padEnd(22)} ${type.padEnd(3)} ${String(count).padStart(8)}  ${String(size).padStart(9)} bytes`,
      ),
    ].join('\n'),
  };
}

async function inspectSource(bytes: Uint8Array, format: string): Promise<Outcome> {
  const { model, report } = await importModel(bytes);
  const facts = modelFacts(model);
  return {
    json: { format, bytes: bytes.length, ...facts, report },
    text: [
      `${format}, ${bytes.length} bytes: not a bundle yet`,
      ...describeModel(facts),
      ...report.notes.map((note) => `note       ${note}`),
    ].join('\n'),
  };
}
