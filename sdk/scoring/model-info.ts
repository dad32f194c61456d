import { isReproducible } from './score.js';
import { baselinePoints } from '../explain/points.js';
import type { DecodedBundle } from '../model/bundle/decode.js';
import type { Feature } from '../model/feature.js';
import type { RiskModel } from '../model/model.js';
import type { FeatureInfo, ModelInfo } from './results.js';

/** Facts of the bundle that the model itself does not know. */
export interface BundleFacts {
  readonly digest: string;
  readonly bundleBytes: number;
  readonly signature: ModelInfo['signature'];
  readonly signedBy: string | undefined;
}

/** Those facts of a decoded bundle. */
export function factsOf({ digest, bytes, signature, signedBy }: DecodedBundle): BundleFacts {
  return { digest, bundleBytes: bytes, signature, signedBy };
}

/**
 * What a page may know about a model.
 *
 * @param baseline - margin of the average applicant, in units; without, nothing is explained.
 */
export function describeModel(
  model: RiskModel,
  bundle: BundleFacts,
  baseline: number | undefined,
): ModelInfo {
  const { scale, scaleBits, body } = model;
  return {
    name: model.name,
    version: model.version,
    title: model.title ?? { en: model.name },
    ...bundle,
    scaleBits,
    features: model.features.map(describeFeature),
    reasons: model.reasons.map((group) => ({
      code: group.code,
      features: group.features.map((f) => model.features[f]!.name),
      label: group.label,
    })),
    scale,
    baselinePoints:
      scale && baseline !== undefined ? baselinePoints(scale, scaleBits, baseline) : undefined,
    reproducible: isReproducible(model),
    indicative: model.indicative === true,
    backgrounds: body.kind !== 'additive' && body.background ? [body.background.population] : [],
    card: model.card,
  };
}

function describeFeature(feature: Feature): FeatureInfo {
  const shared = {
    name: feature.name,
    label: feature.label ?? { en: feature.name },
    unit: feature.unit,
    missing: feature.missing,
    zeroIsMissing: feature.kind === 'numeric' && feature.zeroIsMissing === true,
  };
  if (feature.kind === 'numeric') {
    const { min, max, step } = feature;
    return {
      ...shared,
      kind: 'numeric',
      min,
      max,
      step,
      integer: feature.integer === true,
      categories: [],
    };
  }
  const categories = Array.from(feature.codes, (code, i) => ({
    code,
    label: feature.labels[i],
    text: feature.categoryLabels?.[i] ?? { en: feature.labels[i] ?? String(code) },
  }));
  return {
    ...shared,
    kind: 'categorical',
    min: undefined,
    max: undefined,
    step: undefined,
    integer: true,
    categories,
  };
}
