package storetest

import (
	"github.com/google/uuid"

	"kvarter/store"
)

var trailChecks = []check{
	{"no changes is an empty list", func(k *kit) {
		all, err := k.store.Changes(k.ctx, 0, 10)
		k.must(err)
		k.equal(all, []store.Change{})
		for _, area := range []string{"", "a"} {
			rev, err := k.store.LastRev(k.ctx, area)
			k.must(err)
			k.equal(rev, int64(0))
		}
	}},
	{"every write leaves its change, nothing else does", everyWriteLeavesItsChange},
	{"changes are read on from where one was", func(k *kit) {
		k.area()
		for range 5 {
			k.send(mark(), nobody)
		}
		all, err := k.store.Changes(k.ctx, 0, 100)
		k.must(err)
		k.equal(len(all), 6)
		var paged []store.Change
		for after := int64(0); ; after = paged[len(paged)-1].Rev {
			page, err := k.store.Changes(k.ctx, after, 4)
			k.must(err)
			if len(page) == 0 {
				break
			}
			paged = append(paged, page...)
		}
		k.equal(paged, all)
	}},
	{"each area has its last rev", func(k *kit) {
		k.area()
		_, err := k.store.ApplyArea(k.ctx, newArea("b"))
		k.must(err)
		k.send(mark(), nobody)
		for area, want := range map[string]int64{"a": 3, "b": 2, "": 3, "none": 0} {
			rev, err := k.store.LastRev(k.ctx, area)
			k.must(err)
			k.equal(rev, want)
		}
	}},
}

func everyWriteLeavesItsChange(k *kit) {
	a := k.area()
	c := mark()
	c.Text = "why"
	want := []store.Change{{Area: "a", Kind: store.ChangeArea}}
	did := func(kind store.ChangeKind, id uuid.UUID) {
		want = append(want, store.Change{Area: "a", Kind: kind, ID: id})
	}
	k.send(c, alice)
	did(store.ChangeCreate, c.ID)
	_, err := k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{Text: ptr("because")}, alice)
	k.must(err)
	did(store.ChangeUpdate, c.ID)
	k.review(c.ID, publish)
	did(store.ChangeReview, c.ID)
	his := k.send(mark(), bob)
	did(store.ChangeCreate, his.ID)
	for range 2 {
		k.must(k.store.Agree(k.ctx, "a", c.ID, bob))
	}
	did(store.ChangeAgreement, c.ID)
	for range 2 {
		k.must(k.store.Disagree(k.ctx, "a", c.ID, bob))
	}
	did(store.ChangeAgreement, c.ID)
	r := report(c.ID, store.ReportSpam)
	for range 2 {
		k.must(k.store.CreateReport(k.ctx, "a", r))
	}
	did(store.ChangeReport, c.ID)
	k.must(k.store.CreateReport(k.ctx, "a", report(c.ID, store.ReportThreat)))
	did(store.ChangeReport, c.ID)
	k.answer(bob, store.Background{"age": {"18-29"}})
	did(store.ChangeParticipant, uuid.Nil)
	k.must(k.store.Agree(k.ctx, "a", c.ID, bob))
	did(store.ChangeAgreement, c.ID)
	for range 2 {
		k.must(k.store.WithdrawParticipant(k.ctx, "a", bob.Receipt))
	}
	did(store.ChangeWithdraw, his.ID)
	did(store.ChangeAgreement, c.ID)
	did(store.ChangeParticipant, uuid.Nil)
	k.must(k.store.WithdrawContribution(k.ctx, "a", c.ID, alice))
	did(store.ChangeWithdraw, c.ID)
	demo := k.enter(func(c *store.Contribution) { c.Source = store.SourceDemo })
	did(store.ChangeCreate, demo.ID)
	_, err = k.store.EraseSource(k.ctx, "a", store.SourceDemo)
	k.must(err)
	did(store.ChangeErase, uuid.Nil)
	w := k.plan()
	did(store.ChangeWorkshop, uuid.Nil)
	k.step(w, store.Step{Act: store.ActOpen})
	did(store.ChangeWorkshop, uuid.Nil)
	k.step(w, store.Step{Act: store.ActStart, Round: 1})
	did(store.ChangeWorkshop, uuid.Nil)
	in := k.send(inRound(w, 1), alice)
	did(store.ChangeCreate, in.ID)
	k.step(w, store.Step{Act: store.ActReveal, Round: 1})
	did(store.ChangeReview, in.ID)
	did(store.ChangeWorkshop, uuid.Nil)
	a.Name = both("other")
	_, err = k.store.ApplyArea(k.ctx, a)
	k.must(err)
	did(store.ChangeArea, uuid.Nil)

	// None of these writes anything.
	_, err = k.store.ApplyArea(k.ctx, a)
	k.must(err)
	k.refused(c, alice, store.ErrGone)
	again := mark()
	k.send(again, nobody)
	did(store.ChangeCreate, again.ID)
	_, err = k.store.CreateContribution(k.ctx, "a", again, nobody)
	k.must(err)
	_, err = k.store.CreateToken(k.ctx, store.Token{Role: store.RoleAnalyst}, store.HashSecret("kvt_1"))
	k.must(err)

	got, err := k.store.Changes(k.ctx, 0, 100)
	k.must(err)
	last := int64(0)
	for i := range got {
		k.equal(got[i].Rev > last, true)
		last, got[i].Rev = got[i].Rev, 0
	}
	k.equal(got, want)
	rev, err := k.store.LastRev(k.ctx, "a")
	k.must(err)
	k.equal(rev, last)
}
