/** Levels of nesting in a model file; XGBoost's have about seven. */
export const MAX_DEPTH = 32;

/**
 * Objects, lists and strings of a model file, typed arrays apart. A tree has about fifty, so this
 * is 40 000 trees; each costs a parser up to a hundred bytes and a microsecond.
 */
export const MAX_PARTS = 2 ** 21;
