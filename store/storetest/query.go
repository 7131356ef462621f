package storetest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

var queryChecks = []check{
	{"an unknown area is not found, an empty one is empty", func(k *kit) {
		k.is(k.listError(k.ctx, store.ContributionQuery{Area: "a", Audience: store.AudienceStaff}), store.ErrNotFound)
		_, err := k.store.CountContributions(k.ctx, store.ContributionQuery{Area: "a", Audience: store.AudienceStaff})
		k.is(err, store.ErrNotFound)
		_, err = k.store.Contribution(k.ctx, "a", uuid.New(), store.AudienceStaff, staff)
		k.is(err, store.ErrNotFound)
		k.area()
		k.equal(k.count(store.ContributionQuery{}), 0)
		_, err = k.store.Contribution(k.ctx, "a", uuid.New(), store.AudienceStaff, staff)
		k.is(err, store.ErrNotFound)
	}},
	{"an area keeps to itself", func(k *kit) {
		k.area()
		_, err := k.store.ApplyArea(k.ctx, newArea("b"))
		k.must(err)
		k.send(mark(), nobody)
		for _, audience := range []store.Audience{store.AudienceStaff, store.AudiencePublic} {
			k.equal(k.count(store.ContributionQuery{Area: "b", Audience: audience}), 0)
			k.equal(k.count(store.ContributionQuery{Area: "a", Audience: audience}), 1)
		}
	}},
	{"a box takes its edges, points and shapes", boxTakesItsEdges},
	{"two boxes meet across the antimeridian", func(k *kit) {
		k.area(func(a *store.Area) {
			a.Boundary.Geometry = orb.MultiPolygon{
				{{{179.9, 0}, {180, 0}, {180, 1}, {179.9, 1}, {179.9, 0}}},
				{{{-180, 0}, {-179.9, 0}, {-179.9, 1}, {-180, 1}, {-180, 0}}},
			}
			a.View.Center, a.Places = orb.Point{180, 0}, nil
		})
		at := func(lon float64) uuid.UUID {
			return k.enter(func(c *store.Contribution) { c.Geometry = orb.Point{lon, 0.5} }).ID
		}
		east, west := at(179.95), at(-179.95)
		at(179.901)
		for _, audience := range []store.Audience{store.AudienceStaff, store.AudiencePublic} {
			got := ids(k.list(store.ContributionQuery{Audience: audience, BBox: []orb.Bound{
				{Min: orb.Point{179.92, 0}, Max: orb.Point{180, 1}}, {Min: orb.Point{-180, 0}, Max: orb.Point{-179.92, 1}},
			}}))
			sortIDs(got)
			want := []uuid.UUID{east, west}
			sortIDs(want)
			k.equal(got, want)
		}
	}},
	{"each filter keeps what it names", eachFilter},
	{"times bound both ends", timesBound},
	{"words begin words, in any case", wordsBeginWords},
	{"pages are whole and stable under equal times", pagesAreWhole},
	{"a cursor stays true when what it stood on is gone", func(k *kit) {
		k.area()
		last := k.send(mark(), alice)
		q := store.ContributionQuery{After: store.CursorAfter(k.read(last.ID), store.AudienceStaff)}
		k.must(k.store.WithdrawContribution(k.ctx, "a", last.ID, alice))
		next := k.send(mark(), nobody)
		k.equal(ids(k.list(q)), []uuid.UUID{next.ID})
	}},
	{"what the audience may not filter by is forbidden", func(k *kit) {
		k.area()
		for field, q := range map[string]store.ContributionQuery{
			"channel":  {Audience: store.AudiencePublic, Channels: []store.Channel{store.ChannelWeb}},
			"workshop": {Audience: store.AudiencePublic, Workshops: []string{"X"}},
			"source":   {Audience: store.AudiencePublic, Source: store.SourceDemo},
			"status":   {Audience: store.AudiencePublic, Statuses: []store.ReviewState{store.Pending}},
		} {
			q.Area = "a"
			k.is(k.listError(k.ctx, q), store.ErrForbidden{Field: field})
			_, err := k.store.CountContributions(k.ctx, q)
			k.is(err, store.ErrForbidden{Field: field})
		}
		k.is(k.listError(k.ctx, store.ContributionQuery{Area: "a", Audience: store.AudienceAuthor}), store.ErrForbidden{Field: "participant"})
		k.is(k.listError(k.ctx, store.ContributionQuery{Area: "a", Audience: "room"}), store.ErrForbidden{Field: "audience"})
	}},
	{"an author lists their own", func(k *kit) {
		k.area()
		c := mark()
		c.Text = "mine"
		k.send(c, alice)
		k.send(mark(), bob)
		q := store.ContributionQuery{Audience: store.AudienceAuthor, Participant: c.Participant}
		got := k.list(q)
		k.equal(ids(got), []uuid.UUID{c.ID})
		k.equal(got[0].Text, "mine")
		k.equal(got[0].Participant, c.Participant)
		k.equal(got[0].Person, int64(0))
		k.equal(got[0].ReceivedAt, time.Time{})
	}},
	{"one is read by its author alone", func(k *kit) {
		k.area()
		c, unbound := k.send(mark(), alice), k.send(mark(), nobody)
		got, err := k.store.Contribution(k.ctx, "a", c.ID, store.AudienceAuthor, alice)
		k.must(err)
		k.equal(got, c)
		for _, by := range []store.Actor{bob, nobody, staff} {
			_, err := k.store.Contribution(k.ctx, "a", c.ID, store.AudienceAuthor, by)
			k.is(err, store.ErrNotFound)
			_, err = k.store.Contribution(k.ctx, "a", unbound.ID, store.AudienceAuthor, by)
			k.is(err, store.ErrNotFound)
		}
		_, err = k.store.Contribution(k.ctx, "a", c.ID, "room", alice)
		k.is(err, store.ErrNotFound)
	}},
	{"a list reads one state and may stop early", func(k *kit) {
		k.area()
		for range 20 {
			k.enter(func(*store.Contribution) {})
		}
		n := 0
		for _, err := range k.store.Contributions(k.ctx, store.ContributionQuery{Area: "a", Audience: store.AudienceStaff}) {
			k.must(err)
			if n++; n <= 5 {
				k.enter(func(*store.Contribution) {})
			}
		}
		k.equal(n, 20)
		for range 200 {
			for range k.store.Contributions(k.ctx, store.ContributionQuery{Area: "a", Audience: store.AudienceStaff}) {
				break
			}
		}
		k.equal(k.count(store.ContributionQuery{}), 25)
	}},
	{"a cancelled list ends with the reason", func(k *kit) {
		k.area()
		for range 3 {
			k.enter(func(*store.Contribution) {})
		}
		ctx, cancel := context.WithCancel(k.ctx)
		defer cancel()
		n := 0
		var last error
		for _, err := range k.store.Contributions(ctx, store.ContributionQuery{Area: "a", Audience: store.AudienceStaff}) {
			n, last = n+1, err
			cancel()
		}
		k.equal(n, 2)
		k.is(last, context.Canceled)
		k.is(k.listError(ctx, store.ContributionQuery{Area: "a", Audience: store.AudienceStaff}), context.Canceled)
	}},
}

func sortIDs(all []uuid.UUID) {
	slices.SortFunc(all, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
}

func boxTakesItsEdges(k *kit) {
	k.area()
	point := k.enter(func(c *store.Contribution) { c.Geometry = orb.Point{10.0500001, 59.05} }).ID
	line := k.enter(func(c *store.Contribution) {
		c.Prompt, c.Geometry = "any", orb.LineString{{10.06, 59.06}, {10.08, 59.08}}
	}).ID
	k.enter(func(c *store.Contribution) { c.Geometry, c.PlaceText = nil, "nowhere" })
	k.review(line, publish)
	bound := func(w, s, e, n float64) orb.Bound { return orb.Bound{Min: orb.Point{w, s}, Max: orb.Point{e, n}} }
	for _, c := range []struct {
		box           orb.Bound
		staff, public []uuid.UUID
	}{
		{bound(10.0500001, 59.05, 10.0500001, 59.05), []uuid.UUID{point}, nil},
		{bound(10.05, 59.05, 10.05, 59.05), nil, []uuid.UUID{point}},
		{bound(10.04, 59.04, 10.0500001, 59.05), []uuid.UUID{point}, []uuid.UUID{point}},
		{bound(10.0500002, 59.05, 10.06, 59.0599999), nil, nil},
		{bound(10.05, 59.05, 10.06, 59.06), []uuid.UUID{point, line}, []uuid.UUID{point, line}},
		{bound(10.08, 59.08, 10.09, 59.09), []uuid.UUID{line}, []uuid.UUID{line}},
		{bound(10.0800001, 59.07, 10.09, 59.09), nil, nil},
		{bound(10.065, 59.0601, 10.066, 59.0602), []uuid.UUID{line}, []uuid.UUID{line}},
		{bound(-180, -90, 180, 90), []uuid.UUID{point, line}, []uuid.UUID{point, line}},
	} {
		for audience, want := range map[store.Audience][]uuid.UUID{store.AudienceStaff: c.staff, store.AudiencePublic: c.public} {
			q := store.ContributionQuery{Audience: audience, BBox: []orb.Bound{c.box}}
			got := ids(k.list(q))
			if audience == store.AudiencePublic {
				sortIDs(want)
			}
			if !slices.Equal(got, want) {
				k.Errorf("%s box %v: got %v, want %v", audience, c.box, got, want)
			}
		}
	}
}

func pagesAreWhole(k *kit) {
	k.area()
	var all []*store.Contribution
	for range 57 {
		all = append(all, mark())
	}
	_, err := k.store.CreateContributions(k.ctx, "a", all, false)
	k.must(err)
	box := []orb.Bound{{Min: orb.Point{10, 59}, Max: orb.Point{10.1, 59.1}}}
	for _, audience := range []store.Audience{store.AudienceStaff, store.AudiencePublic} {
		for _, bbox := range [][]orb.Bound{nil, box} {
			whole := ids(k.list(store.ContributionQuery{Audience: audience, BBox: bbox}))
			want := ids(all)
			if audience == store.AudiencePublic {
				sortIDs(want)
			}
			k.equal(whole, want)
			var paged []uuid.UUID
			q := store.ContributionQuery{Audience: audience, BBox: bbox, Limit: 10}
			for {
				page := k.list(q)
				if len(page) == 0 {
					break
				}
				paged = append(paged, ids(page)...)
				q.After = store.CursorAfter(page[len(page)-1], audience)
			}
			k.equal(paged, whole)
		}
	}
	q := store.ContributionQuery{Area: "a", Audience: store.AudienceStaff, Limit: 5, After: store.Cursor{Seq: 10}}
	n, err := k.store.CountContributions(k.ctx, q)
	k.must(err)
	k.equal(fmt.Sprint(n), "57")
}
