package store

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Act is what a facilitator does in a workshop.
type Act string

// The acts. All but ActOpen need an open workshop; reveal, release, hide and
// what takes them back can be done after its end too.
const (
	// ActOpen lets people join.
	ActOpen Act = "open"
	// ActStart puts a round on stage and opens it, also anew.
	ActStart Act = "start"
	// ActShow puts a round on stage as it is, or the lobby (round 0).
	ActShow Act = "show"
	// ActPause stops the clock of the round on stage, ActResume lets it run on,
	// ActExtend gives it minutes. ActClose closes it.
	ActPause  Act = "pause"
	ActResume Act = "resume"
	ActExtend Act = "extend"
	ActClose  Act = "close"
	// ActReveal shows a round's marks to the room.
	ActReveal Act = "reveal"
	// ActAdd puts a new round behind the one on stage.
	ActAdd Act = "add"
	// ActRelease lets the room read the words of marks or of a whole round, notes
	// only one by one; ActUnrelease takes that back.
	ActRelease   Act = "release"
	ActUnrelease Act = "unrelease"
	// ActSpotlight leads all screens to a mark, or away from it.
	ActSpotlight Act = "spotlight"
	// ActHide takes marks off everywhere at once; ActUnhide lets them be reviewed
	// as if they were new.
	ActHide   Act = "hide"
	ActUnhide Act = "unhide"
	// ActEnd ends it: nobody joins any more, and what the room saw is not held
	// back from the public any longer.
	ActEnd Act = "end"
)

// AllActs is every act.
var AllActs = []Act{
	ActOpen, ActStart, ActShow, ActPause, ActResume, ActExtend, ActClose, ActReveal, ActAdd,
	ActRelease, ActUnrelease, ActSpotlight, ActHide, ActUnhide, ActEnd,
}

// Step is one act with what it is about.
type Step struct {
	Act Act
	// Version, unless 0, is the version that the facilitator saw: ErrStale if
	// there is a newer one.
	Version int64
	// Round of start, show and reveal, and of release and unrelease for a whole
	// round.
	Round int
	// Minutes of extend; 0 is one.
	Minutes int
	// Add is the round of add.
	Add Round
	// Forgotten says of end that nobody asked for it.
	Forgotten bool
	// Marks of release, unrelease, hide, unhide; of spotlight, one or none.
	Marks []uuid.UUID
}

// Take takes the step at now, as far as it is about the workshop alone. Where it
// leads nowhere new, w stays as it is. What it does to marks is the store's.
func (w *Workshop) Take(s Step, a *Area, now time.Time) error {
	now = now.UTC().Truncate(time.Microsecond)
	if s.Version != 0 && s.Version != w.Version {
		return ErrStale
	}
	if len(s.Marks) > MaxStepMarks {
		return ErrInvalid{Field: "marks", Code: CodeTooLong}
	}
	switch s.Act {
	case ActOpen:
		return w.open(a, now)
	case ActReveal, ActRelease, ActUnrelease, ActHide, ActUnhide, ActEnd:
		if w.State == WorkshopPlanned {
			return ErrWorkshopState
		}
	default:
		if !oneOf(s.Act, AllActs) {
			return ErrInvalid{Field: "act", Code: CodeUnknown}
		}
		if w.State != WorkshopOpen {
			return ErrWorkshopState
		}
	}
	switch s.Act {
	case ActStart, ActShow, ActReveal:
		return w.stage(s, now)
	case ActPause, ActResume, ActExtend, ActClose:
		return w.time(s, now)
	case ActAdd:
		return w.add(s.Add, a, now)
	case ActRelease, ActUnrelease:
		if len(s.Marks) == 0 && w.Round(s.Round) == nil {
			return ErrInvalid{Field: "round", Code: CodeUnknown}
		}
	case ActHide, ActUnhide:
		if len(s.Marks) == 0 {
			return ErrInvalid{Field: "marks", Code: CodeRequired}
		}
		if slices.Contains(s.Marks, w.Spotlight) {
			w.Spotlight = uuid.Nil // nor does it come back there by itself
		}
	case ActSpotlight:
		if len(s.Marks) > 1 {
			return ErrInvalid{Field: "mark", Code: CodeTooLong}
		}
		if w.Spotlight = uuid.Nil; len(s.Marks) == 1 {
			w.Spotlight = s.Marks[0]
		}
	case ActEnd:
		w.end(now, s.Forgotten)
	}
	return nil
}

func (w *Workshop) open(a *Area, now time.Time) error {
	switch {
	case w.State == WorkshopOpen:
		return nil
	case w.State == WorkshopEnded, len(w.Rounds) == 0:
		return ErrWorkshopState
	case a.WaveFor(now, now) == nil:
		return ErrWaveClosed // nothing that is given in it could be taken
	}
	w.State, w.OpenedAt = WorkshopOpen, now
	return nil
}

// stage starts, shows or reveals a round.
func (w *Workshop) stage(s Step, now time.Time) error {
	r := w.Round(s.Round)
	if r == nil && (s.Act != ActShow || s.Round != 0) {
		return ErrInvalid{Field: "round", Code: CodeUnknown}
	}
	if s.Act == ActReveal {
		if r.OpenedAt.IsZero() {
			return ErrWorkshopState
		}
		r.close(now)
		r.Revealed = true
		return nil
	}
	if w.Stage != s.Round {
		w.Stage, w.Spotlight = s.Round, uuid.Nil
	}
	for i := range w.Rounds {
		if w.Rounds[i].Number != s.Round {
			w.Rounds[i].close(now)
		}
	}
	if s.Act == ActStart && !r.isRunning() {
		if r.OpenedAt.IsZero() {
			r.OpenedAt = now
		}
		r.ClosedAt, r.EndsAt, r.Remaining = time.Time{}, now.Add(r.length()), 0
	}
	return nil
}

func (r *Round) length() time.Duration { return time.Duration(r.Minutes) * time.Minute }

// close closes the round if it is open.
func (r *Round) close(now time.Time) {
	if r.isRunning() {
		r.ClosedAt, r.EndsAt, r.Remaining = now, time.Time{}, 0
	}
}

// time pauses, resumes, extends or closes the round on stage.
func (w *Workshop) time(s Step, now time.Time) error {
	r := w.Round(w.Stage)
	if r == nil || r.OpenedAt.IsZero() {
		return ErrWorkshopState
	}
	if s.Act == ActClose {
		r.close(now)
		return nil
	}
	paused := r.State() == RoundPaused
	switch {
	case !r.isRunning():
		return ErrWorkshopState
	case s.Act == ActPause && !paused:
		r.Remaining, r.EndsAt = max(0, r.EndsAt.Sub(now)), time.Time{}
	case s.Act == ActResume && paused:
		r.EndsAt, r.Remaining = now.Add(r.Remaining), 0
	case s.Act == ActExtend:
		if s.Minutes < 0 || s.Minutes > MaxMinutes {
			return ErrInvalid{Field: "minutes", Code: CodeOutOfRange}
		}
		more := time.Duration(max(1, s.Minutes)) * time.Minute
		if paused {
			r.Remaining += more
		} else if r.EndsAt = r.EndsAt.Add(more); r.EndsAt.Before(now) {
			r.EndsAt = now.Add(more) // it was over long ago
		}
	}
	return nil
}

// add puts a new round behind the one on stage.
func (w *Workshop) add(r Round, a *Area, now time.Time) error {
	if len(w.Rounds) >= MaxRounds {
		return ErrInvalid{Field: "rounds", Code: CodeTooLong}
	}
	r = r.plan()
	if err := r.validate(w.method(a, now), "rounds[0]"); err != nil {
		return err
	}
	at := 1 + slices.IndexFunc(w.Rounds, func(r Round) bool { return r.Number == w.Stage })
	w.Rounds = slices.Insert(w.Rounds, at, r)
	w.number()
	return nil
}

func (w *Workshop) end(now time.Time, forgotten bool) {
	if w.State == WorkshopEnded {
		return
	}
	for i := range w.Rounds {
		w.Rounds[i].close(now)
	}
	w.State, w.EndedAt, w.Spotlight, w.Forgotten = WorkshopEnded, now, uuid.Nil, forgotten
}
