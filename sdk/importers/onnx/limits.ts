/** Messages and strings of one file; a tree node of the widest layout has about three. */
export const MAX_PARTS = 2 ** 22;

/** Numbers in lists and tensors that are decoded. */
export const MAX_NUMBERS = 2 ** 25;

/** Nodes of a graph; converters write up to a few thousand. */
export const MAX_GRAPH_NODES = 2 ** 16;

/** Columns of one matrix: feature indexes are u16 in a forest. */
export const MAX_COLUMNS = 0xffff;

/** Operations between an input and a tree; converters write up to about six. */
export const MAX_STEPS = 32;

/** What following all values of a graph may cost, in columns, terms and categories made. */
export const MAX_WORK = 2 ** 22;

/** Raw values tried to find thresholds and sides of categories: a few seconds. */
export const MAX_TRIALS = 2 ** 23;

/** Sides of categories that are compared and joined over all nodes: a few seconds. */
export const MAX_SIDES = 2 ** 25;
