import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OnnxOptions } from '../../sdk/importers/onnx/import.js';
import { bytesOf, readCsv } from './xgboost-cases.js';

const HERE = fileURLToPath(new URL('../vectors/onnx/', import.meta.url));

/** Trees that are carried and refused, by `make_onnx.py`; networks likewise, by `make_networks.py`. */
type OnnxKind = 'carried' | 'refused' | 'networks' | 'refused-networks';

/** What the script says of a model that is carried, or refused. */
interface OnnxManifest {
  readonly inputs: readonly { readonly type: string; readonly columns: readonly string[] }[];
  readonly options: OnnxOptions;
  /** Of networks: what the score is, and the features that may be missing. */
  readonly unit?: string;
  readonly missing?: readonly string[];
  readonly refused?: { readonly names: string };
}

export interface OnnxCase {
  readonly name: string;
  readonly folder: string;
  readonly bytes: Uint8Array;
  readonly manifest: OnnxManifest;
}

export function onnxCases(kind: OnnxKind): readonly OnnxCase[] {
  const folder = `${HERE}${kind}/`;
  return readdirSync(folder).map((name) => ({
    name,
    folder: `${folder}${name}/`,
    bytes: bytesOf(`${folder}${name}/model.onnx`),
    manifest: JSON.parse(readFileSync(`${folder}${name}/manifest.json`, 'utf8')) as OnnxManifest,
  }));
}

/** A column of expected.csv; undefined when the case has none of it. */
export function answersOf({ folder }: OnnxCase, column: string): readonly number[] | undefined {
  const cells = readCsv(`${folder}expected.csv`).get(column)!;
  if (cells.every((cell) => cell === '')) return undefined;
  return cells.map((cell) => (cell === '' ? NaN : Number(cell)));
}

/** Largest difference where there is an answer; a row of ours that is no number is infinite. */
export function worst(ours: readonly number[], theirs: readonly number[]): number {
  let largest = 0;
  ours.forEach((value, row) => {
    if (Number.isNaN(theirs[row]!)) return;
    const difference = Math.abs(value - theirs[row]!);
    largest = difference <= largest ? largest : difference > largest ? difference : Infinity;
  });
  return largest;
}
