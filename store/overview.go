package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

// Overviews tells how a wave goes.
type Overviews interface {
	// Overview sums up the wave of the area, or its current one if wave is empty.
	// ErrNotFound for an unknown area or wave. What was hidden as spam, test or
	// duplicate, a rehearsal, and whom staff set aside are in no number but Aside.
	Overview(ctx context.Context, area, wave string) (*Overview, error)
}

// Overview is how a wave goes, for staff.
type Overview struct {
	// Wave is its key.
	Wave string `json:"wave"`
	Tally
	// Aside is how many people staff set aside.
	Aside int `json:"aside"`
	// Waiting is how many contributions wait for a review.
	Waiting int `json:"waiting"`
	// Reported is how many have a report that nobody has decided on.
	Reported int `json:"reported"`
	// Unplaced is how many have a place in words only.
	Unplaced int `json:"unplaced"`
	// Prompts and Channels have the most people first, then by key; Days, as
	// "2026-05-17" in the area's time zone, in their order, the empty ones left out.
	Prompts  []TallyOf `json:"prompts"`
	Channels []TallyOf `json:"channels"`
	Days     []TallyOf `json:"days"`
}

// Tally is a number of contributions and of people behind them.
type Tally struct {
	Contributions int `json:"contributions"`
	// People are distinct participants, and for each workshop or import without
	// participants the largest head count there, never the sum of its stickers.
	People int `json:"people"`
}

// TallyOf is a tally of one prompt, channel or day.
type TallyOf struct {
	Key string `json:"key"`
	Tally
}

// Counter counts contributions and the people behind them.
type Counter struct {
	contributions int
	participants  map[int64]bool
	heads         map[string]int
}

// Add counts a contribution: of a participant, or with none of the batch that it
// came in, where people stood behind it.
func (n *Counter) Add(participant int64, batch string, people int) {
	if n.participants == nil {
		n.participants, n.heads = map[int64]bool{}, map[string]int{}
	}
	n.contributions++
	if participant != 0 {
		n.participants[participant] = true
		return
	}
	n.heads[batch] = max(n.heads[batch], people)
}

// Tally is what was counted.
func (n *Counter) Tally() Tally {
	t := Tally{Contributions: n.contributions, People: len(n.participants)}
	for _, people := range n.heads {
		t.People += people
	}
	return t
}

// Counters count by a key.
type Counters map[string]*Counter

// At is the counter of key.
func (n Counters) At(key string) *Counter {
	if n[key] == nil {
		n[key] = &Counter{}
	}
	return n[key]
}

// ByKey lists the tallies by key.
func (n Counters) ByKey() []TallyOf {
	all := []TallyOf{}
	for _, key := range slices.Sorted(maps.Keys(n)) {
		all = append(all, TallyOf{key, n[key].Tally()})
	}
	return all
}

// ByPeople lists the tallies with the most people first.
func (n Counters) ByPeople() []TallyOf {
	all := n.ByKey()
	slices.SortStableFunc(all, func(a, b TallyOf) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(b.Contributions, a.Contributions))
	})
	return all
}

// LeavesNumbers says whether what is hidden for r is no answer at all.
func (r Reason) LeavesNumbers() bool {
	return r == ReasonSpam || r == ReasonTest || r == ReasonDuplicate
}
