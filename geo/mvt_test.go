package geo_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/planar"

	"kvarter/geo"
)

// A tile byte by byte, by the specification's own example of a point in layer
// and properties.
func TestTileLayerGolden(t *testing.T) {
	t.Parallel()
	l := geo.NewTileLayer("points", "n", "hello")
	l.Tag(0, l.Number(1))
	l.Tag(1, l.Text("world"))
	l.Point(25, 17)
	want := "1a33" + "7802" + "0a06706f696e7473" + "120d" + "120400000101" + "1801" + "2203093222" + "1a016e" + "1a0568656c6c6f" + "22022801" + "22070a05776f726c64" + "288020"
	if got := fmt.Sprintf("%x", l.Append(nil)); got != want {
		t.Errorf("the tile is\n%s, not\n%s", got, want)
	}
	if empty := geo.NewTileLayer("points", "n").Append(nil); len(empty) != 0 {
		t.Errorf("an empty layer is %x", empty)
	}
}

func decode(t testing.TB, tile []byte) mvt.Layers {
	t.Helper()
	layers, err := mvt.Unmarshal(tile)
	if err != nil {
		t.Fatalf("orb does not read the tile: %v", err)
	}
	return layers
}

// What is written is what orb reads: properties, positions on both sides of the
// edge, lines and areas.
func TestTileLayerIsReadByOrb(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	l := geo.NewTileLayer("mixed", "count", "prompt", "id")
	type feature struct {
		Count  float64
		Prompt string
		ID     string
		At     orb.Geometry
	}
	var want []feature
	for i := range 500 {
		f := feature{Count: float64(r.IntN(4)), Prompt: []string{"a", "b"}[r.IntN(2)], ID: fmt.Sprint("id", i)}
		l.Tag(0, l.Number(uint64(f.Count)))
		l.Tag(1, l.Text(f.Prompt))
		l.TagText(2, f.ID)
		x, y := int32(r.IntN(4352)-128), int32(r.IntN(4352)-128)
		switch i % 3 {
		case 0:
			f.At = orb.Point{float64(x), float64(y)}
			l.Point(x, y)
		case 1:
			line := orb.LineString{{float64(x), float64(y)}, {float64(y), 7}, {8, float64(x)}}
			f.At = line
			l.Shape(orb.MultiLineString{line})
		case 2: // clockwise on the screen, the hole the other way
			ring := orb.Ring{{float64(x), float64(y)}, {float64(x) + 90, float64(y)}, {float64(x) + 90, float64(y) + 90}, {float64(x), float64(y)}}
			f.At = orb.Polygon{ring}
			l.Shape(orb.Polygon{ring})
		}
		want = append(want, f)
	}
	layers := decode(t, l.Append(nil))
	if len(layers) != 1 || layers[0].Name != "mixed" || layers[0].Version != 2 || layers[0].Extent != geo.TileExtent {
		t.Fatalf("the layer is %+v", layers[0])
	}
	var got []feature
	for _, f := range layers[0].Features {
		got = append(got, feature{f.Properties["count"].(float64), f.Properties["prompt"].(string), f.Properties["id"].(string), f.Geometry})
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("what is read is not what was written")
	}
}

// A shape that has no length or area on the tile's grid is none, and leaves
// nothing behind for the next feature.
func TestTileLayerDropsWhatCannotBeSeen(t *testing.T) {
	t.Parallel()
	l := geo.NewTileLayer("areas", "n")
	for _, g := range []orb.Geometry{
		nil, orb.MultiLineString{{{1.1, 1.1}, {1.2, 1.9}}}, orb.Polygon{{{1, 1}, {1.5, 1}, {1.5, 1.5}, {1, 1}}},
		orb.Polygon{{{1, 1}, {9, 1}, {5, 1}, {1, 1}}}, orb.Polygon{},
	} {
		l.Tag(0, l.Number(1))
		if l.Shape(g) {
			t.Errorf("%v is seen", g)
		}
	}
	l.Tag(0, l.Number(2))
	if !l.Shape(orb.Polygon{
		{{0, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}}, {{10, 10}, {10.4, 10}, {10, 10.4}, {10, 10}}, {{50, 50}, {70, 50}, {70, 70}, {50, 50}},
	}) {
		t.Fatal("the square is not seen")
	}
	features := decode(t, l.Append(nil))[0].Features
	if len(features) != 1 || features[0].Properties["n"] != 2.0 {
		t.Fatalf("there are %+v", features)
	}
	p := features[0].Geometry.(orb.Polygon)
	if len(p) != 2 || planar.Area(p) != 10_000-200 {
		t.Errorf("the square is %v", p)
	}
	// The screen's clockwise is the other way in a system whose y goes up.
	if p[0].Orientation() != orb.CCW || p[1].Orientation() != orb.CW {
		t.Errorf("rings turn %v and %v", p[0].Orientation(), p[1].Orientation())
	}
}

func TestTileUnits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tile   geo.Tile
		at     orb.Point
		ux, uy int32
	}{
		{geo.Tile{}, orb.Point{0, 0}, 2048, 2048},
		{geo.Tile{}, orb.Point{-180, 85.05112878}, 0, 0},
		{geo.Tile{}, orb.Point{180, -90}, 4095, 4095},
		{geo.Tile{Z: 1, X: 1, Y: 0}, orb.Point{0, 0}, 0, 4096},
		{geo.Tile{Z: 1, X: 1, Y: 0}, orb.Point{-0.01, 1}, -1, 4073},
	} {
		x, y := geo.Mercator(c.at)
		if ux, uy := c.tile.Units(x, y); ux != c.ux || uy != c.uy {
			t.Errorf("%v is at %d, %d of %v, not %d, %d", c.at, ux, uy, c.tile, c.ux, c.uy)
		}
	}
	for _, bad := range []geo.Tile{{Z: -1}, {Z: 23}, {Z: 0, X: 1}, {Z: 3, Y: 8}} {
		if bad.Exists() {
			t.Errorf("%v exists", bad)
		}
	}
}

// However a shape lies, what a tile says of it lies in the tile with its buffer,
// and is read by orb.
func FuzzTileShape(f *testing.F) {
	f.Add([]byte(`{"type":"LineString","coordinates":[[10.05,59.05],[10.06,59.06],[10.04,59.07]]}`), uint8(14), int64(1))
	f.Add([]byte(`{"type":"Polygon","coordinates":[[[10.05,59.05],[10.06,59.05],[10.06,59.06],[10.05,59.05]]]}`), uint8(16), int64(2))
	f.Add([]byte(`{"type":"Polygon","coordinates":[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]],[[0,0],[0,1],[1,1],[0,0]]]}`), uint8(22), int64(3))
	f.Fuzz(func(t *testing.T, doc []byte, z uint8, seed int64) {
		g, err := geo.DecodeGeometry(doc)
		if err != nil {
			return
		}
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		at := geo.Middle(g)
		x, y := geo.Mercator(at)
		tile := geo.Tile{Z: int(z % (geo.MaxZoom + 1))}
		shift := 32 - tile.Z
		tile.X, tile.Y = uint32(uint64(x)>>shift), uint32(uint64(y)>>shift)
		if r.IntN(2) == 0 && tile.X > 0 {
			tile.X--
		}
		l := geo.NewTileLayer("shapes", "n")
		l.Tag(0, l.Number(1))
		if !l.Shape(tile.Clip(g)) {
			return
		}
		features := decode(t, l.Append(nil))[0].Features
		if len(features) != 1 {
			t.Fatalf("%d features", len(features))
		}
		b := features[0].Geometry.Bound()
		for _, v := range []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]} {
			if v < -geo.TileBuffer || v > geo.TileExtent+geo.TileBuffer || math.IsNaN(v) {
				t.Fatalf("it reaches to %v", b)
			}
		}
	})
}
