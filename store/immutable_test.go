package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"kvarter/store"
)

// answered says that everything of validArea has answers.
func answered() store.Answered {
	return store.Answered{
		Waves:   map[string]bool{"2026": true},
		Methods: map[string]bool{"m1": true},
		Places:  map[string]bool{"hall": true},
	}
}

func TestCheckImmutableRefuses(t *testing.T) {
	other := func() *store.Method {
		m := *validArea().Methods[0]
		m.Key = "m2"
		return &m
	}
	for name, c := range map[string]struct {
		change func(*store.Area)
		path   string
	}{
		"wave removed":          {func(a *store.Area) { a.Waves[0].Key = "2028" }, "$.waves"},
		"wave's method changed": {func(a *store.Area) { a.Methods = append(a.Methods, other()); a.Waves[0].Method = "m2" }, "$.waves[0].method"},
		"place removed":         {func(a *store.Area) { a.Places = a.Places[1:] }, "$.places"},
		"method removed":        {func(a *store.Area) { a.Methods[0] = other() }, "$.methods"},
		"information changed":   {func(a *store.Area) { a.Methods[0].Information["en"] = "Else" }, "$.methods[0].information.en"},
		"information removed":   {func(a *store.Area) { a.Methods[0].Information = store.Text{"nb": "x"} }, "$.methods[0].information.en"},
		"prompt removed":        {func(a *store.Area) { a.Methods[0].Prompts = a.Methods[0].Prompts[1:] }, "$.methods[0].prompts"},
		"prompt added":          {func(a *store.Area) { a.Methods[0].Prompts = append(a.Methods[0].Prompts, store.Prompt{Key: "new"}) }, "$.methods[0].prompts[4].key"},
		"kind changed":          {func(a *store.Area) { a.Methods[0].Prompts[0].Kind = store.KindStory }, "$.methods[0].prompts[0].kind"},
		"polarity changed":      {func(a *store.Area) { a.Methods[0].Prompts[0].Polarity = store.Negative }, "$.methods[0].prompts[0].polarity"},
		"cap changed":           {func(a *store.Area) { a.Methods[0].Prompts[2].Cap = 9 }, "$.methods[0].prompts[2].cap"},
		"geometry changed":      {func(a *store.Area) { a.Methods[0].Prompts[1].Geometry = a.Methods[0].Prompts[1].Geometry[:1] }, "$.methods[0].prompts[1].geometry"},
		"theme removed":         {func(a *store.Area) { a.Methods[0].Themes = nil }, "$.methods[0].themes"},
		"consent changed":       {func(a *store.Area) { a.Methods[0].Consent["en"] = "Else" }, "$.methods[0].consent.en"},
		"consent removed":       {func(a *store.Area) { a.Methods[0].Consent = nil }, "$.methods[0].consent.en"},
		"question removed":      {func(a *store.Area) { a.Methods[0].Background = nil }, "$.methods[0].background"},
		"question added": {
			func(a *store.Area) {
				a.Methods[0].Background = append(a.Methods[0].Background, store.Question{Key: "new"})
			},
			"$.methods[0].background[1].key",
		},
		"one answer, then several": {func(a *store.Area) { a.Methods[0].Background[0].Several = true }, "$.methods[0].background[0].several"},
		"option removed": {
			func(a *store.Area) { a.Methods[0].Background[0].Options = a.Methods[0].Background[0].Options[1:] },
			"$.methods[0].background[0].options",
		},
		"option no longer alone": {func(a *store.Area) { a.Methods[0].Background[0].Options[0].Alone = false }, "$.methods[0].background[0].options"},
		"theme added":            {func(a *store.Area) { a.Methods[0].Themes = append(a.Methods[0].Themes, store.Theme{Key: "new"}) }, "$.methods[0].themes[1].key"},
	} {
		t.Run(name, func(t *testing.T) {
			a := validArea()
			c.change(a)
			err := a.CheckImmutable(validArea(), answered())
			var refused store.ErrImmutable
			if !errors.As(err, &refused) || refused.Path != c.path || refused.Reason == "" {
				t.Errorf("said %v, want one about %s", err, c.path)
			}
			if err := a.CheckImmutable(validArea(), store.Answered{}); err != nil {
				t.Errorf("unanswered, said %v", err)
			}
		})
	}
}

func TestCheckImmutableAllows(t *testing.T) {
	for name, change := range map[string]func(*store.Area){
		"nothing": func(*store.Area) {},
		"labels": func(a *store.Area) {
			p := &a.Methods[0].Prompts[0]
			p.Label["en"], p.Label["nb"], p.Hint = "Else?", "Annet?", store.Text{"en": "x"}
		},
		"a translation":        func(a *store.Area) { a.Methods[0].Information["nb"] = "Informasjon" },
		"a translated consent": func(a *store.Area) { a.Methods[0].Consent["nb"] = "Samtykke" },
		"labels of a question, and its order": func(a *store.Area) {
			q := &a.Methods[0].Background[0]
			q.Label["en"] = "How old?"
			q.Options[0], q.Options[1] = q.Options[1], q.Options[0]
		},
		"news":                 func(a *store.Area) { a.News = nil },
		"stickers":             func(a *store.Area) { a.Methods[0].Prompts[0].Sticker.Shape = "star" },
		"order":                func(a *store.Area) { p := a.Methods[0].Prompts; p[0], p[1] = p[1], p[0] },
		"order of geometries":  func(a *store.Area) { g := a.Methods[0].Prompts[1].Geometry; g[0], g[1] = g[1], g[0] },
		"a place's position":   func(a *store.Area) { a.Places[0].Position = &orb.Point{10.6, 59.6} },
		"a place no one chose": func(a *store.Area) { a.Places = a.Places[:1] },
		"an end":               func(a *store.Area) { a.Waves[0].Closes = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC) },
		"boundary and texts":   func(a *store.Area) { a.Boundary.Geometry[0][0][0] = orb.Point{9, 58}; a.About["en"] = "Else" },
		"a new wave with a new method": func(a *store.Area) {
			m := *a.Methods[0]
			m.Key, m.Prompts = "m2", m.Prompts[:1]
			a.Methods = append(a.Methods, &m)
			a.Waves[0].Closes = now
			a.Waves = append(a.Waves, store.Wave{Key: "2028", Method: "m2", Opens: now})
		},
	} {
		a := validArea()
		change(a)
		if err := a.CheckImmutable(validArea(), answered()); err != nil {
			t.Errorf("%s: said %v", name, err)
		}
	}
}

// A method that asked for no name and no background can begin to.
func TestCheckImmutableAllowsTheFirstQuestions(t *testing.T) {
	old := validArea()
	old.Methods[0].Consent, old.Methods[0].Background = nil, nil
	if err := validArea().CheckImmutable(old, answered()); err != nil {
		t.Errorf("said %v", err)
	}
}

func TestCheckImmutableSaysAllAtOnce(t *testing.T) {
	a := validArea()
	a.Methods[0].Prompts[0].Cap, a.Methods[0].Prompts[1].Polarity = 1, store.Positive
	joined, ok := a.CheckImmutable(validArea(), answered()).(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 2 {
		t.Errorf("said %v, want two", joined)
	}
}
