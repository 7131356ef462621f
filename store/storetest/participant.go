package storetest

import (
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

var participantChecks = []check{
	{"the first answer binds the receipt", func(k *kit) {
		k.area()
		c := mark()
		k.send(c, alice)
		p, err := k.store.ParticipantByReceipt(k.ctx, "a", alice.Receipt)
		k.must(err)
		k.equal(*p, store.Participant{
			ID: c.Participant, Area: "a", Wave: "2026", Person: k.read(c.ID).Person, CreatedAt: start, Acts: 1,
		})
	}},
	{"an unknown receipt is not found", func(k *kit) {
		_, err := k.store.ParticipantByReceipt(k.ctx, "a", alice.Receipt)
		k.is(err, store.ErrNotFound)
		k.area()
		_, err = k.store.ApplyArea(k.ctx, newArea("b"))
		k.must(err)
		k.send(mark(), alice)
		for area, receipt := range map[string]store.Hash{"a": bob.Receipt, "b": alice.Receipt} {
			_, err = k.store.ParticipantByReceipt(k.ctx, area, receipt)
			k.is(err, store.ErrNotFound)
		}
		_, err = k.store.ParticipantByReceipt(k.ctx, "a", store.Hash{})
		k.is(err, store.ErrNotFound)
	}},
	{"a bound participant refuses writes without its receipt", func(k *kit) {
		k.area()
		c := mark()
		k.send(c, alice)
		next := mark()
		next.Participant = c.Participant
		k.refused(next, nobody, store.ErrReceiptRequired)
		k.refused(next, bob, store.ErrReceipt)
		k.send(next, alice)
	}},
	{"a receipt binds only in the request that creates the participant", func(k *kit) {
		k.area()
		c := mark()
		k.send(c, nobody)
		next := mark()
		next.Participant = c.Participant
		k.refused(next, alice, store.ErrReceipt)
		k.send(next, nobody)
		_, err := k.store.ParticipantByReceipt(k.ctx, "a", alice.Receipt)
		k.is(err, store.ErrNotFound)
	}},
	{"a participant belongs to one area and one wave", func(k *kit) {
		k.area(func(a *store.Area) { a.Waves[1].Closes = start.Add(time.Hour) })
		_, err := k.store.ApplyArea(k.ctx, newArea("b"))
		k.must(err)
		c := mark()
		k.send(c, alice)
		next := mark()
		next.Participant = c.Participant
		_, err = k.store.CreateContribution(k.ctx, "b", next, alice)
		k.is(err, store.ErrParticipant)

		a := newArea("a")
		a.Waves[1].Closes = start.Add(time.Hour)
		a.Waves = append(a.Waves, store.Wave{Key: "2028", Method: "m1", Opens: start.Add(2 * time.Hour)})
		_, err = k.store.ApplyArea(k.ctx, a)
		k.must(err)
		k.clock.set(start.Add(3 * time.Hour))
		k.refused(next, alice, store.ErrParticipant)
	}},
	{"a person is random, one participant's, and stays", func(k *kit) {
		k.area()
		seen := map[int64]bool{}
		for range 20 {
			c := mark()
			k.send(c, nobody)
			next := mark()
			next.Participant = c.Participant
			k.send(next, nobody)
			person := k.read(c.ID).Person
			k.equal(person > 0 && person <= store.MaxPerson, true)
			k.equal(k.read(next.ID).Person, person)
			k.equal(seen[person], false)
			seen[person] = true
		}
	}},
	{"an import brings its own persons", func(k *kit) {
		k.area()
		bring := func(participant uuid.UUID, person int64) *store.Contribution {
			c := mark()
			c.Participant, c.Person, c.Source = participant, person, store.SourceImport
			return c
		}
		one := uuid.New()
		k.send(bring(one, 7), staff)
		c := bring(one, 7)
		k.send(c, staff)
		k.equal(k.read(c.ID).Person, int64(7))
		k.refused(bring(uuid.New(), 7), staff, store.ErrInvalid{Field: "person", Code: store.CodeDuplicate})
		k.refused(bring(one, 8), staff, store.ErrInvalid{Field: "person", Code: store.CodeDuplicate})
		past := bring(uuid.New(), 7)
		past.Wave = "2024"
		k.send(past, staff)
	}},
	{"the cap counts each participant's answers to a prompt", func(k *kit) {
		k.area()
		c := mark()
		next := func(prompt string) *store.Contribution {
			n := mark()
			n.Participant, n.Prompt = c.Participant, prompt
			return n
		}
		first := k.send(c, alice)
		k.send(next("spot"), alice)
		k.send(next("spot"), alice)
		k.refused(next("spot"), alice, store.ErrInvalid{Field: "prompt", Code: store.CodeCapReached})
		k.send(next("any"), alice)
		k.send(mark(), nobody)
		k.must(k.store.WithdrawContribution(k.ctx, "a", first.ID, alice))
		k.send(next("spot"), alice)
	}},
	{"entries without a participant have no cap", func(k *kit) {
		k.area()
		for range 5 {
			k.enter(func(*store.Contribution) {})
		}
		k.equal(k.count(store.ContributionQuery{}), 5)
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
		k.must(k.store.Agree(k.ctx, "a", his.ID, alice))
		k.must(k.store.Agree(k.ctx, "a", c.ID, bob))
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
