/** Bytes of a file: what is read is held in memory once, as UTF-8. */
export const MAX_BYTES = 2 ** 29;

/** Cells of a table, eight bytes each: a million rows of 64 columns. */
export const MAX_CELLS = 2 ** 26;

/** Columns of a table. */
export const MAX_COLUMNS = 20_000;
