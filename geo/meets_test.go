package geo_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"kvarter/geo"
)

func TestMeets(t *testing.T) {
	t.Parallel()
	square := orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}}, {{1, 1}, {1, 3}, {3, 3}, {3, 1}, {1, 1}}}
	for _, c := range []struct {
		a, b orb.Geometry
		want bool
	}{
		{orb.Point{1, 2}, orb.Point{1, 2}, true},
		{orb.Point{1, 2}, orb.Point{1, 2.0000001}, false},
		{square, orb.Point{0.5, 0.5}, true},
		{square, orb.Point{4, 4}, true},
		{square, orb.Point{1, 2}, true}, // the hole's edge
		{square, orb.Point{2, 2}, false},
		{square, orb.LineString{{1.5, 2}, {2.5, 2}}, false},
		{square, orb.LineString{{1.5, 2}, {3, 2}}, true},
		{square, orb.LineString{{-1, 5}, {5, 5}}, false},
		{square, orb.Polygon{{{-1, -1}, {5, -1}, {5, 5}, {-1, 5}, {-1, -1}}}, true}, // round it
		{square, orb.Polygon{{{1.5, 1.5}, {2.5, 1.5}, {2.5, 2.5}, {1.5, 1.5}}}, false},
		{square, orb.Polygon{{{0.2, 0.2}, {0.4, 0.2}, {0.4, 0.4}, {0.2, 0.2}}}, true},
		{orb.LineString{{0, 0}, {2, 2}}, orb.LineString{{0, 2}, {2, 0}}, true},
		{orb.LineString{{0, 0}, {2, 2}}, orb.Point{1, 1}, true},
		{orb.LineString{{0, 0}, {2, 2}}, orb.Point{1, 1.1}, false},
		{orb.MultiPoint{{1, 1}}, orb.Point{1, 1}, false},
		{nil, orb.Point{1, 1}, false},
	} {
		a, b := geo.NewShape(c.a), geo.NewShape(c.b)
		if a.Meets(b) != c.want || b.Meets(a) != c.want {
			t.Errorf("%v and %v: %v and %v, not %v", c.a, c.b, a.Meets(b), b.Meets(a), c.want)
		}
	}
}

// A star of many corners holds the points that orb says it holds.
func TestMeetsBesideOrb(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	ring := orb.Ring{}
	for i := range 200 {
		length := 0.2 + 0.8*float64(i%2)
		angle := float64(i) / 200
		ring = append(ring, orb.Point{length * math.Cos(2*math.Pi*angle), length * math.Sin(2*math.Pi*angle)})
	}
	ring = append(ring, ring[0])
	star := geo.NewShape(orb.Polygon{ring})
	for range 5000 {
		p := orb.Point{r.Float64()*2 - 1, r.Float64()*2 - 1}
		if got, want := star.Meets(geo.NewShape(p)), planar.PolygonContains(orb.Polygon{ring}, p); got != want {
			t.Fatalf("%v is in the star: %v, orb says %v", p, got, want)
		}
	}
}

// What a box in metres holds lies in its box of degrees.
func TestDegrees(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for _, name := range []string{"EPSG:25832", "EPSG:3857", "EPSG:32733"} {
		c, err := geo.ParseCRS(name)
		if err != nil {
			t.Fatal(err)
		}
		at := orb.Point{10, 59}
		if name == "EPSG:32733" {
			at = orb.Point{14, -33}
		}
		for _, size := range []float64{1, 1000, 100_000, 400_000} {
			m := c.Project(at)
			b := orb.Bound{Min: m, Max: orb.Point{m[0] + size, m[1] + size}}
			degrees, ok := c.Degrees(b)
			if !ok {
				t.Fatalf("%s: %v has no degrees", name, b)
			}
			for range 500 {
				in := orb.Point{m[0] + size*r.Float64(), m[1] + size*r.Float64()}
				if p := c.Unproject(in); !degrees.Contains(p) {
					t.Fatalf("%s: %v lies at %v, outside %v", name, in, p, degrees)
				}
			}
		}
		for _, b := range []orb.Bound{
			{Min: orb.Point{-1e300, -1e300}, Max: orb.Point{1e300, 1e300}}, {Min: orb.Point{1e8, 1e8}, Max: orb.Point{1e8, 1e8}},
		} {
			if got, ok := c.Degrees(b); ok {
				t.Errorf("%s: %v is %v", name, b, got)
			}
		}
	}
}
