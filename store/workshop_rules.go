package store

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// Validate checks what is planned or told of the workshop against its area at
// now; all that is wrong is said at once, as ErrInvalid with a path of JSON
// names as Field. It numbers rounds that have no number.
func (w *Workshop) Validate(a *Area, now time.Time) error {
	var errs []error
	bad := func(wrong bool, field, code string) {
		if wrong {
			errs = append(errs, ErrInvalid{Field: field, Code: code})
		}
	}
	bad(!oneOf(w.Kind, AllWorkshopKinds), "kind", CodeUnknown)
	bad(w.Title == "", "title", CodeRequired)
	checkText := func(field, s string, most int) {
		code := CheckText(s, most)
		bad(code != "", field, code)
	}
	checkText("title", w.Title, MaxTitle)
	_, err := time.Parse(time.DateOnly, w.Date)
	bad(err != nil, "date", CodeMalformed)
	bad(w.Expected < 1 || w.Expected > MaxExpected, "expected", CodeOutOfRange)
	bad(w.People < 0 || w.People > MaxPeople, "people", CodeOutOfRange)
	checkText("invited", w.Invited, MaxWords)
	bad(len(w.Groups) > MaxGroups, "groups", CodeTooLong)
	for i, g := range w.Groups {
		bad(g == "", index("groups", i), CodeRequired)
		checkText(index("groups", i), g, MaxTitle)
	}
	bad(len(w.Rounds) == 0, "rounds", CodeRequired)
	bad(len(w.Rounds) > MaxRounds, "rounds", CodeTooLong)
	m := w.method(a, now)
	for i := range w.Rounds {
		if err := w.Rounds[i].validate(m, index("rounds", i)); err != nil {
			errs = append(errs, err)
		}
	}
	w.number()
	return errors.Join(errs...)
}

func index(name string, i int) string { return name + "[" + strconv.Itoa(i) + "]" }

// method is what the workshop's marks will be answered by, or nil.
func (w *Workshop) method(a *Area, now time.Time) *Method {
	wave := a.CurrentWave(now)
	if wave == nil {
		return nil
	}
	return a.Method(wave.Method)
}

func (r *Round) validate(m *Method, path string) error {
	var errs []error
	var p *Prompt
	if m != nil {
		p = m.Prompt(r.Prompt)
	}
	most := DefaultCap
	switch {
	case r.Prompt == "":
		errs = append(errs, ErrInvalid{Field: path + ".prompt", Code: CodeRequired})
	case p == nil:
		errs = append(errs, ErrInvalid{Field: path + ".prompt", Code: CodeUnknown})
	default:
		most = p.Cap
	}
	if r.Cap < 1 || r.Cap > most {
		errs = append(errs, ErrInvalid{Field: path + ".cap", Code: CodeOutOfRange})
	}
	if r.Minutes < 1 || r.Minutes > MaxMinutes {
		errs = append(errs, ErrInvalid{Field: path + ".minutes", Code: CodeOutOfRange})
	}
	return errors.Join(errs...)
}

// number gives every round that has none a number that none had.
func (w *Workshop) number() {
	last := 0
	for i := range w.Rounds {
		last = max(last, w.Rounds[i].Number)
	}
	for i := range w.Rounds {
		if w.Rounds[i].Number == 0 {
			last++
			w.Rounds[i].Number = last
		}
	}
}

// Change applies p, as ChangeWorkshop says.
func (w *Workshop) Change(p WorkshopPatch, a *Area, now time.Time) error {
	if w.State != WorkshopPlanned && (p.Date != nil || p.Rounds != nil) {
		return ErrWorkshopState
	}
	set(&w.Title, p.Title)
	set(&w.Date, p.Date)
	set(&w.Expected, p.Expected)
	set(&w.People, p.People)
	set(&w.Invited, p.Invited)
	set(&w.Groups, p.Groups)
	if p.Rounds != nil {
		w.Rounds = nil
		for _, r := range *p.Rounds {
			w.Rounds = append(w.Rounds, r.plan())
		}
	}
	err := w.Validate(a, now)
	if w.State == WorkshopPlanned {
		return err
	}
	// Rounds were right when they were planned; the method may be another now.
	var errs []error
	for _, one := range Invalids(err) {
		if !strings.HasPrefix(one.Field, "rounds") {
			errs = append(errs, one)
		}
	}
	return errors.Join(errs...)
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// plan is the round without what happened in it.
func (r *Round) plan() Round {
	return Round{Prompt: r.Prompt, Minutes: r.Minutes, Blind: r.Blind, Cap: r.Cap}
}

// Rehearsal is an open copy of the plan, made at now.
func (w *Workshop) Rehearsal(a *Area, now time.Time) (*Workshop, error) {
	if w.State == WorkshopEnded || w.RehearsalOf != "" {
		return nil, ErrWorkshopState
	}
	out := &Workshop{
		Area: w.Area, Kind: w.Kind, Title: w.Title, Date: w.Date, Expected: w.Expected,
		RehearsalOf: w.Code, State: WorkshopPlanned, CreatedAt: now,
	}
	for i := range w.Rounds {
		out.Rounds = append(out.Rounds, w.Rounds[i].plan())
	}
	out.number()
	return out, out.Take(Step{Act: ActOpen}, a, now)
}

// Admit holds c, which names the workshop, to the rules of its round as they are
// when c is received, and completes Channel, Hold and Late. Nothing is too late;
// what cannot have been made in the round is refused.
func (w *Workshop) Admit(c *Contribution, by Actor) error {
	if w.IsThrownAway() {
		return ErrGone
	}
	r := w.Round(c.Round)
	if c.Round != 0 || !by.Staff {
		switch {
		case c.Round == 0:
			return ErrInvalid{Field: "round", Code: CodeRequired}
		case r == nil:
			return ErrInvalid{Field: "round", Code: CodeUnknown}
		case c.Prompt != r.Prompt:
			return ErrInvalid{Field: "prompt", Code: CodeNotAllowed}
		case r.OpenedAt.IsZero() && !by.Staff:
			return ErrInvalid{Field: "round", Code: CodeNotOpen}
		}
		c.Late = !by.Staff && !r.ClosedAt.IsZero()
	}
	c.Hold = w.HoldOf(r)
	return nil
}
