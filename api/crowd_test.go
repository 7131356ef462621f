package api

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

// counted is a store of as many spots as each prompt's name says.
type counted struct {
	store.Store
	reads int
}

func (c *counted) LastRev(context.Context, string) (int64, error) { return 1, nil }

func (c *counted) Spots(_ context.Context, q store.ContributionQuery, _ []uuid.UUID) (*store.Spots, error) {
	c.reads++
	var n int
	_, _ = fmt.Sscan(q.Prompts[0], &n)
	var out store.SpotsBuilder
	for range n {
		out.Add(uuid.UUID{}, store.SpotClass{Prompt: "a"}, orb.Point{}, 0)
	}
	return out.Spots(), nil
}

// What is asked for again is kept, until there is too much of it: then what was
// asked for longest ago goes first, and what was asked for last always stays.
func TestCrowdsForget(t *testing.T) {
	t.Parallel()
	const most = 6_000
	from, c := &counted{}, newCrowds(most)
	ask := func(n, wantReads int) {
		t.Helper()
		name := fmt.Sprint(n)
		spots, err := c.spots(t.Context(), from, store.ContributionQuery{Prompts: []string{name}}, name)
		if err != nil || spots.Len() != n || from.reads != wantReads {
			t.Fatalf("%d: %v, %d spots after %d readings, not %d", n, err, spots.Len(), from.reads, wantReads)
		}
	}
	ask(most/2, 1)
	ask(most/3, 2)
	ask(most/2, 2)
	ask(most/3+1, 3) // one too many: the third goes, the half was asked for since
	ask(most/2, 3)
	ask(most/3, 4)
	ask(most+1, 5)
	ask(most+1, 5)
	ask(1, 6)
	ask(most+1, 7)
	for n := range 2 * mostFilters {
		c.keep(fmt.Sprint("empty", n), &crowd{}, 0)
	}
	if len(c.of) > mostFilters {
		t.Errorf("%d filters are kept", len(c.of))
	}
}

// Who waits for somebody else's reading can go away.
func TestCrowdsWaitIsCancelled(t *testing.T) {
	t.Parallel()
	c := newCrowds(1)
	one := c.crowd("key")
	one.turn <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.spots(ctx, &counted{}, store.ContributionQuery{}, "key"); err != context.Canceled {
		t.Errorf("the wait ends with %v", err)
	}
}
