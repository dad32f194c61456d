import { fromHex } from '../../core/bytes.js';
import { KERNEL_HEX } from './kernel-bytes.js';

/** What the compiled kernels export; see `wasm/`. Addresses are bytes in `memory`. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  /** First byte that the kernels leave free. */
  heapBase(): number;
  binTiles(features: number, count: number, tiles: number, xb: number, tileBytes: number): void;
  binRow(features: number, count: number, row: number): void;
  addTrees(part: number, xb: number, tileBytes: number, blocks: number, margins: number): void;
  scoreRow(program: number, row: number): number;
  blocksTiles(
    program: number,
    players: number,
    xb: number,
    tileBytes: number,
    tiles: number,
    phi: number,
    stride: number,
  ): void;
  blocksLocate(program: number, row: number): void;
  blocksRow(program: number, row: number, phi: number): void;
  quadratureTile(program: number, xb: number, phi: number): void;
  quadratureRow(program: number, row: number, phi: number): void;
}

/** The compiled kernels, or why they cannot run here. */
export type KernelChoice =
  { readonly module: WebAssembly.Module } | { readonly module: undefined; readonly reason: string };

/**
 * Compiles the kernels. Never throws: a page whose CSP lacks `wasm-unsafe-eval`, and a browser
 * without SIMD128, get the reason instead.
 *
 * @param bytes - another build of the kernels. @defaultValue the bytes that travel in this module
 */
export async function compileKernel(
  bytes: Uint8Array<ArrayBuffer> = fromHex(KERNEL_HEX),
): Promise<KernelChoice> {
  if (typeof WebAssembly !== 'object') return refused('WebAssembly is not available');
  try {
    // Validation says no without a policy's violation report where SIMD is what is missing.
    if (!WebAssembly.validate(bytes)) return refused('WebAssembly has no SIMD128');
    const module = await WebAssembly.compile(bytes);
    // WebKit compiles what its policy forbids to run.
    instantiateKernel(module);
    return { module };
  } catch {
    return refused("WebAssembly is refused by the page's policy (no 'wasm-unsafe-eval')");
  }
}

function refused(reason: string): KernelChoice {
  return { module: undefined, reason };
}

/** Instances are synchronous, and each has a memory of its own. */
export function instantiateKernel(module: WebAssembly.Module): KernelExports {
  return new WebAssembly.Instance(module, {}).exports as unknown as KernelExports;
}
