import {
  add,
  dispose,
  div,
  matMul,
  mul,
  relu,
  scalar,
  setBackend,
  sigmoid,
  softplus,
  sqrt,
  step,
  sub,
  sum,
  tensor2d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { RiskError } from '../core/errors.js';
import { openDevice } from '../engines/webgpu/device.js';
import { pretrainBackbone } from '../train/pretrain/pretrain-backbone.js';
import type { TensorOps } from '../train/pretrain/tensors.js';
import { answerCalls } from './answers.js';
import type { Lock } from './guard.js';
import { chooseBackend, type BackendOffer } from './pretrain-backends.js';
import { PRETRAIN_CALLS, type PretrainCalls, type PretrainRun } from './pretrain-protocol.js';
import type { WorkerService } from './serve.js';
import { registerCpu } from './tfjs-cpu.js';
import { assertTfjsFile } from './tfjs-files.js';
import { tensorsOf } from './tfjs-tensors.js';
import { registerWasm } from './tfjs-wasm.js';
import { registerWebGpu } from './tfjs-webgpu.js';
import type { ProgressMessage } from './train-protocol.js';
import { toRiskError } from './wire-errors.js';

/** The service of the worker for pre-training. tfjs is evaluated after the lock-down. */
export function serviceOn(gpu: GPU | undefined): WorkerService {
  return {
    start(lock) {
      const service: PretrainCalls = {
        ping: () => Promise.resolve(true),
        async pretrain(data, options, run) {
          try {
            assertSafe(lock);
            const device = { lost: new Promise<never>(() => undefined) };
            const chosen = await chooseBackend(run.backend, offersOf(gpu, run, device));
            const training = pretrainBackbone(data, options, chosen, {
              onProgress: (progress) =>
                globalThis.postMessage({ token: 0, progress } satisfies ProgressMessage),
              pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
            });
            const backbone = await Promise.race([training, device.lost]);
            assertSafe(lock);
            const isolation = { deleted: lock.deleted, policy: await lock.policy };
            return { backbone, isolation };
          } catch (error) {
            throw toRiskError(error);
          }
        },
      };
      answerCalls(globalThis as unknown as MessagePort, service, PRETRAIN_CALLS);
    },
  };
}

function assertSafe(lock: Lock): void {
  if (lock.refusals() === 0) return;
  throw new RiskError('EGRESS_BLOCKED', 'code in the worker tried to send; it stops here');
}

/** Renders in software: right, and slower than WASM. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

/** @param device - gets the end of the GPU's device, once one is open. */
function offersOf(
  gpu: GPU | undefined,
  { backend, runtime }: PretrainRun,
  device: { lost: Promise<never> },
): readonly BackendOffer[] {
  return [
    {
      backend: 'webgpu',
      async open() {
        const opened = await openDevice(gpu);
        if (!opened.device) throw new Error(opened.reason);
        if (backend === 'auto' && SOFTWARE.test(opened.adapter)) {
          opened.device.destroy();
          throw new Error('the only adapter is one in software');
        }
        device.lost = opened.lost.then((reason) => {
          throw new RiskError('TRAINING_FAILED', `${reason}; "backend" can be "wasm"`);
        });
        device.lost.catch(() => undefined);
        registerWebGpu(opened.device);
        return useBackend('webgpu');
      },
    },
    {
      backend: 'wasm',
      async open() {
        if (typeof runtime === 'string') throw new Error(runtime);
        await assertTfjsFile(runtime, crypto.subtle);
        await registerWasm(runtime);
        return useBackend('wasm');
      },
    },
    {
      backend: 'cpu',
      async open() {
        registerCpu();
        return useBackend('cpu');
      },
    },
  ];
}

/** By name: all of tfjs at once would be three times as large. */
const OPERATIONS = {
  ...{ add, dispose, div, matMul, mul, relu, scalar, sigmoid },
  ...{ softplus, sqrt, step, sub, sum, tensor2d, tidy, transpose },
};

async function useBackend(name: string): Promise<TensorOps> {
  if (await setBackend(name)) return tensorsOf(OPERATIONS);
  throw new Error('tfjs could not start it');
}
