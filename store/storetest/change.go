package storetest

import (
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

var changeChecks = []check{
	{"what is not there cannot be changed", func(k *kit) {
		_, err := k.store.UpdateContribution(k.ctx, "a", uuid.New(), store.Patch{}, alice)
		k.is(err, store.ErrNotFound)
		k.area()
		_, err = k.store.UpdateContribution(k.ctx, "a", uuid.New(), store.Patch{}, alice)
		k.is(err, store.ErrNotFound)
		k.is(k.store.WithdrawContribution(k.ctx, "a", uuid.New(), alice), store.ErrNotFound)
	}},
	{"only its author changes and withdraws", func(k *kit) {
		k.area()
		bound, unbound, nobodys := k.send(mark(), alice), k.send(mark(), nobody), k.enter(func(*store.Contribution) {})
		for _, c := range []struct {
			id   uuid.UUID
			by   store.Actor
			want error
		}{
			{bound.ID, nobody, store.ErrReceiptRequired},
			{bound.ID, bob, store.ErrReceipt},
			{bound.ID, staff, store.ErrReceiptRequired},
			{unbound.ID, nobody, store.ErrReceiptRequired},
			{unbound.ID, alice, store.ErrReceipt},
			{nobodys.ID, nobody, store.ErrReceiptRequired},
			{nobodys.ID, alice, store.ErrReceipt},
			{bound.ID, alice, nil},
			{nobodys.ID, staff, nil},
		} {
			_, err := k.store.UpdateContribution(k.ctx, "a", c.id, store.Patch{Text: ptr("mine")}, c.by)
			k.is(err, c.want)
			k.is(k.store.WithdrawContribution(k.ctx, "a", c.id, c.by), c.want)
		}
		k.equal(ids(k.list(store.ContributionQuery{})), []uuid.UUID{unbound.ID})
	}},
	{"a change writes what it names and nothing else", func(k *kit) {
		k.area()
		c := mark()
		c.Text, c.Wish = "why", "wish"
		k.send(c, alice)
		want := *k.read(c.ID)
		k.clock.set(start.Add(time.Minute))
		got, err := k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{Text: ptr("because"), Wish: ptr(""), Theme: ptr("social")}, alice)
		k.must(err)
		k.equal(got.Text, "because")
		want.Text, want.Wish, want.Theme, want.UpdatedAt = "because", "", "social", start.Add(time.Minute)
		k.equal(*k.read(c.ID), want)
	}},
	{"changed words wait for review again, others keep it", func(k *kit) {
		k.area()
		c := mark()
		c.Text = "why"
		k.send(c, alice)
		k.review(c.ID, publish)
		_, err := k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{Theme: ptr("social"), Text: ptr("why")}, alice)
		k.must(err)
		k.equal(k.read(c.ID).Review, store.Review{Geometry: store.Published, Words: store.Published})
		_, err = k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{Text: ptr("other")}, alice)
		k.must(err)
		k.equal(k.read(c.ID).Review, store.Review{Geometry: store.Published, Words: store.Pending})
	}},
	{"a mark moves from point to place to line", func(k *kit) {
		k.area()
		c := mark()
		c.Prompt = "any"
		k.send(c, alice)
		move := func(w store.Where) *store.Contribution {
			got, err := k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{Where: &w}, alice)
			k.must(err)
			k.equal(got.Geometry, k.read(c.ID).Geometry)
			return got
		}
		at := func(p orb.Point) int {
			return k.count(store.ContributionQuery{BBox: []orb.Bound{{Min: p, Max: p}}})
		}
		got := move(store.Where{Place: "square"})
		k.equal(got.Geometry, orb.Geometry(square))
		k.equal([]int{at(orb.Point{10.05, 59.05}), at(square)}, []int{0, 1})
		line := orb.LineString{{10.01, 59.01}, {10.02, 59.02}}
		got = move(store.Where{Geometry: line})
		k.equal(got.Geometry, orb.Geometry(line))
		k.equal(got.Review.Geometry, store.Pending)
		k.equal([]int{at(square), at(orb.Point{10.015, 59.015})}, []int{0, 1})
		got = move(store.Where{PlaceText: "by the river"})
		k.equal(got.Geometry, nil)
		k.equal(got.Review, store.Review{Words: store.Pending})
		k.equal(at(orb.Point{10.015, 59.015}), 0)
	}},
	{"a change that breaks a rule changes nothing", func(k *kit) {
		k.area()
		c := k.send(mark(), alice)
		before := k.read(c.ID)
		_, err := k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{Text: ptr("fine"), Where: &store.Where{Geometry: orb.Point{0, 0}}}, alice)
		k.is(err, store.ErrInvalid{Field: "geometry", Code: store.CodeFarOutside})
		k.equal(k.read(c.ID), before)
	}},
	{"changing ends after the late days, withdrawing never", func(k *kit) {
		closes := start.Add(time.Hour)
		k.area(func(a *store.Area) { a.Waves[1].Closes = closes })
		c := k.send(mark(), alice)
		k.clock.set(closes.AddDate(0, 0, store.LateDays).Add(-time.Second))
		_, err := k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{Text: ptr("late")}, alice)
		k.must(err)
		k.clock.set(closes.AddDate(0, 0, store.LateDays))
		_, err = k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{Text: ptr("too late")}, alice)
		k.is(err, store.ErrWaveClosed)
		k.must(k.store.WithdrawContribution(k.ctx, "a", c.ID, alice))
	}},
	{"a withdrawn id is gone for good", func(k *kit) {
		k.area()
		c := mark()
		c.Text = "words"
		k.send(c, alice)
		k.must(k.store.WithdrawContribution(k.ctx, "a", c.ID, alice))
		k.is(k.store.WithdrawContribution(k.ctx, "a", c.ID, alice), store.ErrGone)
		k.refused(c, alice, store.ErrGone)
		other := *c
		other.Prompt = "no such prompt"
		k.refused(&other, alice, store.ErrGone)
		for _, audience := range store.AllAudiences {
			_, err := k.store.Contribution(k.ctx, "a", c.ID, audience, alice)
			k.is(err, store.ErrGone)
		}
		_, err := k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{}, alice)
		k.is(err, store.ErrGone)
		_, err = k.store.ReviewContribution(k.ctx, "a", c.ID, publish)
		k.is(err, store.ErrGone)
		k.equal(k.count(store.ContributionQuery{}), 0)
	}},
	{"erasing a source cascades and leaves the rest", eraseCascades},
}

func eraseCascades(k *kit) {
	k.area()
	_, err := k.store.EraseSource(k.ctx, "nowhere", store.SourceDemo)
	k.is(err, store.ErrNotFound)
	var all []*store.Contribution
	for range 520 {
		c := mark()
		c.Source, c.Person = store.SourceDemo, int64(len(all)+1)
		all = append(all, c)
	}
	made, err := k.store.CreateContributions(k.ctx, "a", all, false)
	k.must(err)
	for _, m := range made {
		k.must(m.Err)
	}
	kept := k.send(mark(), alice)
	n, err := k.store.EraseSource(k.ctx, "a", store.SourceImport)
	k.must(err)
	k.equal(n, int64(0))
	n, err = k.store.EraseSource(k.ctx, "a", "")
	k.must(err)
	k.equal(n, int64(0))
	n, err = k.store.EraseSource(k.ctx, "a", store.SourceDemo)
	k.must(err)
	k.equal(n, int64(520))
	k.equal(ids(k.list(store.ContributionQuery{})), []uuid.UUID{kept.ID})
	// Neither tombstones nor participants stay: all of it may come again, from
	// other persons.
	for _, c := range all {
		c.Person += int64(len(all))
	}
	again, err := k.store.CreateContributions(k.ctx, "a", all, false)
	k.must(err)
	for _, m := range again {
		k.must(m.Err)
		k.equal(m.Repeated, false)
	}
}
