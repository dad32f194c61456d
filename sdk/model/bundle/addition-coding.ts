import { toHex } from '../../core/bytes.js';
import { canonicalJson } from '../../core/canonical.js';
import { RiskError } from '../../core/errors.js';
import { MAX_SCALE_BITS } from '../../core/fixed-point.js';
import { CHANNEL_NAME, type Addition } from '../addition.js';
import { IssueList } from '../check/issues.js';
import type { DecodeOptions } from './decode.js';
import { signBundle, type EncodeOptions } from './encode.js';
import { anyRecord, hex, integer, list, number, oneOf, record, text } from './fields.js';
import { FORMAT_MAJOR, joinBundle, splitBundle } from './layout.js';
import { parseManifest } from './manifest.js';
import { size } from './schema.js';
import { assertDigests, assertSectionLayout, SectionReader } from './section-reader.js';
import { SectionWriter } from './section-writer.js';
import { parseSignatures, verifyManifest } from './signature.js';

/**
 * What the manifest of an addition requires: a reader of bundles refuses it with `BUNDLE_VERSION`
 * instead of taking it for a model.
 */
const REQUIRES_ADDITION = 'addition';

const additionFields = record({
  kind: oneOf('addition'),
  parent: hex(32),
  channel: text,
  scaleBits: integer(0, MAX_SCALE_BITS),
  slope: number,
  intercept: integer(-(2 ** 31), 2 ** 31 - 1),
  corrections: list(record({ feature: size, bins: size }), 0xffff),
  population: text,
  card: anyRecord,
});

/** An addition as it was read from its bytes; whether it fits its parent is seen when it is applied. */
export interface DecodedAddition {
  readonly addition: Addition;
  /** SHA-256 of the manifest's bytes, hex. */
  readonly digest: string;
  /** As of a bundle. */
  readonly signature: 'verified' | 'unverified' | 'none';
  readonly signedBy: string | undefined;
}

/**
 * Packs an addition into a file of the same form as a bundle: header, manifest, signatures, sections.
 * The same addition gives the same manifest; only signatures differ from run to run.
 *
 * @throws TypeError when the card holds what JSON cannot carry.
 */
export async function encodeAddition(
  addition: Addition,
  { crypto, signers = [] }: EncodeOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { corrections, ...plain } = addition;
  const writer = new SectionWriter();
  const bins = corrections.reduce((sum, { points }) => sum + points.length, 0);
  const points = new Int32Array(bins);
  const weight = new Float32Array(bins);
  let at = 0;
  for (const correction of corrections) {
    points.set(correction.points, at);
    weight.set(correction.weight, at);
    at += correction.points.length;
  }
  writer.add('addition.points', points);
  writer.add('addition.weight', weight);
  const { entries, data } = await writer.finish(crypto);
  const model = {
    ...plain,
    kind: 'addition',
    corrections: corrections.map(({ feature, points: each }) => ({ feature, bins: each.length })),
  };
  const whole = { format: FORMAT_MAJOR, requires: [REQUIRES_ADDITION], sections: entries, model };
  const manifest = new TextEncoder().encode(canonicalJson(whole));
  let bytes = joinBundle({ manifest, signatures: new Uint8Array(0), data });
  for (const signer of signers) bytes = await signBundle(bytes, signer, crypto);
  return bytes;
}

/**
 * Opens an addition, in the order in which bundles are opened: limits; the signature, when trust is
 * given; the manifest; every section's digest; the fields.
 *
 * Safe on hostile bytes, as `decodeBundle` is.
 *
 * @throws RiskError `BUNDLE_FORMAT`, `BUNDLE_VERSION`, `BUNDLE_TOO_LARGE`, `BUNDLE_SIGNATURE`,
 * `BUNDLE_DIGEST`, `MODEL_INVALID`.
 */
export async function decodeAddition(
  bytes: Uint8Array,
  { crypto, trust, limits }: DecodeOptions,
): Promise<DecodedAddition> {
  const parts = splitBundle(bytes, limits);
  const entries = parseSignatures(parts.signatures);
  const signedBy = trust && (await verifyManifest(parts.manifest, entries, trust, crypto));
  const manifest = parseManifest(parts.manifest, [REQUIRES_ADDITION]);
  assertSectionLayout(manifest.sections, parts.data);
  await assertDigests(manifest.sections, parts.data, crypto);
  const issues = new IssueList();
  const {
    kind: _,
    corrections,
    ...plain
  } = additionFields.read(manifest.model, 'addition', issues);
  assertNoIssues(issues);
  issues.check(CHANNEL_NAME.test(plain.channel), 'FIELD', 'addition.channel', 'a short name');
  issues.check(plain.slope > 0, 'FIELD', 'addition.slope', 'a number above 0');
  assertNoIssues(issues);
  const reader = new SectionReader(manifest.sections, parts.data);
  const total = corrections.reduce((sum, { bins }) => sum + bins, 0);
  const points = reader.view('addition.points', ['i32'], total);
  const weight = reader.view('addition.weight', ['f32'], total);
  let at = 0;
  const addition: Addition = {
    ...plain,
    corrections: corrections.map(({ feature, bins }) => {
      const start = at;
      at += bins;
      return { feature, points: points.slice(start, at), weight: weight.slice(start, at) };
    }),
  };
  const digest = toHex(new Uint8Array(await crypto.digest('SHA-256', parts.manifest)));
  const signature = signedBy ? 'verified' : entries.length > 0 ? 'unverified' : 'none';
  return { addition, digest, signature, signedBy };
}

function assertNoIssues({ empty, issues }: IssueList): void {
  if (empty) return;
  const first = issues[0]!;
  const message = `"${first.path}" expected ${first.expected}`;
  throw new RiskError('MODEL_INVALID', message, { path: first.path, issues });
}
