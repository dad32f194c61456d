/**
 * The booster's kernels, as a WebAssembly module of their own: they repeat `sdk/train/boost/`
 * operation by operation, and give the same bits. Addresses come from there; nothing allocates.
 */
export { addLeaf, addLeaves } from './leaves';
export { measureLogLoss, measureSquaredError, quantise } from './gradients';
export { addRoot, addRows, addWords, subtractWords } from './histogram';
export { partition, partitionAll, transpose } from './rows';
export { bestLevelSplit, bestSplit, setSearch } from './search';

/** The first byte that the kernels' own constants and scratch leave free. */
export function heapBase(): usize {
  return __heap_base;
}
