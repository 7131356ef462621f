package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
)

// Overviews tells how a wave goes.
type Overviews interface {
	// Overview sums up the wave of the area, or its current one if wave is empty.
	// ErrNotFound for an unknown area or wave. What was hidden as spam, test or
	// duplicate, a rehearsal, and whom staff set aside are in no number but Aside.
	// For the reference group small is set: numbers that few people stand behind are
	// Withheld, with as many others as it takes that nobody can work them out.
	Overview(ctx context.Context, area, wave string, small bool) (*Overview, error)
}

// The fewest people that a number may tell of to others than those who see all
// answers: k, and for pupils.
const (
	LeastPeople = 5
	LeastPupils = 10
)

// Count is a number of an overview; null in JSON where it is withheld.
type Count int

// Withheld is a count that is not told.
const Withheld Count = -1

// MarshalJSON is the number, or null.
func (n Count) MarshalJSON() ([]byte, error) {
	if n == Withheld {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(n), 10), nil
}

// Overview is how a wave goes, for staff and, with what is withheld, the reference group.
type Overview struct {
	// Wave is its key.
	Wave string `json:"wave"`
	Tally
	// Aside is how many people staff set aside.
	Aside Count `json:"aside"`
	// Waiting is how many contributions wait for a review.
	Waiting Count `json:"waiting"`
	// Reported is how many have a report that nobody has decided on.
	Reported Count `json:"reported"`
	// Unplaced is how many have a place in words only.
	Unplaced Count `json:"unplaced"`
	// Prompts and Channels have the most people first, then by key, those withheld last;
	// Days, as "2026-05-17" in the area's time zone, in their order, the empty ones left out.
	Prompts  []TallyOf `json:"prompts"`
	Channels []TallyOf `json:"channels"`
	Days     []TallyOf `json:"days"`
}

// Tally is a number of contributions and of people behind them.
type Tally struct {
	Contributions Count `json:"contributions"`
	// People are distinct participants, and for each workshop or import without
	// participants the largest head count there, never the sum of its stickers.
	People Count `json:"people"`
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
	return Tally{Contributions: Count(n.contributions), People: Count(n.people())}
}

func (n *Counter) people() int {
	all := len(n.participants)
	for _, people := range n.heads {
		all += people
	}
	return all
}

// Small says whether some stand behind it, and fewer than least.
func (n *Counter) Small(least int) bool { return n.contributions > 0 && n.people() < least }

// take adds what other counted.
func (n *Counter) take(other *Counter) {
	n.contributions += other.contributions
	if n.participants == nil {
		n.participants, n.heads = map[int64]bool{}, map[string]int{}
	}
	maps.Copy(n.participants, other.participants)
	for batch, people := range other.heads {
		n.heads[batch] = max(n.heads[batch], people)
	}
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

// few are the keys whose tally must not be told: behind which fewer than least
// people stand, and of the others the smallest, until at least two are withheld, with
// so many people behind them together. Else the sum of all would give them away.
func (n Counters) few(least func(key string) int) map[string]bool {
	keys := slices.SortedFunc(maps.Keys(n), func(a, b string) int {
		return cmp.Or(cmp.Compare(n[a].people(), n[b].people()), cmp.Compare(a, b))
	})
	few, together, most := map[string]bool{}, &Counter{}, 0
	withhold := func(key string) {
		few[key], most = true, max(most, least(key))
		together.take(n[key])
	}
	for _, key := range keys {
		if n[key].Small(least(key)) {
			withhold(key)
		}
	}
	for _, key := range keys {
		if len(few) > 0 && !few[key] && (len(few) < 2 || together.people() < most) {
			withhold(key)
		}
	}
	return few
}

// ByKey lists the tallies by key, withholding those behind which fewer than least
// people stand, and what would give them away. No least withholds nothing.
func (n Counters) ByKey(least func(key string) int) []TallyOf {
	var few map[string]bool
	if least != nil {
		few = n.few(least)
	}
	all := []TallyOf{}
	for _, key := range slices.Sorted(maps.Keys(n)) {
		one := TallyOf{key, Tally{Withheld, Withheld}}
		if !few[key] {
			one.Tally = n[key].Tally()
		}
		all = append(all, one)
	}
	return all
}

// ByPeople is ByKey with the most people first.
func (n Counters) ByPeople(least func(key string) int) []TallyOf {
	all := n.ByKey(least)
	slices.SortStableFunc(all, func(a, b TallyOf) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(b.Contributions, a.Contributions))
	})
	return all
}

// Sums is what an overview is made of.
type Sums struct {
	All, Aside, Waiting, Reported, Unplaced Counter
	Prompts, Channels, Days                 Counters
}

// NewSums are empty.
func NewSums() *Sums { return &Sums{Prompts: Counters{}, Channels: Counters{}, Days: Counters{}} }

// Overview is the sums of a wave, with what is withheld from the reference group if small.
func (n *Sums) Overview(wave string, small bool) *Overview {
	var least func(key string) int
	if small {
		least = n.least
	}
	count := func(c *Counter, number Count) Count {
		if small && c.Small(n.least("")) {
			return Withheld
		}
		return number
	}
	all := n.All.Tally()
	return &Overview{
		Wave:     wave,
		Tally:    Tally{count(&n.All, all.Contributions), count(&n.All, all.People)},
		Aside:    count(&n.Aside, n.Aside.Tally().People),
		Waiting:  count(&n.Waiting, n.Waiting.Tally().Contributions),
		Reported: count(&n.Reported, n.Reported.Tally().Contributions),
		Unplaced: count(&n.Unplaced, n.Unplaced.Tally().Contributions),
		Prompts:  n.Prompts.ByPeople(least), Channels: n.Channels.ByPeople(least), Days: n.Days.ByKey(least),
	}
}

// least is how many people must stand behind a tally of this key. Where only classes
// answered, every number is of pupils.
func (n *Sums) least(key string) int {
	class := string(ChannelClass)
	if key == class || len(n.Channels) == 1 && n.Channels[class] != nil {
		return LeastPupils
	}
	return LeastPeople
}

// LeavesNumbers says whether what is hidden for r is no answer at all.
func (r Reason) LeavesNumbers() bool {
	return r == ReasonSpam || r == ReasonTest || r == ReasonDuplicate
}
