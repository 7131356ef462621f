package storetest

import (
	"bytes"
	"slices"
	"sync"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

var agreementChecks = []check{
	{"one counts once, and is taken back once", func(k *kit) {
		k.area()
		his := k.send(mark(), bob)
		k.send(mark(), alice)
		for range 2 {
			k.must(k.store.Agree(k.ctx, "a", his.ID, alice))
			k.agreements(his.ID, 1)
			k.equal(k.agreed(alice), []uuid.UUID{his.ID})
		}
		for range 2 {
			k.must(k.store.Disagree(k.ctx, "a", his.ID, alice))
			k.agreements(his.ID, 0)
			k.equal(k.agreed(alice), []uuid.UUID{})
		}
	}},
	{"nobody agrees with their own, or before they sent", func(k *kit) {
		k.area()
		mine := k.send(mark(), alice)
		k.is(k.store.Agree(k.ctx, "a", mine.ID, alice), store.ErrOwn)
		k.is(k.store.Agree(k.ctx, "a", mine.ID, bob), store.ErrNoContribution)
		his := k.send(mark(), bob)
		k.must(k.store.Agree(k.ctx, "a", mine.ID, bob))
		k.must(k.store.WithdrawContribution(k.ctx, "a", his.ID, bob))
		other := k.enter(func(*store.Contribution) {})
		k.is(k.store.Agree(k.ctx, "a", other.ID, bob), store.ErrNoContribution)
		k.agreements(mine.ID, 1)
		k.agreements(other.ID, 0)
	}},
	{"nobody agrees with what the public does not see", func(k *kit) {
		k.area()
		k.send(mark(), alice)
		hidden, line := k.enter(func(*store.Contribution) {}), k.enter(func(c *store.Contribution) {
			c.Prompt, c.Geometry = "any", orb.LineString{{10.01, 59.01}, {10.02, 59.02}}
		})
		programme := k.enter(func(c *store.Contribution) { c.Prompt = "tale" })
		k.review(hidden.ID, hide())
		for _, id := range []uuid.UUID{hidden.ID, line.ID, programme.ID, uuid.New()} {
			k.is(k.store.Agree(k.ctx, "a", id, alice), store.ErrNotFound)
		}
		his := k.send(mark(), bob)
		k.must(k.store.WithdrawContribution(k.ctx, "a", his.ID, bob))
		k.is(k.store.Agree(k.ctx, "a", his.ID, alice), store.ErrGone)
		k.is(k.store.Agree(k.ctx, "none", his.ID, alice), store.ErrNotFound)
		k.review(line.ID, publish)
		k.must(k.store.Agree(k.ctx, "a", line.ID, alice))
	}},
	{"one's own pending is one's own", func(k *kit) {
		k.area()
		c := mark()
		c.Geometry, c.Place, c.PlaceText = nil, "", "by the river"
		k.send(c, alice)
		k.is(k.store.Agree(k.ctx, "a", c.ID, alice), store.ErrOwn)
	}},
	{"what is hidden keeps its agreements", func(k *kit) {
		k.area()
		his := k.send(mark(), bob)
		k.send(mark(), alice)
		k.must(k.store.Agree(k.ctx, "a", his.ID, alice))
		k.review(his.ID, hide())
		k.equal(k.read(his.ID).Agreements, 1)
		k.equal(k.agreed(alice), []uuid.UUID{his.ID})
		k.review(his.ID, publish)
		k.agreements(his.ID, 1)
		k.review(his.ID, hide())
		k.must(k.store.Disagree(k.ctx, "a", his.ID, alice))
		k.equal(k.read(his.ID).Agreements, 0)
	}},
	{"agreements go with the mark", func(k *kit) {
		k.area()
		his := k.send(mark(), bob)
		k.send(mark(), alice)
		k.must(k.store.Agree(k.ctx, "a", his.ID, alice))
		k.must(k.store.WithdrawContribution(k.ctx, "a", his.ID, bob))
		k.equal(k.agreed(alice), []uuid.UUID{})
		k.must(k.store.Disagree(k.ctx, "a", his.ID, alice))
	}},
	{"nobody takes back another's", func(k *kit) {
		k.area()
		his := k.send(mark(), bob)
		k.send(mark(), alice)
		k.must(k.store.Agree(k.ctx, "a", his.ID, alice))
		k.must(k.store.Disagree(k.ctx, "a", his.ID, bob))
		k.must(k.store.Disagree(k.ctx, "a", his.ID, store.Actor{Receipt: store.HashSecret("kvr_nobody")}))
		k.is(k.store.Disagree(k.ctx, "none", his.ID, alice), store.ErrNotFound)
		k.agreements(his.ID, 1)
	}},
	{"they are listed by id", func(k *kit) {
		k.area()
		k.send(mark(), alice)
		var want []uuid.UUID
		for range 5 {
			c := k.enter(func(*store.Contribution) {})
			want = append(want, c.ID)
			k.must(k.store.Agree(k.ctx, "a", c.ID, alice))
		}
		slices.SortFunc(want, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
		k.equal(k.agreed(alice), want)
		_, err := k.store.AgreementsByReceipt(k.ctx, "none", alice.Receipt)
		k.is(err, store.ErrNotFound)
		k.equal(k.agreed(bob), []uuid.UUID{})
	}},
	{"none is lost when many agree at once", func(k *kit) {
		k.area()
		c := k.enter(func(*store.Contribution) {})
		var all sync.WaitGroup
		for i := range 20 {
			by := store.Actor{Receipt: store.HashSecret("kvr_" + string(rune('a'+i)))}
			k.send(mark(), by)
			for range 2 {
				all.Go(func() {
					if err := k.store.Agree(k.ctx, "a", c.ID, by); err != nil {
						k.Error(err)
					}
				})
			}
		}
		all.Wait()
		k.agreements(c.ID, 20)
	}},
	{"an update keeps them", func(k *kit) {
		k.area()
		his := k.send(mark(), bob)
		k.send(mark(), alice)
		k.must(k.store.Agree(k.ctx, "a", his.ID, alice))
		c, err := k.store.UpdateContribution(k.ctx, "a", his.ID, store.Patch{Text: ptr("why")}, bob)
		k.must(err)
		k.equal(c.Agreements, 1)
		k.agreements(his.ID, 1)
	}},
	{"entries of a demonstration", func(k *kit) {
		k.area()
		one, two := mark(), mark()
		k.send(one, nobody)
		k.send(two, nobody)
		bound := k.send(mark(), alice)
		entries := []store.Entry{
			{Participant: one.Participant, Background: store.Background{"age": {"18-29"}}, Agreements: []uuid.UUID{one.ID, two.ID, bound.ID, uuid.New()}},
			{Participant: uuid.New(), Agreements: []uuid.UUID{two.ID}},
			{Participant: bound.Participant, Agreements: []uuid.UUID{two.ID}},
		}
		for range 2 {
			k.must(k.store.EnterParticipants(k.ctx, "a", entries))
			k.agreements(one.ID, 0)
			k.agreements(two.ID, 1)
			k.agreements(bound.ID, 1)
		}
		bad := append(entries[:1:1], store.Entry{Participant: two.Participant, Background: store.Background{"age": {"x"}}, Agreements: []uuid.UUID{one.ID}})
		k.is(k.store.EnterParticipants(k.ctx, "a", bad), store.ErrInvalid{Field: "answers.age", Code: store.CodeUnknown})
		k.agreements(one.ID, 0)
		k.is(k.store.EnterParticipants(k.ctx, "none", nil), store.ErrNotFound)
	}},
	{"what was demonstrated goes without a trace", func(k *kit) {
		k.area()
		c := mark()
		c.Source = store.SourceDemo
		k.send(c, staff)
		kept := k.enter(func(*store.Contribution) {})
		k.must(k.store.EnterParticipants(k.ctx, "a", []store.Entry{{Participant: c.Participant, Agreements: []uuid.UUID{kept.ID}}}))
		k.agreements(kept.ID, 1)
		_, err := k.store.EraseSource(k.ctx, "a", store.SourceDemo)
		k.must(err)
		k.agreements(kept.ID, 0)
	}},
}

// agreements fails unless id has n, for staff, the public, and in lists.
func (k *kit) agreements(id uuid.UUID, n int) {
	k.Helper()
	k.equal(k.read(id).Agreements, n)
	one, err := k.store.Contribution(k.ctx, "a", id, store.AudiencePublic, nobody)
	k.must(err)
	k.equal(one.Agreements, n)
	CheckPublic(k.T, k.store, "a")
}

// agreed is what by agreed with.
func (k *kit) agreed(by store.Actor) []uuid.UUID {
	k.Helper()
	all, err := k.store.AgreementsByReceipt(k.ctx, "a", by.Receipt)
	k.must(err)
	return all
}
