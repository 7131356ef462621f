package geo

import (
	"slices"

	"github.com/paulmach/orb"
)

// Canonical returns the one form in which a geometry is kept: an orb.Point, orb.LineString or orb.Polygon rounded to
// Decimals, without negative zeros and without vertices that repeat the one before, rings right-handed as in RFC 7946
// (the outer one counterclockwise, holes clockwise) and starting where they did. It is idempotent and leaves g alone.
//
// A line may cross itself. A ring may not even touch itself; two rings of a polygon may touch in one point; holes lie
// in the outer ring and in no other hole. Positions are planar: an edge never wraps round ±180.
//
// Refusals are *Error: empty for nil, geometry_type for any other type, not_finite, out_of_range, too_few_positions,
// too_many_vertices (over MaxVertices), ring_not_closed, self_intersection, hole_outside, rings_intersect.
func Canonical(g orb.Geometry) (orb.Geometry, error) {
	if count(g) > MaxVertices {
		return nil, refuse(CodeTooManyVertices)
	}
	return canonical(g, scaleOf(Decimals))
}

func canonical(g orb.Geometry, scale float64) (orb.Geometry, error) {
	switch g := g.(type) {
	case nil:
		return nil, refuse(CodeEmpty)
	case orb.Point:
		v, err := snap(g, scale)
		if err != nil {
			return nil, err
		}
		return v.point(scale), nil
	case orb.LineString:
		l, err := canonicalLine(g, scale)
		if err != nil {
			return nil, err
		}
		return l, nil
	case orb.Polygon:
		p, err := canonicalPolygon(g, scale)
		if err != nil {
			return nil, err
		}
		return p, nil
	}
	return nil, refuse(CodeGeometryType)
}

func canonicalLine(l orb.LineString, scale float64) (orb.LineString, error) {
	vs, err := snapAll(l, scale)
	if err != nil {
		return nil, err
	}
	if len(vs) < 2 {
		return nil, refuse(CodeTooFewPositions)
	}
	return points(vs, scale), nil
}

func canonicalPolygon(p orb.Polygon, scale float64) (orb.Polygon, error) {
	if len(p) == 0 {
		return nil, refuse(CodeTooFewPositions)
	}
	rings := make([][]vertex, len(p))
	for i, r := range p {
		vs, err := snapRing(r, scale)
		if err != nil {
			return nil, err
		}
		rings[i] = vs
	}
	if err := checkRings(rings); err != nil {
		return nil, err
	}
	out := make(orb.Polygon, len(rings))
	for i, vs := range rings {
		if counterclockwise(vs) != (i == 0) {
			slices.Reverse(vs)
		}
		out[i] = points(vs, scale)
	}
	return out, nil
}

func snapRing(r orb.Ring, scale float64) ([]vertex, error) {
	vs, err := snapAll(r, scale)
	switch {
	case err != nil:
		return nil, err
	case len(r) < 4:
		return nil, refuse(CodeTooFewPositions)
	case vs[0] != vs[len(vs)-1]:
		return nil, refuse(CodeRingNotClosed)
	case len(vs) < 4:
		return nil, refuse(CodeTooFewPositions)
	}
	return vs, nil
}

// counterclockwise looks at the turn at the lowest of the leftmost vertices of a simple closed ring: it is convex
// there and no straight line, while a sum over the whole ring could overflow.
func counterclockwise(ring []vertex) bool {
	vs := ring[:len(ring)-1]
	at := 0
	for i, v := range vs {
		if v.x < vs[at].x || v.x == vs[at].x && v.y < vs[at].y {
			at = i
		}
	}
	return orient(vs[(at+len(vs)-1)%len(vs)], vs[at], vs[(at+1)%len(vs)]) > 0
}

func count(g orb.Geometry) int {
	n := 0
	switch g := g.(type) {
	case orb.LineString:
		n = len(g)
	case orb.Polygon:
		for _, r := range g {
			n += len(r)
		}
	}
	return n
}

// Round returns a canonical geometry on a coarser grid, canonical again: a MultiPolygon polygon by polygon, nil as
// nil. Where the coarser grid would break a shape (a small line become a point, a narrow area closed on itself) the
// shape keeps one decimal more, as often as it takes; at Decimals it is as it came. Decimals outside 0 to Decimals
// are taken as the nearer of the two. What is not canonical comes back as it is.
func Round(g orb.Geometry, decimals int) orb.Geometry {
	if mp, ok := g.(orb.MultiPolygon); ok {
		out := make(orb.MultiPolygon, len(mp))
		for i, p := range mp {
			out[i] = Round(p, decimals).(orb.Polygon)
		}
		return out
	}
	for d := max(decimals, 0); d < Decimals; d++ {
		if rounded, err := canonical(g, scaleOf(d)); err == nil {
			return rounded
		}
	}
	return g
}
