import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Feature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { Network } from '../../sdk/model/network.js';
import { readColumnsCsv } from '../golden/cases.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const VECTORS = `${HERE}../vectors/network/`;
const SHARED = `${HERE}../../../shared/golden/onnx_mlp_uci_taiwan/`;

/** What `make_networks.py` says of a network. */
interface NetworkFacts extends Pick<Network, 'inputs' | 'output' | 'batch'> {
  readonly features: readonly { name: string; missing: Feature['missing']; integer?: boolean }[];
  readonly reasons: readonly { code: string; features: number[] }[];
  readonly background?: {
    readonly population: string;
    readonly points: readonly (readonly (number | null)[])[];
    readonly weight: readonly number[];
  };
}

export function networkCases(): string[] {
  return readdirSync(VECTORS);
}

/** A file of a case, as columns. */
export function networkTable(name: string, file: string): Map<string, Float64Array> {
  return readColumnsCsv(`${VECTORS}${name}/${file}.csv`);
}

/** A network of `test/vectors` as a model. */
export function networkModel(name: string): RiskModel {
  const facts = JSON.parse(readFileSync(`${VECTORS}${name}/model.json`, 'utf8')) as NetworkFacts;
  return modelOf(facts, readFileSync(`${VECTORS}${name}/model.onnx`));
}

/** The shared network with its folder; `undefined` where it is absent. */
export function sharedNetwork(): { model: RiskModel; folder: string } | undefined {
  if (!existsSync(SHARED)) return undefined;
  const manifest = JSON.parse(readFileSync(`${SHARED}manifest.json`, 'utf8')) as {
    feature_names: string[];
  };
  const names = manifest.feature_names;
  const all = names.map((_, f) => f);
  const facts: NetworkFacts = {
    features: names.map((each) => ({ name: each, missing: 'refused' })),
    inputs: [{ name: 'X', type: 'float32', features: all, shape: 'matrix', missing: 'refused' }],
    output: { name: 'probability', index: 0, unit: 'probability' },
    // Twelve groups: as many as are explained exactly.
    reasons: Array.from({ length: 12 }, (_, g) => ({
      code: `R${g}`,
      features: all.filter((f) => f % 12 === g),
    })),
    background: {
      population: 'all',
      points: pointsOf(readColumnsCsv(`${SHARED}test.csv`), names),
      weight: [100, 200, 300, 400],
    },
  };
  return { model: modelOf(facts, readFileSync(`${SHARED}model.onnx`)), folder: SHARED };
}

/** Four made-up applicants: quarters of each column, and so nobody's row. */
function pointsOf(columns: Map<string, Float64Array>, names: readonly string[]): number[][] {
  const sorted = names.map((name) => columns.get(name)!.slice().sort());
  return [0.2, 0.4, 0.6, 0.8].map((q) => sorted.map((each) => each[Math.floor(q * each.length)]!));
}

function modelOf(facts: NetworkFacts, graph: Uint8Array): RiskModel {
  const { features, inputs, output, batch, reasons, background } = facts;
  const points = background && {
    population: background.population,
    rows: background.weight.reduce((sum, each) => sum + each, 0),
    values: Float64Array.from(background.points.flat(), (value) => value ?? NaN),
    weight: Uint32Array.from(background.weight),
  };
  return {
    name: 'network',
    version: '1',
    features: features.map((feature) => ({
      ...({
        kind: 'numeric',
        cuts: new Float64Array(0),
        compare: 'float64',
        side: 'less',
      } as const),
      ...feature,
    })),
    body: {
      ...({ kind: 'network', graph: new Uint8Array(graph), inputs, output } as const),
      ...(batch !== undefined && { batch }),
      ...(points && { background: points }),
    },
    scaleBits: 22,
    intercept: 0,
    link: 'logistic',
    calibration: { kind: 'identity' },
    scale: { offset: 600, factor: 40 / Math.LN2, bands: [{ id: 'A', from: 0 }] },
    reasons: reasons.map((group) => ({ ...group, label: { en: group.code } })),
    recourse: [],
    card: {},
  };
}
