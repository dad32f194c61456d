/**
 * The kernels, as one WebAssembly module. All of them read and write memory at addresses that the
 * engine lays out (`sdk/engines/wasm/`); none allocates, and none knows of another's program.
 */
export { binRow, binTiles } from './binning';
export { explainTiles as blocksTiles } from './blocks';
export { blocksLocate, blocksRow } from './blocks-row';
export { heapBase } from './memory';
export { addTrees } from './score';
export { scoreRow } from './score-row';
export { quadratureRow, quadratureTile } from './quadrature';
