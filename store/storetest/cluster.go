package storetest

import (
	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

var clusterChecks = []check{
	{"spots are what the public reads", func(k *kit) {
		a := k.area()
		k.everyKind()
		for _, marks := range store.AllMarks {
			a.Policy.Marks = marks
			_, err := k.store.ApplyArea(k.ctx, a)
			k.must(err)
			for _, q := range []store.ContributionQuery{{}, {Prompts: []string{"spot"}}, {Themes: []string{"social"}}, {Q: "word"}, {Waves: []string{"none"}}} {
				k.sameAsPublic(q)
			}
		}
	}},
	{"spots of an audience are the public's", func(k *kit) {
		k.area()
		c := mark()
		k.send(c, alice)
		k.review(c.ID, hide())
		for _, audience := range store.AllAudiences {
			k.equal(k.spots(store.ContributionQuery{Audience: audience}, nil).Len(), 0)
		}
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
		k.equal(before.With(changed, now).Clusters(22, nil), k.spots(store.ContributionQuery{}, nil).Clusters(22, nil))
		k.equal(k.spots(store.ContributionQuery{}, []uuid.UUID{}).Len(), 0)
		k.equal(k.spots(store.ContributionQuery{Prompts: []string{"none"}}, changed).Len(), 0)
	}},
	{"spots of no area are not found", func(k *kit) {
		_, err := k.store.Spots(k.ctx, store.ContributionQuery{Area: "nowhere"}, nil)
		k.is(err, store.ErrNotFound)
	}},
}

func (k *kit) spots(q store.ContributionQuery, only []uuid.UUID) *store.Spots {
	k.Helper()
	q.Area = "a"
	all, err := k.store.Spots(k.ctx, q, only)
	k.must(err)
	return all
}

// sameAsPublic holds the spots of q against what a list of it makes.
func (k *kit) sameAsPublic(q store.ContributionQuery) {
	k.Helper()
	want := &store.Spots{}
	listed := q
	listed.Audience = store.AudiencePublic
	for _, c := range k.list(listed) {
		want.Add(c.ID, c.Prompt, c.Geometry, 0)
	}
	k.equal(k.spots(q, nil).Clusters(20, nil), want.Clusters(20, nil))
}
