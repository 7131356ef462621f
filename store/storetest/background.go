package storetest

import (
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

var backgroundChecks = []check{
	{"it is kept, replaced whole and taken back", func(k *kit) {
		k.area()
		k.send(mark(), alice)
		k.equal(k.background(alice), store.Background(nil))
		for _, b := range []store.Background{
			{"age": {"18-29"}, "relation": {"lives", "works"}}, {"relation": {store.PreferNotToSay}},
		} {
			k.equal(k.answer(alice, b), b)
			k.equal(k.background(alice), b)
		}
		k.equal(k.answer(alice, store.Background{"age": nil}), store.Background{})
		k.equal(k.background(alice), store.Background(nil))
	}},
	{"what is wrong is refused and changes nothing", func(k *kit) {
		k.area()
		k.send(mark(), alice)
		was := k.answer(alice, store.Background{"age": {"18-29"}})
		_, err := k.store.SetBackground(k.ctx, "a", alice.Receipt, store.Background{"age": {"x"}})
		k.is(err, store.ErrInvalid{Field: "answers.age", Code: store.CodeUnknown})
		_, err = k.store.SetBackground(k.ctx, "a", bob.Receipt, store.Background{})
		k.is(err, store.ErrNotFound)
		_, err = k.store.SetBackground(k.ctx, "none", alice.Receipt, store.Background{})
		k.is(err, store.ErrNotFound)
		k.equal(k.background(alice), was)
	}},
	{"a child keeps one answer and no name", func(k *kit) {
		k.area()
		c := named()
		k.send(c, alice)
		k.review(c.ID, publish)
		other := named()
		k.send(other, bob)
		k.clock.set(start.Add(time.Minute))
		k.equal(k.answer(alice, store.Background{"age": {"u13"}, "relation": {"lives"}}), store.Background{"age": {"u13"}})
		got := k.read(c.ID)
		k.equal([]any{got.Byline, got.ConsentLang, got.ConsentAt, got.Share, got.Review, got.UpdatedAt}, []any{
			"", "", time.Time{}, store.ShareAnonymous, store.Review{Geometry: store.Published, Words: store.Published}, start.Add(time.Minute),
		})
		k.equal(k.read(other.ID).Byline, "Kari")

		next := named()
		next.Participant = c.Participant
		k.refused(next, alice, store.ErrInvalid{Field: "byline", Code: store.CodeNotAllowed})
		_, err := k.store.UpdateContribution(k.ctx, "a", c.ID,
			store.Patch{Share: ptr(store.ShareNamed), Byline: ptr("Kari"), ConsentLang: ptr("nb")}, alice)
		k.is(err, store.ErrInvalid{Field: "byline", Code: store.CodeNotAllowed})
		made, err := k.store.CreateContribution(k.ctx, "a", c, alice)
		k.must(err)
		k.equal([]any{made.Repeated, made.Contribution.Byline}, []any{true, ""})
		next.Byline, next.ConsentLang = "", ""
		k.send(next, alice)

		k.answer(alice, store.Background{"age": {"18-29"}})
		_, err = k.store.UpdateContribution(k.ctx, "a", c.ID,
			store.Patch{Share: ptr(store.ShareNamed), Byline: ptr("Kari"), ConsentLang: ptr("nb")}, alice)
		k.must(err)
	}},
	{"consent is kept with its time, and goes with the name", func(k *kit) {
		k.area()
		c := named()
		c.CreatedAt = start.Add(-time.Hour)
		k.send(c, alice)
		for _, got := range []*store.Contribution{k.read(c.ID), k.list(store.ContributionQuery{})[0]} {
			k.equal([]any{got.ConsentLang, got.ConsentAt}, []any{"nb", start.Add(-time.Hour)})
		}
		own, err := k.store.Contribution(k.ctx, "a", c.ID, store.AudienceAuthor, alice)
		k.must(err)
		k.equal(own.ConsentLang, "nb")
		k.review(c.ID, publish)
		CheckPublic(k.T, k.store, "a")
		_, err = k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{Byline: ptr(""), Share: ptr(store.ShareAnonymous)}, alice)
		k.must(err)
		k.equal([]any{k.read(c.ID).ConsentLang, k.read(c.ID).ConsentAt}, []any{"", time.Time{}})
	}},
}

var withdrawChecks = []check{
	{"a participant goes with all that is theirs", func(k *kit) {
		k.area()
		c := mark()
		k.send(c, alice)
		second := mark()
		second.Participant = c.Participant
		k.send(second, alice)
		his := k.send(mark(), bob)
		k.answer(alice, store.Background{"age": {"18-29"}})
		k.must(k.store.Agree(k.ctx, "a", his.ID, alice.Receipt))
		k.must(k.store.Agree(k.ctx, "a", c.ID, bob.Receipt))
		for range 2 {
			k.must(k.store.WithdrawParticipant(k.ctx, "a", alice.Receipt))
			_, err := k.store.ParticipantByReceipt(k.ctx, "a", alice.Receipt)
			k.is(err, store.ErrNotFound)
			for _, id := range []uuid.UUID{c.ID, second.ID} {
				_, err := k.store.Contribution(k.ctx, "a", id, store.AudienceStaff, staff)
				k.is(err, store.ErrGone)
			}
		}
		k.agreements(his.ID, 0)
		k.equal(k.agreed(alice), []uuid.UUID{})
		k.equal(k.agreed(bob), []uuid.UUID{})
		k.equal(ids(k.list(store.ContributionQuery{})), []uuid.UUID{his.ID})
	}},
	{"nothing of a withdrawn participant comes late", func(k *kit) {
		k.area()
		c := mark()
		k.send(c, alice)
		k.must(k.store.WithdrawParticipant(k.ctx, "a", alice.Receipt))
		late := mark()
		late.Participant = c.Participant
		for _, by := range []store.Actor{alice, bob, nobody, staff} {
			k.refused(late, by, store.ErrGone)
			k.refused(c, by, store.ErrGone)
		}
		k.equal(k.count(store.ContributionQuery{}), 0)
		k.send(mark(), alice)
	}},
	{"who withdrew one by one can withdraw the rest", func(k *kit) {
		k.area()
		c := mark()
		k.send(c, alice)
		k.must(k.store.WithdrawContribution(k.ctx, "a", c.ID, alice))
		k.must(k.store.WithdrawParticipant(k.ctx, "a", alice.Receipt))
		late := mark()
		late.Participant = c.Participant
		k.refused(late, alice, store.ErrGone)
	}},
	{"nobody withdraws another, and nothing is no error", func(k *kit) {
		k.area()
		c := k.send(mark(), alice)
		unbound := k.send(mark(), nobody)
		for _, receipt := range []store.Hash{bob.Receipt, {}} {
			k.must(k.store.WithdrawParticipant(k.ctx, "a", receipt))
		}
		k.is(k.store.WithdrawParticipant(k.ctx, "none", alice.Receipt), store.ErrNotFound)
		k.equal(ids(k.list(store.ContributionQuery{})), []uuid.UUID{c.ID, unbound.ID})
	}},
	{"of one receipt in several waves all go", func(k *kit) {
		k.area(func(a *store.Area) { a.Waves[1].Closes = start.Add(time.Hour) })
		one := k.send(mark(), alice)
		a := newArea("a")
		a.Waves[1].Closes = start.Add(time.Hour)
		a.Waves = append(a.Waves, store.Wave{Key: "2028", Method: "m1", Opens: start.Add(time.Hour)})
		_, err := k.store.ApplyArea(k.ctx, a)
		k.must(err)
		k.clock.set(start.Add(2 * time.Hour))
		two := k.send(mark(), alice)
		k.must(k.store.WithdrawParticipant(k.ctx, "a", alice.Receipt))
		for _, id := range []uuid.UUID{one.ID, two.ID} {
			_, err := k.store.Contribution(k.ctx, "a", id, store.AudienceStaff, staff)
			k.is(err, store.ErrGone)
		}
	}},
}

// named is a story of a new participant who wants to be named.
func named() *store.Contribution {
	c := mark()
	c.Prompt, c.Text, c.Share, c.Byline, c.ConsentLang = "tale", "why", store.ShareNamed, "Kari", "nb"
	return c
}

// answer gives the background answers of by.
func (k *kit) answer(by store.Actor, b store.Background) store.Background {
	k.Helper()
	kept, err := k.store.SetBackground(k.ctx, "a", by.Receipt, b)
	k.must(err)
	return kept
}

// background is what is kept of by.
func (k *kit) background(by store.Actor) store.Background {
	k.Helper()
	p, err := k.store.ParticipantByReceipt(k.ctx, "a", by.Receipt)
	k.must(err)
	return p.Background
}
