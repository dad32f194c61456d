import { isDeepStrictEqual } from 'node:util';
import { ERROR_CODES, RiskError } from '../../sdk/core/errors.js';
import { canonicalJson } from '../../sdk/core/canonical.js';
import { decodeBundle, type DecodedBundle } from '../../sdk/model/bundle/decode.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { joinBundle, splitBundle } from '../../sdk/model/bundle/layout.js';
import { SECTION_TYPES, type SectionType } from '../../sdk/model/bundle/section-types.js';
import { mutateBytes, mutateSection } from './mutate-bytes.js';
import { mutateJson } from './mutate-json.js';
import { QUICK_KEY, QUICK_KEY_ID, quickCrypto, quickSignature } from './quick-crypto.js';
import { Random } from './random.js';
import { randomModel, randomNetworkModel } from './random-model.js';
import { randomSmallModel } from './random-small.js';
import { putTogether, takeApart, type OpenBundle } from './remake.js';

/** Models whose bundles are damaged. */
const CORPUS = 32;

export interface FuzzReport {
  readonly inputs: number;
  /** Inputs by what became of them: a code of refusal, or `accepted`. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Longest time for one input, ms. */
  readonly slowestMs: number;
  /** Growth of the process over its size before the first input, bytes. */
  readonly growthBytes: number;
}

export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** Longest time one input may take, ms; generous, since other processes take their share. */
  readonly limitMs: number;
  /** The most that the process may grow, bytes. */
  readonly limitBytes: number;
  readonly onProgress?: (done: number) => void;
  /** The decoder under test; replaced to see the fuzzer find a planted fault. */
  readonly decode?: typeof decodeBundle;
}

interface Specimen {
  readonly bytes: Uint8Array;
  readonly digest: string;
  readonly open: OpenBundle;
  readonly manifestText: string;
}

/**
 * Damages sound bundles in every way it knows and opens them. Half of the inputs are damaged
 * blindly; the other half have sound digests and a sound signature over what was changed, so that
 * the fields, the sections and the model's structure are reached.
 *
 * Throws at the first input that is refused without a code, takes too long or too much memory, or
 * is accepted under a signature that does not cover it, or as a model that packs into another. The message names the seed and the input.
 */
export async function fuzzBundles(options: FuzzOptions): Promise<FuzzReport> {
  const { count, seed, limitMs, limitBytes, decode = decodeBundle } = options;
  const corpus = await makeCorpus(seed);
  const digests = new Set(corpus.map(({ digest }) => digest));
  const outcomes: Record<string, number> = {};
  const before = process.memoryUsage.rss();
  let slowestMs = 0;
  let growthBytes = 0;
  for (let input = 0; input < count; input++) {
    const random = new Random(seed * 7919 + input);
    const specimen = random.pick(corpus);
    const blind = random.chance(0.5);
    const bytes = blind
      ? mutateBytes(specimen.bytes, random.pick(corpus).bytes, random)
      : mutateKnowingly(specimen, random);
    const trusting = !blind || random.chance(0.5);
    const start = performance.now();
    const outcome = await open(bytes, trusting, decode);
    const elapsed = performance.now() - start;

    const fail = (what: string): never => {
      throw new Error(`seed ${seed}, input ${input}: ${what}`);
    };
    const name = outcome instanceof Error ? codeOf(outcome) : 'accepted';
    if (name === undefined) fail(`refused without a code: ${String((outcome as Error).stack)}`);
    if (elapsed > limitMs) fail(`took ${elapsed.toFixed(0)} ms`);
    if (blind && trusting && !(outcome instanceof Error) && !digests.has(outcome.digest)) {
      fail('accepted under a signature that does not cover it');
    }
    if (!(outcome instanceof Error) && random.chance(0.1)) {
      const again = await encodeBundle(outcome.model, { crypto: quickCrypto });
      const { model } = await decodeBundle(again, { crypto: quickCrypto });
      if (!isDeepStrictEqual(model, outcome.model))
        fail('accepted a model that changes when packed');
    }
    outcomes[name!] = (outcomes[name!] ?? 0) + 1;
    slowestMs = Math.max(slowestMs, elapsed);
    if (input % 256 === 0) {
      growthBytes = Math.max(growthBytes, process.memoryUsage.rss() - before);
      if (growthBytes > limitBytes) fail(`the process grew by ${growthBytes} bytes`);
      options.onProgress?.(input);
    }
  }
  return { inputs: count, outcomes, slowestMs, growthBytes };
}

async function open(
  bytes: Uint8Array,
  trusting: boolean,
  decode: typeof decodeBundle,
): Promise<DecodedBundle | Error> {
  try {
    const options = trusting
      ? { crypto: quickCrypto, trust: [QUICK_KEY] }
      : { crypto: quickCrypto };
    return await decode(bytes, options);
  } catch (error) {
    return error instanceof Error ? error : new Error(`threw a ${typeof error}`);
  }
}

export function codeOf(error: Error): string | undefined {
  if (!(error instanceof RiskError) || !Object.hasOwn(ERROR_CODES, error.code)) return undefined;
  // A fault of our own, with a code, is still a fault.
  return error.code === 'INTERNAL' ? undefined : error.code;
}

async function makeCorpus(seed: number): Promise<Specimen[]> {
  const random = new Random(seed);
  const corpus: Specimen[] = [];
  while (corpus.length < CORPUS) {
    // One in four is a network, and one in eight is of small numbers.
    const network = corpus.length % 4 === 3;
    const small = corpus.length % 8 === 1;
    const make = network ? randomNetworkModel : small ? randomSmallModel : randomModel;
    const bytes = sign(await encodeBundle(make(random), { crypto: quickCrypto }));
    const { digest } = await decodeBundle(bytes, { crypto: quickCrypto });
    const taken = takeApart(bytes);
    corpus.push({ bytes, digest, open: taken, manifestText: JSON.stringify(taken.manifest) });
  }
  return corpus;
}

function mutateKnowingly(specimen: Specimen, random: Random): Uint8Array {
  const manifest = JSON.parse(specimen.manifestText) as Record<string, unknown>;
  const sections = specimen.open.sections.map((section) => ({ ...section }));
  const kind = random.below(8);
  if (kind < 4) mutateJson(manifest.model as Record<string, unknown>, random);
  if (kind === 4) mutateJson(manifest, random);
  if (kind >= 3 && kind <= 6 && sections.length > 0) {
    const section = random.pick(sections);
    const width = SECTION_TYPES[section.type as SectionType].BYTES_PER_ELEMENT;
    section.bytes = mutateSection(section.bytes, width, random);
    if (random.chance(0.1)) sections.splice(random.below(sections.length), 1);
  }
  const edit = (whole: Record<string, unknown>): void => {
    const table = whole.sections as Record<string, unknown>[];
    if (kind === 7 && table.length > 0) mutateJson(whole.sections as never, random);
  };
  return sign(putTogether({ manifest, sections }, edit, write));
}

/** Canonical where it can be; what cannot be spelt so must be refused all the same. */
export function write(value: unknown): string {
  try {
    return canonicalJson(value);
  } catch {
    return JSON.stringify(value);
  }
}

export function sign(bytes: Uint8Array): Uint8Array {
  const { manifest, data } = splitBundle(bytes);
  const signature = quickSignature(manifest).toString('base64');
  const block = JSON.stringify([{ suite: 'ES256', keyId: QUICK_KEY_ID, signature }]);
  return joinBundle({ manifest, signatures: new TextEncoder().encode(block), data });
}
