import { CANONICAL_DEPTH, canonicalJson } from '../../core/canonical.js';
import { RiskError } from '../../core/errors.js';
import { IssueList } from '../check/issues.js';
import type { AdviceReader } from './advice-coding.js';
import { both, type Field } from './fields.js';
import { FORMAT_MAJOR } from './layout.js';
import type { NetworkReader } from './network-coding.js';
import {
  frameFields,
  modelFields,
  versionFields,
  type FeatureFields,
  type ModelFields,
} from './schema.js';
import type { SectionEntry } from './section-types.js';

/** What a manifest's `requires` names when its body is a network. */
export const REQUIRES_NETWORK = 'network';

/** What it names when a zero of some feature counts as missing: see `NumericFeature`. */
const REQUIRES_ZEROS = 'zero-is-missing';

/** What it names when numbers are stored in fewer bytes, or tests by level, than format 1 began with. */
export const REQUIRES_COMPACT = 'compact';

/** A bundle's frame: what is in the file, not yet what it means. */
export interface Manifest {
  readonly sections: readonly SectionEntry[];
  /** The model's fields, not checked yet. */
  readonly model: Readonly<Record<string, unknown>>;
}

export function writeManifest(
  model: ModelFields,
  sections: readonly SectionEntry[],
  sectionsRequire: readonly string[] = [],
): Uint8Array<ArrayBuffer> {
  const requires = [...sectionsRequire];
  // A reader that knows no networks would find no body it knows: it is to say why it refuses.
  if (model.body.kind === 'network') requires.push(REQUIRES_NETWORK);
  // One that passes over a member of a feature would give other numbers.
  const countsZeros = (feature: FeatureFields) =>
    'zeroIsMissing' in feature && feature.zeroIsMissing;
  if (model.features.some(countsZeros)) requires.push(REQUIRES_ZEROS);
  const manifest = { format: FORMAT_MAJOR, requires, sections, model: present(model) };
  return new TextEncoder().encode(canonicalJson(manifest));
}

/**
 * Reads a manifest's frame. The bytes must be the canonical spelling of their content: so there
 * are no duplicate keys, no lone surrogates and no two manifests that say the same.
 *
 * @param understood - what `requires` may name, beside what every reader knows, to be read on.
 * @throws RiskError `BUNDLE_FORMAT`, `BUNDLE_VERSION`.
 */
export function parseManifest(bytes: Uint8Array, understood: readonly string[]): Manifest {
  const value = parseJson(bytes);
  const version = readFields(versionFields, value, 'BUNDLE_FORMAT', 'manifest');
  if (version.format !== FORMAT_MAJOR) {
    // The header is not signed, the manifest is: they must agree.
    throw new RiskError('BUNDLE_VERSION', `manifest expected format ${FORMAT_MAJOR}`);
  }
  const unknown = version.requires.filter(
    (name) => name !== REQUIRES_ZEROS && name !== REQUIRES_COMPACT && !understood.includes(name),
  );
  if (unknown.length > 0) {
    throw new RiskError('BUNDLE_VERSION', 'the bundle requires a newer reader', {
      issues: unknown.map((name) => ({ code: 'REQUIRES', path: 'manifest.requires', got: name })),
    });
  }
  return readFields(frameFields, value, 'BUNDLE_FORMAT', 'manifest');
}

/** @throws RiskError `MODEL_INVALID` with every issue at once. */
export function parseModelFields(
  manifest: Manifest,
  networks?: NetworkReader,
  advice?: AdviceReader,
): ModelFields {
  const fields = modelFields(networks?.fields);
  const wanted = advice ? both(fields, advice.fields) : fields;
  return readFields<ModelFields>(wanted, manifest.model, 'MODEL_INVALID', 'model');
}

function readFields<T>(
  fields: Field<T>,
  value: unknown,
  code: 'BUNDLE_FORMAT' | 'MODEL_INVALID',
  path: string,
): T {
  const list = new IssueList();
  const read = fields.read(value, path, list);
  if (list.empty) return read;
  const first = list.issues[0]!;
  const message = `"${first.path}" expected ${first.expected}, got ${first.got}`;
  throw new RiskError(code, message, { path: first.path, issues: list.issues });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    if (canonicalJson(value) === text) return value;
  } catch {
    // The parser's own message would quote the file. Nesting too deep for it ends here as well; what
    // it can take, `canonicalJson` bounds.
  }
  throw new RiskError('BUNDLE_FORMAT', 'manifest expected canonical JSON in UTF-8');
}

/**
 * The same value without members that are `undefined`: in a model those are absent. What is nested
 * deeper than `canonicalJson` takes stays as it is, to be refused there.
 */
function present(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > CANONICAL_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => present(item, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, present(member, depth + 1)]),
  );
}
