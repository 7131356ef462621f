/* How long people's words may be, in code points; the server holds the same. */

/** "Why?" and "what should happen here?", each. */
export const WORDS = 1000;

/** A place in words. */
export const PLACE_WORDS = 250;
