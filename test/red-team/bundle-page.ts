import { fileURLToPath } from 'node:url';
import { rolldown, type Plugin } from 'rolldown';
import { sealOnnx } from '../../sdk/seal-onnx.mjs';
import { sealTfjs } from '../../sdk/seal-tfjs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));

export interface Variant {
  /** A session of a few lines in the place of the real one, which can be told to misbehave. */
  readonly fakeSession?: boolean;
  /** The worker with a GPU. @defaultValue the one that scores */
  readonly gpu?: boolean;
  /** The worker for networks, or with `gpu` the one that runs them there. */
  readonly network?: boolean;
  /** The worker that answers questions. */
  readonly insight?: boolean;
  /** The worker that adapts models. */
  readonly delta?: boolean;
  /** The worker for pre-training. */
  readonly pretrain?: boolean;
  /** The worker that trains. */
  readonly train?: boolean;
  /** Leaves the GPU's device in a global, for tests that lose it. */
  readonly tapped?: boolean;
  /** Leaves the lock-down out: the planted fault. */
  readonly unlocked?: boolean;
}

/** The worker as it ships, one file; or a variant of it. */
export function bundleWorker(variant: Variant = {}): Promise<string> {
  const { gpu, network } = variant;
  const plain =
    (['insight', 'delta', 'pretrain', 'train'] as const).find((each) => variant[each]) ?? 'score';
  const name = network ? (gpu ? 'network-gpu' : 'network') : gpu ? 'gpu' : plain;
  return bundle(`sdk/runtime/${name}.worker.ts`, variant);
}

/** The SDK's page side as one module. */
export function bundleSdk(): Promise<string> {
  return bundle('sdk/index.ts', {});
}

/** `insitu/records` as one module. */
export function bundleRecords(): Promise<string> {
  return bundle('sdk/records.ts', {});
}

/** `insitu/train` as one module. */
export function bundleTrain(): Promise<string> {
  return bundle('sdk/train.ts', {});
}

/** The page side of pre-training as one module. */
export function bundlePretrain(): Promise<string> {
  return bundle('sdk/runtime/pretrain-start.ts', {});
}

async function bundle(entry: string, variant: Variant): Promise<string> {
  const build = await rolldown({
    input: root + entry,
    platform: 'browser',
    treeshake: true,
    transform: { target: 'es2022' },
    plugins: [sealOnnx(), sealTfjs(), replaceModules(variant)],
  });
  const { output } = await build.generate({ format: 'esm', codeSplitting: false });
  await build.close();
  return output[0].code;
}

/** The planted fault: a worker that only says that it is locked. */
const pretence = 'unlocked';
const pretenceSource =
  'export const lockDown = () => ({ deleted: [], policy: Promise.resolve(false), refusals: () => 0 });';

function replaceModules({ fakeSession, unlocked, tapped }: Variant): Plugin {
  return {
    name: 'variant',
    resolveId: (source) => {
      if (fakeSession && source.endsWith('/create-session.js')) return `${here}fake-session.ts`;
      if (unlocked && source.endsWith('/guard.js')) return pretence;
      return null;
    },
    load: (id) => (id === pretence ? pretenceSource : null),
    transform: (code, id) =>
      tapped && id.endsWith('webgpu/device.ts')
        ? code.replace('return { device,', 'globalThis.tapped = device; return { device,')
        : null,
  };
}
