package ingest

import (
	"kvarter/geo"
	"kvarter/store"
)

// reasons are the sentences for codes; a code without one stands for itself.
var reasons = map[string]string{
	CodeQuote:     "the quotes in the row do not match",
	CodeTooLarge:  "the row is larger than any answer",
	CodeConflict:  "there already with other content under this id",
	CodeWithdrawn: "withdrawn by its author; it does not come back",

	store.CodeRequired:    "missing",
	store.CodeUnknown:     "not known in this area",
	store.CodeMalformed:   "malformed",
	store.CodeTooLong:     "too long; it is never cut",
	store.CodeOutOfRange:  "out of range",
	store.CodeNotAllowed:  "not allowed here",
	store.CodeNotVisible:  "nothing visible in it",
	store.CodeControl:     "holds a control character",
	store.CodeInvalidUTF8: "not valid UTF-8",
	store.CodeCapReached:  "the person has given as many answers to this prompt as it takes",
	store.CodeFarOutside:  "more than 20 km outside the area; is it the right area?",
	store.CodeSwapped:     "longitude and latitude are the wrong way round",

	geo.CodeGeometryType:     "a kind of geometry that the prompt does not take",
	geo.CodeInvalidJSON:      "not well formed",
	geo.CodeInvalidWKT:       "not well-formed WKT (POINT, LINESTRING or POLYGON)",
	geo.CodePosition:         "a position that is not longitude and latitude",
	geo.CodeNotFinite:        "a number too large",
	geo.CodeTooFewPositions:  "too few positions",
	geo.CodeTooManyVertices:  "too many vertices",
	geo.CodeRingNotClosed:    "a ring that does not end where it began",
	geo.CodeSelfIntersection: "a ring that touches or crosses itself",
}
