import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The three sizes that every figure is given for. */
export const SIZES = [
  { name: '100x4', trees: 100, depth: 4, golden: 'uci_taiwan_t100d4' },
  { name: '300x6', trees: 300, depth: 6, golden: 'uci_taiwan_t300d6' },
  { name: '1000x8', trees: 1000, depth: 8, golden: 'uci_taiwan_t1000d8' },
];

const SHARED = fileURLToPath(new URL('../../../shared/golden/', import.meta.url));

/**
 * A model of a size with raw rows: the golden XGBoost model where `../shared` is there, else a
 * random forest of the same shape.
 *
 * @param {(bytes: Uint8Array) => { model: object }} importXgboost
 * @returns {{ origin: string, model: object, json: string | undefined, columns: Float32Array[], rows: number }}
 */
export function loadModel(size, rows, importXgboost) {
  const folder = `${SHARED}${size.golden}/`;
  if (!existsSync(folder)) {
    const { model, columns } = randomModel(size, rows);
    return { origin: 'random forest', model, json: undefined, columns, rows };
  }
  const json = `${folder}model.json`;
  const { model } = importXgboost(new Uint8Array(readFileSync(json)));
  const table = readCsv(`${folder}test.csv`);
  const columns = model.features.map(({ name }) => {
    const column = table.get(name);
    return Float32Array.from({ length: rows }, (_, row) => column[row % column.length]);
  });
  return { origin: `XGBoost on UCI Taiwan (${size.golden})`, model, json, columns, rows };
}

function readCsv(file) {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const names = lines[0].split(',');
  const columns = new Map(names.map((name) => [name, new Float32Array(lines.length - 1)]));
  for (let row = 1; row < lines.length; row++) {
    const cells = lines[row].split(',');
    names.forEach((name, c) => {
      columns.get(name)[row - 1] = cells[c] === '' ? NaN : Number(cells[c]);
    });
  }
  return columns;
}

/** Full trees over 23 numbers with 200 cut points each, seeded. */
function randomModel({ trees, depth }, rows) {
  const random = mulberry32(20_240_607);
  const FEATURES = 23;
  const CUTS = 200;
  const nodesPerTree = 2 ** (depth + 1) - 1;
  const nodes = trees * nodesPerTree;
  const forest = {
    kind: 'forest',
    treeStart: Uint32Array.from({ length: trees + 1 }, (_, t) => t * nodesPerTree),
    feature: new Uint16Array(nodes).fill(0xffff),
    split: new Uint16Array(nodes),
    right: new Uint32Array(nodes),
    defaultLeft: new Uint8Array(nodes),
    leaf: new Int32Array(nodes),
    cover: new Float32Array(nodes),
    categorySets: { start: Uint32Array.of(0), words: new Uint32Array(0) },
  };
  let at = 0;
  const grow = (level, cover) => {
    const node = at++;
    forest.cover[node] = cover;
    if (level === depth) {
      forest.leaf[node] = Math.round((random() - 0.5) * 2 ** 18);
      return;
    }
    forest.feature[node] = Math.floor(random() * FEATURES);
    forest.split[node] = Math.floor(random() * CUTS);
    forest.defaultLeft[node] = random() < 0.5 ? 1 : 0;
    const share = 0.1 + 0.8 * random();
    grow(level + 1, cover * share);
    forest.right[node] = at;
    grow(level + 1, cover * (1 - share));
  };
  for (let tree = 0; tree < trees; tree++) grow(0, 5000);
  const features = Array.from({ length: FEATURES }, (_, f) => ({
    kind: 'numeric',
    name: `f${f}`,
    missing: 'allowed',
    cuts: Float64Array.from({ length: CUTS }, (_, k) => k),
    compare: 'float32',
    side: 'less',
  }));
  const model = {
    name: 'random',
    version: '0',
    features,
    body: forest,
    scaleBits: 20,
    intercept: -1_000_000,
    link: 'logistic',
    calibration: { kind: 'identity' },
    reasons: features.map((feature, f) => ({
      code: feature.name,
      features: [f],
      label: { en: feature.name },
    })),
    recourse: [],
    card: {},
  };
  const columns = features.map(() =>
    Float32Array.from({ length: rows }, () => random() * (CUTS + 2) - 1),
  );
  return { model, columns };
}

function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
