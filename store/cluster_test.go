package store_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

// crowd is n spots round a few places, the same for the same seed.
func crowd(n int, seed uint64) *store.SpotsBuilder {
	r := rand.New(rand.NewPCG(seed, 1))
	s := &store.SpotsBuilder{}
	for range n {
		var id uuid.UUID
		for i := range id {
			id[i] = byte(r.Uint32())
		}
		center := float64(r.IntN(6)) * 0.004
		at := orb.Point{10.04 + center + r.NormFloat64()*0.0006, 59.04 + center/2 + r.NormFloat64()*0.0003}
		s.Add(id, store.SpotClass{Prompt: []string{"meeting_place", "community", "most_liked"}[r.IntN(3)]}, at, r.IntN(3))
	}
	return s
}

func TestClustersHoldEveryMarkOnce(t *testing.T) {
	t.Parallel()
	b := crowd(3000, 1)
	b.Add(uuid.New(), store.SpotClass{Prompt: "others_view"}, nil, 0)
	s := b.Spots()
	for zoom := 0.0; zoom <= store.MaxZoom; zoom += store.ZoomStep {
		c := s.Clusters(zoom, nil, store.SpotFilter{})
		count := 0
		prompts := map[string]int{}
		for _, one := range c.All {
			count += one.Count
			of := 0
			for _, p := range one.Prompts {
				prompts[p.Prompt] += p.Count
				of += p.Count
			}
			if of != one.Count || (one.ID != uuid.Nil) != (one.Count == 1) || !one.Bound.Contains(one.At) {
				t.Fatalf("zoom %v: %+v", zoom, one)
			}
		}
		if count != 3000 || c.Placed != 3000 || c.Matched != 3001 || c.Zoom != zoom {
			t.Fatalf("zoom %v: %d of %d in %d clusters of zoom %v", zoom, count, c.Placed, len(c.All), c.Zoom)
		}
		for _, p := range c.Prompts {
			if p.Prompt != "others_view" && prompts[p.Prompt] != p.Count {
				t.Errorf("zoom %v: %s is %d in the clusters and %d in all", zoom, p.Prompt, prompts[p.Prompt], p.Count)
			}
		}
	}
}

// On the screen no two bubbles lie upon each other, but for what joining moved.
func TestClustersKeepApart(t *testing.T) {
	t.Parallel()
	s := crowd(5000, 2).Spots()
	for zoom := 10.0; zoom <= 18; zoom += store.ZoomStep {
		all := s.Clusters(zoom, nil, store.SpotFilter{}).All
		near := 0
		for i, a := range all {
			for _, b := range all[:i] {
				if pixels(a.At, b.At, zoom) < 30 {
					near++
				}
			}
		}
		if near > len(all)/50 {
			t.Errorf("zoom %v: %d of %d clusters lie within 30 pixels of another", zoom, near, len(all))
		}
	}
}

// pixels is how far apart two positions are on a map.
func pixels(a, b orb.Point, zoom float64) float64 {
	side := 512 * math.Exp2(zoom) / 360
	return math.Hypot((a[0]-b[0])*side, (a[1]-b[1])*side/math.Cos(a[1]*math.Pi/180))
}

// What was added in another order, or in steps, makes the same clusters.
func TestClustersAreTheSameForTheSame(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	type mark struct {
		id     uuid.UUID
		prompt string
		at     orb.Point
	}
	marks := make([]mark, 800)
	for i := range marks {
		marks[i] = mark{uuid.New(), []string{"a", "b", "c"}[r.IntN(3)], orb.Point{10 + r.Float64()/50, 59 + r.Float64()/50}}
	}
	of := func(marks []mark) *store.Spots {
		var b store.SpotsBuilder
		for _, m := range marks {
			b.Add(m.id, store.SpotClass{Prompt: m.prompt}, m.at, 1)
		}
		return b.Spots()
	}
	want := of(marks).Clusters(15, nil, store.SpotFilter{})
	shuffled := slices.Clone(marks)
	r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if got := of(shuffled).Clusters(15, nil, store.SpotFilter{}); !reflect.DeepEqual(got, want) {
		t.Error("another order makes other clusters")
	}
	// Half of them stood elsewhere before, under another prompt.
	before, changed := slices.Clone(marks), []uuid.UUID{}
	for i := range before[:400] {
		before[i].prompt, before[i].at[0] = "z", before[i].at[0]+0.01
		changed = append(changed, before[i].id)
	}
	old := of(before)
	kept := old.Clusters(15, nil, store.SpotFilter{})
	if got := old.With(changed, of(marks[:400])).Clusters(15, nil, store.SpotFilter{}); !reflect.DeepEqual(got, want) {
		t.Error("after a change the clusters are not those of what there is now")
	}
	if !reflect.DeepEqual(old.Clusters(15, nil, store.SpotFilter{}), kept) {
		t.Error("a change reached what others read")
	}
	if left := old.With(changed, &store.Spots{}); left.Len() != 400 {
		t.Errorf("without the changed there are %d", left.Len())
	}
}

func TestClustersOfABox(t *testing.T) {
	t.Parallel()
	var b store.SpotsBuilder
	at := func(lon, lat float64) uuid.UUID {
		id := uuid.New()
		b.Add(id, store.SpotClass{Prompt: "a"}, orb.Point{lon, lat}, 2)
		return id
	}
	edge := at(10.1, 59.1)
	at(10.10001, 59.1)
	west, east := at(179.99999, 0), at(-179.99999, 0)
	s := b.Spots()
	box := func(w, s, e, n float64) orb.Bound { return orb.Bound{Min: orb.Point{w, s}, Max: orb.Point{e, n}} }
	if c := s.Clusters(22, []orb.Bound{box(10, 59, 10.1, 59.1)}, store.SpotFilter{}); len(c.All) != 1 || c.All[0].ID != edge || c.Matched != 1 || c.Placed != 1 || c.All[0].Agreements != 2 {
		t.Errorf("the edges are not in the box: %+v", c)
	}
	c := s.Clusters(10, []orb.Bound{box(179, -1, 180, 1), box(-180, -1, -179, 1)}, store.SpotFilter{})
	if len(c.All) != 2 || !slices.ContainsFunc(c.All, func(c store.Cluster) bool { return c.ID == west }) || !slices.ContainsFunc(c.All, func(c store.Cluster) bool { return c.ID == east }) {
		t.Errorf("across the antimeridian there are %+v", c.All)
	}
	if c := (&store.Spots{}).Clusters(0, nil, store.SpotFilter{}); len(c.All) != 0 || c.Prompts == nil || c.All == nil {
		t.Errorf("nothing is %+v", c)
	}
}

// A line stands where its middle is, and alone it is itself.
func TestClustersOfShapes(t *testing.T) {
	t.Parallel()
	var b store.SpotsBuilder
	line := orb.LineString{{10, 59}, {10.02, 59}}
	b.Add(uuid.New(), store.SpotClass{Prompt: "show_visitors"}, line, 0)
	b.Add(uuid.New(), store.SpotClass{Prompt: "show_visitors"}, orb.Point{10.0101, 59}, 0)
	s := b.Spots()
	if c := s.Clusters(20, nil, store.SpotFilter{}); len(c.All) != 2 || !slices.ContainsFunc(c.All, func(c store.Cluster) bool {
		return c.Shape != nil && orb.Equal(c.Shape, line) && c.At == orb.Point{10.01, 59}
	}) {
		t.Errorf("close by: %+v", c.All)
	}
	if c := s.Clusters(12, nil, store.SpotFilter{}); len(c.All) != 1 || c.All[0].Count != 2 || c.All[0].Shape != nil || c.All[0].At != (orb.Point{10.01005, 59}) {
		t.Errorf("from afar: %+v", c.All)
	}
}

// However many there are, an answer stays small, and says that it is coarser.
func TestClustersAreBounded(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 5))
	var b store.SpotsBuilder
	for range 2 * store.MaxClusters {
		b.Add(uuid.New(), store.SpotClass{Prompt: "a"}, orb.Point{r.Float64() * 100, r.Float64() * 80}, 0)
	}
	s := b.Spots()
	c := s.Clusters(22, nil, store.SpotFilter{})
	if len(c.All) > store.MaxClusters || c.Zoom >= 22 || c.Placed != 2*store.MaxClusters {
		t.Errorf("%d clusters of zoom %v hold %d", len(c.All), c.Zoom, c.Placed)
	}
}

func BenchmarkClusters(b *testing.B) {
	for name, n := range map[string]int{"20000": 20_000, "1000000": 1_000_000} {
		s := crowd(n, 7).Spots()
		for view, q := range map[string]struct {
			zoom float64
			box  []orb.Bound
		}{
			"whole": {14, nil},
			"close": {18, []orb.Bound{{Min: orb.Point{10.0400, 59.0400}, Max: orb.Point{10.0425, 59.0425}}}},
		} {
			b.Run(name+"/"+view, func(b *testing.B) {
				var c store.Clusters
				for b.Loop() {
					c = s.Clusters(q.zoom, q.box, store.SpotFilter{})
				}
				b.ReportMetric(float64(len(c.All)), "clusters")
			})
		}
	}
}
