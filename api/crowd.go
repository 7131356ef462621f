package api

import (
	"context"
	"sync"

	"github.com/google/uuid"

	"kvarter/store"
)

// mostSpots is how many contributions crowds keep in memory for maps, of all
// areas and filters together: about 60 MB. The newest filter stays, however many
// it finds.
const mostSpots = 1_000_000

// crowds keeps, for each filter that maps ask by, what it finds, so that many
// readers of a map cost no reading of the database. It is never the truth: what
// changed since is read before each answer.
type crowds struct {
	mu   sync.Mutex
	of   map[string]*crowd
	turn int64
}

// crowd is what one filter finds. Its turn is held by whoever reads it anew, as
// a channel, so that those who wait can be cancelled.
type crowd struct {
	turn  chan struct{}
	rev   int64
	spots *store.Spots

	// Guarded by crowds.mu.
	used int64
	kept int
}

func newCrowds() *crowds { return &crowds{of: map[string]*crowd{}} }

// spots are what q finds now, at least as new as the area's last change when it
// was called. key names the filter.
func (c *crowds) spots(ctx context.Context, from store.Store, q store.ContributionQuery, key string) (*store.Spots, error) {
	rev, err := from.LastRev(ctx, "")
	if err != nil {
		return nil, err
	}
	one := c.crowd(key)
	select {
	case one.turn <- struct{}{}:
		defer func() { <-one.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if one.spots == nil || one.rev < rev {
		spots, err := one.renewed(ctx, from, q)
		if err != nil {
			return nil, err
		}
		one.spots, one.rev = spots, rev
		c.keep(key, one, spots.Len())
	}
	return one.spots, nil
}

func (c *crowds) crowd(key string) *crowd {
	c.mu.Lock()
	defer c.mu.Unlock()
	one := c.of[key]
	if one == nil {
		one = &crowd{turn: make(chan struct{}, 1)}
		c.of[key] = one
	}
	c.turn++
	one.used = c.turn
	return one
}

// mostFilters bounds how many filters are kept that find next to nothing.
const mostFilters = 200

// keep counts what a filter holds and forgets those that were asked for longest
// ago, until the rest fits.
func (c *crowds) keep(key string, one *crowd, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.of[key], one.kept = one, n
	for {
		total, oldest := 0, ""
		for k, o := range c.of {
			total += o.kept
			if k != key && (oldest == "" || o.used < c.of[oldest].used) {
				oldest = k
			}
		}
		if oldest == "" || total <= mostSpots && len(c.of) <= mostFilters {
			return
		}
		delete(c.of, oldest)
	}
}

// renewed reads what changed since, or all of it where that is simpler.
func (o *crowd) renewed(ctx context.Context, from store.Store, q store.ContributionQuery) (*store.Spots, error) {
	if o.spots != nil {
		changed, few, err := changedSince(ctx, from, q.Area, o.rev)
		if err != nil {
			return nil, err
		}
		if few {
			now, err := from.Spots(ctx, q, changed)
			if err != nil {
				return nil, err
			}
			return o.spots.With(changed, now), nil
		}
	}
	return from.Spots(ctx, q, nil)
}

// changedSince are the area's contributions that changed after rev; not few
// where there are many, or where a change was about more than one.
func changedSince(ctx context.Context, from store.Store, area string, rev int64) (ids []uuid.UUID, few bool, err error) {
	changes, err := from.Changes(ctx, rev, store.MaxSpotIDs)
	if err != nil || len(changes) == store.MaxSpotIDs {
		return nil, false, err
	}
	ids = []uuid.UUID{}
	for _, one := range changes {
		switch {
		case one.Area != area && one.Area != "", one.Kind == store.ChangeParticipant:
		case one.ID == uuid.Nil:
			return nil, false, nil
		default:
			ids = append(ids, one.ID)
		}
	}
	return ids, true, nil
}
