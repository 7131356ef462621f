package geo

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Middle is one point that can stand for g on a map, always a point of it: a point itself, half way along a line, and in
// a polygon the middle of the widest piece on the parallel half way up. The zero point for an empty geometry and for any
// other type. The pages put a sticker in the same place.
func Middle(g orb.Geometry) orb.Point {
	switch g := g.(type) {
	case orb.Point:
		return g
	case orb.LineString:
		return halfWay(g)
	case orb.Polygon:
		if len(g) > 0 && len(g[0]) > 0 {
			return widest(g, (g[0].Bound().Min[1]+g[0].Bound().Max[1])/2)
		}
	}
	return orb.Point{}
}

// halfWay is exact enough on a map: a degree of longitude counts as long as it is where the line begins.
func halfWay(l orb.LineString) orb.Point {
	if len(l) == 0 {
		return orb.Point{}
	}
	squeeze := math.Cos(l[0][1] * math.Pi / 180)
	length := func(a, b orb.Point) float64 { return math.Hypot((b[0]-a[0])*squeeze, b[1]-a[1]) }
	left := 0.0
	for i := 1; i < len(l); i++ {
		left += length(l[i-1], l[i]) / 2
	}
	for i := 1; i < len(l); i++ {
		a, b := l[i-1], l[i]
		step := length(a, b)
		if step > 0 && left <= step {
			part := left / step
			return orb.Point{a[0] + (b[0]-a[0])*part, a[1] + (b[1]-a[1])*part}
		}
		left -= step
	}
	return l[len(l)-1]
}

// widest is the middle of the longest piece of p on a parallel.
func widest(p orb.Polygon, lat float64) orb.Point {
	var at []float64
	for _, ring := range p {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			if (a[1] > lat) != (b[1] > lat) {
				at = append(at, a[0]+(lat-a[1])/(b[1]-a[1])*(b[0]-a[0]))
			}
		}
	}
	slices.Sort(at)
	best, wide := p[0][0], -1.0
	for i := 1; i < len(at); i += 2 {
		if d := at[i] - at[i-1]; d > wide {
			best, wide = orb.Point{(at[i] + at[i-1]) / 2, lat}, d
		}
	}
	return best
}
