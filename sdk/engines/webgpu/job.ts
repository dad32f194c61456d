import { COPY_DST, COPY_SRC, deviceFault, MAP_READ, STORAGE, UNIFORM } from './device.js';

/** Rows of a workgroup. */
export const TILE = 64;

/**
 * One run of passes over some rows: its buffers, its commands, and what it reads back.
 *
 * Buffers live as long as the job: nothing of an applicant stays on the device, and a job that fails
 * leaves nothing behind. (Keeping them saves some 0.1 ms a job, of several.)
 */
export class Job {
  readonly #device: GPUDevice;
  readonly #buffers: GPUBuffer[] = [];
  readonly #encoder: GPUCommandEncoder;
  #pass: GPUComputePassEncoder | undefined;
  #errors: readonly Promise<GPUError | null>[] | undefined;

  /** From here to {@link Job.read} the device's errors are this job's. */
  constructor(device: GPUDevice) {
    this.#device = device;
    device.pushErrorScope('internal');
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    this.#encoder = device.createCommandEncoder();
  }

  /** Room for so many words, zeroed. Never empty, since a binding must not be. */
  reserve(words: number): GPUBuffer {
    return this.#create(4 * Math.max(4, words), STORAGE | COPY_SRC | COPY_DST);
  }

  /** What a pass is told, in the order of its `Params`. */
  params(...values: readonly number[]): GPUBuffer {
    const words = Int32Array.from({ length: 8 }, (_, i) => values[i] ?? 0);
    const buffer = this.#create(words.byteLength, UNIFORM | COPY_DST);
    this.#device.queue.writeBuffer(buffer, 0, words);
    return buffer;
  }

  /** Runs a pipeline over buffers, numbered as they are given, after what was run before. */
  run(pipeline: GPUComputePipeline, buffers: readonly GPUBuffer[], x: number, y = 1): void {
    const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    const layout = pipeline.getBindGroupLayout(0);
    this.#pass ??= this.#encoder.beginComputePass();
    this.#pass.setPipeline(pipeline);
    this.#pass.setBindGroup(0, this.#device.createBindGroup({ layout, entries }));
    this.#pass.dispatchWorkgroups(x, y);
  }

  /**
   * Sends everything to the device, and waits for it.
   *
   * @param parts - what to read, one after the other.
   * @returns the words read, in memory of their own.
   * @throws RiskError when the device fails; the numbers are of no use then.
   */
  async read(parts: readonly { readonly from: GPUBuffer; readonly words: number }[]) {
    const device = this.#device;
    const total = parts.reduce((sum, { words }) => sum + words, 0);
    const staging = this.#create(4 * Math.max(1, total), MAP_READ | COPY_DST);
    this.#pass?.end();
    let at = 0;
    for (const { from, words } of parts) {
      this.#encoder.copyBufferToBuffer(from, 0, staging, at, 4 * words);
      at += 4 * words;
    }
    device.queue.submit([this.#encoder.finish()]);
    const [mapped, ...found] = await Promise.allSettled([
      staging.mapAsync(MAP_READ),
      ...this.#takeErrors(),
    ]);
    for (const result of found) {
      if (result.status === 'rejected') throw deviceFault('it is gone');
      if (result.value)
        throw deviceFault(KINDS.find((kind) => isOf(result.value, kind)) ?? 'error');
    }
    if (mapped.status === 'rejected') throw deviceFault('nothing can be read back');
    return new Int32Array(staging.getMappedRange().slice(0));
  }

  /** Frees its buffers. Once, whatever became of it. */
  destroy(): void {
    for (const error of this.#takeErrors()) error.catch(() => undefined);
    for (const buffer of this.#buffers) buffer.destroy();
  }

  /** Ends the scopes in which errors are this job's. */
  #takeErrors(): readonly Promise<GPUError | null>[] {
    return (this.#errors ??= [0, 1, 2].map(() => this.#device.popErrorScope()));
  }

  #create(size: number, usage: number): GPUBuffer {
    const buffer = this.#device.createBuffer({ size, usage });
    this.#buffers.push(buffer);
    return buffer;
  }
}

/** A locked worker has no names for these; the message may name what is not ours to tell. */
const KINDS = ['GPUOutOfMemoryError', 'GPUValidationError', 'GPUInternalError'] as const;

function isOf(error: GPUError | null, kind: string): boolean {
  return Object.prototype.toString.call(error) === `[object ${kind}]`;
}
