/** Levels of a tree; CatBoost's own limit is 16. */
export const MAX_TREE_DEPTH = 16;

/**
 * Nodes of all trees together; more is an attack. An oblivious tree of depth d has 2^(d+1) - 1 of
 * them, so this is 33 000 trees of depth 6 or 2000 of depth 10.
 */
export const MAX_NODES = 2 ** 22;

/** Category names of all features together: each categorical feature takes all that a file has. */
export const MAX_NAMES = 2 ** 20;
