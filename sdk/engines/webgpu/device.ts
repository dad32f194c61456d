import { RiskError } from '../../core/errors.js';

/** Of `GPUBufferUsage` and `GPUMapMode`, whose names a locked worker does not keep. */
export const MAP_READ = 0x1;
export const COPY_SRC = 0x4;
export const COPY_DST = 0x8;
export const UNIFORM = 0x40;
export const STORAGE = 0x80;

/** Workgroup memory worth asking for: sums of 128 players. */
const WORKGROUP_BYTES = 32_768;

/** A device that computes, and what it calls itself. */
export interface OpenedDevice {
  readonly device: GPUDevice;
  /** For people: vendor and architecture, as far as the browser tells. */
  readonly adapter: string;
  /** Fulfils when the device is gone: lost, or faulty. */
  readonly lost: Promise<string>;
}

/** A device, or why there is none. */
export type DeviceChoice = OpenedDevice | { readonly device: undefined; readonly reason: string };

/**
 * Opens the fastest device. Never throws: where there is none, it says why.
 *
 * @param gpu - `navigator.gpu`, where the browser has it.
 */
export async function openDevice(gpu: GPU | undefined): Promise<DeviceChoice> {
  if (!gpu) return { device: undefined, reason: 'WebGPU is not available here' };
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return { device: undefined, reason: 'WebGPU has no adapter here' };
    const { maxComputeWorkgroupStorageSize } = adapter.limits;
    const device = await adapter.requestDevice({
      requiredLimits: {
        maxComputeWorkgroupStorageSize: Math.min(maxComputeWorkgroupStorageSize, WORKGROUP_BYTES),
        maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
        maxBufferSize: adapter.limits.maxBufferSize,
      },
    });
    return { device, adapter: nameOf(adapter), lost: lossOf(device) };
  } catch {
    return { device: undefined, reason: 'WebGPU gave no device' };
  }
}

function nameOf({ info }: GPUAdapter): string {
  const words = [info.vendor, info.architecture, info.description].filter((word) => word !== '');
  return words.length > 0 ? [...new Set(words)].join(' ') : 'unnamed';
}

/** The browser's own message is not passed on: it is not ours to vouch for. */
function lossOf(device: GPUDevice): Promise<string> {
  return new Promise((resolve) => {
    void device.lost.then(() => resolve('the WebGPU device was lost'));
    device.addEventListener('uncapturederror', () => resolve('the WebGPU device met an error'));
  });
}

/** A fault of the device: not the caller's, not the model's. Another engine has to do the work. */
export function deviceFault(what: string): RiskError {
  return new RiskError('INTERNAL', `the WebGPU device failed: ${what}`);
}

/** A buffer with contents that stay. */
export function placeBuffer(
  device: GPUDevice,
  words: Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>,
  usage = STORAGE,
): GPUBuffer {
  // A binding must not be empty.
  const size = Math.max(16, words.byteLength);
  const buffer = device.createBuffer({ size, usage: usage | COPY_DST });
  device.queue.writeBuffer(buffer, 0, words);
  return buffer;
}

/** One pass: a pipeline made of one WGSL file, whose bindings are numbered as they are given. */
export function createPipeline(device: GPUDevice, code: string): GPUComputePipeline {
  const module = device.createShaderModule({ code });
  return device.createComputePipeline({ layout: 'auto', compute: { module } });
}
