package demo_test

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"kvarter/geo"
	"kvarter/store"
	"kvarter/store/area"
	"kvarter/store/demo"
	"kvarter/store/sqlite"
)

var now = time.Date(2026, 5, 17, 12, 30, 0, 123456789, time.UTC)

func areas(t testing.TB) map[string]*store.Area {
	t.Helper()
	torstrand, err := area.Torstrand()
	if err != nil {
		t.Fatal(err)
	}
	boston, err := area.Load("../../docs/examples/boston/area.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// Every shape of prompt, a wave that has closed, no languages of ours.
	other, err := area.Torstrand()
	if err != nil {
		t.Fatal(err)
	}
	other.Waves[0].Opens, other.Waves[0].Closes = now.AddDate(0, 0, -100), now.AddDate(0, 0, -90)
	other.Languages, other.Places = []string{"pl"}, nil
	for i, shape := range []store.GeometryType{store.GeometryLine, store.GeometryArea, store.GeometryNone} {
		other.Methods[0].Prompts[i].Geometry = []store.GeometryType{shape}
	}
	return map[string]*store.Area{"torstrand": torstrand, "boston": boston, "other": other}
}

func TestEveryAnswerIsTaken(t *testing.T) {
	for name, a := range areas(t) {
		t.Run(name, func(t *testing.T) {
			boundary := geo.NewBoundary(a.Boundary.Geometry)
			given := map[uuid.UUID]map[string]int{}
			ids := map[uuid.UUID]bool{}
			var words, inside, placed, n int
			for c := range demo.Generate(a, 5000, 1, now) {
				n++
				if err := a.Accept(c, store.Actor{Staff: true}, now, boundary); err != nil {
					t.Fatalf("%+v: %v", c, err)
				}
				if given[c.Participant] == nil {
					given[c.Participant] = map[string]int{}
				}
				given[c.Participant][c.Prompt]++
				ids[c.ID] = true
				if c.Text != "" {
					words++
				}
				if c.Geometry != nil {
					placed++
					if !c.Outside {
						inside++
					}
				}
				if c.Source != store.SourceDemo || c.ID.Version() != 4 || c.Participant.Version() != 4 || c.CreatedAt.After(now) {
					t.Fatalf("not as promised: %+v", c)
				}
			}
			if n != 5000 || len(ids) != n {
				t.Errorf("%d answers with %d ids, want 5000", n, len(ids))
			}
			for person, prompts := range given {
				if len(prompts) > 8 {
					t.Errorf("%s answered %d prompts", person, len(prompts))
				}
				for key, count := range prompts {
					if most := a.Methods[0].Prompt(key).Cap; count > most {
						t.Errorf("%s gave %d answers to %s, which takes %d", person, count, key, most)
					}
				}
			}
			if each := float64(n) / float64(len(given)); each < 12 || each > 20 {
				t.Errorf("%.1f answers a person, want about 16", each)
			}
			if share := float64(words) / float64(n); name != "other" && (share < 0.25 || share > 0.45) {
				t.Errorf("%.2f have words, want about 0.3", share)
			}
			if share := float64(inside) / float64(placed); name != "other" && share < 0.97 {
				t.Errorf("%.2f of the placed are inside", share)
			}
		})
	}
}

func TestTheSameSeedIsTheSamePeople(t *testing.T) {
	a := areas(t)["torstrand"]
	list := func(n int, seed uint64, at time.Time) (out []store.Contribution) {
		for c := range demo.Generate(a, n, seed, at) {
			out = append(out, *c)
		}
		return out
	}
	first := list(300, 7, now)
	if !reflect.DeepEqual(first, list(300, 7, now)) {
		t.Error("the same seed gives other people")
	}
	if !reflect.DeepEqual(first, list(400, 7, now)[:300]) {
		t.Error("a larger number changes the first people")
	}
	if reflect.DeepEqual(first, list(300, 8, now)) {
		t.Error("another seed gives the same people")
	}
	later := list(300, 7, now.AddDate(0, 0, 3))
	for i := range later {
		later[i].CreatedAt, first[i].CreatedAt = time.Time{}, time.Time{}
	}
	if !reflect.DeepEqual(first, later) {
		t.Error("another day gives other people")
	}
}

func TestEntries(t *testing.T) {
	a := areas(t)["torstrand"]
	all := slices.Collect(demo.Generate(a, 2000, 1, now))
	people, several, agreeing := map[uuid.UUID]store.Background{}, 0, 0
	for batch := range slices.Chunk(all, 500) {
		entries := demo.Entries(a, batch, 1)
		if !reflect.DeepEqual(entries, demo.Entries(a, batch, 1)) {
			t.Error("the same answers give other entries")
		}
		for _, e := range entries {
			if was, there := people[e.Participant]; there && !reflect.DeepEqual(was, e.Background) {
				t.Errorf("a person in two stretches says %v and %v", was, e.Background)
			}
			people[e.Participant] = e.Background
			if _, err := a.Methods[0].CheckBackground(e.Background); err != nil {
				t.Errorf("%v: %v", e.Background, err)
			}
			if len(e.Background["relation"]) > 1 {
				several++
			}
			if len(e.Agreements) > 0 {
				agreeing++
			}
		}
	}
	if several < 5 || agreeing < len(people)/5 || agreeing > len(people)/2 {
		t.Errorf("of %d people %d have several relations and %d agree", len(people), several, agreeing)
	}
}

func TestPeopleGatherAndSpread(t *testing.T) {
	a := areas(t)["torstrand"]
	boxes, days, langs := map[[2]int]int{}, map[string]bool{}, map[string]bool{}
	points := 0
	for c := range demo.Generate(a, 5000, 3, now) {
		days[c.CreatedAt.Format(time.DateOnly)] = true
		langs[c.Lang] = true
		if c.Geometry == nil {
			continue
		}
		p := c.Geometry.Bound().Min
		boxes[[2]int{int(p[0] * 500), int(p[1] * 1000)}]++ // about 110 m
		points++
	}
	busiest := slices.Sorted(func(yield func(int) bool) {
		for _, n := range boxes {
			if !yield(-n) {
				return
			}
		}
	})
	top := 0
	for _, n := range busiest[:len(busiest)/10] {
		top -= n
	}
	if share := float64(top) / float64(points); share < 0.3 {
		t.Errorf("the busiest tenth of %d boxes holds %.2f of the marks: they do not gather", len(boxes), share)
	}
	if len(days) < 30 || !langs["nb"] || !langs["en"] {
		t.Errorf("%d days, languages %v", len(days), langs)
	}
}

func TestNothingToAnswerYieldsNothing(t *testing.T) {
	for _, a := range []*store.Area{{}, {Waves: []store.Wave{{Key: "1", Method: "m"}}}} {
		for range demo.Generate(a, 10, 1, now) {
			t.Fatal("an answer to nothing")
		}
	}
}

// TestARealStoreTakesItAndLosesItAgain goes the whole way.
func TestARealStoreTakesItAndLosesItAgain(t *testing.T) {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, sqlite.Options{Dir: t.TempDir(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	a := areas(t)["torstrand"]
	if _, err := s.ApplyArea(ctx, a); err != nil {
		t.Fatal(err)
	}
	all := slices.Collect(demo.Generate(a, 1000, 1, now))
	shapes, named := map[store.GeometryType]int{}, 0
	for batch := range slices.Chunk(all, 500) {
		created, err := s.CreateContributions(ctx, a.Slug, batch, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range created {
			if c.Err != nil {
				t.Fatalf("%+v: %v", c.Contribution, c.Err)
			}
			shapes[c.Contribution.GeometryType()]++
			if c.Contribution.Byline != "" {
				named++
			}
		}
		for range 2 { // again is the same
			if err := s.EnterParticipants(ctx, a.Slug, demo.Entries(a, batch, 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	agreed, most := 0, 0
	for c, err := range s.Contributions(ctx, store.ContributionQuery{Area: a.Slug, Audience: store.AudiencePublic}) {
		if err != nil {
			t.Fatal(err)
		}
		agreed, most = agreed+c.Agreements, max(most, c.Agreements)
	}
	if shapes[store.GeometryLine] < 5 || shapes[store.GeometryArea] < 20 || shapes[store.GeometryPoint] < 700 || named < 5 {
		t.Errorf("shapes are %v, %d have a name", shapes, named)
	}
	if agreed < 30 || most < 3 {
		t.Errorf("%d agreements, at most %d", agreed, most)
	}
	if findings, err := s.Check(ctx); err != nil || len(findings) > 0 {
		t.Errorf("check finds %v, %v", findings, err)
	}
	if n, err := s.EraseSource(ctx, a.Slug, store.SourceDemo); err != nil || n != 1000 {
		t.Errorf("erased %d, %v", n, err)
	}
}

// BenchmarkGenerate is the cost of one answer.
func BenchmarkGenerate(b *testing.B) {
	a := areas(b)["torstrand"]
	b.ReportAllocs()
	for range demo.Generate(a, b.N, 1, now) {
	}
}
