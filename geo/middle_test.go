package geo

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

func TestMiddle(t *testing.T) {
	t.Parallel()
	u := orb.Polygon{{{0, 0}, {9, 0}, {9, 9}, {6, 9}, {6, 3}, {2, 3}, {2, 9}, {0, 9}, {0, 0}}}
	holed := orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}, {{2, 2}, {2, 8}, {9, 8}, {9, 2}, {2, 2}}}
	for name, c := range map[string]struct {
		g    orb.Geometry
		want orb.Point
	}{
		"a point is its own":          {orb.Point{10, 59}, orb.Point{10, 59}},
		"half way along a bent line":  {orb.LineString{{0, 0}, {2, 0}, {2, 2}}, orb.Point{2, 0}},
		"a long first piece":          {orb.LineString{{0, 0}, {6, 0}, {6, 2}}, orb.Point{4, 0}},
		"a standstill on the way":     {orb.LineString{{0, 0}, {0, 0}, {2, 0}}, orb.Point{1, 0}},
		"nothing but a standstill":    {orb.LineString{{3, 3}, {3, 3}}, orb.Point{3, 3}},
		"a square":                    {orb.Polygon{{{0, 0}, {2, 0}, {2, 2}, {0, 2}, {0, 0}}}, orb.Point{1, 1}},
		"no area":                     {orb.Polygon{{{5, 5}, {6, 5}, {5, 5}, {5, 5}}}, orb.Point{5, 5}},
		"an empty line":               {orb.LineString{}, orb.Point{}},
		"an empty area":               {orb.Polygon{}, orb.Point{}},
		"nothing":                     {nil, orb.Point{}},
		"the wider arm of a U, right": {u, orb.Point{7.5, math.NaN()}},
		"beside a hole, on the left":  {holed, orb.Point{1, math.NaN()}},
	} {
		got := Middle(c.g)
		if math.Abs(got[0]-c.want[0]) > 1e-9 || !math.IsNaN(c.want[1]) && math.Abs(got[1]-c.want[1]) > 1e-9 {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
		if p, isArea := c.g.(orb.Polygon); isArea && len(p) > 0 && !planar.PolygonContains(p, got) {
			t.Errorf("%s: %v lies outside", name, got)
		}
	}
}
