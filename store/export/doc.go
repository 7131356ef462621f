// Package export writes contributions out: one file a format, from an iterator
// to any writer, in bounded memory. What an audience may not see is left out
// by its column; masking within a contribution is the store's.
package export
