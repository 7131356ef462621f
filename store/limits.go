package store

import "time"

// Lengths of people's text, in Unicode code points. Longer is refused, never cut.
const (
	MaxTitle     = 120
	MaxByline    = 120
	MaxPlaceText = 250
	MaxWords     = 1_000 // why and wish
	MaxStory     = 10_000
	MaxLang      = 35
	MaxPeople    = 10_000
)

// Limits of what a line or an area may span.
const (
	MaxLineMeters       = 50_000
	MaxAreaSquareMeters = 100_000_000
)

// MaxAge is how long before it is received an answer may have been made.
const MaxAge = 90 * 24 * time.Hour

// Limits of a page of a list.
const (
	DefaultLimit = 1_000
	MaxLimit     = 10_000
)
