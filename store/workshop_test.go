package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

// workshopAt is when the rules of workshops are tried.
var workshopAt = time.Date(2026, 6, 1, 17, 0, 0, 0, time.UTC)

// openWorkshop has a blind round, an open one, and a blind one.
func openWorkshop(t *testing.T) (*store.Workshop, *store.Area) {
	t.Helper()
	a := validArea()
	prompt := a.Methods[0].Prompts[0].Key
	w := &store.Workshop{
		Code: "CODE34", Kind: store.WorkshopLive, Title: "Grendehuset", Date: "2026-06-01", Expected: 30, State: store.WorkshopPlanned,
		Rounds: []store.Round{
			{Prompt: prompt, Minutes: 5, Blind: true, Cap: 1}, {Prompt: prompt, Minutes: 4, Cap: 1}, {Prompt: prompt, Minutes: 3, Blind: true, Cap: 1},
		},
	}
	if err := w.Validate(a, workshopAt); err != nil {
		t.Fatal(err)
	}
	if err := w.Take(store.Step{Act: store.ActOpen}, a, workshopAt); err != nil {
		t.Fatal(err)
	}
	return w, a
}

func TestWorkshopValidate(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*store.Workshop)
		want   string
	}{
		"kind":               {func(w *store.Workshop) { w.Kind = "ball" }, "kind: unknown"},
		"no title":           {func(w *store.Workshop) { w.Title = "" }, "title: required"},
		"long title":         {func(w *store.Workshop) { w.Title = strings.Repeat("x", 121) }, "title: too_long"},
		"no day":             {func(w *store.Workshop) { w.Date = "2026-06-31" }, "date: malformed"},
		"nobody":             {func(w *store.Workshop) { w.Expected = 0 }, "expected: out_of_range"},
		"a crowd":            {func(w *store.Workshop) { w.Expected = 251 }, "expected: out_of_range"},
		"no rounds":          {func(w *store.Workshop) { w.Rounds = nil }, "rounds: required"},
		"too many rounds":    {func(w *store.Workshop) { w.Rounds = make([]store.Round, 21) }, "rounds: too_long"},
		"unknown prompt":     {func(w *store.Workshop) { w.Rounds[1].Prompt = "x" }, "rounds[1].prompt: unknown"},
		"no prompt":          {func(w *store.Workshop) { w.Rounds[1].Prompt = "" }, "rounds[1].prompt: required"},
		"over the cap":       {func(w *store.Workshop) { w.Rounds[0].Cap = 1000 }, "rounds[0].cap: out_of_range"},
		"no cap":             {func(w *store.Workshop) { w.Rounds[0].Cap = 0 }, "rounds[0].cap: out_of_range"},
		"no time":            {func(w *store.Workshop) { w.Rounds[2].Minutes = 0 }, "rounds[2].minutes: out_of_range"},
		"hours":              {func(w *store.Workshop) { w.Rounds[2].Minutes = 61 }, "rounds[2].minutes: out_of_range"},
		"fewer than nobody":  {func(w *store.Workshop) { w.People = -1 }, "people: out_of_range"},
		"invited, invisible": {func(w *store.Workshop) { w.Invited = "\u200b" }, "invited: nothing_visible"},
		"an empty group":     {func(w *store.Workshop) { w.Groups = []string{""} }, "groups[0]: required"},
		"many groups":        {func(w *store.Workshop) { w.Groups = make([]string, 21) }, "groups: too_long"},
	} {
		w, a := openWorkshop(t)
		c.change(w)
		if err := w.Validate(a, workshopAt); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// TestWorkshopRounds walks through a workshop and looks after each step.
func TestWorkshopRounds(t *testing.T) {
	w, a := openWorkshop(t)
	now := workshopAt
	for i, s := range []struct {
		step  store.Step
		after time.Duration
		stage int
		want  string // the states of the rounds
		left  time.Duration
	}{
		{store.Step{Act: store.ActShow, Round: 1}, 0, 1, "waiting waiting waiting", 0},
		{store.Step{Act: store.ActStart, Round: 1}, 0, 1, "open waiting waiting", 5 * time.Minute},
		{store.Step{Act: store.ActStart, Round: 1}, time.Minute, 1, "open waiting waiting", 4 * time.Minute},
		{store.Step{Act: store.ActPause}, 0, 1, "paused waiting waiting", 4 * time.Minute},
		{store.Step{Act: store.ActPause}, time.Hour, 1, "paused waiting waiting", 4 * time.Minute},
		{store.Step{Act: store.ActExtend}, 0, 1, "paused waiting waiting", 5 * time.Minute},
		{store.Step{Act: store.ActResume}, 0, 1, "open waiting waiting", 5 * time.Minute},
		{store.Step{Act: store.ActResume}, time.Minute, 1, "open waiting waiting", 4 * time.Minute},
		{store.Step{Act: store.ActExtend, Minutes: 2}, 0, 1, "open waiting waiting", 6 * time.Minute},
		{store.Step{Act: store.ActExtend}, time.Hour, 1, "open waiting waiting", time.Minute},
		{store.Step{Act: store.ActStart, Round: 2}, 0, 2, "closed open waiting", 4 * time.Minute},
		{store.Step{Act: store.ActClose}, 0, 2, "closed closed waiting", 0},
		{store.Step{Act: store.ActClose}, 0, 2, "closed closed waiting", 0},
		{store.Step{Act: store.ActShow, Round: 1}, 0, 1, "closed closed waiting", 0},
		{store.Step{Act: store.ActStart, Round: 1}, 0, 1, "open closed waiting", 5 * time.Minute},
		{store.Step{Act: store.ActReveal, Round: 1}, 0, 1, "closed closed waiting", 0},
		{store.Step{Act: store.ActShow}, 0, 0, "closed closed waiting", 0},
		{store.Step{Act: store.ActStart, Round: 3}, 0, 3, "closed closed open", 3 * time.Minute},
		{store.Step{Act: store.ActEnd}, 0, 3, "closed closed closed", 0},
		{store.Step{Act: store.ActEnd}, 0, 3, "closed closed closed", 0},
		{store.Step{Act: store.ActReveal, Round: 3}, 0, 3, "closed closed closed", 0},
	} {
		now = now.Add(s.after)
		if err := w.Take(s.step, a, now); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
		var states []string
		var left time.Duration
		for j := range w.Rounds {
			r := &w.Rounds[j]
			states = append(states, string(r.State()))
			switch r.State() {
			case store.RoundOpen:
				left = r.EndsAt.Sub(now)
			case store.RoundPaused:
				left = r.Remaining
			}
		}
		if got := strings.Join(states, " "); got != s.want || left != s.left || w.Stage != s.stage {
			t.Fatalf("step %d, %s: %s, %v left, round %d on stage; want %s, %v, %d", i, s.step.Act, got, left, w.Stage, s.want, s.left, s.stage)
		}
	}
}

func TestWorkshopStepsThatDoNotFit(t *testing.T) {
	over := func(w *store.Workshop) { w.State = store.WorkshopEnded }
	planned := func(w *store.Workshop) { w.State = store.WorkshopPlanned }
	still := func(*store.Workshop) {}
	for name, c := range map[string]struct {
		before func(*store.Workshop)
		step   store.Step
		want   error
	}{
		"an act that is none":          {still, store.Step{Act: "dance"}, store.ErrInvalid{Field: "act", Code: store.CodeUnknown}},
		"nothing on stage":             {still, store.Step{Act: store.ActPause}, store.ErrWorkshopState},
		"a round that is not there":    {still, store.Step{Act: store.ActStart, Round: 9}, store.ErrInvalid{Field: "round", Code: store.CodeUnknown}},
		"no round":                     {still, store.Step{Act: store.ActStart}, store.ErrInvalid{Field: "round", Code: store.CodeUnknown}},
		"reveal what was never opened": {still, store.Step{Act: store.ActReveal, Round: 1}, store.ErrWorkshopState},
		"start before it is open":      {planned, store.Step{Act: store.ActStart, Round: 1}, store.ErrWorkshopState},
		"end before it is open":        {planned, store.Step{Act: store.ActEnd}, store.ErrWorkshopState},
		"start after the end":          {over, store.Step{Act: store.ActStart, Round: 1}, store.ErrWorkshopState},
		"open again":                   {over, store.Step{Act: store.ActOpen}, store.ErrWorkshopState},
		"what is stale":                {func(w *store.Workshop) { w.Version = 7 }, store.Step{Act: store.ActEnd, Version: 6}, store.ErrStale},
		"hide nothing":                 {still, store.Step{Act: store.ActHide}, store.ErrInvalid{Field: "marks", Code: store.CodeRequired}},
		"two in the spotlight":         {still, store.Step{Act: store.ActSpotlight, Marks: make([]uuid.UUID, 2)}, store.ErrInvalid{Field: "mark", Code: store.CodeTooLong}},
		"more marks than may be":       {still, store.Step{Act: store.ActHide, Marks: make([]uuid.UUID, 501)}, store.ErrInvalid{Field: "marks", Code: store.CodeTooLong}},
		"add what is wrong":            {still, store.Step{Act: store.ActAdd, Add: store.Round{Prompt: "x"}}, store.ErrInvalid{Field: "rounds[0].prompt", Code: store.CodeUnknown}},
		"release of no round":          {still, store.Step{Act: store.ActRelease}, store.ErrInvalid{Field: "round", Code: store.CodeUnknown}},
	} {
		w, a := openWorkshop(t)
		c.before(w)
		err := w.Take(c.step, a, workshopAt)
		if invalid, ok := c.want.(store.ErrInvalid); ok {
			if !strings.Contains(errText(err), invalid.Error()) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		} else if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	w, a := openWorkshop(t)
	w.State = store.WorkshopPlanned
	a.Waves[len(a.Waves)-1].Closes = workshopAt.Add(-time.Hour)
	if err := w.Take(store.Step{Act: store.ActOpen}, a, workshopAt); !errors.Is(err, store.ErrWaveClosed) {
		t.Errorf("it opens though nothing could be taken: %v", err)
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestAddedRoundComesBehindTheStage(t *testing.T) {
	w, a := openWorkshop(t)
	added := store.Round{Prompt: w.Rounds[0].Prompt, Minutes: 2, Cap: 1, Number: 77, Revealed: true}
	for _, s := range []store.Step{{Act: store.ActStart, Round: 2}, {Act: store.ActAdd, Add: added}} {
		if err := w.Take(s, a, workshopAt); err != nil {
			t.Fatal(err)
		}
	}
	var order []int
	for _, r := range w.Rounds {
		order = append(order, r.Number)
	}
	if len(order) != 4 || order[2] != 4 || w.Rounds[2].Revealed {
		t.Errorf("the rounds are %v", order)
	}
}

func TestHoldOf(t *testing.T) {
	w, a := openWorkshop(t)
	look := func(want ...string) {
		t.Helper()
		for i := range w.Rounds {
			if got := w.HoldOf(&w.Rounds[i]); got != want[i] {
				t.Errorf("round %d is held by %q, not %q", i+1, got, want[i])
			}
		}
	}
	look(store.HoldBlind, store.HoldRoom, store.HoldBlind)
	for _, s := range []store.Step{{Act: store.ActStart, Round: 1}, {Act: store.ActReveal, Round: 1}} {
		if err := w.Take(s, a, workshopAt); err != nil {
			t.Fatal(err)
		}
	}
	look(store.HoldRoom, store.HoldRoom, store.HoldBlind)
	w.RehearsalOf = "CODE36"
	w.State = store.WorkshopEnded
	look(store.HoldRoom, store.HoldRoom, store.HoldBlind)
	w.RehearsalOf = ""
	look("", "", store.HoldBlind)
}

func TestVisibleInTheRoom(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*store.Contribution)
		want   bool
		text   string
		placed bool
	}{
		"its place, no words": {func(*store.Contribution) {}, true, "", true},
		"released":            {func(c *store.Contribution) { c.Released = true }, true, "why", true},
		"blind":               {func(c *store.Contribution) { c.Hold, c.Released = store.HoldBlind, true }, false, "", false},
		"after the end":       {func(c *store.Contribution) { c.Hold = "" }, true, "", true},
		"of no workshop":      {func(c *store.Contribution) { c.Workshop, c.Hold, c.Released = "", "", true }, false, "", false},
		"hidden": {func(c *store.Contribution) {
			c.Released, c.Review = true, store.Review{Geometry: store.Hidden, Words: store.Hidden}
		}, false, "", false},
		"hidden words":            {func(c *store.Contribution) { c.Released, c.Review.Words = true, store.Hidden }, true, "", true},
		"published to the public": {func(c *store.Contribution) { c.Review.Words = store.Published }, true, "", true},
		"a drawing":               {func(c *store.Contribution) { c.Review.Geometry = store.Pending }, false, "", false},
		"a released drawing":      {func(c *store.Contribution) { c.Released, c.Review.Geometry = true, store.Pending }, true, "why", true},
		"for the programme":       {func(c *store.Contribution) { c.Released, c.Share = true, store.ShareProgramme }, false, "", false},
		"the facilitator's note":  {func(c *store.Contribution) { c.Kind = store.KindNote }, false, "", false},
		"a released note":         {func(c *store.Contribution) { c.Kind, c.Released = store.KindNote, true }, true, "why", true},
		"words alone, not let out": {func(c *store.Contribution) {
			c.Geometry, c.Place, c.PlaceText, c.Review.Geometry = nil, "", "by the river", ""
		}, false, "", false},
	} {
		m := accepted(t)
		m.Kind, m.Workshop, m.Hold, m.Text, m.Byline, m.Share = store.KindMark, "CODE34", store.HoldRoom, "why", "Kari", store.ShareNamed
		m.Geometry, m.Place, m.PlaceText, m.Wish, m.Title = orb.Point{10.1234567, 59}, "", "", "", ""
		m.Review = store.Review{Geometry: store.Published, Words: store.Pending}
		c.change(m)
		got := m.Visible(store.AudienceRoom, each)
		if got != c.want || got && (m.Text != c.text || (m.Geometry != nil) != c.placed) {
			t.Errorf("%s: visible is %v, %q at %v", name, got, m.Text, m.Geometry)
		}
		if got && (m.Byline != "" || m.Geometry != nil && m.Geometry.(orb.Point)[0] != 10.12346) {
			t.Errorf("%s: the room reads %q at %v", name, m.Byline, m.Geometry)
		}
	}
}
