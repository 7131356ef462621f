package api

import (
	"context"
	"runtime/debug"
	"sync"

	"github.com/google/uuid"

	"kvarter/store"
)

// mostSpots is how many contributions crowds keep in memory for maps, of all
// areas, audiences and filters together: about 90 MB. The newest filter stays,
// however many it finds.
const mostSpots = 2_000_000

// crowds keeps, for each filter that maps ask by, what it finds, so that many
// readers of a map cost no reading of the database. It is never the truth: what
// changed since is read before each answer.
type crowds struct {
	most int // how many spots are kept

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

func newCrowds(most int) *crowds { return &crowds{most: most, of: map[string]*crowd{}} }

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
		if oldest == "" || total <= c.most && len(c.of) <= mostFilters {
			return
		}
		delete(c.of, oldest)
	}
}

// renewed reads what changed since, or all of it where that is simpler. It may
// be newer than rev: a change that is taken in twice changes nothing.
func (o *crowd) renewed(ctx context.Context, from store.Store, q store.ContributionQuery) (spots *store.Spots, err error) {
	spots, since := o.spots, o.rev
	for pages := 0; spots != nil && pages <= spots.Len()/spotsAPage; pages++ {
		changes, err := from.Changes(ctx, since, store.MaxSpotIDs)
		if err != nil {
			return nil, err
		}
		changed, few := changedOf(changes, q.Area)
		if !few {
			break
		}
		if len(changed) > 0 {
			now, err := from.Spots(ctx, q, changed)
			if err != nil {
				return nil, err
			}
			spots = spots.With(changed, now)
		}
		if len(changes) < store.MaxSpotIDs {
			return spots, nil
		}
		since = changes[len(changes)-1].Rev
	}
	spots, err = from.Spots(ctx, q, nil)
	if err == nil && spots.Len() > spotsAPage {
		debug.FreeOSMemory() // what so much reading left behind, which Go would keep for long
	}
	return spots, err
}

// spotsAPage is from how many spots on another page of changes is read one by
// one rather than everything anew.
const spotsAPage = 50_000

// changedOf are the area's contributions that changed; not few where a change
// was about more than one.
func changedOf(changes []store.Change, area string) (ids []uuid.UUID, few bool) {
	for _, one := range changes {
		switch {
		case one.Area != area && one.Area != "", one.Kind == store.ChangeParticipant, one.Kind == store.ChangeWorkshop:
		case one.ID == uuid.Nil:
			return nil, false
		default:
			ids = append(ids, one.ID)
		}
	}
	return ids, true
}
