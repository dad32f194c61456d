/** Lets a test see and disturb the device that an engine gets. */
export interface GpuTap {
  /** In the place of `navigator.gpu`. */
  readonly gpu: GPU;
  /** The device, once it was asked for. */
  device(): GPUDevice;
  /** Buffers that were made and not destroyed. */
  buffers(): number;
}

/**
 * Taps the browser's GPU.
 *
 * @param change - called with each device before its user gets it.
 */
export function tapGpu(change: (device: GPUDevice) => void = () => undefined): GpuTap {
  const open = new Set<GPUBuffer>();
  let opened: GPUDevice | undefined;
  const requestDevice = async (adapter: GPUAdapter, descriptor?: GPUDeviceDescriptor) => {
    opened = await adapter.requestDevice(descriptor);
    const create = opened.createBuffer.bind(opened);
    patch(opened, 'createBuffer', (wanted: GPUBufferDescriptor) => {
      const buffer = create(wanted);
      const destroy = buffer.destroy.bind(buffer);
      open.add(buffer);
      patch(buffer, 'destroy', () => {
        open.delete(buffer);
        destroy();
      });
      return buffer;
    });
    change(opened);
    return opened;
  };
  const requestAdapter = async (options?: GPURequestAdapterOptions) => {
    const adapter = await globalThis.navigator?.gpu?.requestAdapter(options);
    if (!adapter) return null;
    const { info, limits } = adapter;
    const request = (descriptor?: GPUDeviceDescriptor) => requestDevice(adapter, descriptor);
    return { info, limits, requestDevice: request } as unknown as GPUAdapter;
  };
  return {
    gpu: { requestAdapter } as unknown as GPU,
    device: () => opened!,
    buffers: () => open.size,
  };
}

/** Puts something of ours before what an object inherits. */
export function patch(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}
