/** How many answers may change at most: more are no advice. */
export const MAX_CHANGES = 8;

/** How many paths are looked for at most. */
export const MAX_PATHS = 16;

/** How long a search may take at most: a longer one belongs on a desk, not in a page. */
export const MAX_BUDGET_MS = 60_000;
