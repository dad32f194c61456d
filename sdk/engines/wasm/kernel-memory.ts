import { RiskError } from '../../core/errors.js';
import type { KernelExports } from './kernel.js';

const PAGE = 65536;

type Placeable =
  Uint8Array | Int8Array | Uint16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/**
 * Lays out an instance's memory: everything is placed once, when an engine is made, and nothing is
 * freed before the instance is.
 *
 * Growing detaches every view of a memory. So the memory grows while things are placed, and
 * {@link KernelMemory.seal} ends that; only then are views handed out.
 */
export class KernelMemory {
  readonly #memory: WebAssembly.Memory;
  #next: number;
  #sealed = false;

  constructor(kernel: KernelExports) {
    this.#memory = kernel.memory;
    this.#next = kernel.heapBase();
  }

  /** Sets bytes aside, zeroed, at a multiple of 64 (a cache line). */
  reserve(byteLength: number): number {
    if (this.#sealed) throw new RiskError('INTERNAL', 'kernel memory is sealed');
    const at = Math.ceil(this.#next / 64) * 64;
    this.#next = at + byteLength;
    const missing = this.#next - this.#memory.buffer.byteLength;
    if (missing > 0) this.#grow(Math.ceil(missing / PAGE));
    return at;
  }

  /** Copies an array in, and gives its address. */
  place(array: Placeable): number {
    const at = this.reserve(array.byteLength);
    new Uint8Array(this.#memory.buffer, at, array.byteLength).set(
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    );
    return at;
  }

  seal(): void {
    this.#sealed = true;
  }

  get byteLength(): number {
    return this.#memory.buffer.byteLength;
  }

  int8(at: number, length: number): Int8Array {
    return new Int8Array(this.#buffer(), at, length);
  }

  uint16(at: number, length: number): Uint16Array {
    return new Uint16Array(this.#buffer(), at, length);
  }

  int32(at: number, length: number): Int32Array {
    return new Int32Array(this.#buffer(), at, length);
  }

  float32(at: number, length: number): Float32Array {
    return new Float32Array(this.#buffer(), at, length);
  }

  float64(at: number, length: number): Float64Array {
    return new Float64Array(this.#buffer(), at, length);
  }

  #buffer(): ArrayBuffer {
    if (!this.#sealed) throw new RiskError('INTERNAL', 'kernel memory is still growing');
    return this.#memory.buffer;
  }

  #grow(pages: number): void {
    try {
      this.#memory.grow(pages);
    } catch (cause) {
      throw new RiskError('INTERNAL', 'no memory left for the kernels', { cause });
    }
  }
}
