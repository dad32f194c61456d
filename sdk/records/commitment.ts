import { toHex } from '../core/bytes.js';
import { canonicalJson } from '../core/canonical.js';
import type { Applicant, FeatureInfo } from '../scoring/results.js';
import { committedForm } from './committed-form.js';
import type { DecisionRecord, RawValue } from './decision-record.js';

/** Bytes of a salt. */
export const SALT_BYTES = 32;

/**
 * A commitment to raw features: `SHA-256(salt || UTF-8(canonical JSON of the features))`, hex.
 *
 * The salt makes it a secret: without one, whoever reads the record could try all likely answers.
 * It is one commitment for all features, so it is opened for all or for none: a score can be
 * checked against all of them only.
 *
 * @param form - of `committedForm`.
 * @param salt - 32 random bytes, fresh for each record.
 */
export async function commitTo(
  form: Readonly<Record<string, RawValue>>,
  salt: Uint8Array | undefined,
  crypto: SubtleCrypto,
): Promise<string> {
  if (salt?.length !== SALT_BYTES) {
    throw new RangeError(`"salt" expected ${SALT_BYTES} bytes, got length=${salt?.length}`);
  }
  const text = new TextEncoder().encode(canonicalJson(form));
  const message = new Uint8Array(SALT_BYTES + text.length);
  message.set(salt);
  message.set(text, SALT_BYTES);
  return toHex(new Uint8Array(await crypto.digest('SHA-256', message)));
}

/**
 * Whether a record was made of these raw features: "here are the inputs; do they match?"
 *
 * Of a record that holds raw features, whether they are these. `false` for one that holds neither
 * features nor a commitment, and where a feature is absent.
 *
 * @param applicant - keys that the record does not name are ignored.
 * @param salt - that was returned with the record; not looked at where the record holds raw features.
 * @param features - of the model, where the applicant may spell categories by their codes;
 * without, categories must be spelt by their labels where they have one.
 */
export async function openCommitment(
  record: DecisionRecord,
  applicant: Applicant,
  salt: Uint8Array | undefined,
  crypto: SubtleCrypto,
  features?: readonly FeatureInfo[],
): Promise<boolean> {
  const { inputs } = record;
  if (inputs.kind === 'none') return false;
  const names =
    inputs.kind === 'values' ? inputs.values.map(({ feature }) => feature) : inputs.features;
  const form = features ? committedForm(features, applicant) : pick(names, applicant);
  if (!form || Object.keys(form).length !== names.length) return false;
  if (inputs.kind === 'values') {
    return inputs.values.every(({ feature, value }) => form[feature] === value);
  }
  return (await commitTo(form, salt, crypto)) === inputs.digest;
}

/** The named values as they are; `undefined` where one is no raw value. */
function pick(
  names: readonly string[],
  applicant: Applicant,
): Record<string, RawValue> | undefined {
  const form: Record<string, RawValue> = Object.create(null) as Record<string, RawValue>;
  for (const name of names) {
    const value = Object.hasOwn(applicant, name) ? applicant[name] : undefined;
    if (value === null || Number.isNaN(value)) form[name] = null;
    else if (typeof value === 'string' || Number.isFinite(value)) form[name] = value as RawValue;
    else return undefined;
  }
  return form;
}
