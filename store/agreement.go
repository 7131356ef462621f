package store

import (
	"context"

	"github.com/google/uuid"
)

// Agreements keeps hearts: one for each participant and mark, never for one's
// own. They go with either.
type Agreements interface {
	// Agree adds the agreement of the participant by by's receipt; again is no error.
	// ErrOwn for one's own, ErrNotFound for what the public does not see,
	// ErrGone for what was withdrawn, ErrNoContribution for who has no
	// contribution that stands, ErrOutdated by by.After.
	Agree(ctx context.Context, area string, id uuid.UUID, by Actor) error
	// Disagree takes it back. Where there is none, nothing happens; ErrNotFound
	// for an unknown area, ErrOutdated by by.After.
	Disagree(ctx context.Context, area string, id uuid.UUID, by Actor) error
	// AgreementsByReceipt lists the contributions that the receipt's participant
	// agreed with, in order of their ids, also those that were hidden since.
	AgreementsByReceipt(ctx context.Context, area string, receipt Hash) ([]uuid.UUID, error)
}
