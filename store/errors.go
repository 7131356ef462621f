package store

import (
	"errors"
	"slices"
)

// Errors that every store answers with, wrapped with %w. Each is one answer of
// the API.
var (
	// ErrNotFound: there is no such thing, or the asker may not know of it.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the id is taken by other content.
	ErrConflict = errors.New("the id is taken by other content")
	// ErrGone: the contribution was withdrawn; its id is never used again.
	ErrGone = errors.New("withdrawn")
	// ErrReceiptRequired: the participant is bound to a receipt and none came.
	ErrReceiptRequired = errors.New("the participant's receipt is required")
	// ErrReceipt: the receipt is not the participant's.
	ErrReceipt = errors.New("the receipt is not this participant's")
	// ErrParticipant: the participant belongs to another area or wave.
	ErrParticipant = errors.New("the participant belongs to another area or wave")
	// ErrWaveClosed: no wave of the area takes an answer made then.
	ErrWaveClosed = errors.New("no wave takes this answer")
	// ErrOutdated: the participant has done something else meanwhile.
	ErrOutdated = errors.New("the participant has done something else meanwhile")
	// ErrEdited: a page changed the area since its file was applied.
	ErrEdited = errors.New("the area was changed on its pages since its file was applied")
	// ErrNotWords: staff place only what its author placed by words.
	ErrNotWords = errors.New("its author did not give its place in words")
	// ErrOwn: nobody agrees with their own.
	ErrOwn = errors.New("it is one's own")
	// ErrNoContribution: who agrees must have sent something that stands.
	ErrNoContribution = errors.New("the receipt's participant has no contribution")
	// ErrWorkshopState: the workshop is not where that can be done.
	ErrWorkshopState = errors.New("the workshop is not in a state for that")
	// ErrStale: the workshop or the area was changed since the asker saw it.
	ErrStale = errors.New("it was changed meanwhile")
	// ErrNewerDatabase: the database was written by a newer Kvarter.
	ErrNewerDatabase = errors.New("the database was written by a newer Kvarter")
	// ErrClosed: the store was closed.
	ErrClosed = errors.New("the store is closed")
)

// ErrInvalid is a value that breaks a rule. Field is the name in JSON, Code is
// stable. More than one are joined by errors.Join; Invalids takes them apart.
type ErrInvalid struct {
	Field string
	Code  string
}

// Error names the field and the code.
func (e ErrInvalid) Error() string { return e.Field + ": " + e.Code }

// ErrForbidden is a field that the asker may neither see nor set.
type ErrForbidden struct{ Field string }

// Error names the field.
func (e ErrForbidden) Error() string { return e.Field + ": not for this asker" }

// ErrImmutable is a part of an area that answers were already made by.
type ErrImmutable struct {
	// Path is where in the area's document, as $.method.prompts[2].cap.
	Path string
	// Reason is a sentence for the operator.
	Reason string
}

// Error is the path and the reason.
func (e ErrImmutable) Error() string { return e.Path + ": " + e.Reason }

// The codes of ErrInvalid beside those of geo.Error.
const (
	CodeRequired    = "required"
	CodeUnknown     = "unknown"
	CodeMalformed   = "malformed"
	CodeTooLong     = "too_long"
	CodeOutOfRange  = "out_of_range"
	CodeNotAllowed  = "not_allowed"
	CodeNotVisible  = "nothing_visible"
	CodeControl     = "control_character"
	CodeInvalidUTF8 = "invalid_utf8"
	CodeCapReached  = "cap_reached"
	CodeFarOutside  = "far_outside"
	CodeSwapped     = "lon_lat_swapped"
	// What a line or an area spans is beyond MaxLineMeters, MaxAreaSquareMeters.
	CodeLineTooLong  = "line_too_long"
	CodeAreaTooLarge = "area_too_large"
	CodeUUIDVersion  = "uuid_not_v4"
	CodeDuplicate    = "duplicate"
	// CodeNotOpen is of a round that was never opened.
	CodeNotOpen = "not_open"
)

// Invalids lists every ErrInvalid in err's tree, in order.
func Invalids(err error) []ErrInvalid {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []ErrInvalid
		for _, e := range joined.Unwrap() {
			all = append(all, Invalids(e)...)
		}
		return all
	}
	var one ErrInvalid
	if errors.As(err, &one) {
		return []ErrInvalid{one}
	}
	return nil
}

func oneOf[T comparable](v T, all []T) bool { return slices.Contains(all, v) }
