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
			ID: c.Participant, Area: "a", Wave: "2026", Person: k.read(c.ID).Person, CreatedAt: start,
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
