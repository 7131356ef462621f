/** How long an act can be undone before it is begun. */
export const HOLD_MS = 10_000;

/** The longest that somebody can be about to undo something. */
export const LONGEST_HOLD_MS = 60_000;
