package storetest

import (
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

// workshopMarkChecks are of what is given in workshops, and who sees it when.
var workshopMarkChecks = []check{
	{"nobody but staff sees a blind round early", blindIsBlind},
	{"a round never revealed stays with staff", func(k *kit) {
		k.area()
		w := k.opened()
		k.step(w, store.Step{Act: store.ActStart, Round: 1})
		blind := k.send(inRound(w, 1), alice)
		k.step(w, store.Step{Act: store.ActStart, Round: 2})
		open := k.send(inRound(w, 2), bob)
		k.step(w, store.Step{Act: store.ActEnd})
		k.equal(k.read(blind.ID).Hold, store.HoldBlind)
		k.equal(k.public(), []uuid.UUID{open.ID})
		k.step(w, store.Step{Act: store.ActReveal, Round: 1})
		k.equal(k.read(blind.ID).Hold, "")
		k.equal(len(k.public()), 2)
		CheckPublic(k.T, k.store, "a")
	}},
	{"a mark keeps to its round", func(k *kit) {
		k.area()
		w := k.opened()
		c := inRound(w, 1)
		k.refused(c, alice, store.ErrInvalid{Field: "round", Code: store.CodeNotOpen})
		k.step(w, store.Step{Act: store.ActStart, Round: 1})
		for want, change := range map[store.ErrInvalid]func(*store.Contribution){
			{Field: "workshop", Code: store.CodeUnknown}:  func(c *store.Contribution) { c.Workshop = "NOBODY" },
			{Field: "round", Code: store.CodeUnknown}:     func(c *store.Contribution) { c.Round = 9 },
			{Field: "round", Code: store.CodeRequired}:    func(c *store.Contribution) { c.Round = 0 },
			{Field: "round", Code: store.CodeNotAllowed}:  func(c *store.Contribution) { c.Workshop = "" },
			{Field: "prompt", Code: store.CodeNotAllowed}: func(c *store.Contribution) { c.Prompt = "any" },
		} {
			c := inRound(w, 1)
			change(c)
			k.refused(c, alice, want)
		}
		got := k.send(c, alice)
		k.equal([]any{got.Channel, got.Workshop, got.Round, got.Hold}, []any{store.ChannelLive, w.Code, 1, ""})
		_, err := k.store.ApplyArea(k.ctx, newArea("b"))
		k.must(err)
		other := inRound(w, 1)
		_, err = k.store.CreateContribution(k.ctx, "b", other, bob)
		k.is(err, store.ErrInvalid{Field: "workshop", Code: store.CodeUnknown})
	}},
	{"each round has its own cap", func(k *kit) {
		k.area()
		w := k.opened()
		who := uuid.New()
		for range 3 {
			c := mark()
			c.Participant = who
			k.send(c, alice)
		}
		k.step(w, store.Step{Act: store.ActStart, Round: 1})
		for range 2 {
			c := inRound(w, 1)
			c.Participant = who
			k.send(c, alice)
		}
		c := inRound(w, 1)
		c.Participant = who
		k.refused(c, alice, store.ErrInvalid{Field: "prompt", Code: store.CodeCapReached})
		home := mark()
		home.Participant = who
		k.refused(home, alice, store.ErrInvalid{Field: "prompt", Code: store.CodeCapReached})
		k.step(w, store.Step{Act: store.ActStart, Round: 3})
		again := inRound(w, 3)
		again.Participant = who
		k.send(again, alice)
	}},
	{"what comes late is kept and flagged", lateIsKept},
	{"words reach the room when they are released", releasedWords},
	{"a mark is hidden at once", func(k *kit) {
		k.area()
		w := k.opened()
		k.step(w, store.Step{Act: store.ActStart, Round: 2})
		c := inRound(w, 2)
		c.Text = "rude"
		k.send(c, alice)
		marks := []uuid.UUID{c.ID}
		k.equal(k.step(w, store.Step{Act: store.ActSpotlight, Marks: marks}).Spotlight, c.ID)
		for range 2 {
			k.equal(k.step(w, store.Step{Act: store.ActHide, Marks: marks}).Spotlight, uuid.Nil)
			k.equal(k.read(c.ID).Review, store.Review{Geometry: store.Hidden, Words: store.Hidden, Reason: store.ReasonOther})
		}
		for range 2 {
			k.step(w, store.Step{Act: store.ActUnhide, Marks: marks})
			k.equal(k.read(c.ID).Review, store.Review{Geometry: store.Published, Words: store.Pending})
		}
		outside := k.send(mark(), bob)
		for _, id := range []uuid.UUID{outside.ID, uuid.New()} {
			_, err := k.store.TakeStep(k.ctx, "a", w.Code, store.Step{Act: store.ActHide, Marks: []uuid.UUID{id}})
			k.is(err, store.ErrNotFound)
		}
		k.equal(k.read(outside.ID).Review.Geometry, store.Published)
	}},
	{"a rehearsal is thrown away", rehearsalIsThrownAway},
}

func inRound(w *store.Workshop, round int) *store.Contribution {
	c := mark()
	c.Workshop, c.Round, c.Prompt = w.Code, round, w.Round(round).Prompt
	return c
}

func (k *kit) public() []uuid.UUID {
	k.Helper()
	return ids(k.list(store.ContributionQuery{Audience: store.AudiencePublic}))
}

func blindIsBlind(k *kit) {
	k.area()
	w := k.opened()
	k.step(w, store.Step{Act: store.ActStart, Round: 1})
	c := inRound(w, 1)
	c.Text = "hemmelig"
	k.send(c, alice)
	k.send(mark(), bob)
	k.review(c.ID, publish)
	look := func(hold string, seen int) {
		k.Helper()
		k.equal(k.read(c.ID).Hold, hold)
		public := store.ContributionQuery{Area: "a", Audience: store.AudiencePublic, Q: "hemm"}
		k.equal(k.count(public), seen)
		n, err := k.store.CountContributions(k.ctx, public)
		k.must(err)
		k.equal(n, int64(seen))
		k.equal(k.count(store.ContributionQuery{Audience: store.AudiencePublic, BBox: []orb.Bound{{Min: orb.Point{10, 59}, Max: orb.Point{10.1, 59.1}}}}), 1+seen)
		spots, err := k.store.Spots(k.ctx, store.ContributionQuery{Area: "a", Audience: store.AudiencePublic}, []uuid.UUID{c.ID})
		k.must(err)
		k.equal(spots.Len(), seen)
		_, err = k.store.Contribution(k.ctx, "a", c.ID, store.AudiencePublic, nobody)
		agreed := k.store.Agree(k.ctx, "a", c.ID, bob)
		reported := k.store.CreateReport(k.ctx, "a", report(c.ID, store.ReportOther))
		if seen == 0 {
			for _, err := range []error{err, agreed, reported} {
				k.is(err, store.ErrNotFound)
			}
		} else {
			for _, err := range []error{err, agreed, reported} {
				k.must(err)
			}
		}
		own, err := k.store.Contribution(k.ctx, "a", c.ID, store.AudienceAuthor, alice)
		k.must(err)
		k.equal(own.Text, "hemmelig")
		CheckPublic(k.T, k.store, "a")
	}
	look(store.HoldBlind, 0)
	k.step(w, store.Step{Act: store.ActReveal, Round: 1})
	look(store.HoldRoom, 0)
	k.step(w, store.Step{Act: store.ActEnd})
	look("", 1)
}

func lateIsKept(k *kit) {
	k.area()
	w := k.opened()
	k.step(w, store.Step{Act: store.ActStart, Round: 1})
	first := k.send(inRound(w, 1), alice)
	k.step(w, store.Step{Act: store.ActPause})
	paused := k.send(inRound(w, 1), nobody)
	k.step(w, store.Step{Act: store.ActStart, Round: 2})
	late := inRound(w, 1)
	late.CreatedAt = start
	k.clock.set(start.Add(time.Hour))
	k.send(late, bob)
	k.step(w, store.Step{Act: store.ActReveal, Round: 1})
	k.step(w, store.Step{Act: store.ActEnd})
	last := inRound(w, 1)
	k.send(last, nobody)
	for id, want := range map[uuid.UUID]bool{first.ID: false, paused.ID: false, late.ID: true, last.ID: true} {
		got := k.read(id)
		k.equal([]any{got.Late, got.Hold}, []any{want, ""})
	}
	made, err := k.store.CreateContribution(k.ctx, "a", late, bob)
	k.must(err)
	k.equal(made.Repeated, true)
	k.equal(k.count(store.ContributionQuery{Workshops: []string{w.Code}}), 4)
	k.equal(k.count(store.ContributionQuery{Workshops: []string{"NOBODY"}}), 0)
}

func releasedWords(k *kit) {
	k.area()
	w := k.opened()
	k.step(w, store.Step{Act: store.ActStart, Round: 2})
	one, two := inRound(w, 2), inRound(w, 2)
	note := inRound(w, 2)
	one.Text, two.Text, note.Text = "one", "two", "my own"
	note.Kind, note.Participant = store.KindNote, uuid.Nil
	k.send(one, alice)
	k.send(two, bob)
	k.send(note, store.Actor{Staff: true})
	look := func(want ...bool) {
		k.Helper()
		k.equal([]bool{k.read(one.ID).Released, k.read(two.ID).Released}, want)
	}
	look(false, false)
	k.step(w, store.Step{Act: store.ActRelease, Marks: []uuid.UUID{two.ID}})
	look(false, true)
	_, err := k.store.UpdateContribution(k.ctx, "a", two.ID, store.Patch{Theme: ptr("social")}, bob)
	k.must(err)
	look(false, true)
	_, err = k.store.UpdateContribution(k.ctx, "a", two.ID, store.Patch{Text: ptr("rude")}, bob)
	k.must(err)
	look(false, false)
	k.step(w, store.Step{Act: store.ActRelease, Round: 2})
	look(true, true)
	k.equal(k.read(note.ID).Released, false)
	k.step(w, store.Step{Act: store.ActUnrelease, Marks: []uuid.UUID{one.ID}})
	look(false, true)
	k.equal(k.read(two.ID).Review.Words, store.Pending)
	CheckPublic(k.T, k.store, "a")
}

func rehearsalIsThrownAway(k *kit) {
	k.area()
	w := k.plan()
	r, err := k.store.Rehearse(k.ctx, "a", w.Code)
	k.must(err)
	k.equal([]any{r.RehearsalOf, r.State, len(r.Rounds), r.Code != w.Code}, []any{w.Code, store.WorkshopOpen, 3, true})
	k.step(r, store.Step{Act: store.ActStart, Round: 2})
	c := inRound(r, 2)
	k.send(c, alice)
	other := mark()
	other.Participant = c.Participant
	k.is(k.store.DeleteWorkshop(k.ctx, "a", w.Code), store.ErrWorkshopState)
	again, err := k.store.Rehearse(k.ctx, "a", w.Code)
	k.must(err)
	k.refused(c, alice, store.ErrGone)
	k.refused(inRound(r, 2), bob, store.ErrGone)
	k.equal(k.count(store.ContributionQuery{}), 0)
	k.send(other, alice) // whoever rehearsed can answer at home
	_, err = k.store.Rehearse(k.ctx, "a", again.Code)
	k.is(err, store.ErrWorkshopState)
	k.step(again, store.Step{Act: store.ActStart, Round: 2})
	with := inRound(again, 2)
	with.Participant = c.Participant
	k.send(with, alice)
	k.step(again, store.Step{Act: store.ActEnd})
	k.equal(ids(k.list(store.ContributionQuery{})), []uuid.UUID{other.ID})
	_, err = k.store.ParticipantByReceipt(k.ctx, "a", alice.Receipt)
	k.must(err)
}
