package storetest

import (
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

var areaChecks = []check{
	{"a missing area is not found", func(k *kit) {
		_, err := k.store.Area(k.ctx, "a")
		k.is(err, store.ErrNotFound)
	}},
	{"no areas is an empty list", func(k *kit) {
		all, err := k.store.AllAreas(k.ctx)
		k.must(err)
		k.equal(all, []*store.Area{})
	}},
	{"an area comes back as it went in", func(k *kit) {
		want := k.area()
		got, err := k.store.Area(k.ctx, "a")
		k.must(err)
		k.equal(got, want)
	}},
	{"areas are listed by slug", func(k *kit) {
		for _, slug := range []string{"b", "a-2", "a", "c"} {
			_, err := k.store.ApplyArea(k.ctx, newArea(slug))
			k.must(err)
		}
		all, err := k.store.AllAreas(k.ctx)
		k.must(err)
		var slugs []string
		for _, a := range all {
			slugs = append(slugs, a.Slug)
		}
		k.equal(slugs, []string{"a", "a-2", "b", "c"})
	}},
	{"applying says what it did", func(k *kit) {
		a := newArea("a")
		for _, want := range []store.ApplyResult{store.ApplyCreated, store.ApplyUnchanged} {
			got, err := k.store.ApplyArea(k.ctx, a)
			k.must(err)
			k.equal(got, want)
		}
		before, err := k.store.LastRev(k.ctx, "a")
		k.must(err)
		k.equal(before, int64(1))
		a.Name = both("Torstrand øst")
		got, err := k.store.ApplyArea(k.ctx, a)
		k.must(err)
		k.equal(got, store.ApplyChanged)
		stored, err := k.store.Area(k.ctx, "a")
		k.must(err)
		k.equal(stored.Name, a.Name)
	}},
	{"what is applied stays apart from what the caller does later", func(k *kit) {
		a := k.area()
		a.Name["nb"] = "changed"
		stored, err := k.store.Area(k.ctx, "a")
		k.must(err)
		k.equal(stored.Name["nb"], "Torstrand")
	}},
	{"an invalid area is refused and nothing written", func(k *kit) {
		a := newArea("a")
		a.TimeZone = "Mars/Olympus"
		_, err := k.store.ApplyArea(k.ctx, a)
		k.equal(len(store.Invalids(err)) > 0, true)
		_, err = k.store.Area(k.ctx, "a")
		k.is(err, store.ErrNotFound)
	}},
	{"what answers were made by is immutable", func(k *kit) {
		a := k.area()
		k.enter(func(c *store.Contribution) { c.Geometry, c.Place = nil, "hall" })
		a.Methods[0].Prompts[0].Cap = 9
		a.Methods[0].Information = both("other information")
		a.Waves = a.Waves[:1]
		a.Places = a.Places[:1]
		_, err := k.store.ApplyArea(k.ctx, a)
		var immutable store.ErrImmutable
		if !errors.As(err, &immutable) {
			k.Fatalf("error is %v, want ErrImmutable", err)
		}
		joined, ok := err.(interface{ Unwrap() []error })
		if !ok || len(joined.Unwrap()) < 4 {
			k.Fatalf("want every refusal at once, got %v", err)
		}
		stored, err := k.store.Area(k.ctx, "a")
		k.must(err)
		k.equal(stored, newArea("a"))
	}},
	{"labels of an answered method may be corrected", func(k *kit) {
		a := k.area()
		k.send(mark(), nobody)
		a.Methods[0].Prompts[0].Label = both("better")
		got, err := k.store.ApplyArea(k.ctx, a)
		k.must(err)
		k.equal(got, store.ApplyChanged)
	}},
	{"marks move with their place", marksMoveWithTheirPlace},
	{"a new boundary flags anew what lies outside", func(k *kit) {
		a := k.area()
		in := k.enter(func(*store.Contribution) {}).ID
		line := k.enter(func(c *store.Contribution) {
			c.Prompt, c.Geometry = "any", orb.LineString{{10.01, 59.01}, {10.08, 59.08}}
		}).ID
		placed := k.enter(func(c *store.Contribution) { c.Geometry, c.Place = nil, "square" }).ID
		nowhere := k.enter(func(c *store.Contribution) { c.Geometry, c.PlaceText = nil, "somewhere" }).ID
		whole := a.Boundary.Geometry
		for _, c := range []struct {
			boundary orb.MultiPolygon
			want     []bool
		}{
			{orb.MultiPolygon{{{{10.04, 59.045}, {10.06, 59.045}, {10.06, 59.06}, {10.04, 59.06}, {10.04, 59.045}}}}, []bool{false, true, false, false}},
			{orb.MultiPolygon{{{{10, 59}, {10.09, 59}, {10.09, 59.02}, {10, 59.02}, {10, 59}}}}, []bool{true, true, false, false}},
			{whole, []bool{false, false, false, false}},
		} {
			a.Boundary.Geometry = c.boundary
			_, err := k.store.ApplyArea(k.ctx, a)
			k.must(err)
			var got []bool
			for _, id := range []uuid.UUID{in, line, placed, nowhere} {
				got = append(got, k.read(id).Outside)
			}
			k.equal(got, c.want)
		}
	}},
	{"a new policy rules at once", func(k *kit) {
		a := k.area()
		k.send(mark(), nobody)
		k.equal(k.count(store.ContributionQuery{Audience: store.AudiencePublic}), 1)
		a.Policy.Marks = store.MarksAggregate
		_, err := k.store.ApplyArea(k.ctx, a)
		k.must(err)
		k.equal(k.count(store.ContributionQuery{Audience: store.AudiencePublic}), 0)
	}},
}

func marksMoveWithTheirPlace(k *kit) {
	a := k.area()
	placed := func(place string, g orb.Geometry) uuid.UUID {
		return k.enter(func(c *store.Contribution) { c.Place, c.Geometry = place, g }).ID
	}
	own := orb.Point{10.01, 59.01}
	following, waiting, fixed := placed("square", nil), placed("hall", nil), placed("square", own)
	k.equal(k.read(following).Geometry, orb.Geometry(square))
	k.equal(k.read(following).AtPlace, true)
	k.equal(k.read(waiting).Geometry, nil)
	k.equal(k.read(waiting).AtPlace, false)
	rev, err := k.store.LastRev(k.ctx, "a")
	k.must(err)

	moved, found := orb.Point{10.07, 59.07}, orb.Point{10.02, 59.02}
	a.Places[0].Position, a.Places[1].Position = &moved, &found
	_, err = k.store.ApplyArea(k.ctx, a)
	k.must(err)
	for _, want := range []struct {
		id uuid.UUID
		at orb.Point
		is bool
	}{{following, moved, true}, {waiting, found, true}, {fixed, own, false}} {
		got := k.read(want.id)
		k.equal(got.Geometry, orb.Geometry(want.at))
		k.equal(got.AtPlace, want.is)
		box := []orb.Bound{{Min: want.at, Max: want.at}}
		k.equal(ids(k.list(store.ContributionQuery{BBox: box})), []uuid.UUID{want.id})
	}
	changes, err := k.store.Changes(k.ctx, rev, 100)
	k.must(err)
	var trail []string
	for _, c := range changes {
		trail = append(trail, fmt.Sprint(c.Kind, " ", c.ID))
	}
	k.equal(trail, []string{
		fmt.Sprint("update ", following), fmt.Sprint("update ", waiting), fmt.Sprint("area ", uuid.Nil),
	})

	a.Places[1].Position = nil
	_, err = k.store.ApplyArea(k.ctx, a)
	k.must(err)
	k.equal(k.read(waiting).Geometry, nil)
	k.equal(k.read(waiting).AtPlace, false)
}
