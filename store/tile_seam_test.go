package store_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// plain is n contributions spread evenly, of so many prompts: points, and if asked
// for among them lines and areas of 5 to 300 m.
func plain(n, prompts int, shapes bool, seed uint64) []placed {
	r := rand.New(rand.NewPCG(seed, 10))
	all := make([]placed, n)
	for i := range all {
		p := &all[i]
		p.id = randomID(r)
		p.class = store.SpotClass{Prompt: fmt.Sprint("prompt", r.IntN(prompts)), Wave: "2024"}
		at, size := orb.Point{10.04 + r.Float64()*0.02, 59.04 + r.Float64()*0.01}, 0.005*math.Exp2(-6*r.Float64())
		switch {
		case !shapes || i%6 > 1:
			p.at = at
		case i%6 == 0:
			p.at = orb.LineString{at, {at[0] + size, at[1] + size/3}}
		default:
			p.at = orb.Polygon{{at, {at[0] + size, at[1]}, {at[0], at[1] + size/2}, at}}
		}
	}
	return all
}

// alike is n lines of one size, the closer together the further west.
func alike(n int, seed uint64) []placed {
	r := rand.New(rand.NewPCG(seed, 10))
	all := make([]placed, n)
	for i := range all {
		lon := r.Float64()
		at := orb.Point{10.04 + 0.02*lon*lon, 59.04 + r.Float64()*0.01}
		all[i] = placed{randomID(r), store.SpotClass{Prompt: "prompt0", Wave: "2024"}, orb.LineString{at, {at[0] + 0.0004, at[1]}}}
	}
	return all
}

// What tiles of one zoom both hold where they overlap is the same, so that there
// is no seam between them; and however their marks lie, they stay small.
func TestTilesMeetWithoutASeam(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for name, all := range map[string][]placed{
		"a town": town(5_000, 11), "a plain": plain(8_000, 12, false, 12), "one prompt": plain(8_000, 1, false, 13),
		"many prompts": plain(8_000, 70, false, 14), "shapes": plain(12_000, 12, true, 15), "few": town(2_200, 16),
		"lines alike": alike(6_000, 18),
	} {
		s, boxes, r := spotsOf(all), boxesOf(all), rand.New(rand.NewPCG(17, 17))
		for z := 0; z <= geo.MaxZoom; z++ {
			tries := 2
			if name == "shapes" {
				tries = 6
			}
			for i := range tries {
				var f store.SpotFilter
				if i%2 == 1 {
					f.Prompts = []string{"prompt0", "prompt2"}
				}
				tile := tileOf(all[r.IntN(len(all))], z)
				one := tileIn{s.Tile(tile, f), tile}
				for _, beside := range []geo.Tile{{Z: z, X: tile.X + 1, Y: tile.Y}, {Z: z, X: tile.X, Y: tile.Y + 1}, {Z: z, X: tile.X + 1, Y: tile.Y + 1}} {
					if beside.Exists() {
						meet(t, name, boxes, one, tileIn{s.Tile(beside, f), beside}, seen)
					}
				}
			}
		}
	}
	for _, what := range []string{"marks", "gathered", "drawn", "not drawn"} {
		if seen[what] < 100 {
			t.Errorf("only %d times there was anything %s where tiles overlap", seen[what], what)
		}
	}
}

type tileIn struct {
	store.Tile
	at geo.Tile
}

// reach is the same in units of a map of these tiles.
func (t tileIn) reach() orb.Bound {
	x, y := float64(t.at.X)*geo.TileExtent, float64(t.at.Y)*geo.TileExtent
	return orb.Bound{Min: orb.Point{x - geo.TileBuffer, y - geo.TileBuffer}, Max: orb.Point{x + geo.TileExtent + geo.TileBuffer - 1, y + geo.TileExtent + geo.TileBuffer - 1}}
}

// meet compares two tiles where they overlap.
func meet(t *testing.T, name string, boxes map[uuid.UUID]orb.Bound, a, b tileIn, seen map[string]int) {
	t.Helper()
	var points [2][]string
	var drawn [2]map[uuid.UUID]bool
	for i, one := range []tileIn{a, b} {
		other, single, gathered, bytes := []tileIn{b, a}[i], 0, 0, 0
		drawn[i] = map[uuid.UUID]bool{}
		for _, s := range one.Shapes {
			drawn[i][s.ID] = true
			if x, y := s.X, s.Y; s.Near != (min(x, y) >= -geo.TileBuffer && max(x, y) < geo.TileExtent+geo.TileBuffer) || s.Home != inCore(x, y) {
				t.Fatalf("%s: of %v the middle is at %d, %d, which is near: %v, home: %v", name, s.ID, x, y, s.Near, s.Home)
			}
			bytes += 80 + 6*len(pointsOf(s.Geometry))
		}
		for _, p := range one.Points {
			kind := &single
			if p.Gathered {
				kind = &gathered
			}
			*kind++
			at := orb.Point{float64(p.X) + float64(one.at.X)*geo.TileExtent, float64(p.Y) + float64(one.at.Y)*geo.TileExtent}
			if other.reach().Contains(at) {
				points[i] = append(points[i], fmt.Sprint(at, describePoint(one.Tile, p)))
				seen[map[bool]string{true: "gathered", false: "marks"}[p.Gathered]]++
			}
		}
		if single > store.MaxTileMarks || single+gathered > store.MaxTilePoints || bytes > 80_000 {
			t.Fatalf("%s: %v has %d marks, %d points and %d bytes of shapes", name, one.at, single, single+gathered, bytes)
		}
	}
	for i := range points {
		slices.Sort(points[i])
	}
	if !slices.Equal(points[0], points[1]) {
		t.Fatalf("%s: where they overlap, %v has %v\nand %v has %v", name, a.at, points[0], b.at, points[1])
	}
	inA, inB := a.onMap(), b.onMap()
	for id, box := range boxes {
		if !box.Intersects(inA) || !box.Intersects(inB) {
			continue
		}
		if drawn[0][id] != drawn[1][id] {
			t.Fatalf("%s: %v is drawn in %v: %v, in %v: %v", name, id, a.at, drawn[0][id], b.at, drawn[1][id])
		}
		seen[map[bool]string{true: "drawn", false: "not drawn"}[drawn[0][id]]]++
	}
}

// onMap is the tile with its buffer on the square of geo.Mercator.
func (t tileIn) onMap() orb.Bound {
	x, y, side := t.at.Square()
	buffer := float64(side) * geo.TileBuffer / geo.TileExtent
	return orb.Bound{
		Min: orb.Point{float64(x) - buffer, float64(y) - buffer}, Max: orb.Point{float64(x+side-1) + buffer, float64(y+side-1) + buffer},
	}
}

// boxesOf are the boxes of lines and areas on the square of geo.Mercator.
func boxesOf(all []placed) map[uuid.UUID]orb.Bound {
	out := map[uuid.UUID]orb.Bound{}
	for _, p := range all {
		if p.at != nil && p.at.Dimensions() > 0 {
			minX, minY := geo.Mercator(p.at.Bound().LeftTop())
			maxX, maxY := geo.Mercator(p.at.Bound().RightBottom())
			out[p.id] = orb.Bound{Min: orb.Point{float64(minX), float64(minY)}, Max: orb.Point{float64(maxX), float64(maxY)}}
		}
	}
	return out
}

func pointsOf(g orb.Geometry) (out []orb.Point) {
	switch g := g.(type) {
	case orb.LineString:
		out = g
	case orb.Polygon:
		for _, r := range g {
			out = append(out, r...)
		}
	}
	return out
}
