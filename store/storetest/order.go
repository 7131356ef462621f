package storetest

import (
	"errors"

	"kvarter/store"
)

var orderChecks = []check{
	{"every act counts, also one that changes nothing", func(k *kit) {
		k.area()
		k.equal(k.acts(alice), int64(0))
		mine, his := k.send(mark(), alice), k.send(mark(), bob)
		last := k.acts(alice)
		for _, act := range k.everyAct(mine, his) {
			for range 2 {
				k.must(act(alice))
				now := k.acts(alice)
				k.equal(now > last, true)
				last = now
			}
		}
		his1 := k.acts(bob)
		k.must(k.store.Disagree(k.ctx, "a", his.ID, alice))
		k.equal(k.acts(bob), his1)
	}},
	{"a copy that arrives late is refused and does nothing", func(k *kit) {
		k.area()
		mine, his := k.send(mark(), alice), k.send(mark(), bob)
		for _, late := range k.everyAct(mine, his) {
			acts := k.acts(alice)
			old := store.Actor{Receipt: alice.Receipt, After: &acts}
			k.must(late(old))
			k.must(k.store.Disagree(k.ctx, "a", his.ID, alice))
			_, err := k.store.UpdateContribution(k.ctx, "a", mine.ID, store.Patch{Text: ptr("newer")}, alice)
			k.must(err)
			k.answer(alice, store.Background{"age": {"u13"}})
			k.is(late(old), store.ErrOutdated)
			k.equal(k.read(mine.ID).Text, "newer")
			k.agreements(his.ID, 0)
			k.equal(k.background(alice), store.Background{"age": {"u13"}})
		}
	}},
	{"what was refused counts for nothing", func(k *kit) {
		k.area()
		mine := k.send(mark(), alice)
		acts := k.acts(alice)
		after := store.Actor{Receipt: alice.Receipt, After: &acts}
		_, err := k.store.UpdateContribution(k.ctx, "a", mine.ID, store.Patch{Theme: ptr("none")}, after)
		k.is(err, store.ErrInvalid{Field: "theme", Code: store.CodeUnknown})
		k.is(k.store.Agree(k.ctx, "a", mine.ID, after), store.ErrOwn)
		k.equal(k.acts(alice), acts)
	}},
	{"the first contribution and the end of all are other states", func(k *kit) {
		k.area()
		none := k.acts(alice)
		early := store.Actor{Receipt: alice.Receipt, After: &none}
		his := k.send(mark(), bob)
		k.must(k.store.Disagree(k.ctx, "a", his.ID, early))
		k.send(mark(), alice)
		k.is(k.store.Agree(k.ctx, "a", his.ID, early), store.ErrOutdated)
		k.must(k.store.WithdrawParticipant(k.ctx, "a", alice.Receipt))
		k.equal(k.acts(alice), none)
	}},
}

// everyAct is all that has an order: by changes mine, answers, and agrees with
// his.
func (k *kit) everyAct(mine, his *store.Contribution) []func(by store.Actor) error {
	return []func(by store.Actor) error{
		func(by store.Actor) error {
			_, err := k.store.UpdateContribution(k.ctx, "a", mine.ID, store.Patch{Text: ptr("older")}, by)
			return err
		},
		func(by store.Actor) error {
			_, err := k.store.SetBackground(k.ctx, "a", store.Background{"age": {"18-29"}}, by)
			return err
		},
		func(by store.Actor) error { return k.store.Agree(k.ctx, "a", his.ID, by) },
		func(by store.Actor) error { return k.store.Disagree(k.ctx, "a", his.ID, by) },
	}
}

// acts is what by's next act is done upon.
func (k *kit) acts(by store.Actor) int64 {
	k.Helper()
	p, err := k.store.ParticipantByReceipt(k.ctx, "a", by.Receipt)
	if errors.Is(err, store.ErrNotFound) {
		return 0
	}
	k.must(err)
	return p.Acts
}
