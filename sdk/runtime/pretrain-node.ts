import { readFile } from 'node:fs/promises';
import { webcrypto } from 'node:crypto';
import { createRequire } from 'node:module';
import { RiskError } from '../core/errors.js';
import type { TensorOps } from '../train/pretrain/tensors.js';
import { pretrainBackbone } from '../train/pretrain/pretrain-backbone.js';
import type { PretrainOptions, PretrainRows } from '../train/pretrain/pretrain-types.js';
import type { TrainHooks } from '../train/progress.js';
import { chooseBackend } from './pretrain-backends.js';
import type { Pretrained } from './pretrain-protocol.js';
import { assertTfjsFile, TFJS_VERSION, TFJS_WASM } from './tfjs-files.js';
import { tensorsOf } from './tfjs-tensors.js';

/** How a backbone is trained in Node: in this thread. */
export interface NodePretrainOptions extends TrainHooks {
  /** `auto`: WASM where tfjs's is installed, else plain JavaScript. @defaultValue 'auto' */
  readonly backend?: 'auto' | 'wasm' | 'cpu';
}

/**
 * Trains a backbone with the tfjs that is installed beside Insitu: `@tensorflow/tfjs-core` with
 * `tfjs-backend-wasm` or `tfjs-backend-cpu`.
 *
 * @throws RiskError `TRAINING_FAILED` when none is there, and as in a page.
 */
export async function pretrainInNode(
  data: PretrainRows,
  options: PretrainOptions = {},
  { backend = 'auto', ...hooks }: NodePretrainOptions = {},
): Promise<Pretrained> {
  const chosen = await chooseBackend(backend, [
    { backend: 'wasm', open: openWasm },
    { backend: 'cpu', open: openCpu },
  ]);
  return { backbone: await pretrainBackbone(data, options, chosen, hooks) };
}

/**
 * The WASM of the installed tfjs, verified.
 *
 * @throws RiskError `TRAINING_FAILED` when it is not there, `ASSET_INTEGRITY` for another version.
 */
export async function readTfjsFile(): Promise<Uint8Array> {
  const path = `@tensorflow/tfjs-backend-wasm/dist/${TFJS_WASM}`;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(createRequire(import.meta.url).resolve(path));
  } catch (error) {
    throw notInstalled('wasm', error);
  }
  await assertTfjsFile(bytes, webcrypto.subtle as SubtleCrypto);
  return bytes;
}

async function openWasm(): Promise<TensorOps> {
  // What tfjs will read itself is checked first.
  await readTfjsFile();
  return open('wasm', () => import('@tensorflow/tfjs-backend-wasm'));
}

function openCpu(): Promise<TensorOps> {
  return open('cpu', () => import('@tensorflow/tfjs-backend-cpu'));
}

async function open(name: 'wasm' | 'cpu', importBackend: () => Promise<unknown>) {
  const tf = await import('@tensorflow/tfjs-core').catch((error: unknown) => {
    throw notInstalled(name, error);
  });
  tf.env().set('PROD', true);
  await importBackend().catch((error: unknown) => {
    throw notInstalled(name, error);
  });
  if (await tf.setBackend(name)) return tensorsOf(tf);
  throw new Error('tfjs could not start it');
}

function notInstalled(name: 'wasm' | 'cpu', cause: unknown): RiskError {
  const packages = ['core', `backend-${name}`].map((part) => `@tensorflow/tfjs-${part}`);
  return new RiskError(
    'TRAINING_FAILED',
    `pre-training needs tfjs: npm install ${packages.map((name) => `${name}@${TFJS_VERSION}`).join(' ')}`,
    { cause },
  );
}
