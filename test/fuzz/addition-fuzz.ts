import { isDeepStrictEqual } from 'node:util';
import type { Addition } from '../../sdk/model/addition.js';
import { encodeAddition } from '../../sdk/model/bundle/addition-coding.js';
import { decodeBundle } from '../../sdk/model/bundle/decode.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { SECTION_TYPES, type SectionType } from '../../sdk/model/bundle/section-types.js';
import { binCount, splitCount } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { applyAddition } from '../../sdk/train/delta/apply-addition.js';
import { codeOf, sign, write, type FuzzReport } from './bundle-fuzz.js';
import { mutateBytes, mutateSection } from './mutate-bytes.js';
import { mutateJson } from './mutate-json.js';
import { QUICK_KEY, quickCrypto } from './quick-crypto.js';
import { Random } from './random.js';
import { randomModel } from './random-model.js';
import { putTogether, takeApart, type OpenBundle } from './remake.js';

const CORPUS = 16;

export interface AdditionFuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** Longest time one input may take, ms. */
  readonly limitMs: number;
  /** What is tried; replaced to see the fuzzer find a planted fault. */
  readonly apply?: typeof applyAddition;
}

interface Specimen {
  readonly bundle: Uint8Array;
  readonly addition: Uint8Array;
  readonly open: OpenBundle;
}

/**
 * Damages additions, blindly or with sound digests and signature, and applies them to their parents.
 *
 * Throws at the first input that is refused without a code, takes too long, is accepted blindly
 * damaged, or makes a bundle that does not open as what it was made of.
 */
export async function fuzzAdditions(
  options: AdditionFuzzOptions,
): Promise<Omit<FuzzReport, 'growthBytes'>> {
  const { count, seed, limitMs, apply = applyAddition } = options;
  const corpus = await makeCorpus(seed);
  const outcomes: Record<string, number> = {};
  let slowestMs = 0;
  for (let input = 0; input < count; input++) {
    const random = new Random(seed * 104_729 + input);
    const specimen = random.pick(corpus);
    const blind = random.chance(0.3);
    const bytes = blind
      ? mutateBytes(specimen.addition, random.pick(corpus).addition, random)
      : mutateKnowingly(specimen, random);
    const fail = (what: string): never => {
      throw new Error(`seed ${seed}, input ${input}: ${what}`);
    };
    const start = performance.now();
    const trust = { crypto: quickCrypto, trust: [QUICK_KEY] };
    const outcome = await apply(specimen.bundle, bytes, trust).catch((error: unknown) => error);
    const elapsed = performance.now() - start;
    if (elapsed > limitMs) fail(`took ${elapsed.toFixed(0)} ms`);
    slowestMs = Math.max(slowestMs, elapsed);
    const name = outcome instanceof Error ? codeOf(outcome) : 'accepted';
    if (name === undefined) fail(`refused without a code: ${String((outcome as Error).stack)}`);
    outcomes[name!] = (outcomes[name!] ?? 0) + 1;
    if (outcome instanceof Error) continue;
    if (blind && !isDeepStrictEqual(bytes, specimen.addition)) {
      // Signatures are over the manifest: what lies outside it changes nothing that is used.
      const sound = await applyAddition(specimen.bundle, specimen.addition, trust);
      const same = isDeepStrictEqual((outcome as typeof sound).bytes, sound.bytes);
      if (!same) fail('accepted under a signature that does not cover it');
    }
    const whole = (outcome as Awaited<ReturnType<typeof applyAddition>>).bytes;
    const { model } = await decodeBundle(whole, { crypto: quickCrypto });
    const again = await encodeBundle(model, { crypto: quickCrypto });
    if (!isDeepStrictEqual(again, whole)) fail('made a bundle that changes when packed');
  }
  return { inputs: count, outcomes, slowestMs };
}

async function makeCorpus(seed: number): Promise<Specimen[]> {
  const random = new Random(seed);
  const corpus: Specimen[] = [];
  while (corpus.length < CORPUS) {
    const bundle = sign(await encodeBundle(randomModel(random), { crypto: quickCrypto }));
    const { model, digest } = await decodeBundle(bundle, { crypto: quickCrypto });
    const made = randomAddition(model, digest, random);
    const addition = sign(await encodeAddition(made, { crypto: quickCrypto }));
    corpus.push({ bundle, addition, open: takeApart(addition) });
  }
  return corpus;
}

/** Points for some of a model's features, alike in neighbouring bins or not. */
export function randomAddition(model: RiskModel, parent: string, random: Random): Addition {
  const isForest = model.body.kind === 'forest';
  const corrections = model.features.flatMap((feature, f) => {
    if (random.chance(0.3) || (isForest && splitCount(feature) === 0)) return [];
    const bins = binCount(feature);
    const levels = 1 + random.below(8);
    const points = Int32Array.from({ length: bins }, () => random.below(levels) * 100 - 300);
    const weight = Float32Array.from({ length: bins }, () =>
      random.chance(0.2) ? 0 : random.next(),
    );
    return [{ feature: f, points, weight }];
  });
  return {
    ...{ parent, corrections, population: 'all', channel: 'web' },
    scaleBits: Math.max(0, model.scaleBits - random.below(2)),
    slope: 0.5 + random.next(),
    intercept: random.below(2001) - 1000,
    card: { rows: 100 },
  };
}

function mutateKnowingly({ open }: Specimen, random: Random): Uint8Array {
  const manifest = structuredClone(open.manifest);
  const sections = open.sections.map((section) => ({ ...section }));
  const kind = random.below(6);
  if (kind < 3) mutateJson(manifest.model as Record<string, unknown>, random);
  if (kind === 3) mutateJson(manifest, random);
  if (kind >= 4 && sections.length > 0) {
    const section = random.pick(sections);
    const width = SECTION_TYPES[section.type as SectionType].BYTES_PER_ELEMENT;
    section.bytes = mutateSection(section.bytes, width, random);
    if (random.chance(0.1)) sections.splice(random.below(sections.length), 1);
  }
  return sign(putTogether({ manifest, sections }, () => {}, write));
}
