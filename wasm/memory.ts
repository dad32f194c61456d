/** The first byte that the kernels' own constants and scratch leave free. */
export function heapBase(): usize {
  return __heap_base;
}
