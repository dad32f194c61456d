import type { Feature } from '../feature.js';
import { REQUIRES_COMPACT } from './manifest.js';
import type { FeatureFields } from './schema.js';
import type { SectionReader } from './section-reader.js';
import type { SectionWriter } from './section-writer.js';
import { narrowCuts } from './small-numbers.js';

/**
 * Cut points and codes of all features go one after another into three sections.
 *
 * @param small - whether cut points may be stored in fewer bytes than they are compared in.
 */
export function writeFeatures(
  features: readonly Feature[],
  small: boolean,
  writer: SectionWriter,
): readonly FeatureFields[] {
  const singles: number[] = [];
  const doubles: number[] = [];
  const codes: number[] = [];
  const fields = features.map((feature): FeatureFields => {
    if (feature.kind === 'categorical') {
      for (const code of feature.codes) codes.push(code);
      return { ...feature, codes: feature.codes.length };
    }
    const cuts = feature.compare === 'float32' ? singles : doubles;
    for (const cut of feature.cuts) cuts.push(cut);
    return { ...feature, cuts: feature.cuts.length };
  });
  const add = (name: string, cuts: Float32Array | Float64Array): void => {
    const fewer = small ? narrowCuts(cuts) : cuts;
    writer.add(name, fewer, fewer === cuts ? undefined : REQUIRES_COMPACT);
  };
  add('cuts.float32', Float32Array.from(singles));
  add('cuts.float64', Float64Array.from(doubles));
  writer.add('codes', Int32Array.from(codes));
  return fields;
}

export function readFeatures(fields: readonly FeatureFields[], reader: SectionReader): Feature[] {
  const total = { float32: 0, float64: 0, codes: 0 };
  for (const feature of fields) {
    if (feature.kind === 'numeric') total[feature.compare] += feature.cuts;
    else total.codes += feature.codes;
  }
  const float32 = reader.view('cuts.float32', ['f32', 'i16'], total.float32);
  const float64 = reader.view('cuts.float64', ['f64', 'f32', 'i16'], total.float64);
  const codes = reader.view('codes', ['i32'], total.codes);
  const at = { float32: 0, float64: 0, codes: 0 };
  return fields.map((feature): Feature => {
    if (feature.kind === 'numeric') {
      const start = at[feature.compare];
      at[feature.compare] += feature.cuts;
      const cuts = feature.compare === 'float32' ? float32 : float64;
      return { ...feature, cuts: new Float64Array(cuts.subarray(start, start + feature.cuts)) };
    }
    const start = at.codes;
    at.codes += feature.codes;
    return { ...feature, codes: codes.slice(start, start + feature.codes) };
  });
}
