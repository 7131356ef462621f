package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

var togetherChecks = []check{
	{"many writers lose nothing", func(k *kit) {
		k.area()
		var writers sync.WaitGroup
		for range 16 {
			writers.Go(func() {
				for range 10 {
					if _, err := k.store.CreateContribution(k.ctx, "a", mark(), nobody); err != nil {
						k.Error(err)
					}
				}
			})
		}
		writers.Wait()
		k.equal(k.count(store.ContributionQuery{}), 160)
	}},
	{"the same sent by many at once is one row", func(k *kit) {
		k.area()
		c := mark()
		var first atomic.Int32
		var writers sync.WaitGroup
		for range 16 {
			writers.Go(func() {
				made, err := k.store.CreateContribution(k.ctx, "a", c, alice)
				if err != nil {
					k.Error(err)
				} else if !made.Repeated {
					first.Add(1)
				}
			})
		}
		writers.Wait()
		k.equal(first.Load(), int32(1))
		k.equal(k.count(store.ContributionQuery{}), 1)
	}},
	{"a cap holds against many at once", func(k *kit) {
		k.area()
		participant := uuid.New()
		var writers sync.WaitGroup
		for range 16 {
			writers.Go(func() {
				c := mark()
				c.Participant = participant
				_, err := k.store.CreateContribution(k.ctx, "a", c, alice)
				if err != nil && !slices.Contains(store.Invalids(err), store.ErrInvalid{Field: "prompt", Code: store.CodeCapReached}) {
					k.Error(err)
				}
			})
		}
		writers.Wait()
		k.equal(k.count(store.ContributionQuery{}), 3)
	}},
	{"a bad neighbour fails alone", func(k *kit) {
		k.area()
		var writers sync.WaitGroup
		for i := range 32 {
			writers.Go(func() {
				c := mark()
				if i%2 == 0 {
					c.Geometry = orb.Point{0, 0}
				}
				_, err := k.store.CreateContribution(k.ctx, "a", c, nobody)
				if (err != nil) != (i%2 == 0) {
					k.Error(i, err)
				}
			})
		}
		writers.Wait()
		k.equal(k.count(store.ContributionQuery{}), 16)
	}},
	{"a cancelled context leaves nothing", func(k *kit) {
		a := k.area()
		kept := k.send(mark(), alice)
		rev, err := k.store.LastRev(k.ctx, "")
		k.must(err)
		ctx, cancel := context.WithCancel(k.ctx)
		cancel()
		_, err = k.store.CreateContribution(ctx, "a", mark(), nobody)
		k.is(err, context.Canceled)
		_, err = k.store.CreateContributions(ctx, "a", []*store.Contribution{mark()}, true)
		k.is(err, context.Canceled)
		_, err = k.store.UpdateContribution(ctx, "a", kept.ID, store.Patch{Text: ptr("x")}, alice)
		k.is(err, context.Canceled)
		k.is(k.store.WithdrawContribution(ctx, "a", kept.ID, alice), context.Canceled)
		a.Name = both("other")
		_, err = k.store.ApplyArea(ctx, a)
		k.is(err, context.Canceled)
		after, err := k.store.LastRev(k.ctx, "")
		k.must(err)
		k.equal(after, rev)
		k.equal(ids(k.list(store.ContributionQuery{})), []uuid.UUID{kept.ID})
	}},
	{"one cancelled midway is whole or not there, and so are its neighbours", cancelledMidway},
	{"a closed store says so", func(k *kit) {
		a := k.area()
		k.must(k.store.Close())
		k.must(k.store.Close())
		_, err := k.store.CreateContribution(k.ctx, "a", mark(), nobody)
		k.is(err, store.ErrClosed)
		_, err = k.store.ApplyArea(k.ctx, a)
		k.is(err, store.ErrClosed)
		_, err = k.store.Area(k.ctx, "a")
		k.is(err, store.ErrClosed)
		k.is(k.listError(k.ctx, store.ContributionQuery{Area: "a", Audience: store.AudienceStaff}), store.ErrClosed)
	}},
}

func cancelledMidway(k *kit) {
	k.area()
	var mu sync.Mutex
	steady, acknowledged := map[uuid.UUID]bool{}, map[uuid.UUID]bool{}
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for range 20 {
				c := mark()
				if _, err := k.store.CreateContribution(k.ctx, "a", c, nobody); err != nil {
					k.Errorf("a neighbour of the cancelled: %v", err)
				}
				mu.Lock()
				steady[c.ID] = true
				mu.Unlock()
			}
		})
		writers.Go(func() {
			for range 20 {
				ctx, cancel := context.WithCancel(k.ctx)
				go cancel()
				c := mark()
				_, err := k.store.CreateContribution(ctx, "a", c, nobody)
				cancel()
				if err != nil && !errors.Is(err, context.Canceled) {
					k.Errorf("the cancelled: %v", err)
				}
				mu.Lock()
				acknowledged[c.ID] = err == nil
				mu.Unlock()
			}
		})
	}
	writers.Wait()
	there := map[uuid.UUID]bool{}
	for _, c := range k.list(store.ContributionQuery{}) {
		there[c.ID] = true
	}
	for id := range steady {
		k.equal(there[id], true)
	}
	for id, yes := range acknowledged {
		if yes != there[id] {
			k.Errorf("acknowledged %v but there %v", yes, there[id])
		}
	}
}
