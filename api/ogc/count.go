package ogc

import (
	"context"
	"sync"

	"kvarter/store"
)

// counts keeps what was counted last, by what was asked: a client that pages
// through a million rows asks a thousand times how many there are. A count holds
// as long as nothing in the area changes.
type counts struct {
	mu sync.Mutex
	of map[string]counted
}

type counted struct{ rev, n int64 }

// mostCounts is how many are kept; then all are forgotten.
const mostCounts = 1000

func newCounts() *counts { return &counts{of: map[string]counted{}} }

// count is how many a finds, at least as new as the area's last change when it
// was called.
func (c *counts) count(ctx context.Context, from store.Store, a ask) (int64, error) {
	rev, err := from.LastRev(ctx, "") // of all areas: a restore belongs to none
	if err != nil {
		return 0, err
	}
	c.mu.Lock()
	kept, found := c.of[a.key]
	c.mu.Unlock()
	if found && kept.rev == rev {
		return kept.n, nil
	}
	n, err := from.CountContributions(ctx, a.query)
	if err != nil {
		return 0, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.of) >= mostCounts {
		clear(c.of)
	}
	c.of[a.key] = counted{rev, n}
	return n, nil
}
