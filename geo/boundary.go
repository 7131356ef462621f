package geo

import (
	"iter"
	"math"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
)

// Boundary is an area's boundary prepared for many questions. It never changes and may be used by many goroutines.
type Boundary struct {
	polygons []*edgeIndex
	bound    orb.Bound
}

// NewBoundary prepares what DecodeBoundary returned, rounding it to Decimals. An empty one contains nothing.
func NewBoundary(mp orb.MultiPolygon) *Boundary {
	b := &Boundary{bound: mp.Bound()}
	for _, p := range mp {
		rings := make([][]vertex, len(p))
		for i, r := range p {
			for _, pt := range r {
				rings[i] = append(rings[i], onGrid(pt, scaleOf(Decimals)))
			}
		}
		b.polygons = append(b.polygons, indexEdges(rings))
	}
	return b
}

// Bound returns the smallest bound round the boundary, an empty one round an empty boundary.
func (b *Boundary) Bound() orb.Bound { return b.bound }

// Contains says whether p, rounded to Decimals, is inside or on an edge, also a hole's. What is no position is not.
func (b *Boundary) Contains(p orb.Point) bool {
	v, err := snap(p, scaleOf(Decimals))
	if err != nil {
		return false
	}
	for _, x := range b.polygons {
		if x.contains(v) {
			return true
		}
	}
	return false
}

// Covers says whether every vertex of a point, line or polygon is inside; a line between two of them may still leave
// the area for a stretch. False for nil.
func (b *Boundary) Covers(g orb.Geometry) bool {
	for p := range vertices(g) {
		if !b.Contains(p) {
			return false
		}
	}
	return g != nil
}

// DistanceMeters returns 0 inside, else the metres to the nearest edge, right within 1 % up to 100 km from it (and
// away from the poles) and of the right size beyond; +Inf for an empty boundary and for what is no position.
//
// The nearest point is sought on a plane with degrees of longitude shrunk by the cosine of p's latitude (the
// equirectangular projection of J. P. Snyder, Map Projections: A Working Manual, USGS 1987, p. 90), and its distance
// taken by the haversine formula, so that the plane's error hardly matters.
func (b *Boundary) DistanceMeters(p orb.Point) float64 {
	if _, err := snap(p, 1); err != nil {
		return math.Inf(1)
	}
	if b.Contains(p) {
		return 0
	}
	scale := scaleOf(Decimals)
	n := nearest{shrink: math.Cos(p[1] * math.Pi / 180), best: math.Inf(1)}
	for _, turn := range [3]float64{0, -360, 360} { // across ±180 the nearest edge is a turn away
		n.x, n.y = (p[0]+turn)*scale, p[1]*scale
		for _, x := range b.polygons {
			if top := len(x.levels) - 1; top >= 0 {
				n.seek(x, top, 0)
			}
		}
	}
	if math.IsInf(n.best, 1) {
		return n.best
	}
	return orbgeo.DistanceHaversine(p, orb.Point{n.atX / scale, n.atY / scale})
}

// MaxDistanceMeters returns the greatest DistanceMeters of the vertices of a point, line or polygon; 0 for nil.
func (b *Boundary) MaxDistanceMeters(g orb.Geometry) float64 {
	far := 0.0
	for p := range vertices(g) {
		far = max(far, b.DistanceMeters(p))
	}
	return far
}

// vertices yields the positions of a contribution's geometry.
func vertices(g orb.Geometry) iter.Seq[orb.Point] {
	return func(yield func(orb.Point) bool) {
		switch g := g.(type) {
		case orb.Point:
			yield(g)
		case orb.LineString:
			each(g, yield)
		case orb.Polygon:
			for _, r := range g {
				if !each(r, yield) {
					return
				}
			}
		}
	}
}

func each(ps []orb.Point, yield func(orb.Point) bool) bool {
	for _, p := range ps {
		if !yield(p) {
			return false
		}
	}
	return true
}

// nearest seeks the point of many edges nearest to x, y, all in steps of the grid.
type nearest struct {
	x, y, shrink float64
	best         float64 // the square of the least distance so far
	atX, atY     float64 // and where
}

// seek looks only into boxes that can hold something nearer.
func (n *nearest) seek(x *edgeIndex, level, i int) {
	b := x.levels[level][i]
	dx := max(float64(b.minX)-n.x, 0, n.x-float64(b.maxX)) * n.shrink
	dy := max(float64(b.minY)-n.y, 0, n.y-float64(b.maxY))
	if dx*dx+dy*dy >= n.best {
		return
	}
	if level > 0 {
		for c := i * fan; c < min((i+1)*fan, len(x.levels[level-1])); c++ {
			n.seek(x, level-1, c)
		}
		return
	}
	for _, e := range x.edges[i*fan : min((i+1)*fan, len(x.edges))] {
		n.try(e)
	}
}

// try takes the foot of the perpendicular on e, or the nearer end.
func (n *nearest) try(e edge) {
	ax, ay := (float64(e.a.x)-n.x)*n.shrink, float64(e.a.y)-n.y
	ex, ey := float64(e.b.x-e.a.x)*n.shrink, float64(e.b.y-e.a.y)
	t := 0.0
	if length := ex*ex + ey*ey; length > 0 {
		t = min(max(-(ax*ex+ay*ey)/length, 0), 1)
	}
	px, py := ax+t*ex, ay+t*ey
	if d := px*px + py*py; d < n.best {
		n.best = d
		n.atX, n.atY = float64(e.a.x)+t*float64(e.b.x-e.a.x), float64(e.a.y)+t*float64(e.b.y-e.a.y)
	}
}
