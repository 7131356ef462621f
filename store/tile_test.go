package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// placed is a contribution that a test knows of.
type placed struct {
	id    uuid.UUID
	class store.SpotClass
	at    orb.Geometry
}

var tileStatuses = []store.ReviewState{store.Pending, store.Published, store.Hidden}

// town is n contributions round a few places, one place of many, lines and
// areas of all sizes, and some without a place.
func town(n int, seed uint64) []placed {
	r := rand.New(rand.NewPCG(seed, 9))
	all := make([]placed, n)
	for i := range all {
		p := &all[i]
		p.id = randomID(r)
		p.class = store.SpotClass{
			Prompt: fmt.Sprint("prompt", r.IntN(1+r.IntN(12))), Wave: []string{"2024", "2026"}[r.IntN(2)], Status: tileStatuses[r.IntN(3)],
		}
		center := float64(r.IntN(6)) * 0.004
		at := orb.Point{10.04 + center + r.NormFloat64()*0.0006, 59.04 + center/2 + r.NormFloat64()*0.0003}
		size := 0.00001 * float64(int(1)<<r.IntN(12))
		switch kind := r.IntN(40); {
		case kind < 30:
			p.at = at
		case kind < 33:
			p.at = orb.Point{10.0553, 59.0494} // a named place
		case kind < 35:
			p.at = orb.LineString{at, {at[0] + size, at[1] + size/3}, {at[0] + size/2, at[1] - size/3}}
		case kind < 38:
			p.at = orb.Polygon{{at, {at[0] + size, at[1]}, {at[0] + size, at[1] + size/2}, at}}
		}
	}
	return all
}

func randomID(r *rand.Rand) (id uuid.UUID) {
	for i := range id {
		id[i] = byte(r.Uint32())
	}
	return id
}

func spotsOf(all []placed) *store.Spots {
	var b store.SpotsBuilder
	for _, p := range all {
		b.Add(p.id, p.class, p.at, 0)
	}
	return b.Spots()
}

// tilesOf are all tiles of a zoom that have something in them, and some around.
func tilesOf(all []placed, z int) map[geo.Tile]bool {
	out := map[geo.Tile]bool{}
	for _, p := range all {
		if p.at != nil {
			out[tileOf(p, z)] = true
		}
	}
	return out
}

// tileOf is the tile in which p is counted, the first of all if it has no place.
func tileOf(p placed, z int) geo.Tile {
	if p.at == nil {
		return geo.Tile{Z: z}
	}
	x, y := geo.Mercator(geo.Middle(p.at))
	return geo.Tile{Z: z, X: uint32(uint64(x) >> (32 - z)), Y: uint32(uint64(y) >> (32 - z))}
}

func inCore(x, y int32) bool { return x >= 0 && y >= 0 && x < geo.TileExtent && y < geo.TileExtent }

// countTile is what a tile counts by prompt, its buffer left out.
func countTile(t store.Tile) map[string]int {
	counts := map[string]int{}
	for _, p := range t.Points {
		if inCore(p.X, p.Y) {
			counts[t.Classes[p.Class].Prompt] += p.Count
		}
	}
	for _, s := range t.Shapes {
		if s.Home {
			counts[t.Classes[s.Class].Prompt]++
		}
	}
	return counts
}

// gathered is how many points stand for the marks of a cell.
func gathered(t store.Tile) (n int) {
	for _, p := range t.Points {
		if p.Gathered {
			n++
		}
	}
	return n
}

// bruteForce counts the middles that lie in a tile.
func bruteForce(all []placed, t geo.Tile, f func(store.SpotClass) bool) map[string]int {
	counts := map[string]int{}
	for _, p := range all {
		if p.at == nil || !f(p.class) {
			continue
		}
		x, y := geo.Mercator(geo.Middle(p.at))
		if ux, uy := t.Units(x, y); inCore(ux, uy) {
			counts[p.class.Prompt]++
		}
	}
	return counts
}

// On every zoom, under every filter, a tile counts exactly what lies in it: none
// twice, none lost, no prompt gone. Nothing is gathered where few are asked for.
func TestTilesCountExactly(t *testing.T) {
	t.Parallel()
	all := town(9_000, 1)
	s := spotsOf(all)
	filters := []struct {
		f    store.SpotFilter
		take func(store.SpotClass) bool
	}{
		{store.SpotFilter{}, func(store.SpotClass) bool { return true }},
		{store.SpotFilter{Prompts: []string{"prompt0", "prompt3"}}, func(c store.SpotClass) bool { return c.Prompt == "prompt0" || c.Prompt == "prompt3" }},
		{store.SpotFilter{Waves: []string{"2024"}, Statuses: []store.ReviewState{store.Hidden, store.Pending}},
			func(c store.SpotClass) bool { return c.Wave == "2024" && c.Status != store.Published }},
		{store.SpotFilter{Prompts: []string{"prompt4"}}, func(c store.SpotClass) bool { return c.Prompt == "prompt4" }},
		{store.SpotFilter{Prompts: []string{"none"}}, func(store.SpotClass) bool { return false }},
	}
	few := func(take func(store.SpotClass) bool) bool {
		n := 0
		for _, p := range all {
			if take(p.class) {
				n++
			}
		}
		return n <= store.MaxTileMarks
	}
	many := 0
	for z := 0; z <= geo.MaxZoom; z++ {
		n := 0
		for tile := range tilesOf(all, z) {
			if n++; n > 20 {
				break
			}
			for _, f := range filters {
				got, want := s.Tile(tile, f.f), bruteForce(all, tile, f.take)
				if !maps.Equal(countTile(got), want) {
					t.Fatalf("%v counts %v, not %v", tile, countTile(got), want)
				}
				many += gathered(got)
				if gathered(got) > 0 && few(f.take) {
					t.Fatalf("%v has %d points gathered of few marks", tile, gathered(got))
				}
				if len(got.Points) > store.MaxTilePoints {
					t.Fatalf("%v has %d points", tile, len(got.Points))
				}
			}
		}
	}
	if many == 0 {
		t.Error("nothing was gathered")
	}
}

// Close by, every mark stands by itself, those of the buffer too.
func TestTilesHoldEveryMarkCloseBy(t *testing.T) {
	t.Parallel()
	all := town(9_000, 2)
	s := spotsOf(all)
	for tile := range tilesOf(all, 17) {
		got := s.Tile(tile, store.SpotFilter{})
		if gathered(got) > 0 {
			continue // a named place of many
		}
		held := map[uuid.UUID]bool{}
		for _, p := range got.Points {
			held[p.ID] = true
		}
		for _, p := range got.Shapes {
			held[p.ID] = true
		}
		for _, p := range all {
			if p.at == nil {
				continue
			}
			x, y := geo.Mercator(geo.Middle(p.at))
			ux, uy := tile.Units(x, y)
			in := ux >= -geo.TileBuffer && uy >= -geo.TileBuffer && ux < geo.TileExtent+geo.TileBuffer && uy < geo.TileExtent+geo.TileBuffer
			if in && !held[p.id] {
				t.Fatalf("%v at %d, %d is not in %v", p.id, ux, uy, tile)
			}
		}
	}
}

// What was changed in steps makes the tiles of what there is in the end, and
// nothing reaches what others read meanwhile.
func TestTilesFollowChanges(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	all, others := town(6_000, 3), town(6_000, 4)
	s := spotsOf(all)
	before, kept := s, describe(s)
	now := map[uuid.UUID]placed{}
	for _, p := range all {
		now[p.id] = p
	}
	for range 60 {
		var changed []uuid.UUID
		var fresh []placed
		for range 1 + r.IntN(200) {
			p := all[r.IntN(len(all))]
			switch r.IntN(3) {
			case 0: // moved, or come back
				p.at, p.class = others[r.IntN(len(others))].at, others[r.IntN(len(others))].class
			case 1: // gone
				delete(now, p.id)
				if !slices.Contains(changed, p.id) {
					changed = append(changed, p.id)
				}
				continue
			case 2: // new
				p = others[r.IntN(len(others))]
			}
			if slices.Contains(changed, p.id) {
				continue
			}
			changed, fresh, now[p.id] = append(changed, p.id), append(fresh, p), p
		}
		fresh = slices.DeleteFunc(fresh, func(p placed) bool { _, there := now[p.id]; return !there })
		s = s.With(changed, spotsOf(fresh))
	}
	var left []placed
	for _, p := range now {
		left = append(left, p)
	}
	if s.Len() != len(left) {
		t.Errorf("there are %d, not %d", s.Len(), len(left))
	}
	if got, want := describe(s), describe(spotsOf(left)); !slices.Equal(got, want) {
		t.Error("in the end the tiles are not those of what there is")
	}
	if !slices.Equal(describe(before), kept) {
		t.Error("a change reached what others read")
	}
	if none := s.With(idsOf(left), &store.Spots{}); none.Len() != 0 || len(none.Tile(geo.Tile{}, store.SpotFilter{}).Points) != 0 {
		t.Error("something is left of nothing")
	}
	if again := s.With(idsOf(left), &store.Spots{}).With(nil, spotsOf(left)); !slices.Equal(describe(again), describe(s)) {
		t.Error("from nothing they do not come back")
	}
}

func idsOf(all []placed) (ids []uuid.UUID) {
	for _, p := range all {
		ids = append(ids, p.id)
	}
	return ids
}

// describe says of some tiles all there is in them.
func describe(s *store.Spots) (out []string) {
	for _, tile := range []geo.Tile{{}, {Z: 12, X: 2162, Y: 1191}, {Z: 15, X: 17298, Y: 9527}} {
		got := s.Tile(tile, store.SpotFilter{})
		for _, p := range got.Points {
			out = append(out, fmt.Sprint(tile, describePoint(got, p), p.X, p.Y))
		}
		for _, p := range got.Shapes {
			out = append(out, fmt.Sprint(tile, p.ID, got.Classes[p.Class], p.Geometry, p.Home))
		}
	}
	slices.Sort(out)
	return out
}

// describePoint says all that a map is told of a point, but where it is.
func describePoint(t store.Tile, p store.TilePoint) string {
	if p.Gathered {
		return fmt.Sprint(p.Count, " of ", t.Classes[p.Class].Prompt)
	}
	return fmt.Sprint(p.ID, t.Classes[p.Class], p.Count)
}

func BenchmarkTile(b *testing.B) {
	s := spotsOf(town(1_000_000, 5))
	for _, z := range []int{0, 10, 14, 16, 18, 20} {
		x, y := geo.Mercator(orb.Point{10.0480, 59.0440})
		tile := geo.Tile{Z: z, X: uint32(uint64(x) >> (32 - z)), Y: uint32(uint64(y) >> (32 - z))}
		b.Run(fmt.Sprint("z", z), func(b *testing.B) {
			b.ReportAllocs()
			var t store.Tile
			for b.Loop() {
				t = s.Tile(tile, store.SpotFilter{})
			}
			n := 0
			for _, c := range countTile(t) {
				n += c
			}
			b.ReportMetric(float64(n), "marks")
			b.ReportMetric(float64(len(t.Points)), "points")
			b.ReportMetric(float64(len(t.Shapes)), "shapes")
		})
	}
}
