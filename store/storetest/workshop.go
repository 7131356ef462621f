package storetest

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

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
	{"a forgotten workshop ends by itself", func(k *kit) {
		k.area()
		w, later := k.opened(), k.opened()
		k.step(w, store.Step{Act: store.ActStart, Round: 1})
		blind := k.send(inRound(w, 1), alice)
		k.step(w, store.Step{Act: store.ActStart, Round: 2})
		open := k.send(inRound(w, 2), bob)
		planned := k.plan()
		r, err := k.store.Rehearse(k.ctx, "a", planned.Code)
		k.must(err)
		k.step(r, store.Step{Act: store.ActStart, Round: 2})
		k.send(inRound(r, 2), nobody)
		look := func(after time.Duration, want ...store.WorkshopState) {
			k.Helper()
			k.clock.set(start.Add(after))
			k.must(k.store.EndForgotten(k.ctx))
			for i, code := range []string{w.Code, later.Code, r.Code, planned.Code} {
				got, err := k.store.Workshop(k.ctx, code)
				k.must(err)
				k.equal([]any{got.State, got.Forgotten}, []any{want[i], want[i] == store.WorkshopEnded})
			}
		}
		opened, ended := store.WorkshopOpen, store.WorkshopEnded
		look(store.ForgottenAfter, opened, opened, opened, store.WorkshopPlanned)
		k.step(later, store.Step{Act: store.ActStart, Round: 2})
		look(store.ForgottenAfter+time.Minute, ended, opened, ended, store.WorkshopPlanned)
		k.equal(k.read(blind.ID).Hold, store.HoldBlind)
		k.equal(k.public(), []uuid.UUID{open.ID})
		k.send(inRound(later, 2), nobody) // somebody still answers
		look(2*store.ForgottenAfter+time.Minute, ended, opened, ended, store.WorkshopPlanned)
		look(2*store.ForgottenAfter+2*time.Minute, ended, ended, ended, store.WorkshopPlanned)
		CheckPublic(k.T, k.store, "a")
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
// public is what the public's list has.
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
