/* How long people's words may be, in code points; the server holds the same. */

/** "Why?" and "what should happen here?", each. */
export const WORDS = 1000;

/** A story. */
export const STORY = 10_000;

/** The title of a story. */
export const TITLE = 120;

/** The name beside a story. */
export const BYLINE = 120;

/** A place in words. */
export const PLACE_WORDS = 250;
