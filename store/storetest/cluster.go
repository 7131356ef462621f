package storetest

import (
	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

var clusterChecks = []check{
	{"spots are for one audience", func(k *kit) {
		k.area()
		c := mark()
		k.send(c, alice)
		k.review(c.ID, hide())
		k.equal(k.spots(store.ContributionQuery{}, nil).Len(), 0)
		hidden := k.spots(store.ContributionQuery{Audience: store.AudienceStaff}, nil)
		k.equal(hidden.Len(), 1)
		of := func(s store.ReviewState) int {
			return hidden.Clusters(20, nil, store.SpotFilter{Statuses: []store.ReviewState{s}}).Matched
		}
		k.equal([]int{of(store.Hidden), of(store.Published), of(store.Pending)}, []int{1, 0, 0})
		_, err := k.store.Spots(k.ctx, store.ContributionQuery{Area: "a", Audience: store.AudienceAuthor}, nil)
		k.is(err, store.ErrForbidden{Field: "audience"})
	}},
	{"spots can be kept to some, and follow what changes", func(k *kit) {
		k.area()
		first, second := mark(), mark()
		k.send(first, alice)
		k.send(second, bob)
		before := k.spots(store.ContributionQuery{}, nil)
		k.must(k.store.WithdrawContribution(k.ctx, "a", first.ID, alice))
		third := mark()
		third.Geometry = orb.Point{10.06, 59.06}
		k.send(third, nobody)
		changed := []uuid.UUID{first.ID, third.ID, uuid.New()}
		now := k.spots(store.ContributionQuery{}, changed)
		k.equal(now.Len(), 1)
		k.equal(before.With(changed, now).Clusters(22, nil, store.SpotFilter{}), k.spots(store.ContributionQuery{}, nil).Clusters(22, nil, store.SpotFilter{}))
		k.equal(k.spots(store.ContributionQuery{}, []uuid.UUID{}).Len(), 0)
		k.equal(k.spots(store.ContributionQuery{Prompts: []string{"none"}}, changed).Len(), 0)
	}},
	{"spots of no area are not found", func(k *kit) {
		_, err := k.store.Spots(k.ctx, store.ContributionQuery{Area: "nowhere", Audience: store.AudiencePublic}, nil)
		k.is(err, store.ErrNotFound)
	}},
}

// spots are the public's unless q says otherwise.
func (k *kit) spots(q store.ContributionQuery, only []uuid.UUID) *store.Spots {
	k.Helper()
	q.Area = "a"
	if q.Audience == "" {
		q.Audience = store.AudiencePublic
	}
	all, err := k.store.Spots(k.ctx, q, only)
	k.must(err)
	return all
}

// spotsAreWhatIsListed holds the spots of either audience against its lists.
func (k *kit) spotsAreWhatIsListed() {
	k.Helper()
	for _, q := range []store.ContributionQuery{{}, {Prompts: []string{"spot"}}, {Themes: []string{"social"}}, {Q: "word"}, {Waves: []string{"none"}}} {
		for _, q.Audience = range []store.Audience{store.AudiencePublic, store.AudienceStaff} {
			k.sameAsListed(q)
		}
	}
}

// sameAsListed holds the spots of q against what a list of it makes.
func (k *kit) sameAsListed(q store.ContributionQuery) {
	k.Helper()
	var want store.SpotsBuilder
	for _, c := range k.list(q) {
		class := store.SpotClass{Prompt: c.Prompt, Wave: c.Wave}
		if q.Audience == store.AudienceStaff {
			class.Status = c.Review.Status()
		}
		want.Add(c.ID, class, c.Geometry, c.Agreements)
	}
	listed, every := want.Spots(), store.SpotFilter{}
	k.equal(k.spots(q, nil).Clusters(20, nil, every), listed.Clusters(20, nil, every))
	k.equal(pointsOf(k.spots(q, nil)), pointsOf(listed))
	f := store.SpotFilter{Prompts: []string{"spot"}, Statuses: []store.ReviewState{store.Published}}
	k.equal(k.spots(q, nil).Clusters(20, nil, f), listed.Clusters(20, nil, f))
}

// pointsOf are what stands in the tile of the whole world.
func pointsOf(s *store.Spots) []any {
	out := []any{}
	t := s.Tile(geo.Tile{}, store.SpotFilter{})
	for _, p := range t.Points {
		out = append(out, struct {
			p     store.TilePoint
			class store.SpotClass
		}{p: store.TilePoint{ID: p.ID, Count: p.Count, X: p.X, Y: p.Y}, class: t.Classes[p.Class]})
	}
	return out
}
