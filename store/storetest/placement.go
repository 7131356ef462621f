package storetest

import (
	"github.com/paulmach/orb"

	"kvarter/store"
)

var placementChecks = []check{
	{"words are put on the map and taken off again, and stay", func(k *kit) {
		k.area()
		c := k.enter(func(c *store.Contribution) { c.Geometry, c.PlaceText = nil, "by the river" })
		here, there := orb.Point{10.05, 59.05}, orb.Point{10.06, 59.06}
		for _, at := range []orb.Point{here, there} {
			placed, err := k.store.PlaceContribution(k.ctx, "a", c.ID, store.Placement{Position: &at, By: "kari"})
			k.must(err)
			k.equal(placed.Geometry, orb.Geometry(at))
			k.equal(placed.PlaceText, "by the river")
			k.equal(placed.Review.Geometry, store.Published)
		}
		placed, err := k.store.PlaceContribution(k.ctx, "a", c.ID, store.Placement{Place: "square"})
		k.must(err)
		k.equal(placed.Geometry, orb.Geometry(square))
		for range 2 {
			placed, err = k.store.UnplaceContribution(k.ctx, "a", c.ID)
			k.must(err)
			k.equal(placed.Geometry, nil)
			k.equal(placed.Review.Geometry, store.NoPart)
		}
		CheckPublic(k.T, k.store, "a")
	}},
	{"only words are placed, by the rules of the area", func(k *kit) {
		k.area()
		at := orb.Point{10.05, 59.05}
		point := k.enter(func(*store.Contribution) {})
		_, err := k.store.PlaceContribution(k.ctx, "a", point.ID, store.Placement{Position: &at})
		k.is(err, store.ErrNotWords)
		words := k.enter(func(c *store.Contribution) { c.Geometry, c.PlaceText = nil, "by the river" })
		for _, p := range []store.Placement{{}, {Place: "hall"}, {Place: "nowhere"}, {Position: &orb.Point{59.05, 10.05}}, {Position: &orb.Point{0, 0}}} {
			if _, err := k.store.PlaceContribution(k.ctx, "a", words.ID, p); len(store.Invalids(err)) == 0 {
				k.Errorf("%v is %v", p, err)
			}
		}
		k.equal(k.read(words.ID).Geometry, nil)
	}},
	{"what the author says of the place takes it off", func(k *kit) {
		k.area()
		c := k.enter(func(c *store.Contribution) { c.Geometry, c.PlaceText = nil, "by the river" })
		at := orb.Point{10.05, 59.05}
		_, err := k.store.PlaceContribution(k.ctx, "a", c.ID, store.Placement{Position: &at})
		k.must(err)
		_, err = k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{Text: ptr("more")}, staff)
		k.must(err)
		k.equal(k.read(c.ID).Geometry, orb.Geometry(at))
		_, err = k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{Where: &store.Where{Geometry: at, PlaceText: "by the sea"}}, staff)
		k.must(err)
		k.equal(k.read(c.ID).Geometry, nil)
		k.equal(k.read(c.ID).PlaceText, "by the sea")
	}},
}
