package store

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Workshop is a gathering that collects. Its code is its identity: marks name
// it, and people join by it.
type Workshop struct {
	// Code is CodeLength of CodeLetters; the store makes it.
	Code string `json:"code"`
	// Area is the slug of the area it is in.
	Area string       `json:"-"`
	Kind WorkshopKind `json:"kind"`
	// Title is what people see, in the words of whoever made it.
	Title string `json:"title"`
	// Date is the day it is held on, as "2026-12-01".
	Date string `json:"date"`
	// Expected is how many are expected to come.
	Expected int `json:"expected"`
	// RehearsalOf is the code of the workshop that this one rehearses, or empty.
	// What a rehearsal collects is held back from the first, and erased with its
	// end.
	RehearsalOf string        `json:"rehearsal_of,omitzero"`
	State       WorkshopState `json:"state"`
	// Version grows with every change.
	Version int64 `json:"version"`
	// Rounds in the order in which they are held.
	Rounds []Round `json:"rounds"`
	// Stage is the number of the round that everybody looks at; 0 is the lobby.
	Stage int `json:"stage,omitzero"`
	// Spotlight is the mark that all screens fly to, or zero.
	Spotlight uuid.UUID `json:"spotlight,omitzero"`
	// Screens are the hashes of the paired screens' secrets, the newest last.
	Screens []Hash `json:"screens,omitempty"`
	// Key signs the tokens of the phones that joined. It never leaves the server.
	Key []byte `json:"key"`

	// People is how many came, 0 if nobody said; Invited who was asked to come;
	// Groups which were seen. They tell who took part.
	People  int      `json:"people,omitzero"`
	Invited string   `json:"invited,omitzero"`
	Groups  []string `json:"groups,omitempty"`

	// Times are UTC, and zero until it happened.
	CreatedAt time.Time `json:"created_at,omitzero"`
	OpenedAt  time.Time `json:"opened_at,omitzero"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	// ChangedAt is when it became the version that it is.
	ChangedAt time.Time `json:"changed_at,omitzero"`
	// Forgotten says that nobody ended it: it ended by itself.
	Forgotten bool `json:"forgotten,omitzero"`
}

// Round is one step of a workshop: one prompt, for a time.
type Round struct {
	// Number is 1 or more, and stays when the order changes: marks name it.
	Number int    `json:"number"`
	Prompt string `json:"prompt"`
	// Minutes is how long it is meant to last. The time never closes it.
	Minutes int `json:"minutes"`
	// Blind keeps its marks from everybody but staff until it is revealed.
	Blind bool `json:"blind"`
	// Cap is how many marks a participant may give in it.
	Cap      int  `json:"cap"`
	Revealed bool `json:"revealed,omitzero"`
	// OpenedAt is when it was first opened, ClosedAt when it was closed last;
	// zero while it is open. EndsAt is when its time is up; zero unless it is open
	// and runs. Remaining is what is left of it while it is paused.
	OpenedAt  time.Time     `json:"opened_at,omitzero"`
	ClosedAt  time.Time     `json:"closed_at,omitzero"`
	EndsAt    time.Time     `json:"ends_at,omitzero"`
	Remaining time.Duration `json:"remaining,omitzero"`
}

// WorkshopKind is what sort of gathering it is.
type WorkshopKind string

// WorkshopLive is a room with phones and a screen, paced by a facilitator.
const WorkshopLive WorkshopKind = "live"

// AllWorkshopKinds is every kind of workshop.
var AllWorkshopKinds = []WorkshopKind{WorkshopLive}

// Channel is how answers come that are given in it.
func (k WorkshopKind) Channel() Channel { return Channel(k) }

// WorkshopState is how far a workshop is.
type WorkshopState string

// The states of a workshop. Only an open one is joined.
const (
	WorkshopPlanned WorkshopState = "planned"
	WorkshopOpen    WorkshopState = "open"
	WorkshopEnded   WorkshopState = "ended"
)

// RoundState is how far a round is.
type RoundState string

// The states of a round.
const (
	RoundWaiting RoundState = "waiting"
	RoundOpen    RoundState = "open"
	RoundPaused  RoundState = "paused"
	RoundClosed  RoundState = "closed"
)

// State is how far the round is.
func (r *Round) State() RoundState {
	switch {
	case r.OpenedAt.IsZero():
		return RoundWaiting
	case !r.ClosedAt.IsZero():
		return RoundClosed
	case r.EndsAt.IsZero():
		return RoundPaused
	}
	return RoundOpen
}

// isRunning says whether it is open, paused or not.
func (r *Round) isRunning() bool { return !r.OpenedAt.IsZero() && r.ClosedAt.IsZero() }

// What holds a contribution back from the public, beside review.
const (
	// HoldBlind is on marks of a blind round that is not revealed: only staff
	// and the author see them.
	HoldBlind = "blind"
	// HoldRoom is on marks of a workshop that has not ended: the room sees them.
	HoldRoom = "room"
)

// HoldOf is what marks of a round are held by as the workshop stands now; nil is
// no round.
func (w *Workshop) HoldOf(r *Round) string {
	switch {
	case r != nil && r.Blind && !r.Revealed:
		return HoldBlind
	case w.State != WorkshopEnded || w.RehearsalOf != "":
		return HoldRoom
	}
	return ""
}

// Round is the round with that number, or nil.
func (w *Workshop) Round(number int) *Round {
	for i := range w.Rounds {
		if w.Rounds[i].Number == number {
			return &w.Rounds[i]
		}
	}
	return nil
}

// IsThrownAway says that it was a rehearsal and is over: nothing is kept of it.
func (w *Workshop) IsThrownAway() bool {
	return w.RehearsalOf != "" && w.State == WorkshopEnded
}

// Workshops keeps workshops with their rounds.
type Workshops interface {
	// CreateWorkshop keeps what w plans, after Workshop.Validate, under a new
	// code and key. ErrNotFound for an unknown area, ErrInvalid.
	CreateWorkshop(ctx context.Context, area string, w Workshop) (*Workshop, error)
	// Rehearse makes an open copy of a workshop that has not ended, with a code
	// of its own; a rehearsal under way of the same workshop ends.
	// ErrNotFound, ErrWorkshopState, ErrWaveClosed.
	Rehearse(ctx context.Context, area, code string) (*Workshop, error)
	// Workshop is the one with code, of whichever area, or ErrNotFound. The
	// caller must not change it.
	Workshop(ctx context.Context, code string) (*Workshop, error)
	// AllWorkshops lists those of an area, the newest date first, then the
	// newest made; ErrNotFound for an unknown area.
	AllWorkshops(ctx context.Context, area string) ([]*Workshop, error)
	// ChangeWorkshop changes what p names. ErrNotFound, ErrInvalid,
	// ErrWorkshopState for what cannot change any more.
	ChangeWorkshop(ctx context.Context, area, code string, p WorkshopPatch) (*Workshop, error)
	// DeleteWorkshop forgets a planned one that no contribution names;
	// ErrNotFound, ErrWorkshopState.
	DeleteWorkshop(ctx context.Context, area, code string) error
	// RoundCounts counts the marks of each round that has any, notes and hidden
	// ones left out. None is an empty map.
	RoundCounts(ctx context.Context, code string) (map[int]RoundCount, error)
	// TakeStep takes a step (Workshop.Take) and gives the workshop after it. In
	// the same transaction marks are released, hidden, and held as HoldOf says;
	// the end of a rehearsal withdraws all that it collected. A step that leads
	// to where the workshop is already changes nothing and is no error.
	// ErrNotFound also for a mark that is not the workshop's, ErrWorkshopState,
	// ErrStale, ErrInvalid, ErrWaveClosed.
	TakeStep(ctx context.Context, area, code string, s Step) (*Workshop, error)
	// EndForgotten ends, as ActEnd does, every open workshop in which for
	// ForgottenAfter nobody changed or gave anything.
	EndForgotten(ctx context.Context) error
	// PairScreen lets in the screen that has the secret; the oldest goes where
	// there are more than MaxScreens. ErrNotFound, ErrWorkshopState once it ended.
	PairScreen(ctx context.Context, area, code string, secret Hash) (*Workshop, error)
}

// ForgottenAfter is for how long nothing happens in an open workshop that nobody
// will end any more: longer than a night.
const ForgottenAfter = 24 * time.Hour

// RoundCount is how much a round gathered.
type RoundCount struct {
	// People is how many participants gave Marks.
	Marks, People int
}

// WorkshopPatch is a change of what is planned, or of what is told afterwards:
// nil leaves a member.
type WorkshopPatch struct {
	Title    *string
	Expected *int
	// Date and Rounds can change while it is planned.
	Date    *string
	Rounds  *[]Round
	People  *int
	Invited *string
	Groups  *[]string
}

// Limits of a workshop.
const (
	CodeLength   = 6
	MaxExpected  = 250
	MaxRounds    = 20
	MaxMinutes   = 60
	MaxScreens   = 8
	MaxGroups    = 20
	MaxStepMarks = 500
)

// CodeLetters are what codes are made of: no two that look alike, even from the
// back of a hall, and no vowels, so that no code is a word.
const CodeLetters = "34679CDFHJKMNPQRTVWXY"
