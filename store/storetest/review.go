package storetest

import (
	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

var reviewChecks = []check{
	{"points are public at once, words, bylines, lines and areas wait", func(k *kit) {
		k.area()
		line := orb.LineString{{10.01, 59.01}, {10.02, 59.02}}
		for _, c := range []struct {
			change func(*store.Contribution)
			want   store.Review
		}{
			{func(*store.Contribution) {}, store.Review{Geometry: store.Published}},
			{func(c *store.Contribution) { c.Text = "why" }, store.Review{Geometry: store.Published, Words: store.Pending}},
			{func(c *store.Contribution) { c.Prompt, c.Geometry = "any", line }, store.Review{Geometry: store.Pending}},
			{func(c *store.Contribution) { c.Geometry, c.PlaceText = nil, "the bench" }, store.Review{Words: store.Pending}},
			{func(c *store.Contribution) { c.Geometry, c.Place = nil, "hall" }, store.Review{Geometry: store.Published}},
			{func(c *store.Contribution) { c.Share, c.Byline = store.ShareNamed, "Kari" },
				store.Review{Geometry: store.Published, Byline: store.Pending}},
		} {
			made := k.enter(c.change)
			k.equal(made.Review, c.want)
			k.equal(k.read(made.ID).Review, c.want)
		}
	}},
	{"each part is decided alone", func(k *kit) {
		k.area()
		c := mark()
		c.Text, c.Share, c.Byline, c.ConsentLang = "why", store.ShareNamed, "Kari", "nb"
		k.send(c, nobody)
		got := k.review(c.ID, store.Decision{Parts: []store.Part{store.PartWords}, State: store.Published})
		k.equal(got.Review, store.Review{Geometry: store.Published, Words: store.Published, Byline: store.Pending})
		got = k.review(c.ID, hide(store.PartByline, store.PartGeometry))
		k.equal(got.Review, store.Review{
			Geometry: store.Hidden, Words: store.Published, Byline: store.Hidden, Reason: store.ReasonOffensive,
		})
		k.equal(*k.read(c.ID), *got)
		got = k.review(c.ID, publish)
		k.equal(got.Review, store.Review{Geometry: store.Published, Words: store.Published, Byline: store.Published})
	}},
	{"a part that is not there stays so", func(k *kit) {
		k.area()
		c := k.send(mark(), nobody)
		got := k.review(c.ID, hide(store.PartWords))
		k.equal(got.Review, store.Review{Geometry: store.Published})
	}},
	{"hiding again may correct the reason", func(k *kit) {
		k.area()
		c := k.send(mark(), nobody)
		k.review(c.ID, hide())
		got := k.review(c.ID, store.Decision{State: store.Hidden, Reason: store.ReasonSpam})
		k.equal(got.Review, store.Review{Geometry: store.Hidden, Reason: store.ReasonSpam})
	}},
	{"what is no decision is refused", func(k *kit) {
		k.area()
		c := k.send(mark(), nobody)
		for _, d := range []store.Decision{
			{}, {State: store.Pending}, {State: store.Hidden}, {State: store.Published, Reason: store.ReasonSpam},
			{State: store.Published, Parts: []store.Part{"photo"}},
		} {
			_, err := k.store.ReviewContribution(k.ctx, "a", c.ID, d)
			k.equal(len(store.Invalids(err)), 1)
		}
		_, err := k.store.ReviewContribution(k.ctx, "a", uuid.New(), publish)
		k.is(err, store.ErrNotFound)
		_, err = k.store.ReviewContribution(k.ctx, "b", c.ID, publish)
		k.is(err, store.ErrNotFound)
	}},
}
