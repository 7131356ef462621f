package storetest

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

var workshopChecks = []check{
	{"what is planned comes back", planComesBack},
	{"a plan changes until it is open", func(k *kit) {
		k.area()
		w := k.plan()
		rounds := []store.Round{{Prompt: "any", Minutes: 9, Cap: 4}}
		got, err := k.store.ChangeWorkshop(k.ctx, "a", w.Code, store.WorkshopPatch{Title: ptr("Torget"), Date: ptr("2026-05-18"), Rounds: &rounds})
		k.must(err)
		k.equal([]any{got.Title, got.Date, len(got.Rounds), got.Rounds[0].Minutes, got.Version}, []any{"Torget", "2026-05-18", 1, 9, int64(2)})
		_, err = k.store.ChangeWorkshop(k.ctx, "a", w.Code, store.WorkshopPatch{Expected: ptr(0)})
		k.is(err, store.ErrInvalid{Field: "expected", Code: store.CodeOutOfRange})
		k.step(w, store.Step{Act: store.ActOpen})
		_, err = k.store.ChangeWorkshop(k.ctx, "a", w.Code, store.WorkshopPatch{Rounds: &rounds})
		k.is(err, store.ErrWorkshopState)
		told := store.WorkshopPatch{People: ptr(27), Invited: ptr("everybody"), Groups: &[]string{"age:67-79"}}
		got, err = k.store.ChangeWorkshop(k.ctx, "a", w.Code, told)
		k.must(err)
		k.equal([]any{got.People, got.Invited, got.Groups}, []any{27, "everybody", []string{"age:67-79"}})
		k.is(k.store.DeleteWorkshop(k.ctx, "a", w.Code), store.ErrWorkshopState)
	}},
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
		for range 2 {
			k.step(w, store.Step{Act: store.ActHide, Marks: marks})
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
	{"screens are paired, the oldest goes", func(k *kit) {
		k.area()
		w := k.opened()
		for i := range store.MaxScreens + 2 {
			for range 2 {
				var err error
				w, err = k.store.PairScreen(k.ctx, "a", w.Code, store.HashSecret(fmt.Sprint("kvs_", i)))
				k.must(err)
			}
		}
		k.equal(len(w.Screens), store.MaxScreens)
		k.equal(w.Screens[0], store.HashSecret("kvs_2"))
		k.step(w, store.Step{Act: store.ActEnd})
		_, err := k.store.PairScreen(k.ctx, "a", w.Code, store.HashSecret("kvs_late"))
		k.is(err, store.ErrWorkshopState)
	}},
	{"a step that leads nowhere writes nothing", func(k *kit) {
		k.area()
		w := k.opened()
		step := store.Step{Act: store.ActStart, Round: 1}
		after := k.step(w, step)
		rev, err := k.store.LastRev(k.ctx, "a")
		k.must(err)
		k.equal(k.step(w, step), after)
		_, err = k.store.TakeStep(k.ctx, "a", w.Code, store.Step{Act: store.ActClose, Version: after.Version - 1})
		k.is(err, store.ErrStale)
		now, err := k.store.LastRev(k.ctx, "a")
		k.must(err)
		k.equal(now, rev)
	}},
	{"two who step at once lose nothing", func(k *kit) {
		k.area()
		w := k.opened()
		k.step(w, store.Step{Act: store.ActStart, Round: 1})
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, err := k.store.TakeStep(k.ctx, "a", w.Code, store.Step{Act: store.ActExtend}); err != nil {
					k.Error(err)
				}
			})
		}
		all.Wait()
		got, err := k.store.Workshop(k.ctx, w.Code)
		k.must(err)
		k.equal(got.Rounds[0].EndsAt.Sub(got.Rounds[0].OpenedAt), 13*time.Minute)
	}},
	{"what is not there", func(k *kit) {
		k.area()
		_, err := k.store.Workshop(k.ctx, "NOBODY")
		k.is(err, store.ErrNotFound)
		_, err = k.store.AllWorkshops(k.ctx, "none")
		k.is(err, store.ErrNotFound)
		none, err := k.store.AllWorkshops(k.ctx, "a")
		k.must(err)
		k.equal(none, []*store.Workshop{})
		w := k.plan()
		_, err = k.store.ApplyArea(k.ctx, newArea("b"))
		k.must(err)
		_, err = k.store.TakeStep(k.ctx, "b", w.Code, store.Step{Act: store.ActOpen})
		k.is(err, store.ErrNotFound)
		k.is(k.store.DeleteWorkshop(k.ctx, "b", w.Code), store.ErrNotFound)
		k.must(k.store.DeleteWorkshop(k.ctx, "a", w.Code))
		k.is(k.store.DeleteWorkshop(k.ctx, "a", w.Code), store.ErrNotFound)
		_, err = k.store.CreateWorkshop(k.ctx, "none", *w)
		k.is(err, store.ErrNotFound)
	}},
	{"who watches is told", func(k *kit) {
		k.area()
		committed, stop := k.store.Watch()
		k.send(mark(), nobody)
		<-committed
		stop()
		k.send(mark(), nobody)
		select {
		case <-committed:
			k.Error("told after it stopped")
		default:
		}
	}},
}

// plan makes a workshop with a blind round, an open one and a blind one.
func (k *kit) plan() *store.Workshop {
	k.Helper()
	w, err := k.store.CreateWorkshop(k.ctx, "a", store.Workshop{
		Kind: store.WorkshopLive, Title: "Grendehuset", Date: "2026-05-17", Expected: 30,
		Rounds: []store.Round{
			{Prompt: "spot", Minutes: 5, Blind: true, Cap: 2}, {Prompt: "any", Minutes: 4, Cap: 5}, {Prompt: "spot", Minutes: 3, Blind: true, Cap: 3},
		},
	})
	k.must(err)
	return w
}

func (k *kit) opened() *store.Workshop {
	k.Helper()
	return k.step(k.plan(), store.Step{Act: store.ActOpen})
}

func (k *kit) step(w *store.Workshop, s store.Step) *store.Workshop {
	k.Helper()
	got, err := k.store.TakeStep(k.ctx, "a", w.Code, s)
	k.must(err)
	return got
}

// inRound is a new participant's mark of a round.
func inRound(w *store.Workshop, round int) *store.Contribution {
	c := mark()
	c.Workshop, c.Round, c.Prompt = w.Code, round, w.Round(round).Prompt
	return c
}

// public is what the public's list has.
func (k *kit) public() []uuid.UUID {
	k.Helper()
	return ids(k.list(store.ContributionQuery{Audience: store.AudiencePublic}))
}

func planComesBack(k *kit) {
	k.area()
	w := k.plan()
	if len(w.Code) != store.CodeLength || strings.Trim(w.Code, store.CodeLetters) != "" {
		k.Errorf("the code is %q", w.Code)
	}
	k.equal([]any{w.Area, w.State, w.Version, w.Stage, len(w.Key), w.CreatedAt}, []any{"a", store.WorkshopPlanned, int64(1), 0, 32, start})
	for i, r := range w.Rounds {
		k.equal([]any{r.Number, r.State()}, []any{i + 1, store.RoundWaiting})
	}
	got, err := k.store.Workshop(k.ctx, w.Code)
	k.must(err)
	k.equal(got, w)
	earlier, err := k.store.CreateWorkshop(k.ctx, "a", store.Workshop{
		Kind: store.WorkshopLive, Title: "x", Date: "2026-05-16", Expected: 1, Rounds: []store.Round{{Prompt: "any", Minutes: 1, Cap: 1}},
	})
	k.must(err)
	all, err := k.store.AllWorkshops(k.ctx, "a")
	k.must(err)
	k.equal(all, []*store.Workshop{w, earlier})
	_, err = k.store.CreateWorkshop(k.ctx, "a", store.Workshop{Kind: store.WorkshopLive})
	for _, field := range []string{"title", "rounds"} {
		k.is(err, store.ErrInvalid{Field: field, Code: store.CodeRequired})
	}
}

// blindIsBlind looks every way that the store has, before the reveal, after it,
// and after the end.
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
	one.Text, two.Text = "one", "two"
	k.send(one, alice)
	k.send(two, bob)
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
