package store

import (
	"context"
	"time"
)

// HostDays is for how many days after its workshop's a host link opens.
const HostDays = 7

// HostLink lets whoever has it pace one workshop, and nothing else. Only the hash
// of its secret is kept.
type HostLink struct {
	ID int64
	// Area and Workshop are what it opens, by slug and code.
	Area, Workshop string
	// Name is whom it was given to; empty if nobody said.
	Name string
	// MadeBy is who made it, as logs name them.
	MadeBy string
	// CreatedAt and ExpiresAt are UTC; UsedAt, exact to the hour, and RevokedAt
	// are zero if it never was. ExpiresAt follows the workshop's date.
	CreatedAt, ExpiresAt, UsedAt, RevokedAt time.Time
}

// HostsUntil is when the host links of a workshop held on date, as "2026-12-01",
// end: with the last of HostDays days after it, UTC. Zero if date is none.
func HostsUntil(date string) time.Time {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return time.Time{}
	}
	return day.AddDate(0, 0, HostDays+1)
}

// HostLinks keeps host links. They go with their workshop.
type HostLinks interface {
	// CreateHostLink keeps l for its Area and Workshop under the hash of its
	// secret. ErrNotFound for an unknown workshop, ErrWorkshopState if it is too
	// long ago, ErrInvalid.
	CreateHostLink(ctx context.Context, l HostLink, secret Hash) (*HostLink, error)
	// HostLinkByHash is the link of a secret that neither ended nor was revoked,
	// or ErrNotFound. It counts as a use.
	HostLinkByHash(ctx context.Context, secret Hash) (*HostLink, error)
	// AllHostLinks lists a workshop's links by ID, those that ended included.
	// ErrNotFound for an unknown workshop.
	AllHostLinks(ctx context.Context, area, code string) ([]*HostLink, error)
	// RevokeHostLink ends a link of the workshop; ErrNotFound, no error if it had
	// ended.
	RevokeHostLink(ctx context.Context, area, code string, id int64) error
}
