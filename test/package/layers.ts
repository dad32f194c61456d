/**
 * Which folder may import from which: imports point left, towards `core`. Folders that stand side by
 * side never import each other; what two of them need goes a layer down.
 */
const below = {
  core: [],
  model: ['core'],
  lowering: ['core', 'model'],
  importers: ['core', 'model', 'lowering'],
  engines: ['core', 'model', 'lowering'],
  explain: ['core', 'model', 'lowering'],
  scoring: ['core', 'model', 'lowering', 'engines', 'explain'],
  insight: ['core', 'model', 'lowering', 'engines', 'explain', 'scoring'],
  lint: ['core', 'model'],
  fairness: ['core'],
  records: ['core', 'model', 'scoring', 'insight'],
  table: ['core'],
  train: [
    ...['core', 'model', 'lowering', 'engines', 'explain', 'scoring'],
    ...['fairness', 'table'],
  ],
} as const satisfies Record<string, readonly string[]>;

const everyLayer = Object.keys(below);

/** Entries and the few files beside them, at the top of `sdk/`. */
const entries = [
  ...['index', 'scorer', 'options', 'node', 'fairness', 'records', 'train', 'train-node'],
];

/** The layer of a source file, such as `model` for `sdk/model/forest.ts`. */
export function layerOf(file: string): string {
  const [top, folder] = file.split('/') as [string, string];
  if (top !== 'sdk') return top;
  return folder.endsWith('.ts') ? 'entry' : folder;
}

/** Says why a file must not import another, or undefined where it may. Paths from the root. */
export function refusal(importer: string, imported: string): string | undefined {
  const from = layerOf(importer);
  const to = layerOf(imported);
  const target = `${importer} imports ${imported}`;
  if (from === to && from !== 'entry') return undefined;
  switch (from) {
    case 'entry':
      return isEntry(importer) && isSdk(to) && to !== 'cli' ? undefined : target;
    case 'cli':
      return isSdk(to) ? undefined : target;
    case 'runtime':
      return everyLayer.includes(to) || imported === 'sdk/options.ts' ? undefined : target;
    case 'components':
      return isFace(imported) ? undefined : target;
    case 'demo':
      return isFace(imported) || to === 'components' ? undefined : target;
    default:
      return (below as Record<string, readonly string[]>)[from]?.includes(to) ? undefined : target;
  }
}

/** What third-party code each layer may use; `node:` modules are for the entries that run in Node. */
const packages: Readonly<Record<string, readonly string[]>> = {
  importers: ['@bufbuild/protobuf', 'saxes'],
  table: ['papaparse'],
  runtime: [
    'onnxruntime-web',
    ...['core', 'backend-cpu', 'backend-wasm', 'backend-webgpu'].map(
      (x) => `@tensorflow/tfjs-${x}`,
    ),
  ],
  components: ['lit'],
  demo: ['lit', 'vite'],
};

/** Files that run in Node only, beside the command's own folder. */
const nodeFiles = [
  'sdk/node.ts',
  'sdk/runtime/node-graph.ts',
  'sdk/runtime/pretrain-node.ts',
  'demo/demo-plugin.ts',
];

/** Says why a file must not import a package, or undefined where it may. */
export function packageRefusal(importer: string, specifier: string): string | undefined {
  const layer = layerOf(importer);
  const target = `${importer} imports ${specifier}`;
  if (specifier.startsWith('node:')) {
    return layer === 'cli' || nodeFiles.includes(importer) ? undefined : target;
  }
  // A module that the demo's own Vite plugin writes.
  if (specifier === 'virtual:signing-key') return layer === 'demo' ? undefined : target;
  // An empty module: the worker measures its policy with it.
  if (specifier.startsWith('data:')) return layer === 'runtime' ? undefined : target;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return packages[layer]?.includes(name) ? undefined : target;
}

/** Whether the table has a place for a file. */
export function isKnown(file: string): boolean {
  const layer = layerOf(file);
  if (layer === 'entry') return isEntry(file);
  return isSdk(layer) || layer === 'components' || layer === 'demo';
}

/** Whether a file lies below `runtime`, where the outside world comes in as arguments only. */
export function isPure(file: string): boolean {
  return everyLayer.includes(layerOf(file));
}

/** What the elements see of the SDK: what any page sees. */
function isFace(file: string): boolean {
  return ['index', 'fairness', 'records', 'train'].some((name) => file === `sdk/${name}.ts`);
}

function isEntry(file: string): boolean {
  return entries.some((name) => file === `sdk/${name}.ts`);
}

function isSdk(layer: string): boolean {
  return [...everyLayer, 'runtime', 'entry', 'cli'].includes(layer);
}
