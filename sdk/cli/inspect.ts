import { decodeBundle, readManifest } from '../model/bundle/decode.js';
import { splitCount } from '../model/feature.js';
import type { RiskModel } from '../model/model.js';
import { positionalsOf, type Command } from './command.js';
import { readBytes } from './files.js';

export const inspect: Command = {
  usage: 'B.insitu',
  summary: 'show what a bundle holds',
  details: `Digests and structure are verified; whether to trust who signed is for 'insitu verify'.
With --json, everything, the model card included.`,
  options: {},

  async run(input) {
    const [file] = positionalsOf(input, 'B.insitu');
    const bytes = readBytes(file!);
    const { model, digest } = await decodeBundle(bytes, { crypto: crypto.subtle });
    const { sections, signatures, manifestBytes } = readManifest(bytes);
    const facts = {
      ...{ name: model.name, version: model.version, digest, bytes: bytes.length, manifestBytes },
      signatures: signatures.map(({ suite, keyId }) => ({ suite, keyId })),
      body: bodyFacts(model),
      scaleBits: model.scaleBits,
      link: model.link,
      calibration: model.calibration.kind,
      scale: model.scale,
      features: model.features.map((feature) => ({
        name: feature.name,
        kind: feature.kind,
        missing: feature.missing,
        splits: splitCount(feature),
      })),
      reasons: model.reasons.map((group) => group.code),
      recourse: model.recourse.length,
      baseline: model.baseline && {
        population: model.baseline.population,
        rows: model.baseline.rows,
      },
      card: model.card,
      sections,
    };
    return { json: facts, text: describe(facts) };
  },
};

function bodyFacts({ body }: RiskModel): Readonly<Record<string, unknown>> {
  if (body.kind === 'additive') return { kind: body.kind, terms: body.terms.length };
  const { kind, background } = body;
  const facts =
    kind === 'forest'
      ? { trees: body.treeStart.length - 1, nodes: body.feature.length }
      : { graphBytes: body.graph.length, inputs: body.inputs.length, output: body.output.unit };
  return {
    ...{ kind, ...facts },
    ...(background && { background: background.population, backgroundRows: background.rows }),
  };
}

interface Facts {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  readonly bytes: number;
  readonly manifestBytes: number;
  readonly signatures: readonly { readonly suite: string; readonly keyId: string }[];
  readonly body: Readonly<Record<string, unknown>>;
  readonly scaleBits: number;
  readonly features: readonly {
    readonly name: string;
    readonly kind: string;
    readonly missing: string;
    readonly splits: number;
  }[];
  readonly sections: readonly {
    readonly name: string;
    readonly type: string;
    readonly count: number;
  }[];
}

function describe(facts: Facts): string {
  const signed = facts.signatures.map(({ suite, keyId }) => `${suite} ${keyId}`).join(', ');
  const body = Object.entries(facts.body).map(([key, value]) => `${key} ${String(value)}`);
  const width = Math.max(...facts.features.map(({ name }) => name.length));
  return [
    `${facts.name} ${facts.version}`,
    `digest     ${facts.digest}`,
    `size       ${facts.bytes} bytes, ${facts.manifestBytes} of them manifest`,
    `signed by  ${signed || 'nobody'} (not verified here)`,
    `body       ${body.join(', ')}`,
    `unit       2^-${facts.scaleBits} log-odds`,
    `features   ${facts.features.length}`,
    ...facts.features.map(
      ({ name, kind, missing, splits }) =>
        `  ${name.padEnd(width)}  ${kind.padEnd(11)}  ${String(splits).padStart(5)} splits  missing ${missing}`,
    ),
    `sections   ${facts.sections.length}`,
    ...facts.sections.map(
      ({ name, type, count }) =>
        `  ${name.padEnd(22)} ${type.padEnd(3)} ${String(count).padStart(8)}`,
    ),
  ].join('\n');
}
