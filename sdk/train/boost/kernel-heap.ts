import { RiskError } from '../../core/errors.js';
import type { BoostExports } from './kernel.js';

const PAGE = 65536;

/**
 * Sets memory of an instance aside; nothing is freed before the instance is. Growing detaches the
 * views that were handed out, so each is made where it is used.
 */
export class KernelHeap {
  readonly #memory: WebAssembly.Memory;
  #next: number;

  constructor({ memory, heapBase }: BoostExports) {
    this.#memory = memory;
    this.#next = heapBase();
  }

  /** Sets bytes aside, zeroed, at a multiple of 64 (a cache line). */
  reserve(byteLength: number): number {
    const at = Math.ceil(this.#next / 64) * 64;
    this.#next = at + byteLength;
    const missing = this.#next - this.#memory.buffer.byteLength;
    if (missing > 0) this.#grow(Math.ceil(missing / PAGE));
    return at;
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, length);
  }

  integers(at: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, at, length);
  }

  singles(at: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, at, length);
  }

  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, at, length);
  }

  #grow(pages: number): void {
    try {
      this.#memory.grow(pages);
    } catch (cause) {
      throw new RiskError('TRAINING_FAILED', 'the rows do not fit into memory', { cause });
    }
  }
}
