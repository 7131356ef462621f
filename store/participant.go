package store

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Participant is a pseudonym in one area and one wave.
type Participant struct {
	ID     uuid.UUID
	Area   string
	Wave   string
	Person int64
	// CreatedAt is UTC.
	CreatedAt time.Time
	// Background is nil if nothing was answered.
	Background Background
	// Acts grows with every change, background and agreement of the receipt's
	// participants in this area, undone and repeated ones included, and is
	// another once one of them comes or goes. Nobody's are 0.
	Acts int64
}

// Participants keeps participants, who are found by their receipt. They come
// into being with their first contribution.
type Participants interface {
	// ParticipantByReceipt is the participant bound to receipt in area, of
	// several the newest (one phone may answer in several waves), or ErrNotFound.
	ParticipantByReceipt(ctx context.Context, area string, receipt Hash) (*Participant, error)
	// SetBackground replaces the background answers of the participant that
	// ParticipantByReceipt finds for by's receipt, after Method.CheckBackground by
	// the method of its wave, and returns what is kept. Who may not be named by it
	// (Method.Nameless) loses every byline. ErrNotFound, ErrOutdated by by.After,
	// ErrInvalid.
	SetBackground(ctx context.Context, area string, b Background, by Actor) (Background, error)
	// WithdrawParticipant erases all participants in area that are bound to
	// receipt, with their contributions, background and agreements, and leaves a
	// tombstone of each participant and contribution. Nothing there is no error:
	// whoever asks again has what they asked for.
	WithdrawParticipant(ctx context.Context, area string, receipt Hash) error
	// EnterParticipants gives participants who are bound to no receipt what they
	// would have given themselves, for demonstrations: background, and
	// agreements, of which those that are not allowed are passed over.
	// ErrNotFound for an unknown area, ErrInvalid for a background; then nothing
	// is written.
	EnterParticipants(ctx context.Context, area string, all []Entry) error
}

// Entry is what EnterParticipants gives to one participant.
type Entry struct {
	Participant uuid.UUID
	Background  Background
	Agreements  []uuid.UUID
}
