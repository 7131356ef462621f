package storetest

import (
	"time"

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
		_, err := k.store.SetBackground(k.ctx, "a", store.Background{"age": {"x"}}, alice)
		k.is(err, store.ErrInvalid{Field: "answers.age", Code: store.CodeUnknown})
		_, err = k.store.SetBackground(k.ctx, "a", store.Background{}, bob)
		k.is(err, store.ErrNotFound)
		_, err = k.store.SetBackground(k.ctx, "none", store.Background{}, alice)
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

// named is a story of a new participant who wants to be named.
func named() *store.Contribution {
	c := mark()
	c.Prompt, c.Text, c.Share, c.Byline, c.ConsentLang = "tale", "why", store.ShareNamed, "Kari", "nb"
	return c
}

// answer gives the background answers of by.
func (k *kit) answer(by store.Actor, b store.Background) store.Background {
	k.Helper()
	kept, err := k.store.SetBackground(k.ctx, "a", b, by)
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
