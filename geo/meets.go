package geo

import "github.com/paulmach/orb"

// Shape is a point, line or polygon prepared to be compared with many. It never changes and may be used by many
// goroutines.
type Shape struct {
	edges *edgeIndex
	first vertex
	area  bool
	bound box
}

// NewShape prepares g, rounded to Decimals. Nil, and what is no point, line or polygon, meets nothing.
func NewShape(g orb.Geometry) *Shape {
	var rings [][]vertex
	add := func(ps []orb.Point) {
		ring := make([]vertex, len(ps), len(ps)+1)
		for i, p := range ps {
			ring[i] = onGrid(p, scaleOf(Decimals))
		}
		if len(ring) == 1 { // a point is an edge without length
			ring = append(ring, ring[0])
		}
		rings = append(rings, ring)
	}
	s := &Shape{}
	switch g := g.(type) {
	case orb.Point:
		add([]orb.Point{g})
	case orb.LineString:
		add(g)
	case orb.Polygon:
		s.area = true
		for _, r := range g {
			add(r)
		}
	}
	s.edges = indexEdges(rings)
	if top := len(s.edges.levels) - 1; top >= 0 {
		s.bound, s.first = s.edges.levels[top][0], s.edges.edges[0].a
	}
	return s
}

// Meets says whether the two have a point in common, edges included. It is exact.
func (s *Shape) Meets(o *Shape) bool {
	if len(s.edges.edges) == 0 || len(o.edges.edges) == 0 || !s.bound.meets(o.bound) {
		return false
	}
	for _, e := range o.edges.edges {
		b := e.box()
		for lo, hi := range s.edges.blocks(b) {
			for _, f := range s.edges.edges[lo:hi] {
				if f.box().meets(b) && crosses(e, f) {
					return true
				}
			}
		}
	}
	// Without a crossing, any vertex of one speaks for all of it.
	return s.area && s.edges.contains(o.first) || o.area && o.edges.contains(s.first)
}

func crosses(e, f edge) bool {
	n, _ := meet(e, f)
	return n > 0
}
