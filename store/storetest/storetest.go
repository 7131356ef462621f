// Package storetest is the one list of checks that every database behind
// store.Store must pass. It uses nothing but the contract.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"maps"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

// Run checks the stores that open opens: each check gets a fresh, empty one
// that reads the time from now, and that open closes when its test ends.
func Run(t *testing.T, open func(t *testing.T, now func() time.Time) store.Store) {
	for _, group := range []struct {
		name   string
		checks []check
	}{
		{"area", areaChecks},
		{"create", createChecks},
		{"participant", participantChecks},
		{"background", backgroundChecks},
		{"withdraw", withdrawChecks},
		{"change", changeChecks},
		{"review", reviewChecks},
		{"review act", reviewActChecks},
		{"agreement", agreementChecks},
		{"order", orderChecks},
		{"report", reportChecks},
		{"workshop", workshopChecks},
		{"workshop mark", workshopMarkChecks},
		{"host link", hostLinkChecks},
		{"query", queryChecks},
		{"condition", conditionChecks},
		{"public", publicChecks},
		{"cluster", clusterChecks},
		{"overview", overviewChecks},
		{"placement", placementChecks},
		{"area edit", areaEditChecks},
		{"layer", layerChecks},
		{"together", togetherChecks},
		{"token", tokenChecks},
		{"staff", staffChecks},
		{"recipe", recipeChecks},
		{"trail", trailChecks},
	} {
		t.Run(group.name, func(t *testing.T) {
			t.Parallel()
			for _, c := range group.checks {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					k := &kit{T: t, ctx: t.Context(), clock: &clock{now: start}, seen: map[string]map[uuid.UUID]bool{}}
					k.store = open(t, k.clock.Now)
					c.run(k)
					for area := range k.seen {
						k.shown(area)
					}
				})
			}
		})
	}
}

type check struct {
	name string
	run  func(*kit)
}

// start is when every check begins.
var start = time.Date(2026, 5, 17, 12, 0, 0, 123456000, time.UTC)

// clock stands still until it is told.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the time that was set last.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// kit is what one check works with.
type kit struct {
	*testing.T
	ctx   context.Context
	store store.Store
	clock *clock
	seen  map[string]map[uuid.UUID]bool // contributions by area
}

func (k *kit) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatalf("unexpected error: %v", err)
	}
}

// is fails unless err is want; an ErrInvalid and an ErrForbidden are compared
// by value.
func (k *kit) is(err, want error) {
	k.Helper()
	if invalid, ok := want.(store.ErrInvalid); ok {
		if !slices.Contains(store.Invalids(err), invalid) {
			k.Fatalf("error is %v, want %v", err, want)
		}
		return
	}
	if !errors.Is(err, want) {
		k.Fatalf("error is %v, want %v", err, want)
	}
}

func (k *kit) equal(got, want any) {
	k.Helper()
	if !reflect.DeepEqual(got, want) {
		k.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

// area applies the area "a", changed by change.
func (k *kit) area(change ...func(*store.Area)) *store.Area {
	k.Helper()
	a := newArea("a")
	for _, f := range change {
		f(a)
	}
	_, err := k.store.ApplyArea(k.ctx, a)
	k.must(err)
	return a
}

// send creates c as by and wants no error.
func (k *kit) send(c *store.Contribution, by store.Actor) *store.Contribution {
	k.Helper()
	made, err := k.store.CreateContribution(k.ctx, "a", c, by)
	k.must(err)
	k.equal(made.Repeated, false)
	return made.Contribution
}

// enter is send as staff, without a participant.
func (k *kit) enter(change func(*store.Contribution)) *store.Contribution {
	k.Helper()
	c := mark()
	c.Participant = uuid.Nil
	change(c)
	return k.send(c, staff)
}

// refused sends c and wants want.
func (k *kit) refused(c *store.Contribution, by store.Actor, want error) {
	k.Helper()
	_, err := k.store.CreateContribution(k.ctx, "a", c, by)
	k.is(err, want)
}

// list is what q yields, each kept.
func (k *kit) list(q store.ContributionQuery) []*store.Contribution {
	k.Helper()
	if q.Area == "" {
		q.Area = "a"
	}
	if q.Audience == "" {
		q.Audience = store.AudienceStaff
	}
	var all []*store.Contribution
	for c, err := range k.store.Contributions(k.ctx, q) {
		k.must(err)
		kept := *c
		all = append(all, &kept)
	}
	k.shown(q.Area)
	return all
}

// shown holds what Published yields of all that the area ever had against the
// public's list, twice: a store may keep what it has read.
func (k *kit) shown(area string) {
	k.Helper()
	if k.seen[area] == nil {
		k.seen[area] = map[uuid.UUID]bool{}
	}
	read := func(seq iter.Seq2[*store.Contribution, error]) (all []store.Contribution) {
		for c, err := range seq {
			k.must(err)
			k.seen[area][c.ID] = true
			all = append(all, *c)
		}
		return all
	}
	before, err := k.store.LastRev(k.ctx, "")
	k.must(err)
	read(k.store.Contributions(k.ctx, store.ContributionQuery{Area: area, Audience: store.AudienceStaff}))
	want := read(k.store.Contributions(k.ctx, store.ContributionQuery{Area: area, Audience: store.AudiencePublic}))
	asked := slices.SortedFunc(maps.Keys(k.seen[area]), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	for range 2 {
		got := read(k.store.Published(k.ctx, area, asked))
		if now, err := k.store.LastRev(k.ctx, ""); err != nil || now == before { // others may be writing
			k.must(err)
			k.equal(got, want)
		}
	}
}

func (k *kit) count(q store.ContributionQuery) int { k.Helper(); return len(k.list(q)) }

// listError is the error q ends with.
func (k *kit) listError(ctx context.Context, q store.ContributionQuery) error {
	k.Helper()
	for c, err := range k.store.Contributions(ctx, q) {
		if err != nil {
			if c != nil {
				k.Fatal("an error came with a contribution")
			}
			return err
		}
	}
	return nil
}

// read is what the staff sees of id.
func (k *kit) read(id uuid.UUID) *store.Contribution {
	k.Helper()
	c, err := k.store.Contribution(k.ctx, "a", id, store.AudienceStaff, staff)
	k.must(err)
	return c
}

func (k *kit) review(id uuid.UUID, d store.Decision) *store.Contribution {
	k.Helper()
	c := k.decide(id, d)
	k.shown("a")
	return c
}

// decide is review that does not look at all of the area, for those who review much of it.
func (k *kit) decide(id uuid.UUID, d store.Decision) *store.Contribution {
	k.Helper()
	c, err := k.store.ReviewContribution(k.ctx, "a", id, d)
	k.must(err)
	return c
}

var (
	staff   = store.Actor{Staff: true}
	nobody  = store.Actor{}
	alice   = store.Actor{Receipt: store.HashSecret("kvr_alice")}
	bob     = store.Actor{Receipt: store.HashSecret("kvr_bob")}
	publish = store.Decision{State: store.Published}
)

func hide(parts ...store.Part) store.Decision {
	return store.Decision{Parts: parts, State: store.Hidden, Reason: store.ReasonOffensive}
}

// mark is a good answer of a new participant.
func mark() *store.Contribution {
	return &store.Contribution{
		ID: uuid.New(), Participant: uuid.New(), Prompt: "spot", Geometry: orb.Point{10.05, 59.05}, LocatedBy: store.ByMap,
	}
}

func ids(all []*store.Contribution) []uuid.UUID {
	out := make([]uuid.UUID, len(all))
	for i, c := range all {
		out[i] = c.ID
	}
	return out
}

func ptr[T any](v T) *T { return &v }
